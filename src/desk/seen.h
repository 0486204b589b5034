#pragma once

#include <fmt/format.h>

#include "store/letter_row.h"
#include "store/states.h"

namespace dunmail {

/// A decision about a row that looks otherwise than when its person looked at it. Throws Overtaken; `seen` 0: the
/// person names no version.
template <class Row>
void need_seen(const Row& row, std::int64_t seen) {
  if (seen != 0 && seen != row.version)
    throw Overtaken(row.id, fmt::format("was changed since it was looked at, it is {} now", word(row.state)));
}

}  // namespace dunmail
