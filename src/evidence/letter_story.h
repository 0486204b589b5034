// What a case file tells of one letter.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "casefile/event.h"
#include "store/states.h"

namespace dunmail {

struct LetterStory {
  std::vector<const Event*> events;  ///< in the order of the chain; none: nothing is told of it
  /// What it may be by its last events: some steps (held, because it cannot be printed) are told by none.
  std::set<LetterState> states;
  bool left = false;                ///< its last attempt ended with a receipt
  const Event* drafted = nullptr;   ///< the first
  const Event* approved = nullptr;  ///< the last
  const Event* first_approved = nullptr;
  const Event* first_attempted = nullptr;
  const Event* attempted = nullptr;    ///< the last
  const Event* said = nullptr;         ///< what the route answered last
  const Event* asserted = nullptr;     ///< the first that makes claims of what it asks for
  std::string stack;                   ///< by post: "B2026-0001/3", in which it was printed
  std::string tracking, delivered_on;  ///< by registered post
  bool settled = false;                ///< a doubt about it is over: an answer may have come later all the same
};

LetterStory story_of(const std::string& letter_id, const std::vector<Event>& events);

}  // namespace dunmail
