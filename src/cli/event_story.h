#pragma once

#include <string>

#include "casefile/event.h"

namespace dunmail {

/// What a collection log says of an event, in one line.
std::string event_story(const Event& event);

}  // namespace dunmail
