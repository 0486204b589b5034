#pragma once

#include <cstdint>
#include <string>

namespace dunmail {

/// The program of a process and its command, and nothing that was told to it: "dunmail plan". Empty: there is none.
std::string program_name(long pid);

/// Who of the other processes has the byte of a file locked for writing, by the kernel's list of locks: "dunmail plan
/// (process 123, since 10:03:12)". Empty: nobody, or nobody whom the list names. The file is not opened: closing it
/// would drop this process's own locks on it.
std::string lock_holder(const std::string& file, std::uint64_t byte);

}  // namespace dunmail
