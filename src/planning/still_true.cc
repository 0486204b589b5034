#include "planning/still_true.h"

#include <fmt/format.h>

#include <algorithm>

#include "cadence/step.h"
#include "casefile/postal_place.h"
#include "desk/frozen.h"
#include "policy/confirmation.h"

namespace dunmail {
namespace {

std::vector<std::string> invoices_of(const LetterRow& letter, const Standing& standing) {
  for (const PendingLetter& pending : standing.pending)
    if (pending.id == letter.id) return pending.invoices;
  return {};
}

/// Where it would arrive is not where the debtor is reached now.
std::optional<std::string> goes_elsewhere(const LetterRow& letter, const CaseInput& input, const Tier* tier) {
  const LetterFacts facts = facts_of(letter);
  const Debtor& debtor = input.account.debtor;
  if (facts.debtor.name != debtor.name) return fmt::format("the debtor is called {} since it was drafted", debtor.name);
  if (place_of(in_one_line(facts.debtor.address)) != place_of(in_one_line(debtor.address)))
    return fmt::format("the debtor has another address since it was drafted: {}", in_one_line(debtor.address));
  if (facts.addressee.name.empty()) return std::nullopt;
  const auto contact = std::find_if(input.contacts.begin(), input.contacts.end(),
                                    [&](const Contact& c) { return c.name == facts.addressee.name; });
  if (contact == input.contacts.end())
    return fmt::format("{} is no longer a contact of {}", facts.addressee.name, letter.debtor_id);
  if (contact->position != facts.addressee.position)
    return contact->position.empty() ? fmt::format("{} has no position any more", contact->name)
                                     : fmt::format("{} is {} since it was drafted", contact->name, contact->position);
  // Whom a person chose need not have a role of the tier; who lost the one that he was written to for has changed
  // sides.
  if (tier && contact->role != facts.addressee.role &&
      std::find(tier->roles.begin(), tier->roles.end(), contact->role) == tier->roles.end())
    return fmt::format("{} has the role {} since it was drafted", contact->name, contact->role);
  if (letter.channel != "email" && letter.channel != "fax") return std::nullopt;
  const std::string& where = letter.channel == "fax" ? contact->fax : contact->email;
  if (where == letter.recipient) return std::nullopt;
  return where.empty() ? fmt::format("{} is not reached at {} any more", contact->name, letter.recipient)
                       : fmt::format("{} is reached at {} since it was drafted", contact->name, where);
}

/// A confirmation says what stands; not what was broken, renewed or taken back since, nor a day that has gone by.
std::optional<std::string> nothing_to_confirm(const LetterRow& letter, const Standing& standing, Date today) {
  if (letter.kind == "dispute-acknowledgement") {
    const std::string invoice = invoice_of_occasion(letter.occasion);
    if (standing.disputes.contains(invoice)) return std::nullopt;
    return fmt::format("the dispute of {} is settled since it was drafted", invoice);
  }
  const Promise* promise = promise_of_occasion(standing, letter.occasion);
  if (!promise) return std::nullopt;
  const bool plan = !promise->plan.empty() && letter.occasion == plan_occasion(promise->plan);
  for (const Promise& p : standing.promises) {
    if (plan ? p.plan != promise->plan : &p != promise) continue;
    const auto is = [&](const char* what) { return fmt::format("the promise for {} {}", iso(p.due), what); };
    using enum Promise::State;
    if (letter.kind == "thanks") {
      if (p.state != kept) return is("is not kept any more");
      continue;
    }
    if (p.state == broken) return is("was broken since it was drafted");
    if (p.state == renewed || p.state == voided) return is("was replaced since it was drafted");
    if (!plan && p.state == kept) return is("was kept since it was drafted");
    if (!plan && p.due < today) return is("is due already");
  }
  return std::nullopt;
}

}  // namespace

Date drafted_on(const LetterRow& letter, const CaseInput& input) {
  for (const Event& e : input.events)
    if (e.kind == EventKind::drafted && e.letter_id == letter.id) return e.day;
  return letter.day;
}

std::optional<std::string> no_longer_true(const LetterRow& letter, const CaseInput& input, const Examined& now) {
  if (ledger_mark(now, invoices_of(letter, now.standing)) != letter.ledger_mark)
    return "the ledger changed since it was drafted";
  for (const Blocker& blocker : now.blockers) {
    if (blocker.code == "customer-block") return blocker.text;
    if ((blocker.code == "promise" || blocker.code == "payment-waiting") && !is_confirmation(letter.kind))
      return blocker.text;
  }
  if (is_confirmation(letter.kind))
    if (auto ended = nothing_to_confirm(letter, now.standing, now.arrears.as_of)) return ended;
  if (now.standing.closed_channels.contains(letter.channel))
    return "the way by " + letter.channel + " is closed: a complaint came since it was drafted";
  if (!letter.recipient.empty() && now.standing.is_dead(letter.recipient))
    return letter.recipient + " is dead, as came back since it was drafted";
  if (letter.channel == "post")
    if (const auto returned = now.standing.post_returned(in_one_line(input.account.debtor.address)))
      return dead_postal_address(*returned);
  if (auto elsewhere = goes_elsewhere(letter, input, now.policy->find(letter.kind))) return elsewhere;
  if (!now.standing.wrong_contacts.empty())
    if (const std::string name = facts_of(letter).addressee.name; now.standing.wrong_contacts.contains(name))
      return name + " is not responsible, as was confirmed since it was drafted";
  return std::nullopt;
}

const Blocker* resting(const Examined& now) {
  const auto found = std::find_if(now.blockers.begin(), now.blockers.end(),
                                  [](const Blocker& blocker) { return blocker.code == "hold"; });
  return found == now.blockers.end() ? nullptr : &*found;
}

std::optional<std::string> heard_since(const LetterRow& letter, const std::vector<Event>& events) {
  if (is_confirmation(letter.kind)) return std::nullopt;
  std::optional<Date> answered;
  for (const Event& e : events) {
    const bool ours = e.letter_id == letter.id;
    if (ours && (e.kind == EventKind::drafted || e.kind == EventKind::approved || e.kind == EventKind::edited))
      answered.reset();
    if (e.kind == EventKind::replied) answered = e.day;
  }
  if (!answered) return std::nullopt;
  return fmt::format("the debtor answered on {}, after it was drafted", iso(*answered));
}

bool too_old(const World& world, const LetterRow& letter, const CaseInput& input, const Examined& now, Date today) {
  if (letter.state == LetterState::approved && today <= letter.day) return false;  // it was approved for that day
  const Date drafted = drafted_on(letter, input);
  if (days_between(drafted, today) <= world.settings.ledger_max_age_days) return false;
  const Debtor& debtor = input.account.debtor;
  const auto calendar = world.calendars.find(debtor.calendar, debtor.address.country);
  const Calendar& days = calendar ? **calendar : Calendar::weekends_only();
  return today > days.plan_working(drafted, now.policy->cadence.draft_days).day;
}

}  // namespace dunmail
