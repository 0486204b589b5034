#pragma once

#include <chrono>

namespace dunmail {

/// No letter waits longer for another attempt, a morning or the end of a holiday: a time beyond that was written by a
/// clock that has been set back since, and says nothing.
constexpr std::chrono::hours longest_wait{15 * 24};

}  // namespace dunmail
