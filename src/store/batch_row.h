// A batch: letters by post that were put together for one printer and one kind of envelope.
#pragma once

#include <string>
#include <vector>

#include "base/date.h"
#include "store/states.h"

namespace dunmail {

/// One that could not be made is gone, its number stays unused.
struct BatchRow {
  std::string id;      ///< B2026-0001
  std::string run_id;  ///< empty: letters of several runs
  Date day;
  std::string at, actor;
  BatchState state = BatchState::making;
  std::string folder;         ///< in which the folder named like the batch was laid, absolute
  std::string paper;          ///< "210 x 297 mm"
  std::string envelope;       ///< of the stationery; empty: without a window
  std::string sheet_classes;  ///< "3 8": the most sheets of each class
  bool duplex = true, marks = true;
  std::int64_t letters = 0, pages = 0, sheets = 0;
  std::string sha256;  ///< of the PDF; empty while making
  std::string job;     ///< what the printing program said, or empty
};

/// A letter in its batch.
struct BatchLetter {
  std::int64_t sequence = 0;  ///< from 1, in the order of the stack
  std::string letter_id;
  std::int64_t pages = 0, sheets = 0;
  bool registered = false;
};

/// What the post says of a letter.
struct Posting {
  std::string letter_id;
  std::string tracking;      ///< one letter's only
  std::string delivered_on;  ///< ISO day, or empty
  std::string at, actor;
};

}  // namespace dunmail
