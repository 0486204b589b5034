#include "casefile/standing.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <tuple>

#include "base/text.h"
#include "casefile/debtor_events.h"
#include "casefile/letter_events.h"
#include "casefile/mail_events.h"
#include "casefile/payment_events.h"
#include "casefile/people_events.h"
#include "casefile/postal_place.h"

namespace dunmail {
namespace {

std::string mailbox_of(const std::string& address) {
  const std::size_t domain = address.rfind('@');
  return domain == address.npos ? address : address.substr(0, domain) + lower_ascii(address.substr(domain));
}

class Fold {
 public:
  Standing take(const std::vector<Event>& events) {
    for (const Event& e : events) {
      ++place_;
      if (is_news(e)) news(e);
      apply(e);
      s_.last_event = std::max(s_.last_event, e.day);
    }
    return std::move(s_);
  }

 private:
  /// Of every letter, unless it says what it is about.
  void news(const Event& e) {
    std::vector<std::string> about;
    if (e.kind == EventKind::disputed)
      about = {told::Disputed::read(e).invoice};
    else if (e.kind == EventKind::dispute_settled)
      about = {told::DisputeSettled::read(e).invoice};
    else if (e.kind == EventKind::paid || e.kind == EventKind::part_paid)
      about = told::Paid::read(e).invoices.value_or(std::vector<std::string>());
    else if (const SentLetter* answered = e.kind == EventKind::replied ? sent(e.letter_id) : nullptr)
      about = answered->invoices;
    const auto is_of = [](const std::string& item, const std::string& number) {
      return item == number || item.starts_with(number + " (") || number.starts_with(item + " (");
    };
    for (SentLetter& letter : s_.sent) {
      const bool own = about.empty() || std::any_of(about.begin(), about.end(), [&](const std::string& number) {
                         return std::any_of(letter.invoices.begin(), letter.invoices.end(),
                                            [&](const std::string& item) { return is_of(item, number); });
                       });
      letter.news_since = letter.news_since || own;
    }
  }

  /// What ends the silence after a letter: the debtor's word or money, or a step of our own people.
  static bool is_news(const Event& e) {
    switch (e.kind) {
      case EventKind::replied:
      case EventKind::promised:
      case EventKind::plan_agreed:
      case EventKind::promise_kept:
      case EventKind::promise_broken:
      case EventKind::disputed:
      case EventKind::dispute_settled:
      case EventKind::paid:
      case EventKind::part_paid:
      case EventKind::released:
      case EventKind::reason_set:
      case EventKind::call_logged:
        return true;
      default:
        return false;
    }
  }

