#pragma once

#include <string>

#include "desk/world.h"

namespace dunmail {

/// A person or evidence decides about an unknown letter: it was sent, or it was not.
void settle(World& world, const std::string& letter_id, bool sent, const std::string& evidence, const std::string& by,
            Date today);

struct SettleOrder {
  std::string letter;
  bool sent = false;
  std::string evidence, by;
  Date today;
};
/// The same as a person decides it: Error(usage) without a name, or with one that dunmail.toml does not know.
void settle_in_doubt(World& world, const SettleOrder& order);

}  // namespace dunmail
