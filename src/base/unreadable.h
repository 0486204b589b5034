// A row or an event of one case that says what this program never writes: that case cannot be worked on, the others can
// (desk/case_trouble.h).
#pragma once

#include <utility>

#include "base/error.h"

namespace dunmail {

class UnreadableRecord : public Error {
 public:
  UnreadableRecord(std::string where, std::string message, std::string hint = {})
      : Error(ErrorKind::storage, std::move(where), std::move(message), std::move(hint)) {}
};

}  // namespace dunmail
