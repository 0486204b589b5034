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
/// At the end of a file, which is made where there is none; flushed to the disk. Throws Error(storage), and then the
/// file is as it was; after a crash a part of the bytes may stand there.
void append_to_file(const std::filesystem::path& path, std::string_view bytes);
/// Of a file its bytes, of a folder its names: a file that was renamed into it may be gone after a power cut until
/// then. Throws Error(storage).
void flush_to_disk(const std::filesystem::path& path);

}  // namespace dunmail
