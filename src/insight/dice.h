// Chance that can be repeated: every number is a function of (seed, name, purpose, which one), so the order in which
// cases are played, and how many threads play them, changes nothing, and two cadences meet the same fortune.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace dunmail {

class Dice {
 public:
  Dice(std::uint64_t seed, std::string_view name) : base_(mix(seed ^ hash(name))) {}

  /// Evenly in [0, 1).
  double at(std::string_view purpose, std::uint64_t which = 0) const {
    return static_cast<double>(mix(mix(base_ ^ hash(purpose)) + which) >> 11) * 0x1.0p-53;
  }
  bool chance(double share, std::string_view purpose, std::uint64_t which = 0) const {
    return at(purpose, which) < share;
  }
  /// A whole number from low to high, both included.
  int between(int low, int high, std::string_view purpose, std::uint64_t which = 0) const {
    return low + std::min(high - low, static_cast<int>(at(purpose, which) * (high - low + 1)));
  }

 private:
  static std::uint64_t hash(std::string_view text) {  // FNV-1a
    std::uint64_t h = 0xcbf29ce484222325u;
    for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return h;
  }
  static std::uint64_t mix(std::uint64_t x) {  // splitmix64
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
  }
  std::uint64_t base_;
};

}  // namespace dunmail
