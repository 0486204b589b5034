// How long a file may be that is read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/error.h"

namespace dunmail {

constexpr std::uintmax_t longest_file = std::uintmax_t{1} << 30;  // that read_file() keeps in memory as a whole

/// Of a file for which there is no room.
Error too_long(const std::filesystem::path& path, std::uintmax_t bytes, const std::string& message);

/// Throws too_long() where that many bytes are more than is read.
void need_short(const std::filesystem::path& path, std::uintmax_t bytes, std::uintmax_t at_most);

/// 0: it is no file, or not there; a pipe does not say how long it is.
std::uintmax_t size_on_disk(const std::filesystem::path& path);

}  // namespace dunmail
