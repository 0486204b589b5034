#include "store/receipts.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "store/ledger_rows.h"

namespace dunmail {
namespace {

using S = std::string;
using Sums = std::map<S, std::int64_t>;
using namespace ledger_rows;

constexpr const char* of_account = "debtor_id = ? AND creditor = ? AND currency = ?";

/// What of a receipt can go elsewhere, and what of it went where.
struct Receipt {
  S reference, named;
  Date day;
  std::optional<Date> returned = {};  ///< it paid until then, and has nothing now
  std::int64_t amount = 0;            ///< that can go elsewhere
  Sums fixed = {};                    ///< that stays where it is, by invoice
  Sums items = {}, claims = {};       ///< by invoice, by claim
};

class Settlement {
 public:
  /// `fresh`: the receipt that was just written down, with nothing settled by it yet; or empty. `claimed`: letters
  /// asserted anything of the debtor.
  Settlement(Db& db, const Payment& account, AllocationRule rule, S fresh, bool claimed)
      : db_(db),
        debtor_(account.debtor_id),
        creditor_(account.creditor),
        code_(account.amount.currency.code()),
        fresh_(std::move(fresh)),
        rule_(rule),
        claimed_(claimed) {}

  /// Where nothing else stands behind it.
  void take_alone(const Payment& p) { receipts_.push_back({p.reference, p.invoice, p.day, {}, p.amount.minor}); }

  /// Every receipt from that place in their order on; and where one that came back since was good on that day, from its
  /// own day on.
  void lift_from(Date day, const S& reference) {
    Date from = day;
    while (const auto earlier = good_on(from)) from = *earlier;
    const auto found = db_.rows<S, S, S, S, std::int64_t, std::int64_t>(
        "SELECT reference, invoice, day, returned, amount, unallocated FROM payment WHERE debtor_id = ? AND creditor = "
        "? "
        "AND currency = ? AND (day, reference) >= (?, ?) AND waiting = 0 AND (returned = '' OR returned > day) ORDER "
        "BY "
        "day, reference",
        debtor_, creditor_, code_, iso(from), from == day ? reference : S());
    for (const auto& [id, named, on, returned, amount, rest] : found) {
      Receipt& r = receipts_.emplace_back(Receipt{id, named, day_of(on)});
      if (returned.empty()) {
        r.amount = id == fresh_ ? amount : rest;
        if (id == fresh_) continue;
        lift_items(r);
        if (claimed_) lift_claims(r);
      } else {
        r.returned = day_of(returned);
        r.amount = amount;
      }
    }
  }

  /// What each went to before is gone by then; `fresh` pays whatever is open, the others what they could know of.
  /// `told` takes each receipt as it was and as it is.
  template <class F>
  void settle(const std::optional<NamedInvoice>& named, F told) {
    if (claimed_) lift_what_credit_paid();
    read(named);
    std::vector<Settled> settled(receipts_.size());
    std::vector<std::vector<std::int64_t>> taken(receipts_.size());
    for (const auto& [day, back, i] : timeline()) {
      if (back)
        give_back(settled[i], taken[i]);
      else
        settled[i] = pay(receipts_[i], taken[i]);
    }
    settle_by_credit(settled);
    for (std::size_t i = 0; i < receipts_.size(); ++i) {
      const Receipt& r = receipts_[i];
      if (r.returned) continue;
      Receipt now = r;
      now.items = r.fixed;
      now.claims.clear();
      for (const Allocation& a : settled[i].items) now.items[a.invoice] += a.amount;
      for (const ClaimPayment& c : settled[i].claims) now.claims[c.claim] += c.amount;
      write(now, settled[i]);
      told(r, now);
    }
  }

  bool is_alone() const { return receipts_.size() == 1 && receipts_.front().reference == fresh_; }
  /// Then nothing else of the account is looked at.
  bool pays_one() const { return !claimed_ && is_alone() && !receipts_.front().named.empty(); }

