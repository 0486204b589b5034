// The command line as one table: every family of commands adds its own, and main runs the one that was chosen.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <span>
#include <string>

#include "base/error.h"
#include "base/progress.h"
#include "cli/answer.h"
#include "desk/world.h"

namespace dunmail {

class CommandTable {
 public:
  explicit CommandTable(CLI::App& app);
  CommandTable(const CommandTable&) = delete;  // the actions hold its address
  CommandTable& operator=(const CommandTable&) = delete;

  /// Adds a command, to the program or below another one, with --config and --json. What an action reads its options
  /// into it shares, since it runs after the family's function has returned.
  CLI::App* add(const char* name, const char* help, std::function<Answer()> action, CLI::App* parent = nullptr);
  /// The same for a command that needs the world, which is opened when it runs.
  CLI::App* add(const char* name, const char* help, std::function<Answer(World&)> action, CLI::App* parent = nullptr);
  /// A word that only stands in front of others.
  CLI::App* group(const char* name, const char* help);

  /// The settings file of this command line; to be asked for when a command runs.
  const std::string& config() const { return config_; }
  bool json() const { return json_; }
  bool csv() const { return csv_; }
  Extent extent(bool all) const { return {all || csv_ ? Extent::all : Extent::some, json_, csv_}; }
  /// --csv of a command that lists: all its rows, alone.
  void csv_option(CLI::App* command);
  /// Carries out the chosen command.
  Answer run() const;

  /// What CLI11 could not read, in our words, with a suggestion for an unknown command or option.
  Problem misread(const CLI::ParseError& error, std::span<char*> arguments) const;
  /// A use case names the field of its order ("as-of"); where the chosen command has an option of that name, the user
  /// knows it as --as-of.
  Problem as_typed(const Error& error) const;

 private:
  CLI::App& app_;
  std::string config_ = "dunmail.toml";
  bool json_ = false, csv_ = false;
  std::function<Answer()> work_;
};

/// --all of a command that lists, read into `all`.
void all_option(CLI::App* command, bool& all);

/// --today of a command, read into `text`.
void today_option(CLI::App* command, std::string& text);

/// One line on a terminal's stderr, rewritten; nothing into a pipe or a log.
Progress progress_line(const char* what);

}  // namespace dunmail
