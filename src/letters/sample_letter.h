// Believable letters of each locale, kind of letter and kind of debtor: for previews of templates, and for tests.
#pragma once

#include <string>

#include "letters/facts.h"

namespace dunmail {

/// A letter of the kind with all the facts that the kind can be about. Companies and persons are invented.
LetterFacts sample_letter(const std::string& locale, const std::string& kind,
                          const std::string& debtor_kind = "small-business");

}  // namespace dunmail
