#include "cli/commands_edit.h"

#include <memory>

#include "base/text.h"
#include "cli/given_day.h"
#include "cli/left_empty.h"
#include "planning/edit.h"

namespace dunmail {
namespace {

Answer edit_command(World& world, const EditOrder& order) {
  const Edited edited = edit(world, order);
  std::string text = edited.said + "\n";
  if (edited.voided) text += "its approval by " + printable(edited.approved_by) + " is void\n";
  return {{{"letter", order.letter_id},
           {"now", edited.letter_id},
           {"said", edited.said},
           {"changed", edited.changed},
           {"approval_voided", edited.voided},
           {"approval_was_by", edited.approved_by}},
          text,
          0};
}

}  // namespace

void describe_edit(CommandTable& table) {
  struct Read {
    EditOrder order;
    std::string extra, until, today;
    CLI::Option* extra_given = nullptr;
  };
  const auto r = std::make_shared<Read>();
  auto* edit = table.add("edit", "change a proposed letter: contact, an added sentence, the tier below, hold, drop",
                         [r](World& world) {
                           if (r->extra_given->count()) r->order.extra = r->extra;
                           r->order.until = day_if_given(r->until, "--until");
                           r->order.today = day_or_today(r->today, "--today");
                           return edit_command(world, r->order);
                         });
  edit->add_option("letter", r->order.letter_id, "")->required();
  edit->add_option("--contact", r->order.contact, "name of another contact of the debtor");
  r->extra_given =
      edit->add_option("--extra", r->extra,
                       "a sentence of one's own in the letter, which then needs a credit clerk; empty takes it out");
  r->extra_given->check(may_be_empty());
  edit->add_flag("--lower", r->order.lower, "the letter of the tier below instead");
  edit->add_flag("--hold", r->order.hold, "not this letter, and none until --until or until released");
  edit->add_option("--until", r->until, "hold: its last day");
  edit->add_flag("--drop", r->order.drop, "not this letter");
  edit->add_option("--reason", r->order.reason, "")->required();
  edit->add_option("--by", r->order.by, "who")->required();
  edit->add_option("--today", r->today, "the business day; default: the clock's");
}

}  // namespace dunmail
