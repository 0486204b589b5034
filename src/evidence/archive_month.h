// A month's folder in an archive, and its two lists.
#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "store/archive_row.h"

namespace dunmail {

/// "2026-03"
std::string month_of(Date day);

class ArchiveMonth {
 public:
  /// Makes the folder where there is none. Takes away what a process that died left: a file that it had not finished, a
  /// line that it had not.
  ArchiveMonth(const std::filesystem::path& archive, const std::string& month);

  /// The file's name in the archive: "2026-03/SHA256.pdf". It is on the disk, but for its name (flush()). Throws
  /// Error(storage) when one is there with other bytes.
  std::string put(const OverDocument& document, const std::string& media_type, const std::string& bytes);
  /// What was put stands in the lists, and all of it is on the disk.
  void flush();

 private:
  std::filesystem::path folder_;
  std::set<std::string> listed_, summed_;  ///< hashes that stand in manifest.jsonl, and in SHA256SUMS
  std::string manifest_, sums_;            ///< lines to be added
};

}  // namespace dunmail
