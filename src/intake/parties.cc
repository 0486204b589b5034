#include "intake/parties.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "casefile/letter_events.h"
#include "casefile/people_events.h"
#include "desk/find.h"
#include "desk/ledger_news.h"
#include "ledger/case_key.h"

namespace dunmail {
namespace {

void need_person(const std::string& by, const char* command) {
  if (trim(by).empty()) throw Error(ErrorKind::usage, command, "who does it?", "add --by NAME");
}

Event event_of(World& world, const std::string& case_id, Date day, Told told, const std::string& by) {
  Event e;
  e.case_id = case_id;
  e.day = day;
  e.at = world.now();
  e.kind = told.kind;
  e.by = by;
  e.data = std::move(told.data);
  return e;
}

/// Where letters of the debtor stand: those that can be taken back are, the others stop the merge.
std::size_t take_back_letters(World& world, const MergeOrder& order) {
  std::vector<std::string> leaving;
  std::vector<LetterRow> waiting;
  for (LetterRow& row : world.store.letters({.debtor_id = order.from})) {
    if (row.state == LetterState::sending || row.state == LetterState::unknown) leaving.push_back(row.id);
    if (row.state == LetterState::drafted || row.state == LetterState::held || row.state == LetterState::approved)
      waiting.push_back(std::move(row));
  }
  if (!leaving.empty())
    throw Error(ErrorKind::input, "debtor merge",
                fmt::format("{} of {} is on its way or in doubt", fmt::join(leaving, ", "), order.from),
                "wait until it is out, or settle it (dunmail outbox); nothing was merged");
  for (LetterRow& row : waiting) {
    row.state = LetterState::cancelled;
    row.reason = fmt::format("{} was merged into {}", order.from, order.into);
    world.store.update(row);
    world.record(row, order.on, told::TakenOut{EventKind::cancelled, row.reason}, order.by);
  }
  return waiting.size();
}

/// Of every account that the debtor has.
std::set<CaseKey> cases_of(World& world, const std::string& debtor) {
  std::set<CaseKey> out;
  for (const std::string& id : world.store.cases_of_debtor(debtor)) out.insert(case_key(id));
  world.store.each_account(debtor, [&](CaseInput&& input) { out.insert(input.account.key()); });
  return out;
}

}  // namespace

ContactChanged set_contact(World& world, const ContactOrder& order) {
  const Debtor debtor = need_debtor(world, order.debtor);
  need_person(order.by, "contact");
  ContactChanged out;
  world.store.transaction([&] {
    if (!world.store.knows_contact(debtor.id, order.name)) {
      std::vector<std::string> names;
      for (const Contact& c : world.store.account("", debtor.id, {}).contacts) names.push_back(c.name);
      for (const auto& [name, why] : world.store.inactive_contacts(debtor.id)) names.push_back(name);
      const std::string hint = did_you_mean(order.name, names);
      throw Error(ErrorKind::usage, "contact", fmt::format("{} has no contact \"{}\"", debtor.id, order.name),
                  hint.empty() ? fmt::format("there are: {}", fmt::join(names, ", ")) : hint);
    }
    const auto inactive = world.store.inactive_contacts(debtor.id);
    const auto known =
        std::find_if(inactive.begin(), inactive.end(), [&](const auto& c) { return c.first == order.name; });
    const bool was_active = known == inactive.end();
    LedgerNews news(world, order.on, order.by, "");
    const std::string reason = "deactivated by " + order.by;
    if (order.active && !was_active) {
      world.store.set_contact_inactive(debtor.id, order.name, "", {}, "");
      news.contact(debtor.id, order.name, {{"inactive", known->second, ""}});
    }
    // What a list said a person may say too: then no list makes it active again.
    if (!order.active && (was_active || known->second != reason)) {
      world.store.set_contact_inactive(debtor.id, order.name, reason, order.on, order.by);
      if (was_active) news.contact_inactive(debtor.id, order.name, reason);
    }
    out.changed = was_active != order.active;
    out.debtor = debtor.id;
    out.none_left = !order.active && world.store.account("", debtor.id, {}).contacts.empty();
  });
  return out;
}

InvoiceState cancel_invoice(World& world, const CancelOrder& order) {
  need_person(order.by, "invoice cancel");
  if (trim(order.reason).empty()) throw Error(ErrorKind::usage, "invoice cancel", "why?", "add --reason TEXT");
  std::optional<InvoiceState> was;
  world.store.transaction([&] {
    was = world.store.invoice_state(order.invoice);
    if (!was)
      throw Error(ErrorKind::usage, "invoice cancel", "there is no invoice \"" + order.invoice + "\"",
                  "dunmail arrears DEBTOR lists a debtor's");
    const std::string reason = fmt::format("cancelled by {}: {}", order.by, order.reason);
    if (was->open == 0 && was->closed.empty())
      throw Error(ErrorKind::usage, "invoice cancel", fmt::format("nothing of {} is open", order.invoice),
                  "it is paid or credited");
    if (was->closed.starts_with("cancelled by "))
      throw Error(ErrorKind::usage, "invoice cancel", fmt::format("{} was {}", order.invoice, was->closed), "");
    world.store.close_invoice(order.invoice, reason, order.on, order.by);
    LedgerNews news(world, order.on, order.by, "");
    news.invoice_closed(*was, order.invoice, reason);
  });
  return *was;
}

Merged merge_debtor(World& world, const MergeOrder& order) {
  need_person(order.by, "debtor merge");
  Merged out;
  world.store.transaction([&] {
    const Debtor from = need_debtor(world, order.from), into = need_debtor(world, order.into);
    if (from.id == into.id)
      throw Error(ErrorKind::usage, "debtor merge", from.id + " cannot be merged into itself", "");
    const auto merged = world.store.merged_debtors();
    for (const Debtor* d : {&from, &into})
      if (const auto found = merged.find(d->id); found != merged.end())
        throw Error(ErrorKind::usage, "debtor merge",
                    fmt::format("{} was merged into {} already", d->id, found->second),
                    found->second == from.id ? "that would be a circle" : "use " + found->second);
    out.cancelled = take_back_letters(world, order);
    const auto ending = cases_of(world, from.id);
    out.moved = world.store.merge_debtors(from.id, into.id, order.on);
    for (const CaseKey& key : ending) {
      const std::string old_case = key.id(), new_case = CaseKey{key.creditor, into.id, key.currency}.id();
      const auto events = world.store.events(old_case);
      if (events.empty() && !world.store.has_case(new_case)) continue;
      const told::MergedFrom from_old{old_case, events, out.moved.invoices, out.moved.payments, out.moved.credit_notes};
      world.store.append(event_of(world, new_case, order.on, from_old, order.by), into.id);
      if (!events.empty())
        world.store.append(event_of(world, old_case, order.on, told::MergedInto{new_case}, order.by), from.id);
      out.cases.push_back(new_case);
    }
    out.from = from.id;
    out.into = into.id;
    out.inactive = world.store.inactive_debtor(into.id);
  });
  return out;
}

}  // namespace dunmail
