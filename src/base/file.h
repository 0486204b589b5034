#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace dunmail {

/// The whole file. Throws Error(input) that names the file and what the system said.
std::string read_file(const std::filesystem::path& path);
/// All or nothing: a temporary file beside it, flushed to the disk, then renamed over it. Throws Error(storage).
void write_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace dunmail