  /// Of the whole account, when all is settled.
  std::int64_t open() {
    if (pays_one())
      return db_
          .value<std::int64_t>(
              S("SELECT CAST(COALESCE(SUM(open), 0) AS BIGINT) FROM invoice WHERE open > 0 AND ") + of_account, debtor_,
              creditor_, code_)
          .value_or(0);
    std::int64_t sum = 0;
    for (const OpenItem& item : items_) sum = checked_add(sum, item.open);
    return sum;
  }

 private:
  /// The day of the first receipt that had come before `day` and came back behind it.
  std::optional<Date> good_on(Date day) {
    const auto found = db_.value<S>(
        "SELECT MIN(day) FROM payment WHERE debtor_id = ? AND creditor = ? AND currency = ? AND day < ? AND returned > "
        "? AND returned <> ''",
        debtor_, creditor_, code_, iso(day), iso(day));
    return found && !found->empty() ? std::optional(day_of(*found)) : std::nullopt;
  }

  /// Receipts and returns by day; on one day what comes back goes before what comes.
  std::vector<std::tuple<Date, bool, std::size_t>> timeline() const {
    std::vector<std::tuple<Date, bool, std::size_t>> out;
    for (std::size_t i = 0; i < receipts_.size(); ++i) {
      out.emplace_back(receipts_[i].day, false, i);
      if (receipts_[i].returned) out.emplace_back(*receipts_[i].returned, true, i);
    }
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
      if (std::get<0>(a) != std::get<0>(b)) return std::get<0>(a) < std::get<0>(b);
      return std::get<1>(a) > std::get<1>(b);
    });
    return out;
  }

  void lift_items(Receipt& r) {
    for (const auto& [invoice, sum, debtor, creditor, currency, closed] : db_.rows<S, std::int64_t, S, S, S, S>(
             "SELECT a.invoice, a.amount, i.debtor_id, i.creditor, i.currency, i.closed FROM allocation a "
             "JOIN invoice i ON i.number = a.invoice WHERE a.payment = ? ORDER BY a.invoice",
             r.reference)) {
      r.items[invoice] = sum;
      if (debtor != debtor_ || creditor != creditor_ || currency != code_ || !closed.empty()) {
        r.fixed[invoice] = sum;
        continue;
      }
      r.amount += sum;
      db_.run("UPDATE invoice SET open = open + ? WHERE number = ?", sum, invoice);
      db_.run("DELETE FROM allocation WHERE payment = ? AND invoice = ?", r.reference, invoice);
    }
  }

  void lift_claims(Receipt& r) {
    for (const auto& [claim, sum, debtor, creditor, waived] :
         db_.rows<S, std::int64_t, S, S, S>("SELECT a.claim, a.amount, c.debtor_id, c.creditor, c.waived FROM "
                                            "claim_allocation a JOIN claim c ON c.id = a.claim "
                                            "WHERE a.payment = ? ORDER BY a.claim",
                                            r.reference)) {
      if (debtor != debtor_ || creditor != creditor_ || !waived.empty()) continue;
      r.claims[claim] = sum;
      r.amount += sum;
      db_.run("UPDATE claim SET open = open + ? WHERE id = ?", sum, claim);
      db_.run("DELETE FROM claim_allocation WHERE payment = ? AND claim = ?", r.reference, claim);
    }
  }

  /// What earlier receipts left over went to claims that were asserted after their day only because nothing else was
  /// there: a receipt that could know of them goes first.
  void lift_what_credit_paid() {
    for (const auto& [reference, claim, sum] : db_.rows<S, S, std::int64_t>(
             "SELECT a.payment, a.claim, a.amount FROM claim_allocation a JOIN payment p ON p.reference = a.payment "
             "JOIN "
             "claim c ON c.id = a.claim WHERE p.debtor_id = ? AND p.creditor = ? AND p.currency = ? AND c.asserted > "
             "p.day AND c.waived = '' ORDER BY a.payment, a.claim",
             debtor_, creditor_, code_)) {
      db_.run("UPDATE claim SET open = open + ? WHERE id = ?", sum, claim);
      db_.run("UPDATE payment SET unallocated = unallocated + ? WHERE reference = ?", sum, reference);
      db_.run("DELETE FROM claim_allocation WHERE payment = ? AND claim = ?", reference, claim);
    }
  }

