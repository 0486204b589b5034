// From statement files to bank entries. A file is read and refused as a whole, and an entry is taken once, however
// often its file comes. Many new entries go in page by page (docs/decisions/0027).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/progress.h"
#include "intake/match_statements.h"

namespace dunmail {

struct StatementOrder {
  std::vector<std::string> files;
  std::string profile;        ///< of CSV: a name in config/bank-profiles, or a file; empty: the one that fits best
  std::optional<Date> as_of;  ///< until when the statements tell all; default: their newest day
  Date today;
  bool match = true;
  bool give_up_half = false;         ///< a file whose import was stopped is lost
  std::function<bool()> stop = {};   ///< asked between two pages
  std::size_t entries_a_page = 500;  ///< some forty milliseconds
};

/// What became of one file.
struct StatementFile {
  std::string file;   ///< as the order names it
  bool kept = false;  ///< not: the one problem says why
  int statements = 0;
  std::int64_t added = 0, same = 0;
  std::int64_t told_elsewhere = 0;   ///< of those as before: by a file of another format
  std::int64_t announced = 0;        ///< not booked by the bank yet
  std::string as_of;                 ///< the day up to which payments are known by this file; empty: of none
  std::optional<Date> known_before;  ///< the day up to which they were known
  std::vector<Problem> problems;     ///< of a file that was kept: remarks for a person
  bool stopped = false;              ///< as asked, with part of its entries in: the same file goes on from there
};
struct StatementResult {
  std::vector<StatementFile> files;
  std::optional<MatchResult> match;  ///< unless a file was not kept, or nobody asked for it
};

/// Takes the entries in, and matches what is new. Throws Error(usage) for an unknown profile, Error(input) where the
/// only file cannot be read, or another file is half in.
StatementResult import_statements(World& world, const StatementOrder& order, const Progress& progress = {},
                                  const Progress& matching = {});

}  // namespace dunmail
