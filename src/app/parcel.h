#pragma once

#include "app/world.h"
#include "dispatch/courier.h"
#include "wire/token.h"

namespace dunmail {

/// What has to be at hand to wrap letters.
struct Wrapping {
  TokenKeys keys;
  static Wrapping open(const Settings& settings);  ///< loads or makes the key file
};

/// Message-ID of a letter: the same at every attempt.
std::string message_id_of(const Wrapping& wrapping, const Settings& settings, const LetterRow& letter);

/// The approved letter as the bytes that will leave; the same letter gives the same bytes. A Problem holds the letter: an
/// address that cannot be used, a fax gateway that is not set up. `letter.message_id` and `message_date` must be set.
Result<Parcel> wrap(World& world, const Wrapping& wrapping, const LetterRow& letter, Printer* fax_cover);

}  // namespace dunmail
