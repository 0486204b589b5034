#include "base/key_set.h"

#include <catch2/catch.hpp>
#include <string>

using namespace dunmail;

TEST_CASE("a set of keys knows what stands in it, and nothing else, in memory or on the disk") {
  constexpr int many = 200'000;
  KeySet keys(GENERATE(std::size_t{1'000}, std::size_t{150'000}, std::size_t{1'000'000}));
  CHECK(keys.empty());
  CHECK_FALSE(keys.contains(""));
  keys.insert("");
  CHECK_FALSE(keys.empty());
  for (int i = 0; i < many; ++i) keys.insert("RE-" + std::to_string(i));
  CHECK_FALSE(keys.twice());
  for (int i = 0; i < many; ++i) {
    if (!keys.contains("RE-" + std::to_string(i))) FAIL("lost RE-" << i);
    if (keys.contains("INV-" + std::to_string(i))) FAIL("invented INV-" << i);
  }
  CHECK(keys.size() == std::size_t{many} + 1);
  // It takes more after it was asked.
  keys.insert("INV-1");
  CHECK(keys.contains("INV-1"));
  CHECK(keys.contains("RE-199999"));
  CHECK_FALSE(keys.twice());
  keys.insert("RE-7");
  CHECK(keys.twice());
  CHECK(keys.size() == std::size_t{many} + 2);
}

TEST_CASE("what was inserted twice is found wherever the two lie") {
  const auto [first, second] = GENERATE(table<int, int>({{0, 1}, {0, 99}, {50, 51}, {9, 10}, {98, 99}}));
  KeySet keys(10);
  for (int i = 0; i < 100; ++i) keys.insert(i == second ? std::to_string(first) : std::to_string(i));
  CHECK(keys.twice());
  CHECK(keys.size() == 99);
  CHECK_FALSE(keys.contains(std::to_string(second)));
}

TEST_CASE("keys that differ only in their last byte, their length or their order are several") {
  const KeySet keys{"12345678", "123456789", std::string_view("a\0", 2), "ab", "ba"};
  CHECK(keys.size() == 5);
  CHECK_FALSE(keys.twice());
  CHECK_FALSE(keys.contains("1234567"));
  CHECK_FALSE(keys.contains("a"));
  CHECK_FALSE(keys.contains(std::string_view("a\0\0", 3)));
}
