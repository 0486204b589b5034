// SIGTERM and SIGINT as a wish: finish what is on its way, then end.
#pragma once

#include <functional>

namespace dunmail {

/// While it lives the first SIGTERM or SIGINT is only noted; the second one says `at_once` on stderr and ends the
/// process, and a first one that comes after ends it as well. One at a time.
class StopSignal {
 public:
  static constexpr const char* what_was_done_stays = "dunmail: ended at once; what was written down stays\n";
  static constexpr const char* in_doubt =
      "dunmail: ended at once; a letter that was being handed over is in doubt: the next dunmail send names it\n";
  explicit StopSignal(const char* at_once = what_was_done_stays);
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  static bool came();
  static constexpr int exit_code = 130;  ///< as a shell says it of SIGINT
};

}  // namespace dunmail
