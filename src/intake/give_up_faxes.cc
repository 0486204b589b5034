#include "intake/give_up_faxes.h"

#include <fmt/format.h>

#include "casefile/mail_events.h"
#include "settings/fax_gateway.h"

namespace dunmail {

std::vector<GivenUpFax> give_up_faxes(World& world, Date today) {
  std::vector<GivenUpFax> out;
  const auto gateway = fax_gateway(world.settings);
  if (!gateway || gateway->confirmed.empty()) return out;
  const std::string reason =
      fmt::format("the fax gateway has confirmed nothing within {} hours", gateway->give_up_hours);
  for (const std::string& id : world.store.unconfirmed_faxes(world.now() - std::chrono::hours(gateway->give_up_hours)))
    world.store.transaction([&] {
      auto letter = world.store.letter(id);
      if (!letter || letter->state != LetterState::accepted) return;  // a report has come in the meantime
      world.record(*letter, today, told::Bounced{letter->recipient, false, "", reason}, "dunmail");
      letter->state = LetterState::bounced;
      letter->reason = reason;
      world.store.update(*letter);
      out.push_back({id, letter->debtor_id, reason});
    });
  return out;
}

}  // namespace dunmail
