#include "sending/lease.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <map>

#include "casefile/letter_events.h"

namespace dunmail {
namespace {

/// Every process must lock the same file, by whichever path it came to the database.
std::string lock_file(const std::string& database) {
  std::error_code failed;
  const auto real = std::filesystem::canonical(database, failed);
  return (failed ? database : real.string()) + ".send";
}

/// Open-file-description locks: the kernel drops them with the last descriptor, and a second World in this process is
/// another holder.
struct flock one_byte(std::int64_t at) {
  struct flock lock = {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = static_cast<off_t>(at);
  lock.l_len = 1;
  return lock;
}

std::int64_t number_in(const std::string& name) {
  std::int64_t number = 0;
  const auto [end, error] =
      std::from_chars(name.data() + (name.starts_with('S') ? 1 : 0), name.data() + name.size(), number);
  return error == std::errc() && end == name.data() + name.size() ? number : 0;
}

}  // namespace

SenderMark::SenderMark(World& world) {
  const std::int64_t number = world.store.next_number("sender");
  name_ = fmt::format("S{}", number);
  const std::string& database = world.settings.database;
  if (database == ":memory:") return;
  const std::string path = lock_file(database);
  fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd_ < 0) throw Error(ErrorKind::storage, path, "the lock file cannot be made", "may you write in this folder?");
  struct flock lock = one_byte(number);
  if (::fcntl(fd_, F_OFD_SETLK, &lock) != 0) {
    ::close(fd_);
    throw Error(ErrorKind::storage, path, "the lock file cannot be locked", "it must lie on a local disk");
  }
}

SenderMark::~SenderMark() {
  if (fd_ >= 0) ::close(fd_);
}

bool SenderMark::has_ended(const std::string& other) const {
  const std::int64_t number = number_in(other);
  if (fd_ < 0 || number <= 0) return true;
  struct flock lock = one_byte(number);
  return ::fcntl(fd_, F_OFD_GETLK, &lock) == 0 && lock.l_type == F_UNLCK;
}

std::vector<LetterRow> recover(World& world, const SenderMark& mark, Date today) {
  std::vector<LetterRow> in_doubt;
  std::map<std::string, bool> ended;
  const Instant now = world.now();
  for (const Store::Claim& claim : world.store.claims()) {
    if (claim.by == mark.name()) continue;
    const auto until = parse_instant(claim.until);
    // A lease that ends further ahead than any lease lasts was written by a clock that has been set back since: it says
    // nothing, and the lock alone tells.
    const bool expired = !until || *until < now;
    const auto [known, fresh] = ended.emplace(claim.by, false);
    if (fresh) known->second = mark.has_ended(claim.by);
    if (!expired && !known->second) continue;
    world.store.transaction([&] {
      if (claim.state != LetterState::sending) return world.store.release(claim.by, claim.id);
      auto row = world.store.letter(claim.id);
      if (!row) return;
      row->state = LetterState::unknown;
      row->reason = "the sending process ended before the answer was kept";
      if (!world.store.advance(*row, LetterState::sending, claim.by, false)) return;
      world.record(*row, today, told::RouteSaid{.kind = EventKind::unknown, .text = row->reason}, "dunmail");
      in_doubt.push_back(std::move(*row));
    });
  }
  return in_doubt;
}

}  // namespace dunmail
