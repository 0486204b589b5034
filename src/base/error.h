// Two kinds of failure. What is expected to go wrong now and then (a bad row, a refused recipient, a letter with a
// missing field) is a Problem: a value that is collected and shown. What is broken (configuration, database, disk) is
// an Error: thrown, and caught once, in main.
#pragma once

#include <exception>
#include <string>
#include <utility>

namespace dunmail {

/// One clear line for a person: where it is, what it is, and what to do about it.
struct Problem {
  std::string where;    ///< "invoices.csv:12:4", "letter 2026-000017", a setting's name; may be empty
  std::string message;  ///< one sentence without a final full stop
  std::string hint;     ///< what the reader can do; may be empty

  /// "where: message (hint)" with control characters made visible, so that foreign bytes cannot drive a terminal.
  std::string line() const;
  bool operator==(const Problem&) const = default;
};

enum class ErrorKind {
  usage,     ///< the command line; exit code 2
  input,     ///< a file that the user gave
  config,    ///< settings, policy, templates, fonts
  storage,   ///< the database, or a disk that is full or read-only
  system,    ///< the operating system or a library
  internal,  ///< a promise of our own that does not hold
};

class Error : public std::exception {
 public:
  Error(ErrorKind kind, std::string where, std::string message, std::string hint = {});
  Error(ErrorKind kind, Problem problem);

  ErrorKind kind() const { return kind_; }
  const Problem& problem() const { return problem_; }
  const char* what() const noexcept override { return line_.c_str(); }

 private:
  ErrorKind kind_;
  Problem problem_;
  std::string line_;
};

}  // namespace dunmail
