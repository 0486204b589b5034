#include "policy/decision.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "policy/confirmation.h"
#include "policy/groups.h"
#include "policy/tier_conditions.h"
#include "policy/went_to.h"

namespace dunmail {
namespace {

class Decider {
 public:
  Decider(const Policy& policy, const Account& account, const Arrears& arrears, const Standing& standing,
          const LegalGate& gate, Date today, const Outlook& outlook)
      : policy_(policy),
        account_(account),
        arrears_(arrears),
        standing_(standing),
        gate_(gate),
        today_(today),
        risk_class_(outlook.risk_class.empty() ? account.debtor.risk_class : outlook.risk_class) {
    d_.track = outlook.track;
    d_.campaign = campaign_on(policy.campaigns, today);
  }

  Decision decide() {
    Figures& f = d_.figures;
    f.demand = arrears_.demand;
    f.overdue = arrears_.overdue;
    f.open = arrears_.open;
    f.disputed = arrears_.disputed;
    f.blocked = arrears_.blocked;
    f.credit = arrears_.credit;
    f.claims = arrears_.claims;
    const bool blocked = blocked_as_a_whole();
    driver_ = find_driver();
    // What the debtor said is confirmed although, and because, it stops every demand.
    if (std::all_of(d_.blockers.begin(), d_.blockers.end(),
                    [](const Blocker& b) { return b.code == "promise" || b.code == "payment-waiting"; }) &&
        confirmation())
      return finish();
    if (blocked) return finish();
    if (!driver_) {
      if (charges_letter()) return finish();
      nothing_overdue();
      pre_tiers();
      return finish();
    }
    see_driver();
    if (!broken_promise_letter() && !short_payment_letter()) ladder();
    if (!d_.tier) rest();
    return finish();
  }

 private:
  Decision finish() {
    if (d_.tier) {
      d_.blockers.clear();
      d_.next_possible.reset();
    } else if (!d_.next_possible)
      d_.next_possible = latest_of_blockers();
    return std::move(d_);
  }

  void block(std::string code, std::string text, std::optional<Date> until = {}) {
    d_.blockers.push_back({std::move(code), std::move(text), until});
  }

  /// The day on which the last of the blockers is gone, if all of them name one.
  std::optional<Date> latest_of_blockers() const {
    std::optional<Date> latest;
    for (const Blocker& b : d_.blockers) {
      if (!b.until) return std::nullopt;
      latest = std::max(latest.value_or(*b.until), *b.until);
    }
    return latest;
  }

  /// The customer's block, a hold, a promise, a letter on its way: they stop every letter, and all of them are named.
  bool blocked_as_a_whole() {
    if (!account_.debtor.blocked.empty())
      block("customer-block", "the customer is blocked from dunning: " + account_.debtor.blocked);
    if (const auto& hold = standing_.hold; hold && (!hold->until || today_ <= *hold->until))
      block("hold", fmt::format("on hold by {}: {}", hold->by, hold->reason),
            hold->until ? std::optional(*hold->until + Days(1)) : std::nullopt);
    for (const PendingLetter& letter : standing_.pending)
      if (letter.in_doubt)
        block("in-doubt", fmt::format("letter {} may or may not have been sent; settle it first", letter.id));
      else
        block("reserved", fmt::format("letter {} ({}) of {} waits to be approved or sent", letter.id, letter.kind,
                                      iso(letter.day)));
    // A plan may be over what is not due yet, too.
    if (const Promise* promise = standing_.open_promise(); promise && (arrears_.overdue > 0 || !promise->plan.empty()))
      block("promise",
            promise->plan.empty() ? fmt::format("a payment is promised for {}", iso(promise->due))
                                  : fmt::format("a payment plan runs, its next date is {}", iso(promise->due)),
            gate_.promise_over.value_or(promise->due + Days(policy_.cadence.promise_grace_working_days + 1)));
    payment_waiting();
    return !d_.blockers.empty();
  }

  /// Nobody is dunned for what may be paid already; but not for ever, or one odd payment would silence a case.
  void payment_waiting() {
    for (const WaitingPayment& payment : account_.waiting)
      if (today_ <= payment.held_until && arrears_.overdue > 0)
        block("payment-waiting",
              fmt::format(
                  "{} {} of {} {}may settle {}: {} {}", payment.amount.currency.code(),
                  grouped(payment.amount.minor, payment.amount.currency.digits()), iso(payment.booked),
                  payment.announced ? "is announced by the bank and " : "",
                  payment.invoices.empty() ? "what is open" : fmt::format("{}", fmt::join(payment.invoices, ", ")),
                  payment.announced ? "its booking is waited for; or payments ignore" : "payments assign or ignore",
                  payment.entry),
              payment.held_until + Days(1));
  }

