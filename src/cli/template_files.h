// What the commands about templates and stationery have in common.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/text.h"

namespace dunmail {

/// One of the words, or an Error(usage) that says which one was meant.
template <class Words>
void need_word(const std::string& typed, const Words& words, const char* option, const char* what) {
  if (std::find(words.begin(), words.end(), typed) != words.end()) return;
  const std::vector<std::string> known(words.begin(), words.end());
  const std::string guess = did_you_mean(typed, known);
  throw Error(ErrorKind::usage, option, fmt::format("there is no {} \"{}\"", what, typed),
              (guess.empty() ? "" : guess + "; ") + fmt::format("there are: {}", fmt::join(known, ", ")));
}

/// The sheets of a folder of templates, by name.
std::vector<std::filesystem::path> stationery_files(const std::string& templates);

}  // namespace dunmail
