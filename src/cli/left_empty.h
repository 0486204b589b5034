// An option or argument that was given with an empty text: an unset variable of a script behind it would mean the
// clock's day, or all there is.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <span>

#include "base/error.h"

namespace dunmail {

/// The first that the command line gives without a text, --today "" or --by=. A usage error.
std::optional<Problem> left_empty(CLI::App& app, std::span<char*> arguments);

/// Marks an option that says something without a text, too: `option->check(may_be_empty())`.
CLI::Validator may_be_empty();

}  // namespace dunmail
