// Letters beside the ladder: for the charges that are left when the invoices are paid, and those that an event calls
// for.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

#include "policy/decider.h"
#include "policy/went_to.h"

namespace dunmail {
namespace {

/// By its day, and on one day by when it became known: files come in any order.
bool came_later(const PaymentSeen& a, const PaymentSeen& b) {
  return std::tie(a.day, a.place) > std::tie(b.day, b.place);
}

}  // namespace

// What letters asserted, when the invoices are paid

/// Nothing is overdue but interest and costs of earlier letters: they are asked for once, or given up. What is in the
/// way of that is no obstacle to what falls due next.
bool Decider::charges_letter() {
  if (arrears_.claims == 0 || arrears_.overdue > arrears_.covered) return false;
  d_.next_possible = first_due();
  const int digits = arrears_.currency.digits();
  const std::string code(arrears_.currency.code()), sum = code + " " + grouped(arrears_.claims, digits);
  for (const SentLetter& letter : standing_.sent)
    if (!letter.bounced && letter.deadline && *letter.deadline >= today_) {
      d_.next_possible = *letter.deadline + Days(1);
      block("deadline-running",
            fmt::format("charges of {} are open; letter {} gave time until {}", sum, letter.number,
                        iso(*letter.deadline)),
            *letter.deadline + Days(1));
      return false;
    }
  const auto least = policy_.pursue_charges_from.find(code);
  if (least == policy_.pursue_charges_from.end()) {
    block("charges-left",
          fmt::format("charges of {} are open, and [charges] pursue_from of the policy says nothing of {}", sum, code));
    return false;
  }
  if (arrears_.claims < least->second) {
    d_.waive_claims = true;
    block("charges-waived", fmt::format("charges of {} are open; less than {} is not pursued, they are waived", sum,
                                        grouped(least->second, digits)));
    return false;
  }
  const auto letter = policy_.occasional.find("charges");
  if (letter == policy_.occasional.end()) {
    block("charges-left",
          fmt::format("charges of {} are open, and the policy has no letter for them: dunmail charges waive", sum));
    return false;
  }
  const std::string occasion = "charges-" + newest_claim();
  if (sent_for("charges", occasion)) {
    block("charges-asked",
          fmt::format(
              "charges of {} were asked for and are open: waive them (dunmail charges waive), or pursue them by hand",
              sum));
    return false;
  }
  d_.tier = &letter->second;
  d_.occasion = occasion;
  d_.rule = fmt::format("charges ({}): {} of earlier letters are open, nothing else is overdue",
                        letter->second.where.substr(letter->second.where.rfind('/') + 1), sum);
  d_.next_possible.reset();
  return true;
}

std::string Decider::newest_claim() const {
  const Claim* newest = nullptr;
  for (const Claim& claim : account_.claims)
    if (claim.open > 0 && (!newest || claim.asserted >= newest->asserted)) newest = &claim;
  return newest ? newest->letter : std::string();
}

// Letters that an event calls for

bool Decider::sent_for(const std::string& kind, const std::string& occasion) const {
  return std::any_of(standing_.sent.begin(), standing_.sent.end(),
                     [&](const SentLetter& l) { return l.kind == kind && l.occasion == occasion && !l.bounced; });
}

/// Lists what is overdue; where nothing is, a promise is about all that is open, and so is a plan over more than what
/// is.
bool Decider::confirmation() {
  const auto due = confirmation_in_place();
  if (!due) return false;
  d_.tier = due->letter;
  d_.occasion = due->occasion;
  d_.rule = fmt::format("{} ({}): {}", due->letter->id, due->letter->where.substr(due->letter->where.rfind('/') + 1),
                        due->reason);
  const bool plan = due->letter->id == "payment-plan";
  const bool all =
      (!driver_ && (plan || due->letter->id == "promise-confirmation")) || (plan && open_promises() > arrears_.demand);
  for (const ArrearsLine& line : arrears_.lines) {
    if (line.demandable() <= 0 || (!line.overdue() && !all)) continue;
    d_.invoices.push_back(line.invoice.number);
    if (all) d_.amount = checked_add(d_.amount, line.demandable());
  }
  if (!driver_) return true;
  d_.figures.driver = driver_->invoice.number;
  d_.figures.driver_due = driver_->invoice.due;
  d_.figures.days_overdue = driver_->days_overdue;
  if (!all) d_.amount = arrears_.demand;
  return true;
}

/// Of what a credit note, a dispute or a block took back meanwhile nobody is told that he will pay it: the promise is
/// not confirmed, and hides nothing else that is.
std::optional<Confirmation> Decider::confirmation_in_place() const {
  const bool asked = arrears_.claims > 0 || std::any_of(arrears_.lines.begin(), arrears_.lines.end(),
                                                        [](const ArrearsLine& line) { return line.demandable() > 0; });
  if (asked) return confirmation_due(policy_, standing_, today_);
  Standing without = standing_;
  std::erase_if(without.promises, [](const Promise& promise) { return promise.state == Promise::State::open; });
  return confirmation_due(policy_, without, today_);
}

std::int64_t Decider::open_promises() const {
  std::int64_t sum = 0;
  for (const Promise& promise : standing_.promises)
    if (promise.state == Promise::State::open) sum = checked_add(sum, promise.amount - promise.paid_since);
  return sum;
}

bool Decider::broken_promise_letter() {
  const auto letter = policy_.occasional.find("broken-promise");
  // Of a divided account the part whose money was promised speaks of it (policy/groups.cc).
  if (letter == policy_.occasional.end() || arrears_.demand == 0) return false;
  const Promise* promise = broken_unsaid(standing_, account_, policy_.cadence, today_);
  if (!promise) return false;
  take(letter->second, occasion_of(*promise) + (standing_.group.empty() ? "" : ":" + standing_.group),
       promise->plan.empty()
           ? fmt::format("the payment promised for {} did not arrive", iso(promise->due))
           : fmt::format("the payment plan of {} broke at its date {}", iso(plan_made(*promise)), iso(promise->due)));
  return true;
}

/// Money came for what the last letter asked, and fell short of it: an invoice of the letter is paid in part and open.
/// What was paid by name for something else is no answer to the letter, and what was paid whole has no remainder.
bool Decider::short_payment_letter() {
  const auto letter = policy_.occasional.find("short-payment");
  if (letter == policy_.occasional.end() || !last_ || arrears_.demand == 0) return false;
  std::vector<std::string> short_of;
  const PaymentSeen* latest = nullptr;
  for (const ArrearsLine& line : arrears_.lines) {
    if (!line.overdue() || line.demandable() <= 0 || !contains(last_->invoices, line.invoice.number)) continue;
    const PaymentSeen* found = last_receipt_for(line);
    if (!found) continue;
    short_of.push_back(line.invoice.number);
    if (!latest || came_later(*found, *latest)) latest = found;
  }
  if (!latest || sent_for("short-payment", "payment-" + latest->reference)) return false;
  // What was promised and came is no short payment, even where it is less than the letter asked for; and of what came
  // before a promise broke, the letter about the promise has spoken.
  for (const Promise& promise : standing_.promises)
    if (promise.settles() && promise.settled >= latest->day) return false;
  std::int64_t open = 0;
  for (const ArrearsLine& line : arrears_.lines)
    if (contains(short_of, line.invoice.number)) open = checked_add(open, line.demandable());
  take(letter->second, "payment-" + latest->reference,
       fmt::format("{} was paid on {}, and {} of {} {} open", grouped(latest->amount, arrears_.currency.digits()),
                   iso(latest->day), grouped(open, arrears_.currency.digits()), fmt::join(short_of, ", "),
                   short_of.size() == 1 ? "is" : "are"));
  // The remainder is what it asks for: other invoices wait for a letter of their own.
  d_.invoices = short_of;
  d_.listed.clear();
  d_.amount = open;
  return true;
}

/// The last payment since the letter that went to the item, by the days of payments.
const PaymentSeen* Decider::last_receipt_for(const ArrearsLine& line) const {
  const PaymentSeen* found = nullptr;
  for (const PaymentSeen& payment : standing_.payments) {
    if (payment.day >= last_->day && went_to(payment, line) && (!found || came_later(payment, *found)))
      found = &payment;
  }
  return found;
}

}  // namespace dunmail
