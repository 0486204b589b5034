// Who of several sending processes has a letter, and which of them still lives. Part of the promise in sending/send.h.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "desk/world.h"

namespace dunmail {

/// This process among those that send from one database: a name of its own, and its presence in the database, which
/// ends when the process ends, however it ends.
class SenderMark {
 public:
  explicit SenderMark(World& world);
  SenderMark(const SenderMark&) = delete;

  const std::string& name() const { return name_; }
  /// Whether the process with this name has ended. A database in memory has no other processes.
  bool has_ended(const std::string& other) const;

  static constexpr std::chrono::seconds lease{120};

 private:
  Store& store_;
  std::string name_;
  std::shared_ptr<const void> present_;  ///< goes: claims that were not released are then a dead process's
};

/// Frees what processes that died (or hang beyond their lease) had claimed, and calls unknown what they had begun:
/// those letters are returned.
std::vector<LetterRow> recover(World& world, const SenderMark& mark, Date today);

}  // namespace dunmail