  void apply(const Event& e) {
    switch (e.kind) {
      case EventKind::drafted:
        return drafted(e);
      case EventKind::refused:
        if (const PendingLetter* l = pending(e.letter_id); l && e.by != "dunmail")
          s_.refusals.push_back(
              {l->kind, l->number, told::TakenOut::read(e).reason, e.by, e.day, l->amount, l->invoices});
        return drop(e.letter_id);
      case EventKind::cancelled:
        return drop(e.letter_id);
      case EventKind::rejected:
        if (const auto said = told::RouteSaid::read(e); said.verdict == "next-channel")
          s_.dead_addresses.insert(mailbox_of(said.recipient.value_or("")));
        return drop(e.letter_id);
      case EventKind::accepted:
        return accepted(e);
      case EventKind::unknown:
        if (PendingLetter* letter = pending(e.letter_id)) letter->in_doubt = true;
        return;
      case EventKind::settled:
        return told::Settled::read(e).sent ? accepted(e) : drop(e.letter_id);
      case EventKind::delivered:
      case EventKind::read:
        return delivered(e, told::Delivered::read(e));
      case EventKind::bounced:
        return bounced(e);
      case EventKind::auto_replied:
        if (const auto until = told::AutoReplied::read(e).until)
          s_.deferred_until = std::max(s_.deferred_until.value_or(*until), *until);
        return;
      case EventKind::complained:
        return complained(told::Complained::read(e).channel);
      case EventKind::replied:
        return answered(e, told::Replied::read(e));
      case EventKind::promised:
        return promised(e, told::Promised::read(e));
      case EventKind::plan_agreed:
        return plan_agreed(e, told::PlanAgreed::read(e));
      case EventKind::promise_kept:
        settle(s_.promises, told::PromiseSettled::read(e).name, Promise::State::kept, e.day, place_);
        return;
      case EventKind::promise_broken:
        settle(s_.promises, told::PromiseSettled::read(e).name, Promise::State::broken, e.day, place_);
        return;
      case EventKind::disputed:
        return disputed(e, told::Disputed::read(e));
      case EventKind::dispute_settled:
        s_.disputes.erase(told::DisputeSettled::read(e).invoice);
        return;
      case EventKind::paid:
      case EventKind::part_paid:
        return paid(e, told::Paid::read(e));
      case EventKind::acknowledged:
        return acknowledged(e, told::Acknowledged::read(e));
      case EventKind::payment_returned:
        return returned(e, told::Paid::read(e));
      case EventKind::held:
        return held(e, told::Held::read(e));
      case EventKind::released:
        s_.hold.reset();
        s_.released = e.day;
        for (Refusal& r : s_.refusals) r.changed_since = true;  // a person lets it go on
        return;
      case EventKind::approved:
        return dated(e, told::Approved::read(e).dates);
      case EventKind::edited:
        return dated(e, told::Edited::read(e).dates);
      case EventKind::attempted:
      case EventKind::deferred:
      case EventKind::claim_waived:
        return;
      case EventKind::ledger_changed:
        for (Refusal& r : s_.refusals) r.changed_since = true;
        if (told::LedgerChanged::read(e).what == "address") moved();
        return;
      case EventKind::merged:
        // All that stood here stands in the case that goes on, and nothing is pursued twice.
        if (!told::MergedInto::read(e).into.empty()) s_ = {};
        return;
      case EventKind::reason_set:
        return reason_set(e, told::ReasonSet::read(e));
      case EventKind::call_logged:
        return called(e, told::CallLogged::read(e));
      case EventKind::decided:
        return decided(e);
    }
  }

  void drafted(const Event& e) {
    auto draft = told::Drafted::read(e);
    if (draft.channel == "post") address_of_[e.letter_id] = addresses_;
    s_.pending.push_back({e.letter_id, draft.letter_kind, draft.occasion, draft.channel, draft.number, e.day,
                          draft.deadline, draft.amount, std::move(draft.invoices), false, false,
                          draft.policy.value_or(""), draft.group});
  }

  /// A letter that leaves later than it was drafted is dated on its day, and gives its days from there.
  void dated(const Event& e, const std::optional<told::Dates>& dates) {
    PendingLetter* letter = pending(e.letter_id);
    if (!letter) return;
    letter->approved = e.kind == EventKind::approved;
    if (dates) letter->deadline = dates->deadline, letter->day = dates->date.value_or(letter->day);
  }

  void accepted(const Event& e) {
    const PendingLetter* found = pending(e.letter_id);
    if (!found) return;
    SentLetter letter;
    letter.id = found->id;
    letter.kind = found->kind;
    letter.occasion = found->occasion;
    letter.channel = found->channel;
    letter.number = found->number;
    letter.deadline = found->deadline;
    letter.amount = found->amount;
    letter.invoices = found->invoices;
    letter.policy = found->policy;
    letter.group = found->group;
    letter.day = e.day;
    const auto before = [](const SentLetter& a, const SentLetter& b) {
      return std::make_tuple(a.day, a.id.size(), std::cref(a.id)) <
             std::make_tuple(b.day, b.id.size(), std::cref(b.id));
    };
    s_.sent.insert(std::upper_bound(s_.sent.begin(), s_.sent.end(), letter, before), std::move(letter));
    drop(e.letter_id);
  }

