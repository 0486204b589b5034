#include "base/file.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "base/error.h"
#include "base/large_text.h"
#include "base/long_file.h"
#include "support/temp_dir.h"

using namespace dunmail;
using Catch::Contains;

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

TEST_CASE("a file that is longer than what is read says how long it is, at once") {
  const TempDir dir;
  const auto path = dir / "big.csv";
  std::ofstream(path).close();
  std::filesystem::resize_file(path, longest_file + 1);  // a hole: nothing is written
  CHECK_THROWS_WITH(read_file(path), Contains("big.csv: is too long (1.0 GiB): files of up to 1.0 GiB are read"));
  std::filesystem::resize_file(path, std::uintmax_t{20} << 30);
  CHECK_THROWS_WITH(LargeText::of_file(path), Contains("is too long (20.0 GiB): files of up to 8.0 GiB are read"));
}

TEST_CASE("a pipe is read when its writer comes, and one that nobody writes into is refused") {
  const TempDir dir;
  const std::string path = dir / "pipe";
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  std::thread writer([&] {
    // Refused (ENXIO) until somebody reads: who reads has found no writer.
    int fd = -1;
    while ((fd = ::open(path.c_str(), O_WRONLY | O_NONBLOCK)) < 0 && errno == ENXIO) std::this_thread::yield();
    const auto say = [&](std::string_view line) {
      if (::write(fd, line.data(), line.size()) != static_cast<ssize_t>(line.size())) std::abort();
    };
    say("a,b\n");
    // Until the pipe is empty: who reads waits for a writer that has nothing to say.
    for (int waiting = 1; waiting > 0;) {
      std::this_thread::yield();
      ::ioctl(fd, FIONREAD, &waiting);
    }
    say("1,2\n");
    ::close(fd);
  });
  CHECK(read_file(path) == "a,b\n1,2\n");
  writer.join();
  const auto begin = std::chrono::steady_clock::now();
  CHECK_THROWS_WITH(read_file(path), Contains("this is a pipe, and nobody writes into it"));
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(30));
}
