// The part of the command line that describes commands_print.h.
#pragma once

#include <functional>
#include <string>

#include "base/date.h"
#include "base/progress.h"
#include "cli/answer.h"
#include "cli/command_line_template.h"

namespace dunmail {

/// What main.cc lends: the settings file, the day that an option means, a line of progress.
struct PrintLine {
  const std::string& config;
  std::function<Date(const std::string& text, const char* option)> day;
  std::function<Progress(const char* what)> progress;
};

void describe_print(const AddCommandBelow& command, const PrintLine& line);

}  // namespace dunmail
