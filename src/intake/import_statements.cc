#include "intake/import_statements.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string_view>
#include <unordered_set>

#include "base/digest.h"
#include "base/file.h"
#include "base/text.h"
#include "intake/announcements.h"
#include "intake/further_entries.h"
#include "intake/import_pages.h"
#include "intake/read_statements.h"
#include "ledger/statement_twin.h"

namespace dunmail {
namespace {

namespace fs = std::filesystem;

constexpr const char* half_kind = "statements";  // its HalfImport::creditor is the hash of the file

/// Which creditor has the account. A German MT940 file says bank code and account, which end an IBAN.
std::string creditor_of(const Settings& settings, const std::string& account, bool& any_known) {
  const auto is = [&](const BankAccount& bank) {
    const std::string iban = plain_account(bank.iban), own = plain_account(bank.account);
    any_known |= !iban.empty() || !own.empty();
    return account.size() >= 8 && (account == iban || account == own || iban.ends_with(account) ||
                                   account.ends_with(iban.empty() ? "-" : iban));
  };
  for (const auto& [id, by_locale] : settings.creditors)
    for (const auto& [locale, facts] : by_locale)
      if (is(facts.bank)) return id;
  for (const auto& [id, by_locale] : settings.banks)
    for (const auto& [locale, by_currency] : by_locale)
      for (const auto& [currency, bank] : by_currency)
        if (is(bank)) return id;
  return {};
}

/// One file: all or nothing, or page by page where its entries are many and none of them needs another.
class StatementImport {
 public:
  StatementImport(World& world, const StatementOrder& order, const Progress& progress)
      : world_(world), order_(order), pages_(world, order.today, order.stop, progress) {}

  std::vector<StatementFile> run() {
    std::vector<StatementFile> out;
    for (const std::string& file : order_.files) {
      if (!order_.profile.empty() && &file == &order_.files.front()) profile_named(world_.settings, order_.profile);
      out.push_back(one(file));
      if (!out.back().stopped) continue;
      for (std::size_t k = out.size(); k < order_.files.size(); ++k) {
        StatementFile& next = out.emplace_back();
        next.file = order_.files[k];
        next.problems.push_back({name_of(next.file), "was not begun", ""});
      }
      break;
    }
    return out;
  }

 private:
  static std::string name_of(const std::string& file) { return fs::path(file).filename().string(); }

  StatementFile one(const std::string& file) {
    line_ = {};
    announced_ = announced_seen_ = told_elsewhere_ = 0;
    statements_ = 0;
    newest_.reset();
    claimed_.clear();
    named_.clear();
    remarks_.clear();
    const std::string name = name_of(file);
    auto read = read_file_as_statements(file, name);
    StatementFile out;
    out.file = file;
    if (!read) {
      out.problems.push_back(read.problem());
      return out;
    }
    entries_ = 0;
    kept_ = true;
    for (const Statement& s : *read) entries_ += s.entries.size();
    end_of_others(name);
    if (entries_ > order_.entries_a_page && stand_alone(*read))
      out.stopped = !in_pages(*read, name);
    else
      world_.store.transaction([&] {
        take_all(*read, name);
        finish(name);
      });
    out.kept = kept_;
    out.statements = statements_;
    out.added = line_.added;
    out.same = line_.same;
    out.told_elsewhere = told_elsewhere_;
    out.announced = announced_seen_;
    out.as_of = line_.as_of;
    out.known_before = world_.store.payments_as_of();
    out.problems = remarks_;
    return out;
  }

  /// Their entries are given away on the way: a long file is in memory once.
  void take_all(Statements& read, const std::string& name) {
    for (Statement& s : read) take(s, name);
    if (read.empty())
      remarks_.push_back(
          {name, "there is no statement in the document", "was it the right file? nothing is known by it"});
  }

  void finish(const std::string& name) {
    line_.at = iso(world_.now());
    line_.kind = half_kind;
    line_.file = name;
    line_.as_of = known_until();
    line_.skipped = announced_;
    world_.store.log_import(line_);
    world_.store.end_half_import(half_kind, hash_);
  }

