// Waiting for the lock that one writer has at a time.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "base/error.h"

namespace dunmail {

/// How long a connection waits for another one that writes, and whom it tells, once a wait, when that takes longer than
/// a second: who writes, since when, with what command. No `at_most`: as long as it takes, or until `stop` says so.
struct Patience {
  std::optional<std::chrono::milliseconds> at_most = std::chrono::seconds(10);
  std::function<void(const std::string& who)> tell = {};
  std::function<bool()> stop = {};  ///< asked many times a second: whether to wait no longer
};

/// One wait.
class Wait {
 public:
  /// Sleeps a little, at most ten milliseconds: whoever has the lock for long lets go of it for not much longer
  /// (Db::breathe). False: the patience is over. `who` has the lock.
  bool once_more(const Patience& patience, const std::function<std::string()>& who);

 private:
  std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
  int tries_ = 0;
  bool told_ = false;
};

/// Another process held the lock for longer than the patience lasted. Nothing was written.
class Busy : public Error {
 public:
  Busy(std::string where, std::string message)
      : Error(ErrorKind::storage, std::move(where), std::move(message),
              "another process is writing; try again when it is done") {}
};

}  // namespace dunmail
