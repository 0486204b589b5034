// From statement files to bank entries, and from those to payments.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "app/book_payment.h"
#include "app/commands_payments.h"
#include "base/file.h"
#include "base/text.h"
#include "ledger/statement_camt.h"
#include "ledger/statement_csv.h"
#include "ledger/statement_mt940.h"
#include "ledger/statement_twin.h"

namespace dunmail {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

Json to_json(const Problem& p) { return {{"where", p.where}, {"message", p.message}, {"hint", p.hint}}; }

std::vector<std::string> profile_folders(const Settings& settings) { return {settings.folder + "/bank-profiles", share_folder() + "/config/bank-profiles"}; }

std::vector<BankProfile> profiles(const Settings& settings) {
  std::vector<BankProfile> out;
  for (const std::string& folder : profile_folders(settings)) {
    std::vector<std::string> files;
    std::error_code none;
    for (const auto& at : fs::directory_iterator(folder, none))
      if (at.path().extension() == ".toml") files.push_back(at.path().string());
    std::sort(files.begin(), files.end());
    for (const std::string& file : files) out.push_back(BankProfile::load(file));
  }
  return out;
}

BankProfile profile_named(const Settings& settings, const std::string& name) {
  if (name.find('/') != name.npos || name.ends_with(".toml")) return BankProfile::load(name);
  std::vector<std::string> names;
  for (BankProfile& p : profiles(settings)) {
    if (p.name == name) return std::move(p);
    names.push_back(p.name);
  }
  const std::string hint = did_you_mean(name, names);
  throw Error(ErrorKind::usage, "--profile", "there is no bank profile \"" + name + "\"", hint.empty() ? fmt::format("there are: {}; or name a file", fmt::join(names, ", ")) : hint);
}

Result<Statements> read_csv(const Settings& settings, const std::string& bytes, const std::string& name, const std::string& profile) {
  if (!profile.empty()) return read_bank_csv(bytes, name, profile_named(settings, profile));
  const BankProfile* best = nullptr;
  int fit = 0;
  const auto all = profiles(settings);
  for (const BankProfile& p : all)
    if (const int own = profile_fit(bytes, p); own > fit) best = &p, fit = own;
  if (best) return read_bank_csv(bytes, name, *best);
  return Problem{name, "the file is neither camt nor MT940, and no bank profile knows its headers", "write one (config/bank-profiles/README.md), and name it with --profile"};
}

Result<Statements> read_statements(const Settings& settings, const std::string& bytes, const std::string& name, const std::string& profile) {
  const auto format = statement_format(bytes, name);
  if (!format) return format.problem();
  if (*format == StatementFormat::camt) return read_camt(bytes, name);
  if (*format == StatementFormat::mt940) return read_mt940(bytes, name);
  return read_csv(settings, bytes, name, profile);
}

/// Which creditor has the account. A German MT940 file says bank code and account, which end an IBAN.
std::string creditor_of(const Settings& settings, const std::string& account, bool& any_known) {
  const auto is = [&](const BankAccount& bank) {
    const std::string iban = plain_account(bank.iban), own = plain_account(bank.account);
    any_known |= !iban.empty() || !own.empty();
    return account.size() >= 8 && (account == iban || account == own || iban.ends_with(account) || account.ends_with(iban.empty() ? "-" : iban));
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

  Answer run() {
    Answer answer;
    answer.data["files"] = Json::array();
    for (const std::string& file : order_.files) {
      if (!order_.profile.empty() && &file == &order_.files.front()) profile_named(world_.settings, order_.profile);
      one(file, answer);
    }
    return answer;
  }

 private:
  void one(const std::string& file, Answer& answer) {
    line_ = {}, left_out_ = told_elsewhere_ = 0, claimed_.clear(), remarks_.clear(), statements_ = 0;
    const std::string name = fs::path(file).filename().string();
    const auto read = read_file_as_statements(file, name);
    if (!read) {
      answer.exit_code = 1;
      answer.data["files"].push_back({{"file", file}, {"kept", false}, {"problems", Json::array({to_json(read.problem())})}});
      answer.text += fmt::format("{}\n{}: nothing was imported\n", read.problem().line(), printable(file));
      return;
    }
    world_.store.transaction([&] {
      for (const Statement& s : *read) take(s, name);
      line_.at = iso(world_.now()), line_.kind = "statements", line_.file = name, line_.as_of = iso(order_.as_of.value_or(std::min(newest_, order_.today)));
      line_.skipped = left_out_;
      world_.store.log_import(line_);
    });
    report(file, answer);
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
      remarks_.push_back({file, fmt::format("account {} is none of [creditor.*.bank]", s.account), "is the statement meant for this desk? its entries are matched with every creditor's invoices"});
    follow(s, file);
    const std::int64_t before = line_.added;
    std::vector<BankEntry> fresh;
    for (const BankEntry& e : s.entries) {
      newest_ = std::max(newest_, e.booked);
      if (e.pending) ++left_out_;
      else if (world_.store.knows_bank_entry(e.id)) ++line_.same, claimed_.insert(e.id);
      else fresh.push_back(e);
    }
    add(std::move(fresh), s.format, creditor, file);
    if (!s.entries.empty() && line_.added == before && left_out_ == 0)
      remarks_.push_back({file, fmt::format("statement {} was imported before; nothing of it is new", s.id.empty() ? s.account : s.id), ""});
  }

  /// Entries that no file told under their own name; another format may have told them under another.
  void add(std::vector<BankEntry> fresh, const std::string& format, const std::string& creditor, const std::string& file) {
    if (fresh.empty()) return;
    const auto [first, last] = std::minmax_element(fresh.begin(), fresh.end(), [](const BankEntry& a, const BankEntry& b) { return a.booked < b.booked; });
    constexpr Days apart{7};  // a value day may be that far from its booking
    auto told = world_.store.bank_entries_told_elsewhere(format, first->booked - apart, last->booked + apart);
    std::erase_if(told, [&](const BankRow& row) { return claimed_.contains(row.entry.id); });
    std::vector<BankEntry> known;
    for (const BankRow& row : told) known.push_back(row.entry);
    const std::vector<Twin> twins = twins_of(fresh, known);
    for (std::size_t i = 0; i < fresh.size(); ++i) {
      const Twin& twin = twins[i];
      if (twin.likeness != Likeness::different) claimed_.insert(known[twin.of].id);
      if (twin.likeness == Likeness::same) {
        ++line_.same, ++told_elsewhere_;
        continue;
      }
      BankRow row;
      row.entry = std::move(fresh[i]), row.creditor = creditor, row.file = file, row.format = format;
      if (twin.likeness == Likeness::perhaps) row.twin = known[twin.of].id;
      for (BankRow& whole : told)
        if (is_part_of(row.entry, whole.entry)) details_came(whole, row);
      if (world_.store.add(row)) ++line_.added;
      else ++line_.same;  // twice in this file
    }
  }

  /// A collective entry whose parts come now counts no more; unless a person has placed it already.
  void details_came(BankRow& whole, BankRow& part) {
    if (whole.state == "booked") {
      part.twin = whole.entry.id;
    } else if (whole.state == "new" || whole.state == "suggested" || whole.state == "unmatched") {
      whole.state = "ignored", whole.rule = "collective", whole.why = "its payments came one by one in " + part.file;
      world_.store.update(whole);
    }
  }

  /// A statement begins where the one before it ended.
  void follow(const Statement& s, const std::string& file) {
    if (!s.opening || !s.closing || s.partial) return;
    newest_ = std::max(newest_, s.closing->day);
    const auto last = world_.store.last_statement(s.account, s.currency);
    const BankStatementRow row{s.account, s.id, file, s.currency, s.opening->day, s.closing->day, s.opening->amount.minor, s.closing->amount.minor};
    if (last && last->closing_day == row.closing_day && last->closing == row.closing && last->opening == row.opening) return;
    if (last && row.closing_day < last->closing_day) {
      remarks_.push_back({file, fmt::format("statement {} ends on {}; one that ends on {} was imported before", s.id, iso(row.closing_day), iso(last->closing_day)), "its entries are taken all the same"});
    } else if (last && last->closing != row.opening) {
      remarks_.push_back({file, fmt::format("statement {} begins with {}, the one before it ({}, {}) ended with {}", s.id, grouped(row.opening, s.currency.digits()), last->file, iso(last->closing_day), grouped(last->closing, s.currency.digits())),
                          "is a statement between them missing?"});
    }
    world_.store.add(row);
  }

  void report(const std::string& file, Answer& answer) {
    Json remarks = Json::array();
    for (const Problem& r : remarks_) {
      remarks.push_back(to_json(r));
      answer.text += r.line() + "\n";
    }
    answer.data["files"].push_back({{"file", file}, {"kept", true}, {"statements", statements_}, {"added", line_.added}, {"same", line_.same}, {"told_elsewhere", told_elsewhere_}, {"pending", left_out_}, {"as_of", line_.as_of}, {"remarks", remarks}});
    answer.text += fmt::format("{}: {} entries added, {} as before{}{}; payments known until {}\n", printable(file), line_.added, line_.same,
                               told_elsewhere_ ? fmt::format(" ({} told by a file of another format)", told_elsewhere_) : "", left_out_ ? fmt::format(", {} announced only and left out", left_out_) : "", line_.as_of);
    if (!remarks_.empty() && answer.exit_code == 0) answer.exit_code = 3;
  }

  World& world_;
  const StatementOrder& order_;
  ImportLine line_;
  std::int64_t left_out_ = 0, told_elsewhere_ = 0;
  std::set<std::string> claimed_;  ///< entries of the store that this file has told
  int statements_ = 0;
  Date newest_ = make_date(1970, 1, 1);
  std::vector<Problem> remarks_;
};

std::string suggestion_of(const Match& m) {
  std::string out;
  for (const MatchPart& p : m.parts) out += fmt::format("{}{}:{}", out.empty() ? "" : "\n", p.invoice, p.amount);
  return out;
}

class MatchRun {
 public:
  MatchRun(World& world, Date today)
      : world_(world), today_(today), matcher_(world.store.known_invoices(), world.store.known_debtors(), world.store.known_payers(), world.settings.payments) {}

  Answer run() {
    auto booked_rows = world_.store.bank_entries("booked");
    for (const BankRow& row : booked_rows) booked_.push_back(row.entry);
    std::vector<BankRow> rows;
    for (const char* state : {"new", "suggested", "unmatched"})
      for (BankRow& row : world_.store.bank_entries(state)) rows.push_back(std::move(row));
    std::stable_sort(rows.begin(), rows.end(), [](const BankRow& a, const BankRow& b) { return a.entry.booked < b.entry.booked; });
    for (BankRow& row : rows) one(row);
    return answer();
  }

 private:
  void one(BankRow& row) {
    if (world_.store.knows_payment(row.entry.bank_reference, row.entry.amount)) {
      row.rule = "known-payment", row.why = "the ledger has payment " + row.entry.bank_reference + " of that sum already";
      return keep(row, "ignored");
    }
    Match m = matcher_.match(row.entry, row.creditor);
    row.rule = m.rule, row.why = m.why, row.evidence = m.evidence, row.candidates = m.candidates, row.debtor = m.debtor;
    row.suggestion = suggestion_of(m);
    if (m.rule == "not-a-payment") return keep(row, "ignored");
    if (!row.twin.empty()) {
      row.rule = "perhaps-known", row.why = fmt::format("may be {}, which another file told: ignore it, or assign it if it is a second payment; {}", row.twin, m.why);
      return keep(row, "suggested");
    }
    if (m.rule == "returned") return take_back(row);
    if (m.confidence == Match::Confidence::sure && book_payment(world_, row, m, today_, "dunmail")) {
      matcher_.booked(m, row.entry);
      booked_.push_back(row.entry);
      return count(row);
    }
    keep(row, m.confidence == Match::Confidence::none ? "unmatched" : "suggested");
  }

  void take_back(BankRow& row) {
    const BankEntry* original = returned_entry(row.entry, booked_, row.why);
    if (!original) return keep(row, "unmatched");
    auto found = world_.store.bank_entries_like(original->id);
    BankRow& gone = found.at(0);
    if (!unbook_payment(world_, gone, row.entry.booked, row.entry.id, row.why)) return keep(row, "unmatched");
    gone.state = "reversed", gone.other = row.entry.id, gone.why = "the payment came back on " + iso(row.entry.booked);
    world_.store.update(gone);
    row.other = gone.entry.id, row.debtor = gone.debtor;
    std::erase_if(booked_, [&](const BankEntry& e) { return e.id == gone.entry.id; });
    keep(row, "returned");
  }

  void keep(BankRow& row, const char* state) {
    row.state = state;
    // Counted from the first suggestion: looking again every day must not prolong it.
    if (row.state == "suggested" && row.entry.amount.minor > 0 && !row.held_until && world_.settings.payment_hold_days > 0)
      row.held_until = today_ + Days(world_.settings.payment_hold_days - 1);
    world_.store.update(row);
    count(row);
  }

  void count(const BankRow& row) {
    ++states_[row.state];
    entries_.push_back({{"entry", row.entry.id}, {"state", row.state}, {"rule", row.rule}, {"debtor", row.debtor}, {"payments", row.payments}, {"why", row.why}});
    if (row.state == "booked" || row.state == "returned")
      text_ += fmt::format("{}  {} {} {}  {}  {}\n", row.entry.id, iso(row.entry.booked), row.entry.amount.currency.code(), grouped(row.entry.amount.minor, row.entry.amount.currency.digits()), row.state, row.why);
  }

  Answer answer() {
    Answer out;
    std::vector<std::string> parts;
    for (const char* state : {"booked", "returned", "suggested", "unmatched", "ignored"}) {
      out.data[state] = states_[state];
      parts.push_back(fmt::format("{} {}", states_[state], state));
    }
    out.data["entries"] = entries_;
    out.text = text_ + fmt::format("{}\n", fmt::join(parts, ", "));
    if (states_["suggested"] + states_["unmatched"] > 0) out.text += "see: dunmail payments suggest\n";
    return out;
  }

  World& world_;
  Date today_;
  Matcher matcher_;
  std::vector<BankEntry> booked_;
  std::map<std::string, std::int64_t> states_;
  Json entries_ = Json::array();
  std::string text_;
};

/// Statements that were imported and matched count as payments that were imported.
void log_payments(World& world, std::int64_t booked) {
  std::string as_of, payments;
  for (const ImportLine& line : world.store.imports()) {
    if (line.kind == "statements") as_of = std::max(as_of, line.as_of);
    if (line.kind == "payments") payments = std::max(payments, line.as_of);
  }
  if (as_of.empty() || (as_of <= payments && booked == 0)) return;
  ImportLine line;
  line.at = iso(world.now()), line.kind = "payments", line.file = "bank statements", line.as_of = as_of, line.added = booked;
  world.store.log_import(line);
}

}  // namespace

Answer payments_match_command(World& world, Date today) {
  Answer out;
  world.store.transaction([&] {
    out = MatchRun(world, today).run();
    log_payments(world, out.data["booked"].get<std::int64_t>());
  });
  return out;
}

Answer payments_import_command(World& world, const StatementOrder& order) {
  Answer out = StatementImport(world, order).run();
  if (!order.match || out.exit_code == 1) return out;
  const Answer matched = payments_match_command(world, order.today);
  out.text += matched.text;
  out.data["match"] = matched.data;
  return out;
}

}  // namespace dunmail