  void bounced(const Event& e) {
    SentLetter* letter = sent(e.letter_id);
    if (!letter || letter->proven) return;
    letter->bounced = true;
    const auto bounce = told::Bounced::read(e);
    letter->address_dead = bounce.hard;
    if (!letter->address_dead) return;
    if (letter->channel == "post")
      post_came_back(*letter, e.day, place_of(bounce.recipient));
    else
      s_.dead_addresses.insert(mailbox_of(bounce.recipient));
  }

  /// It condemns the address that the letter bore, which need not be the debtor's of today.
  void post_came_back(const SentLetter& letter, Date day, const std::string& place) {
    if (place.empty() && address_of_[letter.id] != addresses_) return;
    s_.returned_post[place] = day;
    returned_of_[place] = address_of_[letter.id];
  }

  void moved() {
    ++addresses_;
    s_.returned_post.erase("");
  }

  /// A letter arrived, so the address that it bore is good.
  void post_arrived(const SentLetter& letter) {
    std::erase_if(s_.returned_post,
                  [&](const auto& place) { return returned_of_[place.first] == address_of_[letter.id]; });
  }

  /// An answer belongs to the letter it names, else to the last one that left. It proves that the letter arrived where
  /// it came by the letter's own ways, its token or its page, or in writing; what was said on the telephone proves
  /// nothing.
  template <class Answer>
  void answered(const Event& e, const Answer& answer) {
    SentLetter* letter = e.letter_id.empty() ? (s_.sent.empty() ? nullptr : &s_.sent.back()) : sent(e.letter_id);
    if (!letter) return;
    if (!letter->answered) letter->answered = e.day;
    const bool page = on_page(answer), written = in_writing(answer);
    if (answer.mail.empty() && !page && !written) return;
    prove(*letter, e,
          !answer.mail.empty() ? "the answer of mail " + answer.mail
          : page               ? "an answer on its page"
                               : "an answer in writing");
  }
  static bool on_page(const told::PlanAgreed&) { return false; }
  static bool on_page(const auto& answer) { return answer.page.has_value(); }
  static bool in_writing(const told::Disputed&) { return false; }
  static bool in_writing(const auto& answer) { return answer.written; }

  static void prove(SentLetter& letter, const Event& e, const std::string& what) {
    if (letter.proven) return;
    letter.proven = true;
    letter.proof = fmt::format("{}, {}", what, iso(e.day));
    letter.proven_on = e.day;
  }

  void delivered(const Event& e, const told::Delivered& said) {
    SentLetter* letter = sent(e.letter_id);
    if (!letter) return;
    prove(*letter, e,
          !said.evidence.empty()      ? said.evidence
          : !said.mail.empty()        ? "the answer of mail " + said.mail
          : e.kind == EventKind::read ? "a read receipt"
                                      : "a report of delivery");
    letter->bounced = false;
    if (letter->channel == "post") post_arrived(*letter);
  }

  void complained(const std::string& channel) { s_.closed_channels.insert(channel.empty() ? "email" : channel); }

  void disputed(const Event& e, const told::Disputed& said) {
    answered(e, said);
    s_.disputes[said.invoice] = {said.amount, said.type, e.day};
  }

  void acknowledged(const Event& e, const told::Acknowledged& said) {
    answered(e, said);
    s_.acknowledgements.push_back({e.day, said.written, said.invoice});
  }

  void held(const Event& e, const told::Held& said) {
    s_.hold = Hold{said.reason, e.by, said.until, said.for_payment};
    // Who takes a letter out and has the case rest says with the hold how long.
    for (Refusal& r : s_.refusals)
      if (r.day == e.day && r.by == e.by && r.reason == said.reason) r.changed_since = true;
  }

  void reason_set(const Event& e, const told::ReasonSet& said) {
    s_.reason = ReasonGiven{said.code, said.note, e.by, e.day};
  }

  void paid(const Event& e, const told::Paid& payment) {
    const Date on = payment.day.value_or(e.day);
    const auto invoices = payment.invoices.value_or(std::vector<std::string>());
    auto sums = payment.sums;
    // It went to no invoice: a credit. Which is something else than not being known.
    if (invoices.empty() && payment.invoices) sums[""] = payment.amount;
    s_.payments.push_back({payment.amount, on, payment.reference, invoices, std::move(sums), place_});
    go_elsewhere(payment);
    share_receipts(s_.promises, s_.payments);
    if (s_.hold && s_.hold->for_payment) s_.hold.reset();
    SentLetter* letter = letter_about(invoices);
    if (letter && !letter->paid_after && on >= letter->day) letter->paid_after = on;
  }

