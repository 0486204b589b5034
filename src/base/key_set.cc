#include "base/key_set.h"

#include <algorithm>
#include <optional>
#include <queue>
#include <utility>

namespace dunmail {
namespace {

constexpr std::size_t forgotten_every = std::size_t{1} << 18;  // hashes, two megabytes of them

std::uint64_t mixed(std::uint64_t h) {
  h = (h ^ h >> 33) * 0xFF51AFD7ED558CCDu;
  h = (h ^ h >> 33) * 0xC4CEB9FE1A85EC53u;
  return h ^ h >> 33;
}

std::string_view bytes_of(const std::vector<std::uint64_t>& hashes) {
  return {reinterpret_cast<const char*>(hashes.data()), hashes.size() * sizeof(std::uint64_t)};
}

/// A run from its beginning to its end, which lets go of what it has read.
struct Reading {
  const MappedFile* run = nullptr;
  std::span<const std::uint64_t> row;
  std::size_t at = 0;

  std::uint64_t hash() const { return row[at]; }
  bool next() {
    if (++at % forgotten_every == 0) run->forget(at * sizeof(std::uint64_t));
    return at < row.size();
  }
};

}  // namespace

/// Eight bytes at a time, mixed as MurmurHash3 ends.
std::uint64_t KeySet::hash(std::string_view key) const {
  std::uint64_t h = seed_ ^ key.size() * 0x9E3779B97F4A7C15u;
  while (!key.empty()) {
    std::uint64_t word = 0;
    for (const char c : key.substr(0, 8)) word = word << 8 | static_cast<unsigned char>(c);
    h = mixed(h ^ mixed(word + 0x9E3779B97F4A7C15u));
    key.remove_prefix(key.size() < 8 ? key.size() : 8);
  }
  return h;
}

bool KeySet::contains(std::string_view key) const {
  settle();
  const Hashes all = hashes();
  // What is looked up lies anywhere.
  if (!runs_.empty() && ++asked_ % 1024 == 0) runs_.front()->forget(runs_.front()->view().size());
  return std::binary_search(all.begin(), all.end(), hash(key));
}

void KeySet::settle() const {
  sort_young();
  if (runs_.empty()) return;
  spill();
  if (runs_.size() > 1) runs_ = {merged()};
}

void KeySet::sort_young() const {
  if (sorted_) return;
  std::sort(young_.begin(), young_.end());
  const auto end = std::unique(young_.begin(), young_.end());
  twice_ |= end != young_.end();
  young_.erase(end, young_.end());
  sorted_ = true;
}

void KeySet::spill() const {
  if (young_.empty()) return;
  sort_young();
  NamelessFile file;
  file.append(bytes_of(young_));
  runs_.push_back(file.map());
  young_.clear();
}

KeySet::Run KeySet::merged() const {
  std::vector<Reading> readings;
  for (const Run& run : runs_) readings.push_back({run.get(), row_of(*run)});
  const auto later = [](const Reading* a, const Reading* b) { return a->hash() > b->hash(); };
  std::priority_queue<Reading*, std::vector<Reading*>, decltype(later)> by_hash(later);
  for (Reading& reading : readings) by_hash.push(&reading);
  NamelessFile file;
  std::vector<std::uint64_t> piece;
  std::optional<std::uint64_t> last;
  while (!by_hash.empty()) {
    Reading* first = by_hash.top();
    by_hash.pop();
    const std::uint64_t h = first->hash();
    if (last == h)
      twice_ = true;
    else
      piece.push_back(h);
    last = h;
    if (first->next()) by_hash.push(first);
    if (piece.size() < forgotten_every && !by_hash.empty()) continue;
    file.append(bytes_of(piece));
    piece.clear();
  }
  return file.map();
}

}  // namespace dunmail
