#include "intake/import_statements.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/file.h"
#include "base/text.h"
#include "intake/further_entries.h"
#include "intake/read_statements.h"
#include "ledger/statement_twin.h"

namespace dunmail {
namespace {

namespace fs = std::filesystem;

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

/// One file: all or nothing.
class StatementImport {
 public:
  StatementImport(World& world, const StatementOrder& order) : world_(world), order_(order) {}

  std::vector<StatementFile> run() {
    std::vector<StatementFile> out;
    for (const std::string& file : order_.files) {
      if (!order_.profile.empty() && &file == &order_.files.front()) profile_named(world_.settings, order_.profile);
      out.push_back(one(file));
    }
    return out;
  }

 private:
  StatementFile one(const std::string& file) {
    line_ = {};
    announced_ = announced_seen_ = told_elsewhere_ = 0;
    statements_ = 0;
    newest_.reset();
    claimed_.clear();
    named_.clear();
    remarks_.clear();
    const std::string name = fs::path(file).filename().string();
    const auto read = read_file_as_statements(file, name);
    StatementFile out;
    out.file = file;
    if (!read) {
      out.problems.push_back(read.problem());
      return out;
    }
    world_.store.transaction([&] {
      for (const Statement& s : *read) take(s, name);
      if (read->empty())
        remarks_.push_back(
            {name, "there is no statement in the document", "was it the right file? nothing is known by it"});
      line_.at = iso(world_.now());
      line_.kind = "statements";
      line_.file = name;
      line_.as_of = known_until();
      line_.skipped = announced_;
      world_.store.log_import(line_);
    });
    out.kept = true;
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

  Result<Statements> read_file_as_statements(const std::string& file, const std::string& name) const {
    try {
      return read_statements(world_.settings, read_file(file), name, order_.profile);
    } catch (const Error& e) {
      // Among several files, one that cannot be read says so beside what became of the others.
      if (e.kind() != ErrorKind::input || order_.files.size() == 1) throw;
      return e.problem();
    }
  }

  void take(const Statement& s, const std::string& file) {
    ++statements_;
    bool any_known = false;
    const std::string creditor = creditor_of(world_.settings, s.account, any_known);
    remarks_.insert(remarks_.end(), s.remarks.begin(), s.remarks.end());
    if (creditor.empty() && any_known && !s.account.empty())
      remarks_.push_back(
          {file, fmt::format("account {} is none of [creditor.*.bank]", s.account),
           "is the statement meant for this desk? its entries are matched with every creditor's invoices"});
    const FurtherEntries further(world_.store, s, file);
    follow(s, file);
    const std::int64_t before = line_.added + announced_;
    std::vector<BankEntry> fresh, announced, failed;
    for (const BankEntry& e : s.entries) {
      if (e.failed) {
        failed.push_back(e);
        continue;
      }
      if (e.pending) {
        announced.push_back(e);
        continue;
      }
      newest_ = std::max(newest_.value_or(e.booked), e.booked);
      if (!world_.store.knows_bank_entry(e.id)) {
        fresh.push_back(e);
      } else if (further.has(e.id)) {
        fresh.push_back(e);
        named_.insert(fresh.back().id = further.name(e, named_));
      } else {
        ++line_.same, claimed_.insert(e.id);
      }
    }
    // What is booked ends what was announced; then what is still announced is compared with what is left.
    add(std::move(fresh), s.format, creditor, file);
    fail(failed, file);
    announce(std::move(announced), s.format, creditor, file);
    if (!s.entries.empty() && failed.empty() && line_.added + announced_ == before)
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

  std::vector<BankRow> open_announcements() const {
    std::vector<BankRow> out = world_.store.bank_entries(BankState::announced);
    std::erase_if(out, [&](const BankRow& row) { return claimed_.contains(row.entry.id); });
    return out;
  }

  static std::vector<BankEntry> entries_of(const std::vector<BankRow>& rows) {
    std::vector<BankEntry> out;
    for (const BankRow& row : rows) out.push_back(row.entry);
    return out;
  }

  /// Announced entries that the bank has booked: they hold no letter any more, and count once.
  void supersede(const std::vector<BankEntry>& booked) {
    if (booked.empty()) return;
    auto open = open_announcements();
    const std::vector<Twin> twins = announced_twins(booked, entries_of(open));
    for (std::size_t i = 0; i < booked.size(); ++i) {
      if (twins[i].likeness == Likeness::different) continue;
      end(open[twins[i].of], BankState::superseded, "booked",
          fmt::format("booked on {} as {}", iso(booked[i].booked), booked[i].id), booked[i].id);
    }
  }

  void end(BankRow& row, BankState state, const char* rule, std::string why, const std::string& other) {
    row.state = state;
    row.rule = rule;
    row.why = std::move(why);
    row.other = other;
    world_.store.update(row);
  }

  /// A payment that the bank did not carry out is waited for no longer; one that was booked before is a person's
  /// matter.
  void fail(const std::vector<BankEntry>& failed, const std::string& file) {
    if (failed.empty()) return;
    auto open = open_announcements();
    const std::vector<Twin> twins = announced_twins(failed, entries_of(open));
    for (std::size_t i = 0; i < failed.size(); ++i) {
      const BankEntry& e = failed[i];
      if (twins[i].likeness != Likeness::different)
        end(open[twins[i].of], BankState::ignored, "failed", "the bank did not carry it out", "");
      for (const BankRow& row : world_.store.bank_entries_told_elsewhere("", e.booked, e.booked))
        if (row.state == BankState::booked && likeness(row.entry, e) == Likeness::same)
          remarks_.push_back({fmt::format("{}:{}", file, e.line),
                              fmt::format("{} is booked, and the bank calls it failed now", row.entry.id),
                              "dunmail payments reverse takes it back"});
    }
  }

  /// Entries that are not booked yet. The same one on the next day is the same, although its day moves; one whose
  /// booking came in an earlier file is done.
  void announce(std::vector<BankEntry> entries, const std::string& format, const std::string& creditor,
                const std::string& file) {
    for (const BankEntry& e : entries)
      if (world_.store.knows_bank_entry(e.id)) claimed_.insert(e.id);
    auto open = open_announcements();
    const std::vector<Twin> twins = announced_twins(entries, entries_of(open));
    for (std::size_t i = 0; i < entries.size(); ++i) {
      ++announced_seen_;
      if (world_.store.knows_bank_entry(entries[i].id) || twins[i].likeness == Likeness::same) {
        ++line_.same;
        continue;
      }
      BankRow row;
      row.entry = std::move(entries[i]);
      row.creditor = creditor;
      row.file = file;
      row.format = format;
      row.state = BankState::announced;
      if (const auto done = booked_since(row.entry); !done.empty()) {
        row.state = BankState::superseded;
        row.rule = "booked";
        row.other = done;
        row.why = "booked as " + done + " in an earlier file";
      }
      if (world_.store.add(row))
        ++announced_;
      else
        ++line_.same;
    }
  }

  /// The booked entry that an announcement of an older file came true as, if no other announcement did.
  std::string booked_since(const BankEntry& e) {
    constexpr Days apart{14};
    const auto rows = world_.store.bank_entries_told_elsewhere("", e.booked - apart, e.booked + apart);
    std::set<std::string> taken;
    for (const BankRow& row : rows)
      if (row.state == BankState::superseded) taken.insert(row.other);
    for (const BankRow& row : rows) {
      if (row.state == BankState::announced || row.state == BankState::superseded || row.entry.booked < e.booked)
        continue;
      if (taken.contains(row.entry.id)) continue;
      if (announced_twins({row.entry}, {e}).front().likeness == Likeness::same) return row.entry.id;
    }
    return {};
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
    std::vector<BankEntry> added;
    for (std::size_t i = 0; i < fresh.size(); ++i) {
      const Twin& twin = twins[i];
      if (twin.likeness != Likeness::different) claimed_.insert(known[twin.of].id);
      if (twin.likeness == Likeness::same) {
        ++line_.same, ++told_elsewhere_;
        continue;
      }
      BankRow row;
      row.entry = std::move(fresh[i]);
      row.creditor = creditor;
      row.file = file;
      row.format = format;
      if (twin.likeness == Likeness::perhaps) row.twin = known[twin.of].id;
      for (BankRow& whole : told)
        if (is_part_of(row.entry, whole.entry)) details_came(whole, row);
      if (world_.store.add(row)) {
        ++line_.added;
        added.push_back(row.entry);
      } else {
        ++line_.same;  // twice in this file
      }
    }
    supersede(added);
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
    const bool any =
        std::any_of(s.entries.begin(), s.entries.end(), [](const BankEntry& e) { return !e.pending && !e.failed; });
    if (any) newest_ = std::max(newest_.value_or(s.closing->day), s.closing->day);
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
  ImportLine line_;
  std::int64_t announced_ = 0, announced_seen_ = 0, told_elsewhere_ = 0;
  std::set<std::string> claimed_;  ///< entries of the store that this file has told
  std::set<std::string> named_;    ///< names that this file gave to further entries
  int statements_ = 0;
  std::optional<Date> newest_;  ///< of what is booked
  std::vector<Problem> remarks_;
};

}  // namespace

StatementResult import_statements(World& world, const StatementOrder& order) {
  StatementResult out;
  out.files = StatementImport(world, order).run();
  const bool all_kept = std::all_of(out.files.begin(), out.files.end(), [](const StatementFile& f) { return f.kept; });
  if (order.match && all_kept) out.match = match_statements(world, order.today);
  return out;
}

}  // namespace dunmail
