#include "cli/commands_parties.h"

#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "cli/given_day.h"
#include "intake/parties.h"

namespace dunmail {
namespace {

Answer contact_command(World& world, const ContactOrder& order) {
  const ContactChanged done = set_contact(world, order);
  Answer answer;
  answer.data = {{"debtor", done.debtor}, {"contact", order.name}, {"active", order.active}, {"changed", done.changed}};
  answer.text =
      fmt::format("{} of {} is {}{}\n", printable(order.name), done.debtor,
                  order.active ? "active" : "inactive: no letter goes there", done.changed ? "" : ", as before");
  if (done.none_left) {
    answer.text += fmt::format("{} has no active contact left: its letters are held\n", done.debtor);
    answer.exit_code = 3;
  }
  return answer;
}

Answer invoice_cancel_command(World& world, const CancelOrder& order) {
  const InvoiceState was = cancel_invoice(world, order);
  Answer answer;
  answer.data = {{"invoice", order.invoice},        {"debtor", was.debtor_id}, {"creditor", was.creditor},
                 {"currency", was.currency.code()}, {"was_open", was.open},    {"reason", order.reason}};
  answer.text = fmt::format("{} of {} is cancelled, {} {} are no longer asked for\n", printable(order.invoice),
                            was.debtor_id, was.currency.code(), grouped(was.open, was.currency.digits()));
  return answer;
}

Answer debtor_merge_command(World& world, const MergeOrder& order) {
  const Merged done = merge_debtor(world, order);
  const Moved& moved = done.moved;
  Answer answer;
  answer.data = {{"from", done.from},          {"into", done.into},          {"cases", done.cases},
                 {"invoices", moved.invoices}, {"payments", moved.payments}, {"credit_notes", moved.credit_notes},
                 {"contacts", moved.contacts}, {"letters", moved.letters},   {"cancelled", done.cancelled}};
  answer.text = fmt::format(
      "{} is {} now: {} invoice(s), {} payment(s), {} credit note(s), {} contact(s) and {} letter(s) moved, {} "
      "letter(s) not out yet cancelled\n",
      done.from, done.into, moved.invoices.size(), moved.payments.size(), moved.credit_notes.size(),
      moved.contacts.size(), moved.letters.size(), done.cancelled);
  if (!done.inactive.empty()) {
    answer.text += fmt::format("{} is inactive ({}): it gets no letters\n", done.into, printable(done.inactive));
    answer.exit_code = 3;
  }
  return answer;
}

}  // namespace

void describe_parties(CommandTable& table) {
  struct Read {
    ContactOrder contact;
    CancelOrder cancel;
    MergeOrder merge;
    std::string on;
  };
  const auto r = std::make_shared<Read>();
  const auto on = [r](CLI::App* sub) { sub->add_option("--on,--today", r->on, "the day it is done; default: today"); };

  auto* contact = table.group("contact", "make a contact inactive, or active again");
  for (const bool active : {false, true}) {
    auto* sub = table.add(
        active ? "activate" : "deactivate",
        active ? "letters may go there again" : "no letter goes there, whatever an import says",
        [r, active](World& world) {
          r->contact.active = active;
          r->contact.on = day_or_today(r->on, "--on");
          return contact_command(world, r->contact);
        },
        contact);
    sub->add_option("debtor", r->contact.debtor, "")->required();
    sub->add_option("name", r->contact.name, "of the contact, in quotes")->required();
    sub->add_option("--by", r->contact.by, "who")->required();
    on(sub);
  }

  auto* invoice = table.group("invoice", "take an invoice out");
  auto* cancel = table.add(
      "cancel", "nothing of it is asked for any more, whatever an import says",
      [r](World& world) {
        r->cancel.on = day_or_today(r->on, "--on");
        return invoice_cancel_command(world, r->cancel);
      },
      invoice);
  cancel->add_option("number", r->cancel.invoice, "")->required();
  cancel->add_option("--reason", r->cancel.reason, "why")->required();
  cancel->add_option("--by", r->cancel.by, "who")->required();
  on(cancel);

  auto* debtor = table.group("debtor", "two numbers of one debtor");
  auto* merge = table.add(
      "merge", "give all that one debtor has to another, which it was all along",
      [r](World& world) {
        r->merge.on = day_or_today(r->on, "--on");
        return debtor_merge_command(world, r->merge);
      },
      debtor);
  merge->add_option("old", r->merge.from, "the debtor that ends")->required();
  merge->add_option("into", r->merge.into, "the debtor that goes on")->required();
  merge->add_option("--by", r->merge.by, "who")->required();
  on(merge);
}

}  // namespace dunmail
