#include "sending/confirm_post.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/file.h"
#include "base/text.h"
#include "casefile/letter_events.h"
#include "casefile/mail_events.h"
#include "desk/case_trouble.h"
#include "ledger/csv.h"

namespace dunmail {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }

/// UPU S10: two letters, eight digits, a check digit (weights 8 6 4 2 3 5 9 7, modulo 11), the country.
bool s10_holds(const std::string& number) {
  constexpr int weights[] = {8, 6, 4, 2, 3, 5, 9, 7};
  int sum = 0;
  for (std::size_t k = 0; k < 8; ++k) sum += weights[k] * (number[k + 2] - '0');
  int check = 11 - sum % 11;
  check = check == 10 ? 0 : check == 11 ? 5 : check;
  return number[10] - '0' == check;
}

bool looks_like_s10(const std::string& n) {
  return n.size() == 13 && is_letter(n[0]) && is_letter(n[1]) && std::all_of(n.begin() + 2, n.begin() + 11, is_digit) &&
         is_letter(n[11]) && is_letter(n[12]);
}

Result<std::string> tracking_number(const std::string& written) {
  std::string out;
  for (const char c : trim(written))
    if (c != ' ' && c != '-') out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  if (!std::all_of(out.begin(), out.end(), [](char c) { return is_digit(c) || is_letter(c); }))
    return Problem{"", "\"" + written + "\" is not a tracking number",
                   "letters and digits; a spreadsheet shortens long numbers: format the column as text"};
  if (out.size() < 6 || out.size() > 35)
    return Problem{"", "a tracking number has 6 to 35 letters and digits", "is \"" + written + "\" whole?"};
  if (looks_like_s10(out) && !s10_holds(out))
    return Problem{"", "the check digit of " + out + " does not fit", "read it again from the slip"};
  return out;
}

class Confirmer {
 public:
  Confirmer(World& world, const std::string& by, Date today, bool update)
      : world_(world), by_(by), today_(today), update_(update) {}

  void take(const PostNote& note) {
    std::optional<Problem> problem;
    try {
      problem = write(note);
    } catch (...) {
      problem = Problem{"", "its case is in trouble: " + trouble_caught(), "dunmail explain says more"};
    }
    if (problem)
      out_.problems.push_back(
          {note.where.empty() ? note.letter : note.where + ", " + note.letter, problem->message, problem->hint});
  }
  Confirmed done() { return std::move(out_); }

 private:
  std::optional<Problem> write(const PostNote& note) {
    const auto number = tracking_number(note.tracking);
    if (!number) return number.problem();
    const auto row = world_.store.letter(note.letter);
    if (!row) return Problem{"", "there is no such letter", "the column `letter` holds L2026-000001"};
    if (row->channel != "post") return Problem{"", "went by " + row->channel + ", not by post", ""};
    if (row->state != LetterState::accepted)
      return Problem{"", "is " + word(row->state) + ", it did not leave", "dunmail print hands letters over"};
    const CaseInput input = world_.case_of(*row);
    const auto day = day_of(note, *row, input);
    if (!day) return day.problem();
    const auto known = world_.store.posting(row->id);
    if (auto differs = differs_from(known, *number, *day)) return differs;
    if (const auto other = world_.store.posting_by_tracking(*number); other && other->letter_id != row->id)
      return Problem{"", *number + " is the number of " + other->letter_id, "one of the two was misread"};
    const std::string kept_day = day->empty() && known ? known->delivered_on : *day;
    const bool new_number = !known || known->tracking != *number,
               new_day = !kept_day.empty() && (new_number || !known || known->delivered_on != kept_day);
    if (!new_number && !new_day) {
      ++out_.same;
      return std::nullopt;
    }
    world_.store.put(Posting{row->id, *number, kept_day, iso(world_.now()), by_});
    const std::string batch = world_.store.batch_of_letter(row->id).value_or("");
    if (new_number)
      record(input, *row,
             told::RouteSaid{.kind = EventKind::accepted,
                             .code = 0,
                             .status = "",
                             .stage = "post",
                             .text = "posted under " + *number,
                             .queue_id = *number,
                             .route = "post",
                             .recipient = "",
                             .verdict = "delivered-to-relay",
                             .batch = batch},
             out_.noted);
    if (new_day)
      record(input, *row,
             told::Delivered{.evidence = fmt::format("registered mail {}, delivered on {}", *number, kept_day),
                             .tracking = *number,
                             .delivered_on = kept_day,
                             .batch = batch},
             out_.delivered);
    return std::nullopt;
  }