  void read(const std::optional<NamedInvoice>& named) {
    if (pays_one()) {
      if (named && named->item.open > 0) items_.push_back(named->item);
      if (named && named->in_parts) divide(items_, parts(db_, "invoice = ?", named->item.invoice.number));
      return;
    }
    items_ = open_items(db_, of_account, debtor_, creditor_, code_);
    divide(items_, parts(db_, "debtor_id = ?", debtor_));
    if (!claimed_) return;
    for (ClaimRow& row : ledger_rows::claims(db_, S("open > 0 AND ") + of_account, debtor_, creditor_, code_))
      claims_.push_back(std::move(row.claim));
  }

  /// A receipt pays what letters had asserted by its own day: who paid before owes nothing for the days after it. One
  /// that is reckoned anew pays no invoice that was issued behind it, unless it names it or paid it before.
  Settled pay(const Receipt& r, std::vector<std::int64_t>& taken) {
    std::vector<Claim> known, later;
    for (Claim& claim : claims_) (claim.asserted <= r.day ? known : later).push_back(std::move(claim));
    std::vector<std::int64_t> hidden(items_.size());
    for (std::size_t k = 0; k < items_.size(); ++k) {
      const Invoice& invoice = items_[k].invoice;
      if (r.reference == fresh_ || invoice.issued <= r.day || invoice.number == r.named ||
          r.items.contains(invoice.number))
        continue;
      hidden[k] = std::exchange(items_[k].open, 0);
    }
    for (const OpenItem& item : items_) taken.push_back(item.open);
    Settled out = settle_receipt(r.amount, r.named, items_, known, rule_, r.day);
    for (std::size_t k = 0; k < items_.size(); ++k) {
      taken[k] -= items_[k].open;
      items_[k].open += hidden[k];
    }
    claims_ = std::move(known);
    std::move(later.begin(), later.end(), std::back_inserter(claims_));
    return out;
  }

  void give_back(const Settled& settled, const std::vector<std::int64_t>& taken) {
    for (std::size_t k = 0; k < taken.size(); ++k) items_[k].open += taken[k];
    for (const ClaimPayment& paid : settled.claims)
      for (Claim& claim : claims_)
        if (claim.id == paid.claim) claim.open += paid.amount;
  }

  /// Where nothing is open but claims, what receipts left over settles them, the oldest receipt first.
  void settle_by_credit(std::vector<Settled>& settled) {
    if (claims_.empty()) return;
    if (std::any_of(items_.begin(), items_.end(), [](const OpenItem& i) { return i.open > 0; })) return;
    for (const auto& [reference, rest] : earlier_credits()) {
      Receipt r;
      r.reference = reference;
      Settled one;
      one.rest = rest;
      one.claims = settle_claims(one.rest, claims_);
      if (!one.claims.empty()) write(r, one);
    }
    for (std::size_t i = 0; i < settled.size(); ++i)
      if (!receipts_[i].returned)
        for (ClaimPayment& paid : settle_claims(settled[i].rest, claims_)) add(settled[i].claims, std::move(paid));
  }

  std::vector<std::pair<S, std::int64_t>> earlier_credits() {
    std::vector<std::pair<S, std::int64_t>> out;
    for (auto& [reference, rest] : db_.rows<S, std::int64_t>(
             "SELECT reference, unallocated FROM payment WHERE unallocated > 0 AND debtor_id = ? AND creditor = ? AND "
             "currency = ? AND waiting = 0 AND returned = '' ORDER BY day, reference",
             debtor_, creditor_, code_))
      if (std::none_of(receipts_.begin(), receipts_.end(),
                       [&reference = reference](const Receipt& r) { return r.reference == reference; }))
        out.emplace_back(std::move(reference), rest);
    return out;
  }

  static void add(std::vector<ClaimPayment>& all, ClaimPayment&& paid) {
    const auto known =
        std::find_if(all.begin(), all.end(), [&](const ClaimPayment& p) { return p.claim == paid.claim; });
    if (known == all.end())
      all.push_back(std::move(paid));
    else
      known->amount += paid.amount;
  }

