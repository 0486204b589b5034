#include "intake/match_statements.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

#include "base/unreadable.h"
#include "intake/book_payment.h"

namespace dunmail {
namespace {

std::vector<SuggestedPart> suggestion_of(const Match& m) {
  std::vector<SuggestedPart> out;
  // Of several debtors: whose letters wait; nobody can say yet how much is whose.
  if (m.parts.empty())
    for (const std::string& number : m.named) out.push_back({number, 0});
  for (const MatchPart& p : m.parts) out.push_back({p.invoice, p.amount});
  return out;
}

class MatchRun {
 public:
  MatchRun(World& world, Date today, const std::function<bool()>& stop, const Progress& progress)
      : world_(world), today_(today), stop_(stop), progress_(progress) {}

  /// A transaction for so many entries: others get the lock between two of them, and what one has placed stands.
  MatchResult run() {
    constexpr std::size_t page = 200;
    const std::vector<BankEntryMark> marks = to_look_at();
    for (std::size_t at = 0; at < marks.size() && !result_.stopped; at += page) {
      if (at > 0) world_.store.breathe();
      const std::size_t to = std::min(at + page, marks.size());
      world_.store.transaction([&] {
        for (std::size_t i = at; i < to; ++i) look_again(marks[i]);
      });
      if (progress_) progress_(to, marks.size());
      result_.stopped = to < marks.size() && stop_ && stop_();
    }
    if (result_.stopped) return std::move(result_);
    world_.store.transaction([&] { log_payments(); });
    return std::move(result_);
  }

 private:
  /// By booking day, and then what is announced.
  std::vector<BankEntryMark> to_look_at() {
    std::vector<BankEntryMark> marks;
    const auto add = [&](BankState state) {
      for (BankEntryMark& mark : world_.store.bank_entry_marks(state)) marks.push_back(std::move(mark));
    };
    for (const BankState state : {BankState::fresh, BankState::suggested, BankState::unmatched}) add(state);
    std::stable_sort(marks.begin(), marks.end(),
                     [](const BankEntryMark& a, const BankEntryMark& b) { return a.booked < b.booked; });
    add(BankState::announced);
    return marks;
  }

  /// As it stands now: a person may have placed it since the list was made.
  void look_again(const BankEntryMark& listed) {
    auto found = world_.store.bank_entry(listed.id);
    if (!found || found->version != listed.version) return;
    before_ = *found;
    apart(*found, found->state == BankState::announced ? &MatchRun::announced : &MatchRun::one);
  }

  /// Out of what it may be about; by its sum alone only where nothing else of it is known.
  Match match(const BankRow& row) {
    const MatchKeys keys = keys_of(row.entry);
    const auto by = [&](KnownLedger known) {
      return Matcher(std::move(known), world_.settings.payments).match(row.entry, row.creditor);
    };
    Match m = by(world_.store.known_ledger(keys));
    if (m.rule != "none" || row.entry.amount.minor <= 0 || row.entry.collective) return m;
    return by(world_.store.known_ledger(keys, row.entry.amount));
  }

  /// An account that cannot be read keeps its own payment waiting, and nobody else's.
  void apart(BankRow& row, void (MatchRun::*look)(BankRow&)) {
    try {
      (this->*look)(row);
    } catch (const UnreadableRecord& e) {
      row.rule = "trouble";
      row.why = fmt::format("the account of {} cannot be read: {}", row.debtor, e.problem().message);
      keep(row, BankState::suggested);
    }
  }

  void one(BankRow& row) {
    if (world_.store.knows_payment(row.entry.bank_reference, row.entry.amount)) {
      row.rule = "known-payment";
      row.why = "the ledger has payment " + row.entry.bank_reference + " of that sum already";
      return keep(row, BankState::ignored);
    }
    const Match m = match(row);
    tell(row, m);
    if (m.rule == "not-a-payment") return keep(row, BankState::ignored);
    if (!row.twin.empty()) {
      row.rule = "perhaps-known";
      row.why = fmt::format("may be {}, which another file told: ignore it, or assign it if it is a second payment; {}",
                            row.twin, m.why);
      return keep(row, BankState::suggested);
    }
    if (m.rule == "returned") return take_back(row);
    if (m.confidence == Match::Confidence::sure && book_payment(world_, row, m, today_, "dunmail")) return count(row);
    keep(row, m.confidence == Match::Confidence::none ? BankState::unmatched : BankState::suggested);
  }

