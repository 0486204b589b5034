#pragma once

#include <optional>

#include "desk/world.h"
#include "dispatch/courier.h"
#include "dispatch/fax.h"
#include "wire/token.h"

namespace dunmail {

/// What has to be at hand to wrap letters.
struct Wrapping {
  TokenKeys keys;
  std::optional<FaxGateway> fax = {};              ///< of the settings
  static Wrapping open(const Settings& settings);  ///< loads or makes the key file
};

/// An approved letter with the document that was printed for it.
struct Unpacked {
  LetterRow row;  ///< as it will be once its intent is committed, but for its state and Message-ID
  std::string pdf;
  std::int64_t version = 0;  ///< of the database when it was looked at
};

/// A letter that may leave.
struct ReadyLetter {
  LetterRow row;
  Parcel parcel;
  std::string sha256;  ///< of the parcel's message
  std::int64_t version = 0;
};

/// The bytes that will leave; the same letter gives the same bytes. A Problem holds the letter: an address that cannot
/// be used, a fax gateway that is not set up. `row.message_date` must be set. For any thread, but for a fax: its cover
/// is printed.
Result<ReadyLetter> pack(const Settings& settings, const Wrapping& wrapping, Unpacked letter, Printer* fax_cover);

}  // namespace dunmail
