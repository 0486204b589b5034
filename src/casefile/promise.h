// What a debtor promised to pay, date by date. A payment plan is promises made together, under one name. Each is
// settled by its own day: money that comes goes to the open promise that is due first, what is left over to the next
// one.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"

namespace dunmail {

struct Promise {
  std::int64_t amount = 0;  ///< 0: the whole sum that was open then
  Date due;                 ///< the exact day
  Date made;
  std::int64_t paid_since = 0;  ///< of the receipts since it was made, what went to this one
  /// void: fell away before its day, with the broken date of its plan or because a later plan took its place. renewed:
  /// a later promise of the same money, agreed before its grace was over, took its place; it is neither kept nor
  /// broken.
  enum class State { open, kept, broken, voided, renewed } state = State::open;
  Date settled;                        ///< when it was kept or broken, fell away or was renewed
  bool written = false;                ///< in a document of the debtor's: acknowledges the debt
  std::string plan = {};               ///< the plan whose date it is, or empty
  std::string paid_by = {};            ///< reference of the last receipt that went to it
  std::int64_t paid_late = 0;          ///< what came after it was broken and no open promise needed
  std::size_t opened = 0, closed = 0;  ///< places in the case file, from 1; closed: where it broke or fell away, or 0
  std::int64_t kept_with = 0;          ///< what had come when it was kept; less than the amount where no more was owed

  bool settles() const { return state == State::kept || state == State::broken; }
  bool operator==(const Promise&) const = default;
};

struct PaymentSeen {
  std::int64_t amount = 0;
  Date day;
  std::string reference;
  std::vector<std::string> invoices = {};         ///< that it went to; empty: not known
  std::map<std::string, std::int64_t> sums = {};  ///< what of it went to each; empty: not known
  std::size_t place = 0;                          ///< in the case file, from 1
};

/// Divides the receipts anew among the promises: in the order of their days, each to the promise that is due first of
/// those that were made on its day or before, stood in the case file before it, and were not broken yet. So the order
/// in which the receipts of a day were booked changes nothing.
void share_receipts(std::vector<Promise>& promises, const std::vector<PaymentSeen>& payments);

/// Settles the one promise; with the broken date of a plan the plan's other open dates fall away. Returns whether it
/// was there and open. An empty `made` (what was written before promises were settled one by one): all open ones.
struct PromiseName {
  Date due;
  std::optional<Date> made;
  std::string plan;
  bool operator==(const PromiseName&) const = default;
};
bool settle(std::vector<Promise>& promises, const PromiseName& which, Promise::State state, Date on, std::size_t place);

/// A promise of the same money takes its place: it is renewed, also where a run has called it broken meanwhile, because
/// what was agreed in time was written down late.
void renew(std::vector<Promise>& promises, const PromiseName& which, Date on, std::size_t place);

/// Which of `earlier` (open ones, and broken ones that may still be renewed, by due_day) a new promise of `amount`
/// renews. Those of another day that fit beside it into what is owed and are of another sum stand; the others are about
/// the same money, the one that is due first before the rest.
std::vector<const Promise*> renewed_by(const std::vector<const Promise*>& earlier, std::int64_t amount, Date made,
                                       std::int64_t owed);

/// Every open promise falls away: a plan over all that is open takes their place.
void replace_open(std::vector<Promise>& promises, Date on, std::size_t place);

/// Of a date of a plan, also one that was moved since: when the plan was made, as its name says. Else when it was made.
Date plan_made(const Promise& promise);

/// The order in which receipts go to them: by the day promised, then by the day they were made, then as recorded.
std::vector<const Promise*> by_due_day(const std::vector<Promise>& promises);

struct PlanDate {
  Date due;
  std::int64_t amount = 0;
  bool operator==(const PlanDate&) const = default;
};

}  // namespace dunmail
