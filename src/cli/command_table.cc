#include "cli/command_table.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "base/text.h"
#include "cli/aside.h"

namespace dunmail {
namespace {

std::vector<const CLI::App*> below(const CLI::App* parent) {
  return parent->get_subcommands([](const CLI::App*) { return true; });
}

std::vector<std::string> long_options(const CLI::App& command) {
  std::vector<std::string> out;
  for (const CLI::Option* each : command.get_options())
    for (const std::string& name : each->get_lnames()) out.push_back("--" + name);
  return out;
}

/// "inbox dismiss": as it is typed behind the program's own name.
std::string path_of(const CLI::App* command) {
  std::string out = command->get_name();
  for (const CLI::App* above = command->get_parent(); above && above->get_parent(); above = above->get_parent())
    out = above->get_name() + " " + out;
  return out;
}

std::string help_of(const CLI::App* command) {
  return "see dunmail " + (command ? path_of(command) + " " : "") + "--help";
}

bool contains(const std::vector<std::string>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace

CommandTable::CommandTable(CLI::App& app) : app_(app) {
  app.add_option("-c,--config", config_, "settings file");
  app.add_flag("--json", json_, "print JSON");
  app.require_subcommand(1);
}

CLI::App* CommandTable::add(const char* name, const char* help, std::function<Answer()> action, CLI::App* parent) {
  CLI::App* sub = (parent ? parent : &app_)->add_subcommand(name, help);
  // CLI11 calls a parent after its child; the child's work stands.
  sub->callback([this, action = std::move(action), sub] {
    if (sub->get_subcommands().empty()) work_ = action;
  });
  sub->add_option("-c,--config", config_, "settings file")->envname("DUNMAIL_CONFIG");
  sub->add_flag("--json", json_, "print JSON");
  return sub;
}

CLI::App* CommandTable::add(const char* name, const char* help, std::function<Answer(World&)> action,
                            CLI::App* parent) {
  return add(name, help, std::function<Answer()>([this, action = std::move(action)] {
               World world = World::open(config_);
               return action(world);
             }),
             parent);
}

void CommandTable::csv_option(CLI::App* command) {
  command->add_flag("--csv", csv_, "all rows, as CSV for a spreadsheet");
}

Answer CommandTable::run() const {
  if (csv_ && json_) throw Error(ErrorKind::usage, "--csv", "and --json are two forms of one list", "choose one");
  return work_();
}

CLI::App* CommandTable::group(const char* name, const char* help) {
  CLI::App* sub = add(name, help, [] { return Answer(); });
  sub->require_subcommand(1);
  return sub;
}

Problem CommandTable::misread(const CLI::ParseError& error, std::span<char*> arguments) const {
  std::vector<std::string> names;
  for (const CLI::App* each : below(&app_)) names.push_back(each->get_name());
  const CLI::App* chosen = nullptr;
  for (const std::string argument : arguments) {
    if (!argument.starts_with('-')) {
      const auto commands = below(chosen ? chosen : &app_);
      const auto found = std::find_if(commands.begin(), commands.end(),
                                      [&](const CLI::App* each) { return each->get_name() == argument; });
      if (found != commands.end()) chosen = *found;
      if (chosen) continue;
      const std::string hint = did_you_mean(argument, names);
      return {"", "there is no command \"" + argument + "\"", hint.empty() ? help_of(nullptr) : hint};
    }
    if (!chosen || !argument.starts_with("--") || argument.size() == 2) continue;
    const std::string option = argument.substr(0, argument.find('='));
    const std::vector<std::string> options = long_options(*chosen);
    if (contains(options, option)) continue;
    const std::string hint = did_you_mean(option, options);
    return {path_of(chosen), "there is no option " + option, hint.empty() ? help_of(chosen) : hint};
  }
  return {chosen ? path_of(chosen) : "", error.what(), help_of(chosen)};
}

Problem CommandTable::as_typed(const Error& error) const {
  Problem out = error.problem();
  const CLI::App* chosen = &app_;
  while (!chosen->get_subcommands().empty()) chosen = chosen->get_subcommands().front();
  // A debtor is a debtor, whether it was named by an option or without one.
  if (error.kind() == ErrorKind::usage && out.where != "debtor" && contains(long_options(*chosen), "--" + out.where))
    out.where.insert(0, "--");
  return out;
}

void all_option(CLI::App* command, bool& all) {
  command->add_flag("--all", all, fmt::format("all lines, not the first {}", Extent::some));
}

void today_option(CLI::App* command, std::string& text) {
  command->add_option("--today", text, "the business day, 2026-11-21; default: the clock's");
}

Progress progress_line(const char* what) {
  if (!isatty(STDERR_FILENO)) return {};
  return [what, since = std::chrono::steady_clock::now(), said = false](std::size_t done, std::size_t of) mutable {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
    if (seconds < 0.5 && !said) return;  // what is over at once says nothing of its way
    said = true;
    std::string pace;
    if (seconds > 1 && done > 0 && done < of) {
      const double each = seconds / static_cast<double>(done);
      pace = fmt::format(", {:.0f} a second, {:.0f} s to go", 1 / each, each * static_cast<double>(of - done));
    }
    say_aside(fmt::format("\r{} {} of {}{}\033[K{}", what, done, of, pace, done >= of ? "\n" : ""));
  };
}

}  // namespace dunmail
