#pragma once

#include "letters/facts.h"
#include "store/letter_row.h"

namespace dunmail {

/// What the letter says, as it was frozen when it was drafted. Throws UnreadableRecord when it cannot be read.
LetterFacts facts_of(const LetterRow& letter);

}  // namespace dunmail