  /// Whether the entries are told one from another by their names alone: then who goes on behind a death half way finds
  /// what is in by its name, and takes the others.
  bool stand_alone(const Statements& read) const {
    for (const HalfImport& half : world_.store.half_imports())
      if (half.kind == half_kind && half.creditor == hash_) return true;  // it was told apart before its first page
    std::unordered_set<std::string_view> ids;
    for (const Statement& s : read) {
      if (!FurtherEntries(world_.store, s, "").empty()) return false;
      for (const BankEntry& e : s.entries)
        if (e.pending || e.failed || !ids.insert(e.id).second) return false;
    }
    return true;
  }

  /// False where it was stopped as asked.
  bool in_pages(Statements& read, const std::string& name) {
    try {
      pages_.begin({half_kind, hash_, iso(world_.now()), world_.actor, name, order_.as_of.value_or(order_.today), 0,
                    static_cast<std::int64_t>(entries_)});
      take_all(read, name);
      // Last, so that who goes on with the file is told of a gap before it as well.
      world_.store.transaction([&] {
        for (const Statement& s : read) follow(s, name);
        finish(name);
      });
    } catch (const Stopped&) {
      kept_ = !pages_.take_back();
      pages_.end();
      return false;
    }
    pages_.end();
    return true;
  }

  /// What is missing of another file is in no other one; unless somebody says that it is lost.
  void end_of_others(const std::string& name) {
    for (const HalfImport& half : world_.store.half_imports()) {
      if (half.kind != half_kind || half.creditor == hash_) continue;
      const std::string how =
          fmt::format("is half in: {} of {} entries, since {}", half.rows_in, half.rows_of, half.at);
      if (!order_.give_up_half)
        throw Error(ErrorKind::input, printable(name), printable(half.file) + " " + how,
                    half.file == name
                        ? "its import was stopped, and this file of its name is another one: import that one first"
                        : "its import was stopped: import that file again first");
      world_.store.transaction([&] { world_.store.end_half_import(half_kind, half.creditor); });
      remarks_.push_back(
          {printable(half.file), how + "; it is given up, as asked", "what of it is not in is not known"});
    }
  }

  Result<Statements> read_file_as_statements(const std::string& file, const std::string& name) {
    try {
      const std::string text = read_file(file);
      hash_ = sha256_hex(text);
      return read_statements(world_.settings, text, name, order_.profile);
    } catch (const Error& e) {
      // Among several files, one that cannot be read says so beside what became of the others.
      if (e.kind() != ErrorKind::input || order_.files.size() == 1) throw;
      return e.problem();
    }
  }

  void take(Statement& s, const std::string& file) {
    ++statements_;
    const bool any = !s.entries.empty();
    bool any_known = false;
    const std::string creditor = creditor_of(world_.settings, s.account, any_known);
    remarks_.insert(remarks_.end(), s.remarks.begin(), s.remarks.end());
    if (creditor.empty() && any_known && !s.account.empty())
      remarks_.push_back(
          {file, fmt::format("account {} is none of [creditor.*.bank]", s.account),
           "is the statement meant for this desk? its entries are matched with every creditor's invoices"});
    const FurtherEntries further = pages_.open() ? FurtherEntries(world_.store) : FurtherEntries(world_.store, s, file);
    if (!pages_.open()) follow(s, file);
    const std::int64_t before = line_.added + announced_, same_before = line_.same;
    std::vector<BankEntry> announced, failed;
    bool any_booked = false;
    std::vector<BankEntry>& fresh = s.entries;
    std::size_t left = 0;
    for (BankEntry& e : s.entries) {
      if (e.failed) {
        failed.push_back(std::move(e));
        continue;
      }
      if (e.pending) {
        announced.push_back(std::move(e));
        continue;
      }
      any_booked = true;
      newest_ = std::max(newest_.value_or(e.booked), e.booked);
      const bool known = world_.store.knows_bank_entry(e.id);
      if (known && !further.has(e.id)) {
        ++line_.same, claimed_.insert(e.id);
        continue;
      }
      if (known) named_.insert(e.id = further.name(e, named_));
      if (&fresh[left] != &e) fresh[left] = std::move(e);
      ++left;
    }
    fresh.resize(left);
    if (any_booked && s.opening && s.closing && !s.partial) newest_ = std::max(*newest_, s.closing->day);
    // What is in already is behind a file that is gone on with.
    if (pages_.open() && line_.same > same_before)
      pages_.write(static_cast<std::size_t>(line_.same - same_before), [] {});
    // What is booked ends what was announced; then what is still announced is compared with what is left.
    add(std::move(fresh), s.format, creditor, file);
    fail(failed, file);
    announce(std::move(announced), s.format, creditor, file);
    if (any && failed.empty() && line_.added + announced_ == before)
      remarks_.push_back(
          {file, fmt::format("statement {} was imported before; nothing of it is new", s.id.empty() ? s.account : s.id),
           ""});
  }

