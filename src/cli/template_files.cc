#include "cli/template_files.h"

namespace dunmail {

namespace fs = std::filesystem;

std::vector<fs::path> stationery_files(const std::string& templates) {
  std::vector<fs::path> out;
  const fs::path place = fs::path(templates) / "stationery";
  if (fs::is_directory(place))
    for (const auto& entry : fs::directory_iterator(place))
      if (entry.path().extension() == ".toml") out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace dunmail
