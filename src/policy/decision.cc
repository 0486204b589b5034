#include "policy/decision.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "policy/confirmation.h"

namespace dunmail {
namespace {

constexpr Days unanswered_after{14};  // for a letter that printed no deadline

Date deadline_of(const SentLetter& letter) { return letter.deadline.value_or(letter.day + unanswered_after); }

bool contains(const std::vector<std::string>& list, const std::string& value) { return std::find(list.begin(), list.end(), value) != list.end(); }

class Decider {
 public:
  Decider(const Policy& policy, const Account& account, const Arrears& arrears, const Standing& standing, const LegalGate& gate, Date today,
          const Outlook& outlook)
      : policy_(policy), account_(account), arrears_(arrears), standing_(standing), gate_(gate), today_(today),
        risk_class_(outlook.risk_class.empty() ? account.debtor.risk_class : outlook.risk_class) {
    d_.track = outlook.track;
    d_.campaign = campaign_on(policy.campaigns, today);
  }

  Decision decide() {
    Figures& f = d_.figures;
    f.demand = arrears_.demand, f.overdue = arrears_.overdue, f.open = arrears_.open;
    f.disputed = arrears_.disputed, f.blocked = arrears_.blocked, f.credit = arrears_.credit;
    const bool blocked = blocked_as_a_whole();
    driver_ = find_driver();
    // What the debtor said is confirmed although, and because, it stops every demand.
    if (std::all_of(d_.blockers.begin(), d_.blockers.end(), [](const Blocker& b) { return b.code == "promise" || b.code == "payment-waiting"; }) && confirmation()) return finish();
    if (blocked) return finish();
    if (!driver_) {
      nothing_overdue();
      if (d_.tier == nullptr) pre_tiers();
      return finish();
    }
    see_driver();
    if (!broken_promise_letter() && !short_payment_letter()) ladder();
    return finish();
  }

 private:
  Decision finish() {
    if (d_.tier) d_.blockers.clear(), d_.next_possible.reset();
    else if (!d_.next_possible) d_.next_possible = latest_of_blockers();
    return std::move(d_);
  }

  void block(std::string code, std::string text, std::optional<Date> until = {}) { d_.blockers.push_back({std::move(code), std::move(text), until}); }

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
    if (!account_.debtor.blocked.empty()) block("customer-block", "the customer is blocked from dunning: " + account_.debtor.blocked);
    if (const auto& hold = standing_.hold; hold && (!hold->until || today_ <= *hold->until))
      block("hold", fmt::format("on hold by {}: {}", hold->by, hold->reason), hold->until ? std::optional(*hold->until + Days(1)) : std::nullopt);
    for (const PendingLetter& letter : standing_.pending)
      if (letter.in_doubt) block("in-doubt", fmt::format("letter {} may or may not have been sent; settle it first", letter.id));
      else block("reserved", fmt::format("letter {} ({}) of {} waits to be approved or sent", letter.id, letter.kind, iso(letter.day)));
    if (const Promise* promise = standing_.open_promise(); promise && arrears_.overdue > 0)
      block("promise", fmt::format("a payment is promised for {}", iso(promise->due)), promise->due + Days(policy_.cadence.promise_grace_working_days + 1));
    payment_waiting();
    return !d_.blockers.empty();
  }

  /// Nobody is dunned for what may be paid already; but not for ever, or one odd payment would silence a case.
  void payment_waiting() {
    for (const WaitingPayment& payment : account_.waiting)
      if (today_ <= payment.held_until && arrears_.overdue > 0)
        block("payment-waiting",
              fmt::format("{} {} of {} may settle {}: payments assign or ignore {}", payment.amount.currency.code(), grouped(payment.amount.minor, payment.amount.currency.digits()), iso(payment.booked),
                          payment.invoices.empty() ? "what is open" : fmt::format("{}", fmt::join(payment.invoices, ", ")), payment.entry),
              payment.held_until + Days(1));
  }

