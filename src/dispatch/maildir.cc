#include "dispatch/maildir.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/digest.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "wire/mail.h"

namespace dunmail {
namespace {

namespace fs = std::filesystem;
using Outcome = Receipt::Outcome;

class Fd {
 public:
  explicit Fd(int fd) : fd_(fd) {}
  ~Fd() {
    if (fd_ >= 0) ::close(fd_);
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  explicit operator bool() const { return fd_ >= 0; }
  int get() const { return fd_; }
  bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

std::string with_lf(const Parcel& parcel) {
  std::string out = fmt::format("Return-Path: <{}>\nDelivered-To: {}\n", parcel.envelope_from, parcel.recipient);
  out.reserve(out.size() + parcel.message.size());
  std::size_t from = 0;
  for (std::size_t at = parcel.message.find("\r\n"); at != std::string::npos; at = parcel.message.find("\r\n", from)) {
    out.append(parcel.message, from, at - from);
    from = at + 1;
  }
  return out.append(parcel.message, from);
}

/// What the system said, or nothing.
std::string write_durably(const std::string& path, std::string_view bytes) {
  Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file) return std::strerror(errno);
  while (!bytes.empty()) {
    const ssize_t n = ::write(file.get(), bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return std::strerror(n < 0 ? errno : ENOSPC);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  // A full disk may show as late as here.
  if (::fsync(file.get()) != 0 || !file.close()) return std::strerror(errno);
  return {};
}

std::string flush_folder(const std::string& path) {
  const Fd folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return folder && ::fsync(folder.get()) == 0 ? std::string() : std::strerror(errno);
}

std::string make_folders(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return error.message();
  for (const char* each : {"/tmp", "/new", "/cur"})
    if (::mkdir((path + each).c_str(), 0700) != 0 && errno != EEXIST) return std::strerror(errno);
  return {};
}

/// Where the file lies already, or empty.
std::string find_delivered(const std::string& path, const std::string& file) {
  for (const std::string& candidate :
       {path + "/new/" + file, path + "/cur/" + file, path + "/cur/" + file + ":2,", path + "/cur/" + file + ":2,S"})
    if (fs::exists(candidate)) return candidate;
  return {};
}

Receipt refused(const char* stage, const char* status, std::string text) {
  return {Outcome::refused, 0, status, stage, std::move(text), {}, {}};
}

Receipt closed(const std::string& what, const std::string& why) {
  return {Outcome::deferred, 0, "4.3.1", "connect", printable(what + ": " + why), {}, {}};
}

Receipt deliver(const std::string& path, const Parcel& parcel) {
  if (const auto bad = check_address(parcel.recipient, true)) return refused("rcpt", "5.1.3", bad->line());
  if (!parcel.envelope_from.empty())
    if (const auto bad = check_address(parcel.envelope_from, true)) return refused("mail", "5.1.7", bad->line());
  if (const std::string why = make_folders(path); !why.empty()) return closed("cannot make the maildir " + path, why);

  const std::string file = fmt::format("{}.dunmail", sha256_hex(parcel.message_id).substr(0, 40));
  const std::string bytes = with_lf(parcel);
  const Receipt there{Outcome::accepted, 0, {}, "message", "in the maildir as " + file, file, {}};
  if (const std::string old = find_delivered(path, file); !old.empty()) {
    if (read_file(old) != bytes)
      return refused("message", "5.6.0", "another message with this Message-ID lies in the maildir as " + file);
    // Its folder may not have been flushed when the first attempt was cut off.
    const std::string why = flush_folder(fs::path(old).parent_path().string());
    return why.empty() ? there : closed("cannot flush the maildir " + path, why);
  }
  static std::atomic<unsigned> counter{0};
  const std::string draft = fmt::format("{}/tmp/{}.{}.{}", path, file, ::getpid(), counter++);
  std::string why = write_durably(draft, bytes);
  // link, not rename: rename would replace what another process has put there in the meantime.
  const bool linked = why.empty() && ::link(draft.c_str(), (path + "/new/" + file).c_str()) == 0;
  if (why.empty() && !linked && errno != EEXIST) why = std::strerror(errno);
  ::unlink(draft.c_str());
  if (!why.empty()) return closed("cannot write to the maildir " + path, why);
  if (!linked) return deliver(path, parcel);
  why = flush_folder(path + "/new");
  return why.empty() ? there : closed("cannot flush the maildir " + path, why);
}

}  // namespace

MaildirCourier::MaildirCourier(std::string path) : path_(std::move(path)), name_("maildir:" + path_) {}

Receipt MaildirCourier::hand_over(const Parcel& parcel) {
  Receipt receipt;
  try {
    receipt = deliver(path_, parcel);
  } catch (const Error& e) {
    receipt = closed("cannot read the maildir " + path_, e.problem().message);
  }
  receipt.route = name_;
  return receipt;
}

}  // namespace dunmail
