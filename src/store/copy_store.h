// A whole database into another one, of another engine or of the same.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/progress.h"

namespace dunmail {

struct CopiedTable {
  std::string name;
  std::int64_t rows = 0;
  std::string sha256;  ///< over its rows in the order of their keys, read from either database
};

/// `to` is made where it is not there, and has to be empty; it is all or nothing. Each table is read again from `to`
/// and held against `from`. `from` is read as it stands at one moment and is not changed. Throws Error(usage) for a
/// target that holds something, Error(storage) where what arrived is not what was sent.
std::vector<CopiedTable> copy_store(const std::string& from, const std::string& to, const Progress& progress);

}  // namespace dunmail