  /// The first receipt that came after the letter for what it is about.
  std::optional<Date> first_receipt_for(const SentLetter& letter) const {
    std::optional<Date> out;
    for (const PaymentSeen& p : s_.payments) {
      const bool about =
          p.invoices.empty() || std::any_of(p.invoices.begin(), p.invoices.end(), [&](const std::string& n) {
            return std::find(letter.invoices.begin(), letter.invoices.end(), n) != letter.invoices.end();
          });
      if (about && p.day >= letter.day && (!out || p.day < *out)) out = p.day;
    }
    return out;
  }

  /// Receipts of later days pay something else because of this one, which came to be known late.
  void go_elsewhere(const told::Paid& because) {
    for (const auto& [reference, sums] : because.anew)
      for (PaymentSeen& payment : s_.payments) {
        if (payment.reference != reference) continue;
        payment.invoices.clear();
        for (const auto& [invoice, sum] : sums) payment.invoices.push_back(invoice);
        payment.sums = sums;
        if (sums.empty()) payment.sums[""] = payment.amount;
      }
  }

  /// As if the payment had never come: what else came goes to the promises anew, and one that is kept no more is open
  /// again, and breaks on its own day.
  void returned(const Event& e, const told::Paid& payment) {
    const auto found = std::find_if(s_.payments.begin(), s_.payments.end(),
                                    [&](const PaymentSeen& p) { return p.reference == payment.reference; });
    if (found == s_.payments.end()) return;
    const PaymentSeen gone = *found;
    s_.payments.erase(found);
    go_elsewhere(payment);
    const std::vector<Promise> before = s_.promises;
    share_receipts(s_.promises, s_.payments);
    bool again = false;
    for (std::size_t i = 0; i < before.size(); ++i) {
      Promise& promise = s_.promises[i];
      if (promise.state != Promise::State::kept || promise.paid_since >= before[i].paid_since) continue;
      promise.state = Promise::State::open;
      promise.settled = {};
      promise.kept_with = 0;
      // A date of a plan that broke meanwhile goes the way of its other dates: a plan breaks once.
      const auto broke = [&](const Promise& p) { return p.state == Promise::State::broken && p.plan == promise.plan; };
      if (!promise.plan.empty() && std::any_of(s_.promises.begin(), s_.promises.end(), broke)) {
        promise.state = Promise::State::voided;
        promise.settled = e.day;
        promise.closed = place_;
      }
      again = true;
    }
    if (again) share_receipts(s_.promises, s_.payments);
    for (SentLetter& letter : s_.sent)
      if (letter.paid_after == gone.day) letter.paid_after = first_receipt_for(letter);
  }

  void called(const Event& e, const told::CallLogged& call) {
    s_.calls.push_back(
        {call.outcome, e.by, e.day, call.visit ? "visit" : "call", call.contact, call.phone, call.incoming});
    if (call.outcome == "wrong-number" && !call.phone.empty()) s_.dead_addresses.insert(call.phone);
  }

  void decided(const Event& e) {
    if (const auto form = told::Assessed::read(e); form.form == "assessment") {
      s_.assessment = Assessment{form.cooperative, form.cause, form.ability, form.sincerity, form.risk,
                                 form.decision,    form.why,   e.by,         e.day};
      return;
    }
    const auto answer = told::AnswerRead::read(e);
    SentLetter* letter = sent(e.letter_id);
    if (answer.what == "wrong-contact") {
      if (answer.contact && !answer.contact->empty()) s_.wrong_contacts.insert(*answer.contact);
      if (letter) letter->misdirected = true;
    }
    if (answer.what == "refuses" && letter) letter->refused = true;
    const auto action = told::ActionDecided::read(e);
    if (!action.action.empty()) s_.decided.push_back({action.action, action.occasion, action.state, e.by, e.day});
  }