  void write(const Receipt& r, const Settled& settled) {
    if (r.reference != fresh_ || settled.rest != 0)  // it was written with nothing left over
      db_.run("UPDATE payment SET unallocated = ? WHERE reference = ?", settled.rest, r.reference);
    for (const Allocation& a : settled.items) {
      db_.run("INSERT INTO allocation (payment, invoice, amount) VALUES (?, ?, ?)", r.reference, a.invoice, a.amount);
      db_.run("UPDATE invoice SET open = open - ? WHERE number = ?", a.amount, a.invoice);
    }
    for (const ClaimPayment& c : settled.claims) {
      db_.run(
          "INSERT INTO claim_allocation (payment, claim, amount) VALUES (?, ?, ?) ON CONFLICT (payment, claim) DO "
          "UPDATE SET amount = claim_allocation.amount + excluded.amount",
          r.reference, c.claim, c.amount);
      db_.run("UPDATE claim SET open = open - ? WHERE id = ?", c.amount, c.claim);
    }
  }

  Db& db_;
  const S debtor_, creditor_, code_, fresh_;
  const AllocationRule rule_;
  const bool claimed_;  ///< letters asserted anything of the debtor
  std::vector<Receipt> receipts_;
  std::vector<OpenItem> items_;
  std::vector<Claim> claims_;
};

bool letters_asserted(Db& db, const S& debtor) {
  return db.value<std::int64_t>("SELECT 1 FROM claim WHERE debtor_id = ? LIMIT 1", debtor).has_value();
}

/// Whether a receipt of the account came back behind the day of `p`.
bool came_back_behind(Db& db, const Payment& p) {
  return db
      .value<std::int64_t>(
          "SELECT 1 FROM payment WHERE debtor_id = ? AND creditor = ? AND currency = ? AND returned > ? AND "
          "returned <> '' LIMIT 1",
          p.debtor_id, p.creditor, S(p.amount.currency.code()), iso(p.day))
      .has_value();
}

void tell_moved(const Receipt& before, const Receipt& now, BookedPayment& booked) {
  if (before.items != now.items || before.claims != now.claims) booked.anew[now.reference] = now.items;
}

}  // namespace

bool comes_next(const std::optional<AccountInTurn>& turn, const Payment& p) {
  return turn && turn->debtor == p.debtor_id && turn->creditor == p.creditor &&
         turn->currency == p.amount.currency.code() &&
         std::tie(turn->day, turn->reference) < std::tie(p.day, p.reference);
}

void settle_in_order(Db& db, const Payment& p, AllocationRule rule, const std::optional<NamedInvoice>& named,
                     std::optional<AccountInTurn>* turn, BookedPayment& booked) {
  const bool next = turn && comes_next(*turn, p);
  const bool claimed = next ? (*turn)->claimed : letters_asserted(db, p.debtor_id);
  Settlement settlement(db, p, rule, p.reference, claimed);
  if (next)
    settlement.take_alone(p);
  else
    settlement.lift_from(p.day, p.reference);
  settlement.settle(named, [&](const Receipt& before, const Receipt& now) {
    if (now.reference != p.reference) return tell_moved(before, now, booked);
    for (const auto& [invoice, sum] : now.items) {
      booked.invoices.push_back(invoice);
      booked.sums[invoice] = sum;
    }
    for (const auto& [claim, sum] : now.claims) booked.claims.push_back({claim, sum});
  });
  if (turn) {
    if (next) {
      (*turn)->day = p.day;
      (*turn)->reference = p.reference;
    } else if (settlement.is_alone() && !came_back_behind(db, p)) {
      turn->emplace(
          AccountInTurn{p.debtor_id, p.creditor, S(p.amount.currency.code()), p.day, p.reference, claimed, true});
    } else {
      turn->reset();
    }
  }
  if (!next || (*turn)->has_case) booked.open_after = settlement.open();
}

void settle_behind_return(Db& db, const Payment& returned, AllocationRule rule, BookedPayment& booked) {
  Settlement settlement(db, returned, rule, "", letters_asserted(db, returned.debtor_id));
  settlement.lift_from(returned.day, "");
  settlement.settle(std::nullopt, [&](const Receipt& before, const Receipt& now) { tell_moved(before, now, booked); });
  booked.open_after = settlement.open();
}

}  // namespace dunmail
