// Answers of the response page that could not be written yet, because another process held the database: kept on the
// disk, a file each, and written when it is free. The debtor is told that the answer is recorded, and so it is.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "desk/world.h"
#include "intake/response_answer.h"

namespace dunmail {

struct KeptAnswer {
  std::string letter;
  DebtorAnswer answer;
  Date day;    ///< the business day on which it was given
  Instant at;  ///< when
};

class AnswerSpool {
 public:
  /// `folder` is made when something is kept. From any thread.
  explicit AnswerSpool(std::string folder) : folder_(std::move(folder)) {}
  /// On the disk when it returns. Throws Error(storage).
  void keep(const KeptAnswer& kept);
  /// Writes what waits, oldest first, until the database is busy again. What cannot be recorded any more, because a
  /// promise stands by now or the invoice is paid, goes before people. Returns a line for each.
  std::vector<std::string> write(World& world);
  std::vector<std::string> waiting() const;  ///< files, oldest first

 private:
  std::string folder_;
  std::mutex lock_;
  int last_ = 0;
};

}  // namespace dunmail
