// What an approval vouches for, and whether a letter is still that.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "casefile/event.h"
#include "store/letter_row.h"

namespace dunmail {

/// SHA-256 over all that leaves: the printed bytes (by their own hash), subject and text of the mail, recipient,
/// channel, and the frozen facts (a stack's lists print their address). What a letter encloses is part of the printed
/// bytes.
std::string approval_hash(const LetterRow& letter);

/// What a draft's event says of it, as `seal`: SHA-256 over frozen facts, who has to approve it, recipient and way.
std::string draft_seal(const LetterRow& letter);

/// Why a draft is not what its event (or that of its last change or approval) says, or nothing. Events of before have
/// no seal.
std::optional<std::string> not_as_drafted(const LetterRow& letter, const std::vector<Event>& events);

/// What of the row is another than when it was drafted: kind, number, way, occasion; or that the case file knows
/// nothing of the letter. Empty: nothing.
std::vector<std::string> changed_since_drafted(const LetterRow& letter, const std::vector<Event>& events);

/// Why the letter is not what stands approved in its case file, or nothing. The event's own hash counts, which the
/// chain keeps: who changes the row cannot change that.
std::optional<std::string> not_as_approved(const LetterRow& letter, const std::vector<Event>& events);

/// What its case file says became of the letter since it was approved ("was refused on 2026-11-20 by Ben"): one that
/// has left or was taken out is approved by no hand of ours. Nothing: it may leave.
std::optional<std::string> ended_by_its_file(const LetterRow& letter, const std::vector<Event>& events);

/// Why the bytes are not those that were approved, or nothing.
std::optional<std::string> not_the_approved(const LetterRow& letter, const std::string& pdf);

}  // namespace dunmail
