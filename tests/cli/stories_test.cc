// Dated diaries: tests/stories/*.story. Grammar: tests/stories/README.md.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "cli/stage.h"

using namespace dunmail;

namespace {

namespace fs = std::filesystem;

std::vector<std::string> all_stories() {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(std::string(DUNMAIL_SOURCE_DIR) + "/tests/stories"))
    if (entry.path().extension() == ".story") out.push_back(entry.path().string());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

TEST_CASE("stories") {
  const auto stories = all_stories();
  REQUIRE(stories.size() >= 10);
  for (const std::string& story : stories) {
    DYNAMIC_SECTION(fs::path(story).stem().string()) { Stage(story).play(); }
  }
}
