// What sending committed last, kept beside the database in DATABASE.mark, so that a database that is older than what
// left (a backup that was restored) sends nothing twice. A line a letter:
//
//   0 <tab> NAME <tab> nothing has left yet
//   COUNTER <tab> HASH <tab> LETTER <tab> CASE <tab> KIND <tab> CHANNEL <tab> NUMBER <tab> DAY
//
// The first line holds the name that the database bears as well. The database holds the last counter and hash; each
// hash covers the one before it and the letters of its commit. The file is written after the commit and before the
// first byte leaves: a process that dies between the two leaves a database that is newer than its mark, and that is as
// it should be. Several processes append under a lock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/world.h"

namespace dunmail {

/// A line of the mark: a letter that may have left.
struct MarkedLetter {
  std::int64_t counter = 0;
  std::string hash, letter, case_id, kind, channel, number, day;
};

class SentMark {
 public:
  explicit SentMark(World& world);
  ~SentMark();
  SentMark(const SentMark&) = delete;

  /// That more has left than this database knows of, that the mark is another database's, or that it is gone.
  std::optional<Problem> amiss();
  void check();  ///< throws it as Error(storage)

  /// Within the transaction that commits the intents; `day` is the day of sending.
  void advance(const std::vector<const LetterRow*>& letters, Date day);
  /// After that transaction. Nothing was advanced: does nothing.
  void write();

  /// What left by the mark and stands above the database's own counter, oldest first.
  std::vector<MarkedLetter> beyond();
  /// Within a transaction: the database goes on above whatever the mark says; write() after it says so to the mark,
  /// and who confirmed it.
  void accept(const std::string& by);
  /// Who confirmed a restore last, and when: "Ben on 2026-11-21". Empty where nobody did.
  std::string confirmed() const;

 private:
  std::vector<MarkedLetter> read() const;
  void give_name();
  std::string first_line() const;
  std::string newest_line() const;
  void append(std::string_view lines);
  void put(std::string_view lines);

  World& world_;
  std::string path_;
  int fd_ = -1;
  std::string pending_;  ///< lines of the commit under way
};

}  // namespace dunmail
