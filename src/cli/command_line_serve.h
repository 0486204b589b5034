// The part of the command line that describes serve.h.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "base/date.h"
#include "cli/answer.h"
#include "cli/command_line_template.h"

namespace dunmail {

void describe_serve(const AddCommandBelow& command, const std::string& config,
                    const std::function<Date(const std::string&, const char*)>& day_or_today);

}  // namespace dunmail