  const ArrearsLine* find_driver() const {
    for (const ArrearsLine& line : arrears_.lines)
      if (line.overdue() && line.demandable() > 0) return &line;
    return nullptr;
  }

  void nothing_overdue() {
    if (arrears_.overdue == 0) return block("not-due", "nothing is overdue", first_due());
    if (arrears_.blocked > 0) block("invoice-block", "every overdue invoice is blocked or disputed");
    else block("disputed", "all that is overdue is disputed");
  }

  std::optional<Date> first_due() const {
    for (const ArrearsLine& line : arrears_.lines)
      if (!line.overdue() && line.demandable() > 0) return line.invoice.due + Days(1);
    return std::nullopt;
  }

  void see_driver() {
    Figures& f = d_.figures;
    f.driver = driver_->invoice.number, f.driver_due = driver_->invoice.due, f.days_overdue = driver_->days_overdue;
    for (const SentLetter& letter : standing_.sent) {
      const Tier* tier = ladder_tier(letter.kind);
      if (!tier || letter.bounced || !contains(letter.invoices, f.driver)) continue;
      if (!reached_ || tier->rank > reached_->rank) reached_ = tier, last_ = nullptr, f.letters_at_reached = f.ignored_at_reached = 0;
      if (tier != reached_) continue;
      last_ = &letter;
      ++f.letters_at_reached;
      if (!letter.answered && !letter.paid_after && deadline_of(letter) < today_) ++f.ignored_at_reached;
    }
    if (reached_) f.reached = reached_->id;
    for (const Promise& promise : standing_.promises)
      if (promise.state == Promise::State::broken && (!last_ || promise.settled >= last_->day)) ++f.broken_promises;
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

  /// Lists what is overdue; where nothing is, a promise is about all that is open.
  bool confirmation() {
    const auto due = confirmation_due(policy_, standing_, today_);
    if (!due) return false;
    d_.tier = due->letter, d_.occasion = due->occasion;
    d_.rule = fmt::format("{} ({}): {}", due->letter->id, due->letter->where.substr(due->letter->where.rfind('/') + 1), due->reason);
    const bool all = !driver_ && due->letter->id == "promise-confirmation";
    for (const ArrearsLine& line : arrears_.lines) {
      if (line.demandable() <= 0 || (!line.overdue() && !all)) continue;
      d_.invoices.push_back(line.invoice.number);
      if (all) d_.amount = checked_add(d_.amount, line.demandable());
    }
    if (!driver_) return true;
    d_.figures.driver = driver_->invoice.number, d_.figures.driver_due = driver_->invoice.due, d_.figures.days_overdue = driver_->days_overdue;
    d_.amount = arrears_.demand;
    return true;
  }

  bool broken_promise_letter() {
    const auto letter = policy_.occasional.find("broken-promise");
    if (letter == policy_.occasional.end() || standing_.promises.empty() || arrears_.demand == 0) return false;
    const Promise& promise = standing_.promises.back();
    const std::string occasion = "promise-" + iso(promise.due) + (standing_.group.empty() ? "" : ":" + standing_.group);
    if (promise.state != Promise::State::broken || sent_for("broken-promise", occasion)) return false;
    take(letter->second, occasion, fmt::format("the payment promised for {} did not arrive", iso(promise.due)));
    return true;
  }

  bool short_payment_letter() {
    const auto letter = policy_.occasional.find("short-payment");
    if (letter == policy_.occasional.end() || !last_ || arrears_.demand == 0) return false;
    std::int64_t received = 0;
    const PaymentSeen* latest = nullptr;
    for (const PaymentSeen& payment : standing_.payments)
      if (payment.day >= last_->day) received += payment.amount, latest = &payment;
    // What was promised and came is no short payment, even where it is less than the letter asked for.
    for (const Promise& promise : standing_.promises)
      if (latest && promise.state == Promise::State::kept && promise.settled >= latest->day) return false;
    if (!latest || received >= last_->amount || sent_for("short-payment", "payment-" + latest->reference)) return false;
    take(letter->second, "payment-" + latest->reference,
         fmt::format("{} was paid on {} of {} demanded", grouped(received, arrears_.currency.digits()), iso(latest->day), grouped(last_->amount, arrears_.currency.digits())));
    return true;
  }

  // The ladder

  void ladder() {
    if (arrears_.demand == 0) return block("credit", "unallocated payments cover what is overdue");
    std::vector<Blocker> found;
    bool fell = false;  // the tier above is kept from its letter by its minimum alone
    if (frozen()) {
      block("legal-freeze", fmt::format("{} {} went on {}: nothing follows until something new happens (a payment, a promise, an answer, a dispute)", reached_->id, last_->number, iso(last_->day)));
    } else {
      for (const Tier& tier : policy_.tiers) {
        if (tier.rank == 0 || (reached_ && tier.rank < reached_->rank && !fell)) continue;
        examine(tier);
        if (d_.blockers.empty()) return take(tier, fmt::format("{}:{}", d_.figures.driver, letters_of(tier) + 1), why());
        fell = std::all_of(d_.blockers.begin(), d_.blockers.end(), [](const Blocker& b) { return b.code == "below-minimum"; });
        if (reached_ && tier.rank == reached_->rank + 1) too_small_for_next_ = fell;
        // A tier two rungs up says only that it is not its turn; that is no news for a clerk.
        if (tier.rank <= reached_rank() + 1) {
          d_.next_possible = earlier(d_.next_possible, latest_of_blockers());
          found.insert(found.end(), d_.blockers.begin(), d_.blockers.end());
        }
        d_.blockers.clear();
      }
      d_.blockers = std::move(found);
      if (d_.blockers.empty()) block("ladder-ended", fmt::format("the last letter of the ladder ({}) was sent on {}", d_.figures.reached, last_ ? iso(last_->day) : ""));
    }
    propose_final_action();
  }

  int reached_rank() const { return reached_ ? reached_->rank : 0; }

  /// After a lawyer's letter nobody pushes on by the calendar alone.
  bool frozen() const { return reached_ && reached_->is_lawyers_letter() && !last_->news_since; }

  /// The ladder is at its end where no tier is above, or the next is out of reach for so small a sum.
  void propose_final_action() {
    if (!reached_ || reached_->final_action == FinalAction::none || d_.figures.letters_at_reached < on_track(reached_->max_letters, *reached_)) return;
    if (last_->answered || last_->paid_after || deadline_of(*last_) >= today_) return;
    const bool top = std::none_of(policy_.tiers.begin(), policy_.tiers.end(), [&](const Tier& t) { return t.rank > reached_->rank; });
    if (!top && !too_small_for_next_) return;
    d_.final_action = reached_->final_action;
    d_.blockers.insert(d_.blockers.begin(), Blocker{std::string("propose-") + word(d_.final_action),
                                                    fmt::format("{} {} ran out unanswered on {}, and no letter follows it: {} is proposed", reached_->id, last_->number, iso(deadline_of(*last_)), word(d_.final_action)), {}});
    d_.next_possible.reset();
  }

  static std::optional<Date> earlier(std::optional<Date> a, std::optional<Date> b) { return !a ? b : !b ? a : std::min(a, b); }

  void check(const Tier& tier, const char* condition, bool holds, std::string saw, const char* code, std::optional<Date> until = {}) {
    d_.checks.push_back({tier.id, condition, holds, saw});
    const std::string text = fmt::format("{}: {}", tier.id, saw);
    const bool told = std::any_of(d_.blockers.begin(), d_.blockers.end(), [&](const Blocker& b) { return b.code == code && b.text == text; });
    if (!holds && !told) block(code, text, until);
  }

  int letters_of(const Tier& tier) const {
    return static_cast<int>(std::count_if(standing_.sent.begin(), standing_.sent.end(), [&](const SentLetter& l) { return l.kind == tier.id && !l.bounced && contains(l.invoices, d_.figures.driver); }));
  }

  /// A letter that was answered or part paid makes room for another: two unanswered ones could never come together
  /// otherwise, and the case would rest in silence. Not before a court: there a person decides.
  int room_for_answered(const Tier& tier) const {
    if (tier.approval == Approval::legal) return 0;
    return static_cast<int>(std::count_if(standing_.sent.begin(), standing_.sent.end(), [&](const SentLetter& l) {
      return l.kind == tier.id && !l.bounced && contains(l.invoices, d_.figures.driver) && (l.answered || l.paid_after);
    }));
  }

  static bool overdue_for(const Tier& tier, const ArrearsLine& line) { return line.overdue() && line.days_overdue > tier.grace_per_item; }

  /// What the tier may ask for: items whose grace is over, less the credit.
  std::int64_t demand_for(const Tier& tier) const {
    if (tier.grace_per_item == 0) return arrears_.demand;
    std::int64_t sum = 0;
    for (const ArrearsLine& line : arrears_.lines)
      if (overdue_for(tier, line)) sum = checked_add(sum, line.demandable());
    return std::max<std::int64_t>(0, sum - arrears_.credit);
  }

  void examine(const Tier& tier) {
    const Figures& f = d_.figures;
    if (tier.rank > reached_rank() + 1) return check(tier, "below", false, fmt::format("it follows {}, which was not sent yet", tier.below), "progressive");
    own_deadlines(tier);
    if (tier.rank <= reached_rank()) {
      const int letters = letters_of(tier), most = on_track(tier.max_letters, tier) + room_for_answered(tier);
      check(tier, "max_letters", tier.always_send || letters < most,
            tier.always_send ? fmt::format("{} letters sent, and it goes on", letters) : fmt::format("{} of {} letters sent{}", letters, most, track_note(tier.max_letters, tier)), "sent-already");
      after_deadline(tier);
    } else if (reached_) {
      after_letter_below(tier);
    }
    const auto day_from_due = [&](long days) { return std::optional(f.driver_due + Days(days)); };
    if (tier.days_overdue_from)
      check(tier, "days_overdue_from", f.days_overdue >= *tier.days_overdue_from,
            fmt::format("{} is {} days overdue, {} needed", f.driver, f.days_overdue, *tier.days_overdue_from), "too-early", day_from_due(*tier.days_overdue_from));
    if (tier.days_overdue_to)
      check(tier, "days_overdue_to", f.days_overdue <= *tier.days_overdue_to, fmt::format("{} days overdue, {} at most", f.days_overdue, *tier.days_overdue_to), "too-late");
    if (tier.grace_per_item)
      check(tier, "grace_per_item", f.days_overdue > tier.grace_per_item, fmt::format("{} is {} days overdue, {} are its grace", f.driver, f.days_overdue, tier.grace_per_item), "too-early", day_from_due(tier.grace_per_item + 1));
    if (!tier.grace_per_item || f.days_overdue > tier.grace_per_item) minimum(tier, demand_for(tier));
    within_track(tier);
    words(tier);
    if (!tier.legal_gate.empty()) legal(tier);
  }

  void minimum(const Tier& tier, std::int64_t demand) {
    const int digits = arrears_.currency.digits();
    if (const auto least = tier.minimum_amount.find(std::string(arrears_.currency.code())); least != tier.minimum_amount.end())
      check(tier, "minimum_amount", demand >= lowered(least->second), fmt::format("{} is demanded, the minimum is {}{}", grouped(demand, digits), grouped(lowered(least->second), digits), campaign_note()), "below-minimum");
    if (tier.minimum_percent) {
      const std::int64_t hundredth = arrears_.open / 100, rest = arrears_.open % 100;  // in two parts: no sum is too large
      const std::int64_t least = hundredth * tier.minimum_percent + (rest * tier.minimum_percent + 99) / 100;
      check(tier, "minimum_percent", demand >= least, fmt::format("{} is demanded of {} open, {} percent is the minimum", grouped(demand, digits), grouped(arrears_.open, digits), tier.minimum_percent), "below-minimum");
    }
    if (tier.grace_per_item) check(tier, "grace_per_item", demand > 0, "unallocated payments cover what is past its grace", "credit");
  }

  std::int64_t lowered(std::int64_t amount) const {
    if (!d_.campaign) return amount;
    const std::int64_t hundredth = amount / 100, rest = amount % 100;
    return hundredth * d_.campaign->minimum_percent + (rest * d_.campaign->minimum_percent + 99) / 100;
  }

  std::string campaign_note() const {
    if (!d_.campaign || d_.campaign->minimum_percent == 100) return {};
    return fmt::format(" (campaign {} until {}: {} percent of it)", d_.campaign->name, iso(d_.campaign->to), d_.campaign->minimum_percent);
  }

  /// Whoever gave time until a day keeps still until it is over, whichever letter gave it.
  void own_deadlines(const Tier& tier) {
    for (const SentLetter& letter : standing_.sent) {
      if (&letter == last_ || letter.bounced || !letter.deadline || *letter.deadline < today_) continue;
      const bool about_this = std::any_of(arrears_.lines.begin(), arrears_.lines.end(), [&](const ArrearsLine& l) { return l.overdue() && l.demandable() > 0 && contains(letter.invoices, l.invoice.number); });
      if (about_this) check(tier, "deadline", false, fmt::format("letter {} gave time until {}", letter.number, iso(*letter.deadline)), "deadline-running", *letter.deadline + Days(1));
    }
  }

  void after_deadline(const Tier& tier) {
    const Date from = deadline_of(*last_) + Days(tier.deadline_grace_days + 1);
    check(tier, "deadline_grace_days", today_ >= from, fmt::format("letter {} gave time until {}", last_->number, iso(deadline_of(*last_))), "deadline-running", from);
  }

  void after_letter_below(const Tier& tier) {
    const Figures& f = d_.figures;
    // A broken promise opens the next tier at once: it has been waited for already.
    if (f.broken_promises > 0) {
      check(tier, "ignored_below", true, fmt::format("{} promise(s) broken since", f.broken_promises), "not-ignored");
    } else {
      after_deadline(tier);
      // Further letters of this tier have nothing to wait for. What the deadline gave stands: it is our own word.
      const int needed = on_track(tier.ignored_below, tier);
      if (last_->refused)
        check(tier, "ignored_below", true, fmt::format("letter {} was answered with a refusal to pay", last_->number), "not-ignored");
      else
        check(tier, "ignored_below", f.ignored_at_reached >= needed,
              fmt::format("{} of {} {} letter(s) went unanswered{}", f.ignored_at_reached, needed, f.reached, track_note(tier.ignored_below, tier)), "not-ignored",
              f.letters_at_reached >= needed && !last_->answered && !last_->paid_after ? std::optional(deadline_of(*last_) + Days(1)) : std::nullopt);
    }
    if (tier.proof_below == Proof::proven) proof(tier, "proof_below");
  }

  const SentLetter* last_below(const Tier& tier) const {
    const auto found = std::find_if(standing_.sent.rbegin(), standing_.sent.rend(), [&](const SentLetter& l) { return l.kind == tier.below && !l.bounced && contains(l.invoices, d_.figures.driver); });
    return found == standing_.sent.rend() ? nullptr : &*found;
  }

  void proof(const Tier& tier, const char* condition) {
    const bool proven = std::any_of(standing_.sent.begin(), standing_.sent.end(), [&](const SentLetter& l) { return l.kind == tier.below && l.proven && contains(l.invoices, d_.figures.driver); });
    check(tier, condition, proven, tier.below.empty() ? "no letter goes before it" : fmt::format("delivery of the {} is {}proven", tier.below, proven ? "" : "not "), "not-proven");
  }

  // The track. What legal staff approve is never reached sooner than the policy says.

  int on_track(int letters, const Tier& tier) const {
    if (tier.approval == Approval::legal) return letters;
    return std::max(std::min(letters, 1), letters - d_.track.numbers.fewer_letters);
  }

  std::string track_note(int letters, const Tier& tier) const {
    return on_track(letters, tier) == letters ? std::string() : fmt::format(" ({} track: {} instead of {})", word(d_.track.name), on_track(letters, tier), letters);
  }

  void within_track(const Tier& tier) {
    const Tier* highest = d_.track.numbers.highest_tier.empty() ? nullptr : policy_.find(d_.track.numbers.highest_tier);
    if (!highest || tier.rank <= highest->rank) return;
    check(tier, "track", false, fmt::format("the {} track ends at {} until an assessment says otherwise ({})", word(d_.track.name), highest->id, fmt::join(d_.track.why, "; ")), "track", d_.track.until);
  }

  void words(const Tier& tier) {
    const Debtor& debtor = account_.debtor;
    if (!tier.debtor_kinds.empty()) check(tier, "debtor_kinds", contains(tier.debtor_kinds, debtor.kind), "the debtor is a " + debtor.kind, "debtor-kind");
    if (!tier.risk_classes.empty()) check(tier, "risk_classes", contains(tier.risk_classes, risk_class_), "the risk class is \"" + risk_class_ + "\"", "risk-class");
    if (!tier.segments.empty()) check(tier, "segments", contains(tier.segments, debtor.segment), "the segment is \"" + debtor.segment + "\"", "segment");
  }

  /// Each prerequisite by its name; the notice last, for it is written only where nothing else is in the way.
  void legal(const Tier& tier) {
    const auto needs = [&](const char* name) { return contains(tier.legal_gate, name); };
    if (needs("warning-proven")) proof(tier, "warning-proven");
    if (const SentLetter* warning = needs("deadline-passed") ? last_below(tier) : nullptr) {
      // The letter below gave a day: not even a broken promise shortens it here.
      const Date from = deadline_of(*warning) + Days(tier.deadline_grace_days + 1);
      check(tier, "deadline-passed", today_ >= from, fmt::format("letter {} gave time until {}", warning->number, iso(deadline_of(*warning))), "deadline-running", from);
    }
    // An incomplete record lets a draft be written for counsel to read; its approval is refused (app/approve.cc).
    if (needs("law-firm"))
      d_.checks.push_back({tier.id, "law-firm", gate_.law_firm_lacks.empty(),
                           gate_.law_firm_lacks.empty() ? "the law-firm record is complete" : fmt::format("the law-firm record lacks {}: only a draft", fmt::join(gate_.law_firm_lacks, ", "))});
    if (needs("own-locale"))
      check(tier, "own-locale", gate_.own_locale_template, fmt::format("a template in {} {}", account_.debtor.locale, gate_.own_locale_template ? "stands ready" : "is missing, and no other language will do"), "no-template");
    if (needs("limitation") && gate_.limitation_ends)
      check(tier, "limitation", today_ <= *gate_.limitation_ends, fmt::format("the claim of {} can be enforced until {}", d_.figures.driver, iso(*gate_.limitation_ends)), "limitation");
    if (needs("approval-legal")) check(tier, "approval-legal", tier.approval == Approval::legal, fmt::format("it is approved by: {}", word(tier.approval)), "approval");
    if (tier.is_lawyers_letter() && d_.blockers.empty()) notice(tier);
  }

  /// Legal staff hear of it before the first lawyer's letter of a case is drafted.
  void notice(const Tier& tier) {
    const Decided* written = nullptr;
    for (const Decided& d : standing_.decided)
      if (d.action == "notify-legal") written = &d;
    const bool went_before = std::any_of(standing_.sent.begin(), standing_.sent.end(), [&](const SentLetter& l) { return l.kind == tier.id && !l.bounced; });
    if (went_before) return;
    d_.notify_legal = !written;
    const bool noted = written && written->state == "noted";
    const bool over = tier.legal_notice_days == 0 || (written && gate_.notice_over && today_ >= *gate_.notice_over);
    std::string saw = noted ? fmt::format("{} took note on {}", written->by, iso(written->day))
                      : written ? fmt::format("legal staff were notified on {} and have {} working days", iso(written->day), tier.legal_notice_days)
                                : fmt::format("legal staff are notified today and have {} working days", tier.legal_notice_days);
    check(tier, "legal-notice", noted || over, std::move(saw), "legal-notice", gate_.notice_over);
  }

  std::string why() const {
    const Figures& f = d_.figures;
    std::string out = fmt::format("{} is {} days overdue", f.driver, f.days_overdue);
    if (reached_) out += fmt::format("; {} {} letter(s) sent, {} unanswered", f.letters_at_reached, reached_->id, f.ignored_at_reached);
    if (f.broken_promises) out += fmt::format("; {} promise(s) broken", f.broken_promises);
    return out;
  }

  void pre_tiers() {
    for (const Tier& tier : policy_.tiers) {
      if (tier.rank != 0) continue;
      for (const ArrearsLine& line : arrears_.lines) {
        if (line.overdue() || line.demandable() <= 0 || sent_for_invoice(tier.id, line.invoice.number)) continue;
        if (tier.days_overdue_to && line.days_overdue > *tier.days_overdue_to) continue;
        d_.figures.driver = line.invoice.number, d_.figures.driver_due = line.invoice.due, d_.figures.days_overdue = line.days_overdue;
        driver_ = &line;
        const std::size_t before = d_.blockers.size();
        examine_pre(tier);
        if (d_.blockers.size() > before) return;
        return take(tier, line.invoice.number + ":1", fmt::format("{} falls due in {} days", line.invoice.number, -line.days_overdue));
      }
    }
  }

  void examine_pre(const Tier& tier) {
    const Figures& f = d_.figures;
    if (tier.days_overdue_from) {
      const bool holds = f.days_overdue >= *tier.days_overdue_from;
      // "Nothing is overdue" stays the reason; the notice only brings the next possible day nearer.
      if (!holds) d_.next_possible = f.driver_due + Days(*tier.days_overdue_from);
      check(tier, "days_overdue_from", holds, fmt::format("{} falls due in {} days, the notice goes {} days before", f.driver, -f.days_overdue, -*tier.days_overdue_from), "too-early",
            f.driver_due + Days(*tier.days_overdue_from));
    }
    words(tier);
    minimum(tier, driver_->demandable());
  }

  bool sent_for_invoice(const std::string& kind, const std::string& invoice) const {
    return std::any_of(standing_.sent.begin(), standing_.sent.end(), [&](const SentLetter& l) { return l.kind == kind && !l.bounced && contains(l.invoices, invoice); });
  }

  void take(const Tier& tier, std::string occasion, const std::string& reason) {
    d_.tier = &tier;
    d_.occasion = std::move(occasion);
    d_.rule = fmt::format("{} ({}): {}", tier.id, tier.where.substr(tier.where.rfind('/') + 1), reason);
    d_.blockers.clear();
    const bool overdue = driver_->overdue();
    for (const ArrearsLine& line : arrears_.lines) {
      const bool rides = overdue ? overdue_for(tier, line) : !line.overdue() && (!tier.days_overdue_from || line.days_overdue >= *tier.days_overdue_from) &&
                                                      (!tier.days_overdue_to || line.days_overdue <= *tier.days_overdue_to);
      if (line.demandable() <= 0) continue;
      if (!rides) {
        if (tier.lists_all) d_.listed.push_back(line.invoice.number);
        continue;
      }
      d_.invoices.push_back(line.invoice.number);
      if (!overdue) d_.amount = checked_add(d_.amount, line.demandable());
    }
    if (overdue) d_.amount = demand_for(tier);
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
  const Tier* reached_ = nullptr;       // highest tier sent for the driver
  const SentLetter* last_ = nullptr;    // the latest letter of that tier
  bool too_small_for_next_ = false;     // the tier above is out of reach for its minimum alone
};

}  // namespace

Decision decide(const Policy& policy, const Account& account, const Arrears& arrears, const Standing& standing, const LegalGate& gate, Date today,
                const Outlook& outlook) {
  return Decider(policy, account, arrears, standing, gate, today, outlook).decide();
}

}  // namespace dunmail
