// Which keys stood in a file of millions of rows, at some eleven bytes each: a key is held as 64 bits of a hash with a
// seed of its own. Two keys of a file of ten million rows are taken for one about once in 370,000 files.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <string_view>
#include <vector>

namespace dunmail {

class KeySet {
 public:
  KeySet() : seed_(std::random_device{}() | std::uint64_t{std::random_device{}()} << 32) {}
  KeySet(std::initializer_list<std::string_view> keys) : KeySet() {
    for (const std::string_view key : keys) insert(key);
  }

  /// Whether it is new.
  bool insert(std::string_view key) {
    const std::uint64_t h = hash(key);
    if (!shards_[shard_of(h)].insert(h)) return false;
    ++size_;
    return true;
  }
  bool contains(std::string_view key) const {
    const std::uint64_t h = hash(key);
    return shards_[shard_of(h)].contains(h);
  }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

 private:
  /// A part of the keys, so that what grows is never there twice as a whole.
  class Shard {
   public:
    bool insert(std::uint64_t h) {
      if ((size_ + 1) * 20 > places_.size() * 17) grow();
      std::uint64_t& place = places_[at(h)];
      if (place != nobody) return false;
      place = h;
      ++size_;
      return true;
    }
    bool contains(std::uint64_t h) const { return size_ > 0 && places_[at(h)] != nobody; }

   private:
    static constexpr std::uint64_t nobody = 0;

    /// Where it stands, or the free place that is its own.
    std::size_t at(std::uint64_t h) const {
      std::size_t i = h % places_.size();
      while (places_[i] != nobody && places_[i] != h) i = i + 1 == places_.size() ? 0 : i + 1;
      return i;
    }
    void grow() {
      std::vector<std::uint64_t> before(places_.size() + places_.size() / 4 + 8);
      before.swap(places_);
      for (const std::uint64_t h : before)
        if (h != nobody) places_[at(h)] = h;
    }

    std::vector<std::uint64_t> places_;
    std::size_t size_ = 0;
  };

  static std::size_t shard_of(std::uint64_t h) { return h >> 58; }

  /// Never 0. Eight bytes at a time, mixed as MurmurHash3 ends.
  std::uint64_t hash(std::string_view key) const {
    std::uint64_t h = seed_ ^ key.size() * 0x9E3779B97F4A7C15u;
    while (!key.empty()) {
      std::uint64_t word = 0;
      for (const char c : key.substr(0, 8)) word = word << 8 | static_cast<unsigned char>(c);
      h = mixed(h ^ mixed(word + 0x9E3779B97F4A7C15u));
      key.remove_prefix(key.size() < 8 ? key.size() : 8);
    }
    return h == 0 ? 1 : h;
  }
  static std::uint64_t mixed(std::uint64_t h) {
    h = (h ^ h >> 33) * 0xFF51AFD7ED558CCDu;
    h = (h ^ h >> 33) * 0xC4CEB9FE1A85EC53u;
    return h ^ h >> 33;
  }

  std::uint64_t seed_;
  std::array<Shard, 64> shards_;
  std::size_t size_ = 0;
};

}  // namespace dunmail
