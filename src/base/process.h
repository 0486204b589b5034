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
  std::chrono::milliseconds limit{0};  ///< the longest run altogether, then it is killed; 0: none
};

/// How a program ended.
struct ProcessEnd {
  enum class How {
    exited,       ///< by itself, with `code`
    killed,       ///< by the signal `code`, not by us
    silent,       ///< by us: too long silent, or over its limit
    stopped,      ///< by us: `output` wanted no more
    not_started,  ///< not installed, or cannot be run
  };
  How how = How::exited;
  int code = 0;
  std::string words;  ///< its last line on standard error, or why it could not be started
  /// "failed with exit code 3: no paper"
  std::string line() const;
};
/// Waits for its end. No child outlives the call. Safe on any thread.
ProcessEnd run_program(const ProcessOrder& order);

/// The same for those who ask only whether it ended with 0: nothing, or why it did not.
std::optional<Problem> run_process(const ProcessOrder& order);

}  // namespace dunmail