  void promised(const Event& e, const told::Promised& said) {
    answered(e, said);
    for (const PromiseName& name : said.renews) renew(s_.promises, name, e.day, place_);
    open(said.promise(e.day));
  }

  void plan_agreed(const Event& e, const told::PlanAgreed& plan) {
    replace_open(s_.promises, e.day, place_);
    answered(e, plan);
    for (Promise& date : plan.promises(e.day)) open(std::move(date));
  }

  void open(Promise promise) {
    promise.opened = place_;
    s_.promises.push_back(std::move(promise));
  }

  /// The last letter about an invoice that the payment went to; where none is known, or no letter is about it, the last
  /// one.
  SentLetter* letter_about(const std::vector<std::string>& invoices) {
    if (s_.sent.empty()) return nullptr;
    const auto about = [&](const std::string& item) {
      return std::any_of(invoices.begin(), invoices.end(),
                         [&](const std::string& number) { return item == number || item.starts_with(number + " ("); });
    };
    const auto found = std::find_if(s_.sent.rbegin(), s_.sent.rend(), [&](const SentLetter& l) {
      return std::any_of(l.invoices.begin(), l.invoices.end(), about);
    });
    return found == s_.sent.rend() ? &s_.sent.back() : &*found;
  }

  SentLetter* sent(const std::string& id) {
    const auto found = std::find_if(s_.sent.rbegin(), s_.sent.rend(), [&](const SentLetter& l) { return l.id == id; });
    return found == s_.sent.rend() ? nullptr : &*found;
  }
  PendingLetter* pending(const std::string& id) {
    const auto found =
        std::find_if(s_.pending.begin(), s_.pending.end(), [&](const PendingLetter& l) { return l.id == id; });
    return found == s_.pending.end() ? nullptr : &*found;
  }
  void drop(const std::string& id) {
    std::erase_if(s_.pending, [&](const PendingLetter& l) { return l.id == id; });
  }

  Standing s_;
  int addresses_ = 0;                       // that the debtor had before the present one
  std::map<std::string, int> address_of_;   // which of them a letter by post bears
  std::map<std::string, int> returned_of_;  // which of them a place that post came back from was
  std::size_t place_ = 0;                   // of the event at hand in the case file, from 1
};

}  // namespace

bool is_confirmation(const std::string& kind) {
  return kind == "promise-confirmation" || kind == "payment-plan" || kind == "dispute-acknowledgement" ||
         kind == "thanks";
}

const SentLetter* Standing::last_demand() const {
  const auto demand =
      std::find_if(sent.rbegin(), sent.rend(), [](const SentLetter& l) { return !is_confirmation(l.kind); });
  return demand != sent.rend() ? &*demand : sent.empty() ? nullptr : &sent.back();
}

const Promise* Standing::open_promise() const {
  for (const Promise* promise : by_due_day(promises))
    if (promise->state == Promise::State::open) return promise;
  return nullptr;
}

std::map<std::string, std::int64_t> Standing::disputed_amounts() const {
  std::map<std::string, std::int64_t> out;
  for (const auto& [invoice, dispute] : disputes) out[invoice] = dispute.amount;
  return out;
}

bool Standing::is_dead(const std::string& address) const { return dead_addresses.contains(mailbox_of(address)); }

std::optional<Date> Standing::post_returned(const std::string& address_in_one_line) const {
  for (const std::string& place : {std::string(), place_of(address_in_one_line)})
    if (const auto found = returned_post.find(place); found != returned_post.end()) return found->second;
  return std::nullopt;
}

Standing standing_of(const std::vector<Event>& events) {
  // The debtor has one history, whatever number it had: letters, promises and payments of a merged case count.
  const bool merged =
      std::any_of(events.begin(), events.end(), [](const Event& e) { return e.kind == EventKind::merged; });
  return merged ? Fold().take(with_carried(events)) : Fold().take(events);
}

}  // namespace dunmail
