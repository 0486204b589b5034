// What stands on the outside of a registered letter about its inside (内件品名). China Post's EMS slip is evidence of
// what was delivered only when it names content, purpose and amount: the Supreme People's Court presumes the demand
// from the slip's stub together with the contents it names (its reply of 2003).
#pragma once

#include <string>

#include "letters/facts.h"

namespace dunmail {

/// "关于贵司拖欠HT-2026-118合同货款107,000.53元之催款函(2026年11月21日)", in the letter's language. Several contracts:
/// the first two and their number; none: without them.
std::string contents_line(const LetterFacts& facts);

}  // namespace dunmail
