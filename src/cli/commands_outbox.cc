#include "cli/commands_outbox.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

#include "base/text.h"
#include "cli/given_day.h"
#include "cli/listing.h"
#include "desk/settle.h"
#include "ledger/case_key.h"
#include "sending/restore.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;
using Side = TextTable::Side;

std::vector<std::string> cells_of(const LetterRow& l) {
  return {l.id,
          word(l.state),
          l.kind,
          l.channel,
          l.debtor_id,
          iso(l.since),
          std::to_string(l.attempts),
          iso_or_empty(l.next_attempt),
          l.reason};
}

/// What of a letter matters while it waits.
Json waiting_json(const LetterRow& l) {
  return {{"id", l.id},
          {"state", l.state},
          {"kind", l.kind},
          {"channel", l.channel},
          {"debtor", l.debtor_id},
          {"number", l.number},
          {"waiting_since", iso(l.since)},
          {"attempts", l.attempts},
          {"next_attempt", iso_or_empty(l.next_attempt)},
          {"message_id", l.message_id},
          {"reason", l.reason}};
}

Answer outbox_command(World& world, const Extent& extent, const Say& say) {
  const bool whose = says_creditor(world, extent.csv);
  Listing::Columns columns{{"letter", Side::left},    {"state", Side::left},        {"kind", Side::left},
                           {"channel", Side::left},   {"debtor", Side::left},       {"since", Side::left},
                           {"attempts", Side::right}, {"next attempt", Side::left}, {"reason", Side::left}};
  put_behind(columns, 4, whose, std::pair<std::string, Side>("creditor", Side::left));
  Listing letters("letters", columns, extent, say);
  using enum LetterState;
  for (const LetterState state : {unknown, sending, approved, held, drafted})
    for (const std::string& id : world.store.letter_ids({.state = state})) {
      if (letters.full()) {
        letters.left_out(1);
        continue;
      }
      const auto row = world.store.letter(id);
      if (!row) continue;
      const LetterRow& l = *row;
      letters.add(
          [&] {
            std::vector<std::string> cells = cells_of(l);
            put_behind(cells, 4, whose, std::string(case_words(l.case_id).creditor));
            return cells;
          },
          [&] { return waiting_json(l); });
    }
  Answer answer;
  letters.into(answer, "nothing waits, nothing is in doubt\n");
  return answer;
}

Answer settle_command(World& world, const SettleOrder& order) {
  settle_in_doubt(world, order);
  const char* outcome = order.sent ? "sent" : "not-sent";
  return {{{"letter", order.letter}, {"outcome", outcome}},
          fmt::format("{} is settled as {}{}\n", order.letter, outcome,
                      order.sent ? "" : "; the next plan looks at the case again"),
          0};
}

Answer restore_command(World& world, const RestoreOrder& order) {
  const Restored r = confirm_restore(world, order);
  Answer answer{{{"older", r.older}, {"in_doubt", r.in_doubt}, {"held", r.held}}, "", 0};
  if (!r.older) {
    answer.data["confirmed_before"] = r.before;
    answer.text = "the database is as new as what was sent from it: nothing to do\n";
    if (!r.before.empty()) answer.text += "a restore was confirmed by " + printable(r.before) + "\n";
    return answer;
  }
  answer.exit_code = 3;
  if (!r.in_doubt.empty())
    answer.text += fmt::format(
        "{} letter(s) in doubt: {}\n  the relay's log shows which of them left: dunmail outbox settle LETTER "
        "sent|not-sent --by NAME\n",
        r.in_doubt.size(), fmt::join(r.in_doubt, ", "));
  if (!r.held.empty())
    answer.text += fmt::format(
        "{} case(s) held, of which a letter left that is not here: {}\n  dunmail record release DEBTOR lets them go "
        "on\n",
        r.held.size(), fmt::join(r.held, ", "));
  answer.text += "the database may send again\n";
  return answer;
}

}  // namespace

void describe_outbox(CommandTable& table) {
  struct Read {
    std::string outcome, today;
    SettleOrder settle;
    RestoreOrder restore;
    bool all = false;
  };
  const auto r = std::make_shared<Read>();
  auto* outbox = table.add("outbox", "letters that wait or are in doubt", [r, &table](World& world) {
    return outbox_command(world, table.extent(r->all), say_at_once());
  });
  all_option(outbox, r->all);
  table.csv_option(outbox);
  auto* settle = table.add(
      "settle", "decide about a letter in doubt",
      [r](World& world) {
        r->settle.sent = r->outcome == "sent";
        r->settle.today = day_or_today(r->today, "--today");
        return settle_command(world, r->settle);
      },
      outbox);
  settle->add_option("letter", r->settle.letter, "")->required();
  settle->add_option("outcome", r->outcome, "sent or not-sent")->required()->check(CLI::IsMember({"sent", "not-sent"}));
  settle->add_option("--evidence", r->settle.evidence, "what shows it");
  settle->add_option("--by", r->settle.by, "who")->required();
  today_option(settle, r->today);

  auto* restore = table.group("restore", "after a backup was restored");
  auto* confirm = table.add(
      "confirm", "put in doubt what may have left since the backup was made; nothing is sent before that",
      [r](World& world) {
        r->restore.today = day_or_today(r->today, "--today");
        return restore_command(world, r->restore);
      },
      restore);
  confirm->add_option("--by", r->restore.by, "who")->required();
  today_option(confirm, r->today);
}

}  // namespace dunmail