  /// The day up to which payments are known by this file. A statement without entries tells of none: it may be empty
  /// because the day was not over; a person who knows better says --as-of.
  std::string known_until() const {
    if (statements_ == 0) return {};
    if (order_.as_of) return iso(*order_.as_of);
    return newest_ ? iso(std::min(*newest_, order_.today)) : std::string();
  }

  /// A payment that the bank did not carry out is waited for no longer; one that was booked before is a person's
  /// matter.
  void fail(const std::vector<BankEntry>& failed, const std::string& file) {
    announcements_.fail(failed);
    for (const BankEntry& e : failed)
      for (const BankRow& row : world_.store.bank_entries_told_elsewhere("", e.booked, e.booked))
        if (row.state == BankState::booked && likeness(row.entry, e) == Likeness::same)
          remarks_.push_back({fmt::format("{}:{}", file, e.line),
                              fmt::format("{} is booked, and the bank calls it failed now", row.entry.id),
                              "dunmail payments reverse takes it back"});
  }

  void announce(const std::vector<BankEntry>& entries, const std::string& format, const std::string& creditor,
                const std::string& file) {
    for (const BankEntry& e : entries)
      if (world_.store.knows_bank_entry(e.id)) claimed_.insert(e.id);
    announced_seen_ += static_cast<std::int64_t>(entries.size());
    std::int64_t added = 0;
    for (BankRow& row : announcements_.new_ones(entries)) {
      row.creditor = creditor;
      row.file = file;
      row.format = format;
      if (world_.store.add(row)) ++added;
    }
    announced_ += added;
    line_.same += static_cast<std::int64_t>(entries.size()) - added;
  }

  /// Entries that no file told under their own name; another format may have told them under another.
  void add(std::vector<BankEntry> fresh, const std::string& format, const std::string& creditor,
           const std::string& file) {
    if (fresh.empty()) return;
    const auto [first, last] = std::minmax_element(
        fresh.begin(), fresh.end(), [](const BankEntry& a, const BankEntry& b) { return a.booked < b.booked; });
    constexpr Days apart{7};  // a value day may be that far from its booking
    auto told = world_.store.bank_entries_told_elsewhere(format, first->booked - apart, last->booked + apart);
    std::erase_if(told, [&](const BankRow& row) {
      return claimed_.contains(row.entry.id) || row.state == BankState::announced || row.state == BankState::superseded;
    });
    const std::vector<BankEntry> known = entries_of(told);
    const std::vector<Twin> twins = twins_of(fresh, known);
    std::map<std::string, std::string> perhaps;
    std::size_t left = 0;
    for (std::size_t i = 0; i < fresh.size(); ++i) {
      const Twin& twin = twins[i];
      if (twin.likeness != Likeness::different) claimed_.insert(known[twin.of].id);
      if (twin.likeness == Likeness::same) {
        ++line_.same, ++told_elsewhere_;
        continue;
      }
      if (twin.likeness == Likeness::perhaps) perhaps.emplace(fresh[i].id, known[twin.of].id);
      if (left != i) fresh[left] = std::move(fresh[i]);
      ++left;
    }
    fresh.resize(left);
    const auto ended = announcements_.ended_by(fresh);
    for (std::size_t from = 0; from < fresh.size(); from += order_.entries_a_page) {
      const std::size_t to = std::min(from + order_.entries_a_page, fresh.size());
      pages_.write(to - from, [&] {
        for (std::size_t i = from; i < to; ++i) {
          BankRow row;
          row.entry = std::move(fresh[i]);
          row.creditor = creditor;
          row.file = file;
          row.format = format;
          if (const auto at = perhaps.find(row.entry.id); at != perhaps.end()) row.twin = at->second;
          write(row, told, ended);
        }
      });
    }
  }

