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
/// a second: who writes, since when, with what command. No `at_most`: as long as it takes.
struct Patience {
  std::optional<std::chrono::milliseconds> at_most = std::chrono::seconds(10);
  std::function<void(const std::string& who)> tell = {};
};

/// Another process held the lock for longer than the patience lasted. Nothing was written.
class Busy : public Error {
 public:
  Busy(std::string where, std::string message)
      : Error(ErrorKind::storage, std::move(where), std::move(message),
              "another process is writing; try again when it is done") {}
};

}  // namespace dunmail
