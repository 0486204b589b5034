#include "base/large_text.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/file.h"
#include "support/temp_dir.h"

using namespace dunmail;

TEST_CASE("a long file is read as it is, whatever becomes of it meanwhile, and again after it was let go") {
  const TempDir dir;
  std::string bytes;
  for (int i = 0; bytes.size() < LargeText::long_ones + 12'345; ++i) bytes += "line " + std::to_string(i) + "\n";
  write_file(dir / "long.csv", bytes);
  const LargeText text = LargeText::of_file(dir / "long.csv");
  REQUIRE(text.is_long());
  write_file(dir / "long.csv", "gone");
  CHECK(text.view() == bytes);
  text.forget(text.size());
  const LargeText copy = text;
  CHECK(copy.view() == bytes);
}

TEST_CASE("a short file, an empty one and a text are kept as they are") {
  const TempDir dir;
  write_file(dir / "short.csv", "a,b\n");
  CHECK(LargeText::of_file(dir / "short.csv").view() == "a,b\n");
  CHECK_FALSE(LargeText::of_file(dir / "short.csv").is_long());
  write_file(dir / "empty.csv", "");
  CHECK(LargeText::of_file(dir / "empty.csv").size() == 0);
  LargeText("a,b").forget(3);
  CHECK_THROWS_AS(LargeText::of_file(dir / "nothing.csv"), Error);
  CHECK_THROWS_AS(LargeText::of_file("/dev/zero"), Error);
}
