// Which keys stood in a file of millions of rows, in memory that does not follow the file: a key is held as 64 bits of
// a hash with a seed of its own, and what is beyond a million keys lies sorted in files without a name. Two keys of a
// file of ten million rows are taken for one about once in 370,000 files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <random>
#include <span>
#include <string_view>
#include <vector>

#include "base/nameless_file.h"

namespace dunmail {

/// To be filled, and then asked. Not for two threads. Throws as NamelessFile.
class KeySet {
 public:
  KeySet() : KeySet(std::size_t{1} << 20) {}
  explicit KeySet(std::size_t in_memory)
      : in_memory_(in_memory), seed_(std::random_device{}() | std::uint64_t{std::random_device{}()} << 32) {}
  KeySet(std::initializer_list<std::string_view> keys) : KeySet() {
    for (const std::string_view key : keys) insert(key);
  }

  void insert(std::string_view key) {
    young_.push_back(hash(key));
    sorted_ = false;
    if (young_.size() >= in_memory_) spill();
  }
  /// Whether any key was inserted twice.
  bool twice() const { return settle(), twice_; }
  bool contains(std::string_view key) const;
  std::size_t size() const { return settle(), hashes().size(); }
  bool empty() const { return young_.empty() && runs_.empty(); }

 private:
  using Hashes = std::span<const std::uint64_t>;
  using Run = std::shared_ptr<const MappedFile>;  ///< hashes in their order, each once

  /// All of them as one row, in their order: the only run, or what is in memory.
  Hashes hashes() const { return runs_.empty() ? Hashes(young_) : row_of(*runs_.front()); }
  static Hashes row_of(const MappedFile& run) {
    return {reinterpret_cast<const std::uint64_t*>(run.view().data()), run.view().size() / sizeof(std::uint64_t)};
  }
  void settle() const;
  void sort_young() const;
  void spill() const;
  Run merged() const;

  std::uint64_t hash(std::string_view key) const;

  std::size_t in_memory_;
  std::uint64_t seed_;
  // Asking puts in order what was inserted; what is known stays the same.
  mutable std::vector<std::uint64_t> young_;
  mutable std::vector<Run> runs_;
  mutable bool twice_ = false, sorted_ = true;
  mutable std::size_t asked_ = 0;
};

}  // namespace dunmail
