// SIGTERM and SIGINT as a wish: finish what is on its way, then end.
#pragma once

#include <functional>

namespace dunmail {

/// While it lives the first SIGTERM or SIGINT is only noted; the second one ends the process at once, as does a first
/// one that comes after. One at a time.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  static bool came();
  static constexpr int exit_code = 130;  ///< as a shell says it of SIGINT
};

}  // namespace dunmail
