// Letters that wait for a person.
#pragma once

#include <string>

#include "desk/world.h"

namespace dunmail {

struct Waiting {
  WaitingLetters letters;
  int days = 0;             ///< working days that a letter may wait: the least approval_days of the policies
  std::size_t resting = 0;  ///< drafts of cases on hold, which nobody can approve: not counted among the letters
  WaitingSince to_print, mail;
};
/// Of whatever run; `run` is told apart among them.
Waiting waiting_for_approval(World& world, const std::string& run, Date today);

/// Letters of which nobody knows whether they left, and since which day.
struct InDoubt {
  std::size_t count = 0;
  Date since;
};
InDoubt letters_in_doubt(World& world);

}  // namespace dunmail
