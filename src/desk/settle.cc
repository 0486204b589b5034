#include "desk/settle.h"

#include "base/error.h"
#include "casefile/letter_events.h"
#include "desk/person.h"
#include "desk/sent_mark.h"
#include "desk/who_did.h"

namespace dunmail {

void settle(World& world, const std::string& letter_id, bool sent, const std::string& evidence, const std::string& by,
            Date today) {
  world.store.transaction([&] {
    auto row = world.store.letter(letter_id);
    if (!row) throw Error(ErrorKind::usage, "settle", "there is no letter " + letter_id);
    if (row->state != LetterState::unknown)
      throw Error(ErrorKind::usage, letter_id, "is " + word(row->state) + ", not unknown" + who_did(world, *row),
                  "dunmail outbox lists what is in doubt");
    row->state = sent ? LetterState::accepted : LetterState::cancelled;
    row->reason = evidence;
    world.store.update(*row);
    world.record(*row, today, told::Settled{sent, evidence}, by);
  });
}

void settle_in_doubt(World& world, const SettleOrder& order) {
  if (order.by.empty()) throw Error(ErrorKind::usage, "settle", "who says so?", "add --by NAME");
  SentMark(world).check();
  settle(world, order.letter, order.sent, order.evidence, known_person(world.settings, order.by, "by"), order.today);
}

}  // namespace dunmail
