// A file on this machine, or ":memory:".
#pragma once

#include "sql/engine.h"

namespace dunmail {

/// WAL, foreign keys, synchronous FULL: an intent that was committed is on the disk.
std::unique_ptr<Engine> open_sqlite(const std::string& path, bool create, Patience patience);

}  // namespace dunmail
