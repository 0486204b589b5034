#include "base/file.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>
#include <thread>

#include "base/large_text.h"
#include "base/long_file.h"
#include "support/temp_dir.h"

using namespace dunmail;
using Catch::Contains;

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
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    std::ofstream out(path);
    out << "a,b\n" << std::flush;
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    out << "1,2\n";
  });
  CHECK(read_file(path) == "a,b\n1,2\n");
  writer.join();
  const auto begin = std::chrono::steady_clock::now();
  CHECK_THROWS_WITH(read_file(path), Contains("this is a pipe, and nobody writes into it"));
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(30));
}
