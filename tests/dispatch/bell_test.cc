#include "dispatch/bell.h"

#include <catch2/catch.hpp>
#include <future>

using namespace dunmail;
using namespace std::chrono_literals;

TEST_CASE("a bell wakes after as many rings as are waited for, from wherever they come") {
  Bell bell;
  bell.ring();
  auto others = std::async(std::launch::async, [&] {
    bell.ring();
    bell.ring();
  });
  CHECK(bell.wait(1h, 3));
  others.get();
  CHECK_FALSE(bell.wait(0ms));  // they are used up
  bell.ring();
  CHECK_FALSE(bell.wait(0ms, 2));
  CHECK_FALSE(bell.wait(0ms));
  bell.ring();
  bell.ring();
  CHECK(bell.wait(1h));
}
