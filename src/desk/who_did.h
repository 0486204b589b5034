// Who was first: said to whoever comes second.
#pragma once

#include <string>

#include "casefile/event.h"
#include "desk/world.h"

namespace dunmail {

/// "refused by Ben on 2026-11-21: \"doppelt\"": an event in words, with the reason or the evidence that it gives.
std::string in_words(const Event& event);

/// What made the letter what it is now, to stand behind a sentence: ": " and the words of its last event, or nothing
/// where its case file has none.
std::string who_did(World& world, const LetterRow& row);

/// A decision about a letter that looks otherwise than when its person looked at it. Throws Overtaken; `seen` 0: the
/// person names no version.
void need_seen(World& world, const LetterRow& row, std::int64_t seen);

}  // namespace dunmail
