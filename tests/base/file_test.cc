#include "base/file.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "base/error.h"
#include "support/temp_dir.h"

using namespace dunmail;

TEST_CASE("what is appended stands behind what was there, and the file is its owner's") {
  TempDir dir;
  append_to_file(dir / "list", "one\n");
  append_to_file(dir / "list", "two\n");
  CHECK(read_file(dir / "list") == "one\ntwo\n");
  struct stat info {};
  REQUIRE(::stat((dir / "list").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  CHECK_THROWS_WITH(append_to_file(dir / "no/list", "x"), Catch::Contains("nothing was added"));
  CHECK_THROWS_AS(append_to_file(dir.path(), "x"), Error);
  REQUIRE(::symlink("list", (dir / "link").c_str()) == 0);
  CHECK_THROWS_AS(append_to_file(dir / "link", "x"), Error);
  REQUIRE(::mkfifo((dir / "pipe").c_str(), 0600) == 0);
  CHECK_THROWS_AS(append_to_file(dir / "pipe", "x"), Error);
  CHECK(read_file(dir / "list") == "one\ntwo\n");
}

TEST_CASE("files and folders are flushed to the disk") {
  TempDir dir;
  write_file(dir / "a", "1");
  CHECK_NOTHROW(flush_to_disk(dir / "a"));
  CHECK_NOTHROW(flush_to_disk(dir.path()));
  CHECK_THROWS_WITH(flush_to_disk(dir / "none"), Catch::Contains("none"));
}
