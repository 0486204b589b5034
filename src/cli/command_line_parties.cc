#include "cli/command_line_parties.h"

#include <memory>

#include "cli/commands_parties.h"
#include "cli/given_day.h"

namespace dunmail {

void describe_parties(
    const std::function<CLI::App*(const char*, const char*, std::function<Answer()>, CLI::App*)>& command,
    const std::string& config) {
  struct Read {
    ContactOrder contact;
    CancelOrder cancel;
    MergeOrder merge;
    std::string on;
  };
  const auto r = std::make_shared<Read>();
  const auto on = [r](CLI::App* sub) { sub->add_option("--on,--today", r->on, "the day it is done; default: today"); };

  auto* contact = command(
      "contact", "make a contact inactive, or active again", [] { return Answer(); }, nullptr);
  contact->require_subcommand(1);
  for (const bool active : {false, true}) {
    auto* sub = command(
        active ? "activate" : "deactivate",
        active ? "letters may go there again" : "no letter goes there, whatever an import says",
        [r, active, &config] {
          World world = World::open(config);
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

  auto* invoice = command(
      "invoice", "take an invoice out", [] { return Answer(); }, nullptr);
  invoice->require_subcommand(1);
  auto* cancel = command(
      "cancel", "nothing of it is asked for any more, whatever an import says",
      [r, &config] {
        World world = World::open(config);
        r->cancel.on = day_or_today(r->on, "--on");
        return invoice_cancel_command(world, r->cancel);
      },
      invoice);
  cancel->add_option("number", r->cancel.invoice, "")->required();
  cancel->add_option("--reason", r->cancel.reason, "why")->required();
  cancel->add_option("--by", r->cancel.by, "who")->required();
  on(cancel);

  auto* debtor = command(
      "debtor", "two numbers of one debtor", [] { return Answer(); }, nullptr);
  debtor->require_subcommand(1);
  auto* merge = command(
      "merge", "give all that one debtor has to another, which it was all along",
      [r, &config] {
        World world = World::open(config);
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
