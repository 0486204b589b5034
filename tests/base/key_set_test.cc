#include "base/key_set.h"

#include <catch2/catch.hpp>
#include <string>

using namespace dunmail;

TEST_CASE("a set of keys knows what stands in it, and nothing else") {
  KeySet keys;
  CHECK(keys.empty());
  CHECK_FALSE(keys.contains(""));
  CHECK(keys.insert(""));
  CHECK_FALSE(keys.insert(""));
  constexpr int many = 200'000;
  for (int i = 0; i < many; ++i)
    if (!keys.insert("RE-" + std::to_string(i))) FAIL("knew RE-" << i << " before");
  for (int i = 0; i < many; ++i) {
    if (!keys.contains("RE-" + std::to_string(i))) FAIL("lost RE-" << i);
    if (keys.contains("INV-" + std::to_string(i))) FAIL("invented INV-" << i);
    if (keys.insert("RE-" + std::to_string(i))) FAIL("took RE-" << i << " twice");
  }
  CHECK(keys.size() == std::size_t{many} + 1);
}

TEST_CASE("keys that differ only in their last byte, their length or their order are several") {
  const KeySet keys{"12345678", "123456789", std::string_view("a\0", 2), "ab", "ba"};
  CHECK(keys.size() == 5);
  CHECK_FALSE(keys.contains("1234567"));
  CHECK_FALSE(keys.contains("a"));
  CHECK_FALSE(keys.contains(std::string_view("a\0\0", 3)));
}
