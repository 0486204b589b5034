#include "sending/hand_off.h"

#include <fmt/format.h>

#include "base/error.h"
#include "desk/frozen.h"
#include "planning/approval.h"
#include "planning/still_true.h"

namespace dunmail {

bool ledger_is_stale(World& world, Date today, const std::string& taken_by) {
  const auto as_of = world.store.payments_as_of();
  const long age = as_of ? days_between(*as_of, today) : 0;
  if (!as_of || age <= world.settings.ledger_max_age_days) return false;
  if (!taken_by.empty()) return true;
  throw Error(ErrorKind::input, "ledger",
              fmt::format("payments were last imported as of {}, {} days ago", iso(*as_of), age),
              "import the newest payments, or take it upon yourself with --stale-ledger-by NAME");
}

std::optional<std::string> not_what_stands(const LetterRow& letter, const std::vector<Event>& events) {
  if (const auto broken = check_chain(events))
    return fmt::format("its case file does not hold at event {}: {}", broken->seq, broken->what);
  if (const auto changed = changed_since_drafted(letter, events); !changed.empty()) return changed.front();
  if (facts_of(letter).total != letter.amount) return "its sum is not that of its frozen facts";
  if (auto over = ended_by_its_file(letter, events)) return over;
  return not_as_approved(letter, events);
}

std::optional<std::string> no_longer_due(const World& world, const CaseRules& rules, const LetterRow& letter,
                                         const CaseInput& input, const Examined& now, Date today) {
  if (too_old(world, letter, input, now, today))
    return fmt::format("it was drafted on {}, its dates are too old", iso(drafted_on(letter, input)));
  if (letter.deadline && *letter.deadline <= today) return "its deadline " + iso(*letter.deadline) + " is over";
  if (auto why = no_longer_true(letter, input, now)) return why;
  if (auto why = heard_since(letter, input.events)) return why;
  if (const auto lacks = rules.creditor_lacks(input.account.creditor)) return lacks->text;
  return std::nullopt;
}

}  // namespace dunmail
