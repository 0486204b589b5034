#pragma once

#include <string>
#include <vector>

#include "desk/world.h"

namespace dunmail {

/// Prints frozen facts on every core; results in the order given. Memory: give at most a few hundred at a time.
std::vector<Result<PrintedLetter>> print_letters(const std::shared_ptr<const Press>& press,
                                                 const std::vector<LetterFacts>& facts);

}  // namespace dunmail
