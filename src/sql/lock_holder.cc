#include "sql/lock_holder.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <sstream>

#include "base/text.h"

namespace dunmail {
namespace {

/// "dunmail plan (process 123, since 10:03:12)"
std::string process_name(long pid) {
  const std::string out = program_name(pid);
  struct stat made {};
  if (::stat(("/proc/" + std::to_string(pid)).c_str(), &made) != 0) return out;
  char since[16] = "";
  std::tm parts{};
  ::localtime_r(&made.st_ctime, &parts);
  std::strftime(since, sizeof since, "%H:%M:%S", &parts);
  return fmt::format("{} (process {}, since {})", printable(out), pid, since);
}

}  // namespace

std::string program_name(long pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/cmdline");
  const std::string words((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const std::string program = words.substr(0, words.find('\0'));
  std::string out = program.substr(program.rfind('/') + 1);
  if (const auto next = words.find('\0'); next != words.npos)
    if (const std::string command = words.substr(next + 1, words.find('\0', next + 1) - next - 1);
        !command.empty() && command[0] != '-')
      out += " " + command.substr(command.rfind('/') + 1);
  return out;
}

std::string lock_holder(const std::string& file, std::uint64_t byte) {
  struct stat locked {};
  if (::stat(file.c_str(), &locked) != 0) return {};
  std::ifstream locks("/proc/locks");
  for (std::string line; std::getline(locks, line);) {
    // 3: POSIX  ADVISORY  WRITE 1234 fd:00:5678 120 120
    std::istringstream words(line);
    std::string number, api, kind, mode, place, last;
    long pid = 0;
    std::uint64_t first = 0;
    if (!(words >> number >> api >> kind >> mode >> pid >> place >> first >> last) || mode != "WRITE" || pid <= 0)
      continue;
    if (place.substr(place.rfind(':') + 1) != std::to_string(locked.st_ino)) continue;
    const bool covers = first <= byte && (last == "EOF" || std::strtoull(last.c_str(), nullptr, 10) >= byte);
    if (covers && pid != ::getpid()) return process_name(pid);
  }
  return {};
}

}  // namespace dunmail
