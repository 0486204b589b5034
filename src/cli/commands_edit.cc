#include "cli/commands_edit.h"

namespace dunmail {

Answer edit_command(World& world, const EditOrder& order) {
  const Edited edited = edit(world, order);
  std::string text = edited.said + "\n";
  if (edited.voided) text += "its approval is void\n";
  return {{{"letter", order.letter_id},
           {"now", edited.letter_id},
           {"said", edited.said},
           {"approval_voided", edited.voided}},
          text,
          0};
}

}  // namespace dunmail
