#include "cli/left_empty.h"

#include "base/text.h"

namespace dunmail {
namespace {

constexpr const char* mark = "may be empty";
constexpr const char* hint = "is a variable behind it not set? give it a text, or leave it out";

bool is_marked(CLI::Option& option) {
  try {
    return option.get_validator(mark) != nullptr;
  } catch (const CLI::OptionNotFound&) {
    return false;
  }
}

}  // namespace

CLI::Validator may_be_empty() {
  return {[](std::string&) { return std::string(); }, "", mark};
}

std::optional<Problem> left_empty(CLI::App& app, std::span<char*> arguments) {
  // Where nothing stands behind = CLI11 takes the next word for the text.
  for (const std::string_view argument : arguments) {
    if (argument == "--") break;
    if (argument.starts_with("--") && argument.ends_with('='))
      return Problem{std::string(argument.substr(0, argument.size() - 1)), "is given without a text", hint};
  }
  for (CLI::App* command = &app;; command = command->get_subcommands().front()) {
    for (CLI::Option* option : command->get_options())
      for (const std::string& text : option->results())
        if (trim(text).empty() && !is_marked(*option))
          return Problem{option->get_name(), "is given without a text", hint};
    if (command->get_subcommands().empty()) return std::nullopt;
  }
}

}  // namespace dunmail
