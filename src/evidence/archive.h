// The bytes of what is over, moved out of the database into a folder that anybody can read and check without Dunmail;
// the database keeps their hash, their size and where they went. docs/formats.md shows the folder.
//
// A document is in the database or in the archive at every moment, or in both, never in neither: its file is written
// under another name, flushed and renamed, the month's lists and the folder are flushed, and only then does a
// transaction take the bytes out of the database. Who died between the two finds the file there the next time and goes
// on. The lists are only ever added to; a line that was cut off by a crash is taken away before the next one.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/progress.h"
#include "desk/world.h"

namespace dunmail {

struct ArchiveOrder {
  Date before;         ///< run and last event of a letter, arrival and decision of a mail lie before it
  std::string folder;  ///< made where there is none
  std::string by;      ///< empty: the actor
  Date today;
  std::function<bool()> stop = {};  ///< asked after each page
};

struct Archived {
  std::string folder;                           ///< absolute
  std::map<DocumentOf, std::size_t> documents;  ///< that went there
  std::int64_t bytes = 0;                       ///< of them
  std::size_t needed = 0;                       ///< stay, as they belong to something newer as well
  std::vector<Problem> remarks;                 ///< what stays because it is not what was kept
  std::int64_t free_bytes = 0;                  ///< in the database's file afterwards
  bool stopped = false;
};

/// Commits by pages. Throws Error(storage) for a file that is there with other bytes, a full disk, a folder that cannot
/// be written; what was committed until then stays archived, the rest stays in the database. Throws Busy where another
/// process archives.
Archived archive(World& world, const ArchiveOrder& order, const Progress& progress);

struct MoveArchiveOrder {
  std::string moved;  ///< the folder that the database knows
  std::string to;     ///< where it is now
};
/// Gives an archive its new place, which has to hold one of its documents, whole. What it gives is absolute.
std::string move_archive(World& world, const MoveArchiveOrder& order);

struct ListedArchive {
  ArchiveRow row;
  bool there = false;
};
std::vector<ListedArchive> archives(World& world);

struct Shrunk {
  std::int64_t before = 0, after = 0;  ///< bytes of the database's file
};
/// Gives the disk what is free in the database's file. Nobody else writes meanwhile.
Shrunk shrink(World& world);

}  // namespace dunmail
