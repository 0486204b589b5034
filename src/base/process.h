// Another program as one step of ours: its input from memory, its output as it comes. No shell, no temporary file.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace dunmail {

struct ProcessOrder {
  std::vector<std::string> command;  ///< the program (looked up on the PATH) and its arguments
  std::string_view input;            ///< its standard input
  /// Takes the standard output in pieces; false ends the program.
  std::function<bool(std::string_view)> output;
  /// The longest silence. A program that says nothing for so long, or does not end after its last word, is killed.
  std::chrono::milliseconds patience{30'000};
};

/// Nothing when the program ended with 0, else why it did not: not installed, killed, an exit code with what it said
/// on standard error, too long silent, or stopped by `output`. No child outlives the call. Safe on any thread.
std::optional<Problem> run_process(const ProcessOrder& order);

}  // namespace dunmail