  void write(BankRow& row, std::vector<BankRow>& told, const std::map<std::string, BankRow>& ended) {
    if (!row.entry.batch.empty())
      for (BankRow& whole : told)
        if (is_part_of(row.entry, whole.entry)) details_came(whole, row);
    if (!world_.store.add(row)) {
      ++line_.same;  // twice in this file
      return;
    }
    ++line_.added;
    if (const auto announced = ended.find(row.entry.id); announced != ended.end())
      announcements_.came_true(announced->second, row.entry);
  }

  /// A collective entry whose parts come now counts no more; unless a person has placed it already.
  void details_came(BankRow& whole, BankRow& part) {
    if (whole.state == BankState::booked) {
      part.twin = whole.entry.id;
    } else if (whole.state == BankState::fresh || whole.state == BankState::suggested ||
               whole.state == BankState::unmatched) {
      whole.state = BankState::ignored;
      whole.rule = "collective";
      whole.why = "its payments came one by one in " + part.file;
      world_.store.update(whole);
    }
  }

  /// A statement begins where the one before it ended.
  void follow(const Statement& s, const std::string& file) {
    if (!s.opening || !s.closing || s.partial) return;
    const auto last = world_.store.last_statement(s.account, s.currency);
    const BankStatementRow row = statement_row(s, file);
    if (world_.store.knows(row) ||
        (last && last->closing_day == row.closing_day && last->closing == row.closing && last->opening == row.opening))
      return;
    if (last && row.closing_day < last->closing_day) {
      remarks_.push_back({file,
                          fmt::format("statement {} ends on {}; one that ends on {} was imported before", s.id,
                                      iso(row.closing_day), iso(last->closing_day)),
                          "its entries are taken all the same"});
    } else if (last && last->closing != row.opening) {
      remarks_.push_back({file,
                          fmt::format("statement {} begins with {}, the one before it ({}, {}) ended with {}", s.id,
                                      grouped(row.opening, s.currency.digits()), last->file, iso(last->closing_day),
                                      grouped(last->closing, s.currency.digits())),
                          "is a statement between them missing?"});
    }
    world_.store.add(row);
  }

  World& world_;
  const StatementOrder& order_;
  ImportPages pages_;
  ImportLine line_;
  std::int64_t announced_ = 0, announced_seen_ = 0, told_elsewhere_ = 0;
  std::set<std::string> claimed_;  ///< entries of the store that this file has told
  Announcements announcements_{world_, claimed_};
  std::set<std::string> named_;  ///< names that this file gave to further entries
  int statements_ = 0;
  std::size_t entries_ = 0;
  bool kept_ = true;            ///< something of the file
  std::string hash_;            ///< of the file
  std::optional<Date> newest_;  ///< of what is booked
  std::vector<Problem> remarks_;
};

}  // namespace

StatementResult import_statements(World& world, const StatementOrder& order, const Progress& progress,
                                  const Progress& matching) {
  StatementResult out;
  // Until all is matched: a plan waits, since what came in holds no letter before somebody has looked at it.
  const auto alone = world.store.the_only_one("import");
  out.files = StatementImport(world, order, progress).run();
  const bool all_kept =
      std::all_of(out.files.begin(), out.files.end(), [](const StatementFile& f) { return f.kept && !f.stopped; });
  if (order.match && all_kept) out.match = match_what_is_in(world, order.today, order.stop, matching);
  return out;
}

}  // namespace dunmail
