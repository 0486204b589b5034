// What a letter, a mail that came back and a bank entry can become. Rows keep the word; nothing but these tables says
// which change is one. docs/formats.md shows them, and a test holds it to this.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace dunmail {

/// Somebody else changed a row after it was read for a decision: says what it is now, and by whom. Nothing was written.
class Overtaken : public Error {
 public:
  Overtaken(std::string where, std::string message)
      : Error(ErrorKind::input, std::move(where), std::move(message), "look at it again, then decide") {}
};

struct StateRule {
  std::string_view state;
  std::vector<std::string_view> next;  ///< beside itself
};
const std::vector<StateRule>& letter_states();
const std::vector<StateRule>& mail_states();
const std::vector<StateRule>& bank_entry_states();

/// Whether a row in state `from` may become `to`; each may stay what it is. An unknown word becomes nothing.
bool may_become(const std::vector<StateRule>& rules, std::string_view from, std::string_view to);

}  // namespace dunmail
