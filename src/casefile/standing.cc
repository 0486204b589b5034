#include "casefile/standing.h"

#include <algorithm>

#include "base/text.h"
#include "casefile/postal_place.h"
#include "casefile/standing_fold.h"

namespace dunmail {

std::string mailbox_of(const std::string& address) {
  const std::size_t domain = address.rfind('@');
  return domain == address.npos ? address : address.substr(0, domain) + lower_ascii(address.substr(domain));
}

Standing Fold::take(const std::vector<Event>& events) {
  for (const Event& e : events) {
    ++place_;
    if (is_news(e)) news(e);
    apply(e);
    s_.last_event = std::max(s_.last_event, e.day);
  }
  return std::move(s_);
}

/// Of every letter, unless it says what it is about.
void Fold::news(const Event& e) {
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
bool Fold::is_news(const Event& e) {
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

void Fold::apply(const Event& e) {
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

SentLetter* Fold::sent(const std::string& id) {
  const auto found = std::find_if(s_.sent.rbegin(), s_.sent.rend(), [&](const SentLetter& l) { return l.id == id; });
  return found == s_.sent.rend() ? nullptr : &*found;
}

PendingLetter* Fold::pending(const std::string& id) {
  const auto found =
      std::find_if(s_.pending.begin(), s_.pending.end(), [&](const PendingLetter& l) { return l.id == id; });
  return found == s_.pending.end() ? nullptr : &*found;
}

void Fold::drop(const std::string& id) {
  std::erase_if(s_.pending, [&](const PendingLetter& l) { return l.id == id; });
}

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
