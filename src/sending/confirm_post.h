// What the post says of letters: tracking numbers, and the day of delivery, as evidence in the case file.
#pragma once

#include <string>
#include <vector>

#include "desk/world.h"

namespace dunmail {

struct PostNote {
  std::string where;  ///< "manifest.csv:7", or empty
  std::string letter;
  std::string tracking;      ///< as on the slip; blanks go
  std::string delivered_on;  ///< ISO day, or empty: not known yet
};

struct Confirmed {
  std::size_t noted = 0, delivered = 0;  ///< tracking numbers and deliveries that were new
  std::size_t same = 0;                  ///< known already
  std::vector<Problem> problems;
  bool kept = true;  ///< false: problems kept everything out
};

/// The rows of a manifest that somebody filled in: columns letter, tracking and, where there is one, delivered_on; a
/// row without a tracking number is passed over. Throws Error(input) for a file that is no such table.
std::vector<PostNote> read_post_notes(const std::string& file);

/// A tracking number is an `accepted` event, a day of delivery a `delivered` one with the number as evidence. Writing
/// the same down twice changes nothing. A note is a problem when the letter is not by post or did not leave, the number
/// is another letter's or misread (an S10 number of the UPU carries a check digit), the day lies before the letter left
/// or ahead of today, or another number or day is known and `update` is not set. With a problem nothing is written,
/// unless `skip_bad`.
Confirmed confirm_post(World& world, const std::vector<PostNote>& notes, const std::string& by, Date today, bool update,
                       bool skip_bad);

}  // namespace dunmail
