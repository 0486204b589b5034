// The part of the command line that describes commands_decide.h.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "cli/command_line_inspect.h"
#include "desk/world.h"

namespace dunmail {

/// `world` opens it when the command runs; `day` reads an option of that name, the clock's day where it is empty.
void describe_decide(const AddCommand& command, std::function<World()> world,
                     std::function<Date(const std::string&, const char*)> day);

}  // namespace dunmail
