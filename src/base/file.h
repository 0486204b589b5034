#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace dunmail {

/// Its bytes, piece by piece. Throws as read_file().
void read_pieces(const std::filesystem::path& path, const std::function<void(std::string_view piece)>& take);
/// The whole file. Throws Error(input) that names the file and what the system said.
std::string read_file(const std::filesystem::path& path);
/// All or nothing: a temporary file beside it, flushed to the disk, then renamed over it. Throws Error(storage).
void write_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace dunmail
