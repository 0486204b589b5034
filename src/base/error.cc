#include "base/error.h"

#include "base/text.h"

namespace dunmail {

std::string Problem::line() const {
  std::string out = where.empty() ? message : where + ": " + message;
  if (!hint.empty()) out += " (" + hint + ")";
  return printable(out);
}

Error::Error(ErrorKind kind, std::string where, std::string message, std::string hint)
    : Error(kind, Problem{std::move(where), std::move(message), std::move(hint)}) {}

Error::Error(ErrorKind kind, Problem problem) : kind_(kind), problem_(std::move(problem)), line_(problem_.line()) {}

}  // namespace dunmail
