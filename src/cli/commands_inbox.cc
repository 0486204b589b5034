#include "cli/commands_inbox.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "cli/mail_line.h"
#include "desk/find.h"
#include "desk/person.h"
#include "desk/seen.h"
#include "intake/mail_json.h"
#include "intake/take_meaning.h"
#include "intake/track.h"
#include "ledger/case_key.h"
#include "web/response_form.h"

namespace dunmail {
namespace {

using Json = nlohmann::json;

MailRow need_mail(World& world, const std::string& id) {
  if (auto row = world.store.mail(id)) return std::move(*row);
  throw Error(ErrorKind::usage, "inbox", "there is no mail " + id, "dunmail inbox lists what waits");
}

void need_open(const MailRow& row) {
  if (row.state == MailState::open) return;
  throw Error(ErrorKind::usage, row.id,
              "is " + word(row.state) + (row.decided_by.empty() ? "" : " by " + row.decided_by) +
                  ", and does not wait for anybody");
}

MailRow open_mail(World& world, const InboxOrder& order) {
  MailRow row = need_mail(world, order.id);
  need_open(row);
  need_seen(row, order.seen);
  known_person(world.settings, order.by, "--by");
  return row;
}

void settle_row(World& world, MailRow& row, MailState state, std::string decision, const std::string& by) {
  row.state = state;
  row.decision = std::move(decision);
  row.decided_by = by;
  row.decided_at = iso(world.now());
  world.store.update(row);
}

std::string suggestion_line(const Suggestion& s) {
  std::string out = "    may mean " + s.meaning;
  const auto also = [&](const char* what, const std::string& value) {
    if (!value.empty()) out += fmt::format(", {} {}", what, printable(value));
  };
  also("type", s.type);
  also("day", s.day ? iso(*s.day) : "");
  also("amount", s.amount ? plain(*s.amount) : "");
  also("currency", s.amount ? std::string(s.amount->currency.code()) : "");
  also("invoice", s.invoice);
  also("reference", s.reference);
  return out + fmt::format(": \"{}\"\n", printable(s.evidence));
}

std::string details(const MailRow& row) {
  std::string out = line_of(row);
  if (!row.subject.empty()) out += "    subject: " + printable(row.subject) + "\n";
  for (const Suggestion& s : read_suggestions(row.suggestions)) out += suggestion_line(s);
  for (const Json& c : Json::parse(row.candidates))
    out += fmt::format("    perhaps {} {}: {}\n", printable(c.value("debtor", "")), printable(c.value("letter", "")),
                       printable(c.value("why", "")));
  return out;
}

/// The letter that a person names: by itself, or the last one that left for a debtor.
LetterRow named_letter(World& world, const std::string& to) {
  if (const auto letter = world.store.letter(to)) return *letter;
  need_debtor(world, to);
  std::optional<LetterRow> last;
  for (LetterRow& row : world.store.letters({.debtor_id = to}))
    if (row.state == LetterState::accepted || row.state == LetterState::bounced || row.state == LetterState::unknown)
      last = std::move(row);
  if (!last)
    throw Error(ErrorKind::usage, "assign", "no letter to " + to + " has left yet",
                "there is nothing that it could answer; dunmail record writes down what was said");
  return *last;
}

const std::vector<std::string>& meanings() {
  static const std::vector<std::string> words{"promise",       "dispute",         "paid",    "needs-document",
                                              "wrong-contact", "out-of-business", "refuses", "bounced",
                                              "delivered",     "nothing"};
  return words;
}

/// What the clerk chose: by word, or the first suggestion.
Suggestion chosen(const MailRow& row, const std::string& as) {
  for (Suggestion& s : read_suggestions(row.suggestions))
    if (as.empty() || s.meaning == as) return std::move(s);
  if (as.empty())
    throw Error(ErrorKind::usage, row.id, "nothing is suggested for it",
                "say what it means: --as "
                "promise|dispute|paid|needs-document|wrong-contact|out-of-business|refuses|bounced|delivered|nothing");
  Suggestion said;
  said.meaning = as;
  return said;
}

void fill(std::string& given, const std::string& suggested) {
  if (given.empty()) given = suggested;
}

/// The order for `dunmail record` that the meaning amounts to.
RecordOrder record_order(const MailRow& row, const InboxOrder& order, const Suggestion& suggestion) {
  RecordOrder out = order.record;
  const std::string& meaning = suggestion.meaning;
  out.kind = meaning;
  out.debtor = row.debtor_id;
  out.letter = row.letter_id;
  out.by = order.by;
  out.on = order.today;
  out.mail = row.id;
  out.currency = case_words(row.case_id).currency;
  fill(out.note, suggestion.evidence);
  if (meaning == "promise") {
    // docs/dunning.md, 6: no promise without its exact day, and no guessed one either.
    if (!out.due) out.due = suggestion.day;
    if (suggestion.amount && suggestion.amount->currency.code() == out.currency)
      fill(out.amount, plain(*suggestion.amount));
  }
  if (meaning == "dispute") {
    fill(out.invoice, suggestion.invoice);
    fill(out.type, suggestion.type);
  }
  if ((meaning == "bounced" || meaning == "delivered") && out.note.empty()) out.note = "mail " + row.id;
  return out;
}

}  // namespace

Answer inbox_command(World& world, bool all) {
  Answer answer;
  answer.data = nlohmann::ordered_json::array();
  for (const MailRow& row : world.store.mails(all ? std::nullopt : std::optional(MailState::open))) {
    answer.data.push_back(to_json(row));
    answer.text += details(row);
  }
  if (answer.text.empty()) answer.text = "nothing waits\n";
  return answer;
}

Answer inbox_show_command(World& world, const std::string& id) {
  const MailRow row = need_mail(world, id);
  const std::string bytes = world.store.document(row.document).value_or("");
  const ForeignMail mail = read_mail(bytes);
  const std::string words = own_words(mail.text());
  Answer answer;
  answer.data = to_json(row);
  answer.data["text"] = words;
  answer.text = details(row);
  if (!row.decision.empty())
    answer.text +=
        fmt::format("    {} by {}: {}\n", word(row.state), printable(row.decided_by), printable(row.decision));
  answer.text += "\n";
  for (const std::string_view line : split(words, '\n')) answer.text += "  " + printable(line) + "\n";
  return answer;
}

Answer inbox_attachment_command(World& world, const std::string& id, const std::string& out) {
  const MailRow row = need_mail(world, id);
  std::string kept;
  for (const Suggestion& s : read_suggestions(row.suggestions))
    if (kept.empty()) kept = s.upload;
  if (kept.empty())
    throw Error(ErrorKind::usage, row.id, "came without an upload",
                "only what was sent with the response page is kept apart; dunmail inbox show prints a mail");
  const auto bytes = world.store.document(kept);
  if (!bytes)
    throw Error(ErrorKind::storage, row.id, "its upload " + kept.substr(0, 12) + " is not in the database",
                "was it restored from a backup without documents?");
  // The debtor chose these bytes and we choose the name: nothing of theirs becomes a path, nothing is opened or run,
  // and no file of ours gives way.
  const std::string type = media_type_of(*bytes);
  const std::string ending = type == "application/pdf" ? ".pdf"
                             : type == "image/png"     ? ".png"
                             : type == "image/jpeg"    ? ".jpg"
                                                       : ".bin";
  std::filesystem::path file(out.empty() ? row.id + ending : out);
  if (std::filesystem::is_directory(file)) file /= row.id + ending;
  if (std::filesystem::exists(std::filesystem::symlink_status(file)))
    throw Error(ErrorKind::usage, file.string(), "is there already", "name another file with --out");
  write_file(file.string(), *bytes);
  Answer answer;
  answer.data = {
      {"mail", row.id}, {"file", file.string()}, {"media_type", type}, {"size", bytes->size()}, {"sha256", kept}};
  answer.text = fmt::format("{}: {} bytes, {}; from outside: look at it with care\n", printable(file.string()),
                            bytes->size(), type.empty() ? "of no known type" : type);
  return answer;
}

Answer inbox_assign_command(World& world, const InboxOrder& order) {
  MailRow row = open_mail(world, order);
  if (!row.letter_id.empty() && row.matched_by.starts_with("person"))
    throw Error(ErrorKind::usage, row.id, "was assigned to " + row.letter_id + " before",
                "dunmail inbox confirm or dismiss it");
  const LetterRow letter = named_letter(world, order.to);
  const Tracking tracking = Tracking::open(world.settings);
  const ForeignMail mail = read_mail(world.store.document(row.document).value_or(""));
  const MailReport report = classify(mail, tracking.rules);
  world.store.transaction([&] {
    row = open_mail(world, order);
    if (being_sent(world, letter.id))
      throw Error(ErrorKind::usage, letter.id, "is being sent at this moment", "try again");
    row.matched_by = "person " + order.by;
    take_report(world, {mail, report, order.today, true, order.by}, letter.id, row);
    if (row.state == MailState::open)
      world.store.update(row);
    else
      settle_row(world, row, row.state, "assigned to " + letter.id, order.by);
  });
  Answer answer;
  answer.data = to_json(row);
  answer.text = details(row);
  if (row.state == MailState::open) answer.text += "it waits to be confirmed or dismissed\n";
  return answer;
}

Answer inbox_confirm_command(World& world, const InboxOrder& order) {
  MailRow row = open_mail(world, order);
  if (row.case_id.empty())
    throw Error(ErrorKind::usage, row.id, "is tied to no letter yet",
                "dunmail inbox assign " + row.id + " LETTER|DEBTOR --by NAME");
  if (const auto& words = meanings();
      !order.as.empty() && std::find(words.begin(), words.end(), order.as) == words.end())
    throw Error(ErrorKind::usage, "--as",
                "\"" + order.as +
                    "\" is not one of: promise, dispute, paid, needs-document, wrong-contact, out-of-business, "
                    "refuses, bounced, delivered, nothing",
                did_you_mean(order.as, words));
  Suggestion suggestion = chosen(row, order.as);
  if (!order.reference.empty()) suggestion.reference = order.reference;
  const std::string& meaning = suggestion.meaning;
  if (meaning == "intends-to-pay")
    throw Error(ErrorKind::usage, row.id, "no exact day is named, so it is no promise",
                "ask for the day, then: --as promise --due 2026-12-01; or --as nothing");
  Answer answer;
  world.store.transaction([&] {
    row = open_mail(world, order);  // another clerk may have been faster
    std::string said = "it means nothing more";
    const bool event = meaning == "promise" || meaning == "dispute" || meaning == "bounced" || meaning == "delivered";
    if (event) {
      answer = record_command(world, record_order(row, order, suggestion));
      said = answer.text;
    } else if (meaning != "nothing") {
      said = take_meaning(world, {row.letter_id, row.id, meaning, suggestion.evidence, suggestion.reference,
                                  suggestion.upload, order.record.note, order.by, order.today});
    }
    settle_row(world, row, MailState::decided, meaning + ": " + std::string(trim(said)), order.by);
  });
  answer.data = to_json(row);
  answer.text = fmt::format("{}: {}\n", row.id, printable(row.decision));
  return answer;
}

Answer inbox_dismiss_command(World& world, const InboxOrder& order) {
  MailRow row = open_mail(world, order);
  if (trim(order.reason).empty()) throw Error(ErrorKind::usage, "--reason", "why is it of no account?");
  world.store.transaction([&] {
    row = open_mail(world, order);
    settle_row(world, row, MailState::dismissed, order.reason, order.by);
  });
  Answer answer;
  answer.data = to_json(row);
  answer.text = fmt::format("{}: dismissed\n", row.id);
  return answer;
}

}  // namespace dunmail
