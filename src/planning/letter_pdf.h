// The page itself: as it was approved, or as it would be printed now.
#pragma once

#include <string>

#include "desk/world.h"

namespace dunmail {

struct LetterPdf {
  std::string bytes;
  bool approved = false;  ///< frozen by its approval
};

/// Throws Error(usage) for an id that is not known, Error(storage) where the bytes are not those that were approved,
/// and Error(input) where a draft cannot be printed.
LetterPdf letter_pdf(World& world, const std::string& id);

}  // namespace dunmail