  const ArrearsLine* find_driver() const {
    for (const ArrearsLine& line : arrears_.lines)
      if (line.overdue() && line.demandable() > 0) return &line;
    return nullptr;
  }

  void nothing_overdue() {
    if (arrears_.overdue == 0) return block("not-due", "nothing is overdue", first_due());
    if (arrears_.covered > 0 && arrears_.covered == arrears_.overdue)
      return block("credit", "a credit of payments or credit notes covers what is overdue");
    if (arrears_.blocked > 0)
      block("invoice-block", "every overdue invoice is blocked or disputed");
    else
      block("disputed", "all that is overdue is disputed or covered by a credit");
  }

  // What letters asserted, when the invoices are paid

  /// Nothing is overdue but interest and costs of earlier letters: they are asked for once, or given up. What is in the
  /// way of that is no obstacle to what falls due next.
  bool charges_letter() {
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
      block(
          "charges-left",
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

  std::string newest_claim() const {
    const Claim* newest = nullptr;
    for (const Claim& claim : account_.claims)
      if (claim.open > 0 && (!newest || claim.asserted >= newest->asserted)) newest = &claim;
    return newest ? newest->letter : std::string();
  }

  std::optional<Date> first_due() const {
    for (const ArrearsLine& line : arrears_.lines)
      if (!line.overdue() && line.demandable() > 0) return line.invoice.due + Days(1);
    return std::nullopt;
  }

  void see_driver() {
    Figures& f = d_.figures;
    f.driver = driver_->invoice.number;
    f.driver_due = driver_->invoice.due;
    f.days_overdue = driver_->days_overdue;
    for (const SentLetter& letter : standing_.sent) {
      const Tier* tier = ladder_tier(letter.kind);
      if (!tier || letter.bounced || !contains(letter.invoices, f.driver)) continue;
      if (!reached_ || tier->rank > reached_->rank) {
        reached_ = tier;
        last_ = nullptr;
        f.letters_at_reached = f.ignored_at_reached = 0;
      }
      if (tier != reached_) continue;
      const bool in_its_place = last_ && !letter.occasion.empty() && letter.occasion == last_->occasion;
      last_ = &letter;
      if (in_its_place) continue;
      ++f.letters_at_reached;
      if (!letter.answered && !letter.paid_after && deadline_of(letter) < today_) ++f.ignored_at_reached;
    }
    if (reached_) f.reached = reached_->id;
    for (const Promise& promise : standing_.promises)
      if (promise.state == Promise::State::broken && (!last_ || promise.settled > last_->day)) ++f.broken_promises;
  }

  const Tier* ladder_tier(const std::string& kind) const {
    for (const Tier& tier : policy_.tiers)
      if (tier.rank > 0 && tier.id == kind) return &tier;
    return nullptr;
  }

  // Letters that an event calls for

  bool sent_for(const std::string& kind, const std::string& occasion) const {
    return std::any_of(standing_.sent.begin(), standing_.sent.end(),
                       [&](const SentLetter& l) { return l.kind == kind && l.occasion == occasion && !l.bounced; });
  }

  /// Lists what is overdue; where nothing is, a promise is about all that is open, and so is a plan over more than what
  /// is.
  bool confirmation() {
    const auto due = confirmation_in_place();
    if (!due) return false;
    d_.tier = due->letter;
    d_.occasion = due->occasion;
    d_.rule = fmt::format("{} ({}): {}", due->letter->id, due->letter->where.substr(due->letter->where.rfind('/') + 1),
                          due->reason);
    const bool plan = due->letter->id == "payment-plan";
    const bool all = (!driver_ && (plan || due->letter->id == "promise-confirmation")) ||
                     (plan && open_promises() > arrears_.demand);
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
  std::optional<Confirmation> confirmation_in_place() const {
    const bool asked =
        arrears_.claims > 0 || std::any_of(arrears_.lines.begin(), arrears_.lines.end(),
                                           [](const ArrearsLine& line) { return line.demandable() > 0; });
    if (asked) return confirmation_due(policy_, standing_, today_);
    Standing without = standing_;
    std::erase_if(without.promises, [](const Promise& promise) { return promise.state == Promise::State::open; });
    return confirmation_due(policy_, without, today_);
  }

  std::int64_t open_promises() const {
    std::int64_t sum = 0;
    for (const Promise& promise : standing_.promises)
      if (promise.state == Promise::State::open) sum = checked_add(sum, promise.amount - promise.paid_since);
    return sum;
  }

  bool broken_promise_letter() {
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

  /// Money came for what the last letter asked, and fell short of it: an invoice of the letter is paid in part and
  /// open. What was paid by name for something else is no answer to the letter, and what was paid whole has no
  /// remainder.
  bool short_payment_letter() {
    const auto letter = policy_.occasional.find("short-payment");
    if (letter == policy_.occasional.end() || !last_ || arrears_.demand == 0) return false;
    std::vector<std::string> short_of;
    const PaymentSeen* latest = nullptr;
    for (const ArrearsLine& line : arrears_.lines) {
      if (!line.overdue() || line.demandable() <= 0 || !contains(last_->invoices, line.invoice.number)) continue;
      const PaymentSeen* found = last_receipt_for(line);
      if (!found) continue;
      short_of.push_back(line.invoice.number);
      if (!latest || found->place > latest->place) latest = found;
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

  /// The last payment since the letter that went to the item.
  const PaymentSeen* last_receipt_for(const ArrearsLine& line) const {
    const PaymentSeen* found = nullptr;
    for (const PaymentSeen& payment : standing_.payments) {
      if (payment.day >= last_->day && went_to(payment, line)) found = &payment;
    }
    return found;
  }

  // The ladder

  TierConditions conditions_of(const Tier& tier) {
    return {{policy_, account_, arrears_, standing_, gate_, today_, risk_class_, reached_, last_}, tier, d_};
  }

  void ladder() {
    std::vector<Blocker> found;
    bool fell = false;  // the tier above is kept from its letter by its minimum alone
    if (frozen()) {
      block("legal-freeze", fmt::format("{} {} went on {}: nothing follows until something new happens (a payment, a "
                                        "promise, an answer, a dispute)",
                                        reached_->id, last_->number, iso(last_->day)));
    } else {
      for (const Tier& tier : policy_.tiers) {
        if (tier.rank == 0 || (reached_ && tier.rank < reached_->rank && !fell)) continue;
        TierConditions conditions = conditions_of(tier);
        conditions.look();
        if (d_.blockers.empty()) return take(tier, conditions.next_occasion(), why());
        fell = std::all_of(d_.blockers.begin(), d_.blockers.end(),
                           [](const Blocker& b) { return b.code == "below-minimum"; });
        if (reached_ && tier.rank == reached_->rank + 1) too_small_for_next_ = fell;
        // A tier two rungs up says only that it is not its turn; that is no news for a clerk.
        if (tier.rank <= (reached_ ? reached_->rank : 0) + 1) {
          d_.next_possible = earlier(d_.next_possible, latest_of_blockers());
          found.insert(found.end(), d_.blockers.begin(), d_.blockers.end());
        }
        d_.blockers.clear();
      }
      d_.blockers = std::move(found);
      if (d_.blockers.empty())
        block("ladder-ended", fmt::format("the last letter of the ladder ({}) was sent on {}", d_.figures.reached,
                                          last_ ? iso(last_->day) : ""));
    }
    propose_final_action();
  }

  /// With after_legal = "hold" what fell due since waits as well, and is named. Else it is a group of its own
  /// (groups.h).
  void rest() {
    if (!reached_ || !reached_->is_lawyers_letter() || policy_.after_legal != AfterLegal::hold) return;
    const std::set<std::string> named = named_by_lawyers(policy_, standing_);
    std::vector<std::string> later;
    for (const ArrearsLine& line : arrears_.lines)
      if (line.overdue() && line.demandable() > 0 && !named.contains(line.invoice.number) && !named.contains(line.of))
        later.push_back(line.invoice.number);
    if (!later.empty())
      block("new-debt",
            fmt::format("{} fell due after lawyer's letter {}: nothing goes out about {} (after_legal = \"hold\")",
                        fmt::join(later, ", "), last_->number, later.size() == 1 ? "it" : "them"));
  }

  /// After a lawyer's letter nobody pushes on by the calendar alone.
  bool frozen() const { return reached_ && reached_->is_lawyers_letter() && !last_->news_since; }

  /// The ladder is at its end where no tier is above, or the next is out of reach for so small a sum.
  void propose_final_action() {
    if (!reached_ || reached_->final_action == FinalAction::none ||
        d_.figures.letters_at_reached < conditions_of(*reached_).on_track(reached_->max_letters))
      return;
    if (last_->answered || last_->paid_after || deadline_of(*last_) >= today_) return;
    const bool top = std::none_of(policy_.tiers.begin(), policy_.tiers.end(),
                                  [&](const Tier& t) { return t.rank > reached_->rank; });
    if (!top && !too_small_for_next_) return;
    d_.final_action = reached_->final_action;
    d_.blockers.insert(
        d_.blockers.begin(),
        Blocker{std::string("propose-") + word(d_.final_action),
                fmt::format("{} {} ran out unanswered on {}, and no letter follows it: {} is proposed", reached_->id,
                            last_->number, iso(deadline_of(*last_)), word(d_.final_action)),
                {}});
    d_.next_possible.reset();
  }

  static std::optional<Date> earlier(std::optional<Date> a, std::optional<Date> b) {
    return !a ? b : !b ? a : std::min(a, b);
  }

  std::string why() const {
    const Figures& f = d_.figures;
    std::string out = fmt::format("{} is {} days overdue", f.driver, f.days_overdue);
    if (reached_)
      out += fmt::format("; {} {} letter(s) sent, {} unanswered", f.letters_at_reached, reached_->id,
                         f.ignored_at_reached);
    if (f.broken_promises) out += fmt::format("; {} promise(s) broken", f.broken_promises);
    return out;
  }

  void pre_tiers() {
    for (const Tier& tier : policy_.tiers) {
      if (tier.rank != 0) continue;
      for (const ArrearsLine& line : arrears_.lines) {
        if (line.overdue() || line.demandable() <= 0 || sent_for_invoice(tier.id, line.invoice.number)) continue;
        if (tier.days_overdue_to && line.days_overdue > *tier.days_overdue_to) continue;
        d_.figures.driver = line.invoice.number;
        d_.figures.driver_due = line.invoice.due;
        d_.figures.days_overdue = line.days_overdue;
        driver_ = &line;
        const std::size_t before = d_.blockers.size();
        conditions_of(tier).look_before_due(line.demandable());
        if (d_.blockers.size() > before) return;
        return take(tier, line.invoice.number + ":1",
                    fmt::format("{} falls due in {} days", line.invoice.number, -line.days_overdue));
      }
    }
  }

  bool sent_for_invoice(const std::string& kind, const std::string& invoice) const {
    return std::any_of(standing_.sent.begin(), standing_.sent.end(), [&](const SentLetter& l) {
      return l.kind == kind && !l.bounced && contains(l.invoices, invoice);
    });
  }

  void take(const Tier& tier, std::string occasion, const std::string& reason) {
    d_.tier = &tier;
    d_.occasion = std::move(occasion);
    d_.rule = fmt::format("{} ({}): {}", tier.id, tier.where.substr(tier.where.rfind('/') + 1), reason);
    d_.blockers.clear();
    const bool overdue = driver_->overdue();
    const TierConditions conditions = conditions_of(tier);
    for (const ArrearsLine& line : arrears_.lines) {
      const bool rides = overdue ? conditions.overdue_for(line)
                                 : !line.overdue() &&
                                       (!tier.days_overdue_from || line.days_overdue >= *tier.days_overdue_from) &&
                                       (!tier.days_overdue_to || line.days_overdue <= *tier.days_overdue_to);
      if (line.demandable() <= 0) continue;
      if (!rides) {
        if (tier.lists_all) d_.listed.push_back(line.invoice.number);
        continue;
      }
      d_.invoices.push_back(line.invoice.number);
      if (!overdue) d_.amount = checked_add(d_.amount, line.demandable());
    }
    if (overdue) d_.amount = conditions.demand();
  }

  const Policy& policy_;
  const Account& account_;
  const Arrears& arrears_;
  const Standing& standing_;
  const LegalGate& gate_;
  Date today_;
  const std::string& risk_class_;
  Decision d_;
  const ArrearsLine* driver_ = nullptr;
  const Tier* reached_ = nullptr;     // highest tier sent for the driver
  const SentLetter* last_ = nullptr;  // the latest letter of that tier
  bool too_small_for_next_ = false;   // the tier above is out of reach for its minimum alone
};

}  // namespace

Decision decide(const Policy& policy, const Account& account, const Arrears& arrears, const Standing& standing,
                const LegalGate& gate, Date today, const Outlook& outlook) {
  return Decider(policy, account, arrears, standing, gate, today, outlook).decide();
}

}  // namespace dunmail
