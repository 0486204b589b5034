#pragma once

#include <string>

#include "desk/world.h"

namespace dunmail {

/// A person or evidence decides about an unknown letter: it was sent, or it was not.
void settle(World& world, const std::string& letter_id, bool sent, const std::string& evidence, const std::string& by,
            Date today);

}  // namespace dunmail