  void record(const CaseInput& input, const LetterRow& row, Told told, std::size_t& count) {
    world_.record(input, today_, row.id, std::move(told), by_);
    ++count;
  }

  Result<std::string> day_of(const PostNote& note, const LetterRow& row, const CaseInput& input) const {
    if (note.delivered_on.empty()) return std::string();
    const auto day = parse_date(note.delivered_on);
    if (!day) return Problem{"", "\"" + note.delivered_on + "\" is not a date", "write 2026-11-25"};
    Date left = row.day;
    for (const Event& e : input.events)
      if (e.letter_id == row.id && e.kind == EventKind::accepted) {
        left = e.day;
        break;
      }
    if (*day < left) return Problem{"", fmt::format("{} lies before {}, when it left", iso(*day), iso(left)), ""};
    if (*day > today_) return Problem{"", iso(*day) + " lies ahead", ""};
    return iso(*day);
  }

  std::optional<Problem> differs_from(const std::optional<Posting>& known, const std::string& number,
                                      const std::string& day) const {
    if (!known || update_) return std::nullopt;
    if (known->tracking != number)
      return Problem{"", "is known under " + known->tracking + ", not " + number, "--update takes the new one"};
    if (!day.empty() && !known->delivered_on.empty() && known->delivered_on != day)
      return Problem{"", "is known as delivered on " + known->delivered_on + ", not " + day,
                     "--update takes the new day"};
    return std::nullopt;
  }

  World& world_;
  const std::string& by_;
  Date today_;
  bool update_;
  Confirmed out_;
};

struct Rollback {};

/// The delimiter that the header line has more of: a spreadsheet in German writes semicolons.
char delimiter_of(std::string_view text) {
  const std::string_view head = text.substr(0, text.find('\n'));
  return std::count(head.begin(), head.end(), ';') > std::count(head.begin(), head.end(), ',') ? ';' : ',';
}

/// An apostrophe that a spreadsheet, or we, put before a cell.
std::string bare(std::string_view cell) {
  cell = trim(cell);
  if (cell.starts_with('\'')) cell.remove_prefix(1);
  return std::string(cell);
}

}  // namespace

std::vector<PostNote> read_post_notes(const std::string& file) {
  const std::string name = std::filesystem::path(file).filename().string();
  const auto text = to_utf8_text(read_file(file), Encoding::automatic, name);
  if (!text) throw Error(ErrorKind::input, text.problem());
  CsvReader reader(*text, delimiter_of(*text));
  std::vector<std::string> fields;
  std::map<std::string, std::size_t> columns;
  if (reader.next(fields))
    for (std::size_t k = 0; k < fields.size(); ++k) columns.emplace(std::string(trim(fields[k])), k);
  for (const char* needed : {"letter", "tracking"})
    if (!columns.contains(needed))
      throw Error(ErrorKind::input, name, fmt::format("has no column \"{}\"", needed),
                  "give the manifest.csv of a batch, filled in");
  std::vector<PostNote> out;
  const auto cell = [&](const char* column) {
    const auto found = columns.find(column);
    return found == columns.end() || found->second >= fields.size() ? std::string() : bare(fields[found->second]);
  };
  while (reader.next(fields)) {
    PostNote note{fmt::format("{}:{}", name, reader.line()), cell("letter"), cell("tracking"), cell("delivered_on")};
    if (!note.tracking.empty() || !note.delivered_on.empty()) out.push_back(std::move(note));
  }
  if (!reader.problem().empty())
    throw Error(ErrorKind::input, fmt::format("{}:{}", name, reader.line()), reader.problem());
  return out;
}

Confirmed confirm_post(World& world, const std::vector<PostNote>& notes, const std::string& by, Date today, bool update,
                       bool skip_bad) {
  Confirmer confirmer(world, by, today, update);
  Confirmed out;
  try {
    world.store.transaction([&] {
      for (const PostNote& note : notes) confirmer.take(note);
      out = confirmer.done();
      if (!out.problems.empty() && !skip_bad) throw Rollback{};
    });
  } catch (const Rollback&) {
    out.noted = out.delivered = 0;
    out.kept = false;
  }
  return out;
}

}  // namespace dunmail