  static void tell(BankRow& row, const Match& m) {
    row.rule = m.rule;
    row.why = m.why;
    row.evidence = m.evidence;
    row.candidates = m.candidates;
    row.debtor = m.debtor;
    row.suggestion = suggestion_of(m);
  }

  /// Never booked, however sure its match is: the bank may yet drop it. Whom it may be of is not dunned meanwhile.
  void announced(BankRow& row) {
    constexpr Days given_up{30};
    if (row.entry.booked + given_up < today_) {
      row.rule = "expired";
      row.why = "announced, and never booked by the bank";
      return keep(row, BankState::ignored);
    }
    if (world_.store.knows_payment(row.entry.bank_reference, row.entry.amount)) {
      row.rule = "known-payment";
      row.why = "the ledger has payment " + row.entry.bank_reference + " of that sum already";
      return keep(row, BankState::superseded);
    }
    const Match m = match(row);
    tell(row, m);
    keep(row, BankState::announced, m.confidence != Match::Confidence::none);
  }

  void take_back(BankRow& row) {
    std::vector<BankEntry> booked;
    for (const BankRow& one : world_.store.booked_entries_of({-row.entry.amount.minor, row.entry.amount.currency}))
      booked.push_back(one.entry);
    const BankEntry* original = returned_entry(row.entry, booked, row.why);
    if (!original) return keep(row, BankState::unmatched);
    auto found = world_.store.bank_entries_like(original->id);
    BankRow& gone = found.at(0);
    if (!unbook_payment(world_, gone, row.entry.booked, row.entry.id, row.why)) return keep(row, BankState::unmatched);
    gone.state = BankState::reversed;
    gone.other = row.entry.id;
    gone.why = "the payment came back on " + iso(row.entry.booked);
    world_.store.update(gone);
    row.other = gone.entry.id;
    row.debtor = gone.debtor;
    keep(row, BankState::returned);
  }

  void keep(BankRow& row, BankState state, bool may_be_somebodys = true) {
    row.state = state;
    const bool waits = state == BankState::suggested || (state == BankState::announced && may_be_somebodys);
    // Counted from the first suggestion: looking again every day must not prolong it.
    if (waits && row.entry.amount.minor > 0 && !row.held_until && world_.settings.payment_hold_days > 0)
      row.held_until = today_ + Days(world_.settings.payment_hold_days - 1);
    // Nothing new is no change: who has just looked at the entry may still decide about it.
    if (!same_judgement(row, before_)) world_.store.update(row);
    count(row);
  }

  static bool same_judgement(const BankRow& a, const BankRow& b) {
    const auto all = [](const BankRow& r) {
      return std::tie(r.state, r.rule, r.why, r.evidence, r.candidates, r.debtor, r.suggestion, r.held_until, r.other);
    };
    return all(a) == all(b);
  }

  void count(const BankRow& row) {
    ++result_.states[row.state];
    result_.entries.push_back(
        {row.entry.id, row.entry.booked, row.entry.amount, row.state, row.rule, row.debtor, row.why, row.payments});
  }

  /// Statements that were imported and matched count as payments that were imported.
  void log_payments() {
    std::string as_of, payments;
    for (const ImportLine& line : world_.store.imports()) {
      if (line.kind == "statements") as_of = std::max(as_of, line.as_of);
      if (line.kind == "payments") payments = std::max(payments, line.as_of);
    }
    const std::int64_t booked = result_.states[BankState::booked];
    if (as_of.empty() || (as_of <= payments && booked == 0)) return;
    ImportLine line;
    line.at = iso(world_.now());
    line.kind = "payments";
    line.file = "bank statements";
    line.as_of = as_of;
    line.added = booked;
    world_.store.log_import(line);
  }

  World& world_;
  Date today_;
  const std::function<bool()>& stop_;
  const Progress& progress_;
  BankRow before_;  ///< the entry at hand, as it stood
  MatchResult result_;
};

}  // namespace

MatchResult match_statements(World& world, Date today, const std::function<bool()>& stop, const Progress& progress) {
  const auto alone = world.store.the_only_one("import");
  return match_what_is_in(world, today, stop, progress);
}

MatchResult match_what_is_in(World& world, Date today, const std::function<bool()>& stop, const Progress& progress) {
  return MatchRun(world, today, stop, progress).run();
}

}  // namespace dunmail
