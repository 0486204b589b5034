#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <filesystem>
#include <fstream>

#include "tracking/mailbox.h"

namespace dunmail {
namespace {

namespace fs = std::filesystem;

/// The front of a file, up to the cap; a message of 100 MB is not held in memory for its first lines.
bool read_front(const fs::path& path, std::uint64_t max_bytes, ReceivedMail& into) {
  std::error_code failed;
  if (!fs::is_regular_file(path, failed)) return false;  // a fifo would wait for ever
  into.size = fs::file_size(path, failed);
  std::ifstream in(path, std::ios::binary);
  if (failed || !in) return false;
  into.bytes.resize(std::min(into.size, max_bytes));
  in.read(into.bytes.data(), static_cast<std::streamsize>(into.bytes.size()));
  into.bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  return !in.bad();
}

Mailbox::Next unreadable(const fs::path& path) {
  const int error = errno;
  std::error_code failed;
  Mailbox::Next out;
  out.what = Mailbox::Next::What::unreadable;
  if (fs::exists(path, failed) && !fs::is_regular_file(path, failed))
    out.problem = {path.string(), "is a device or a pipe, not a message", "name a file, or a folder of them"};
  else
    out.problem = {path.string(), std::string("cannot be read: ") + std::strerror(error),
                   "is it a file that you may read?"};
  return out;
}

std::vector<fs::path> sorted_files(const fs::path& folder, std::error_code& failed) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(folder, failed))
    if (entry.path().filename().string()[0] != '.' && !entry.is_directory()) out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

/// maildir(5): flags stand behind ":2,", and change; the name before it does not.
std::string without_flags(const std::string& file) { return file.substr(0, file.find(":2,")); }

class Maildir : public Mailbox {
 public:
  Maildir(const std::string& folder, const std::string& processed, std::uint64_t max_bytes)
      : folder_(folder), aside_(folder_ / ("." + processed)), name_("maildir:" + folder), max_bytes_(max_bytes) {}

  const std::string& name() const override { return name_; }

  Next next(const std::function<bool(const MailPlace&)>& known) override {
    if (!listed_)
      if (auto problem = list()) return {Next::What::broken, {}, *problem};
    while (!waiting_.empty()) {
      const fs::path path = last_ = waiting_.front();
      waiting_.pop_front();
      Next out{Next::What::message, {}, {}};
      out.mail.place = {name_, 0, 0, without_flags(path.filename().string())};
      if (known(out.mail.place)) {
        done(out.mail.place);
        continue;
      }
      if (read_front(path, max_bytes_, out.mail)) return out;
      if (fs::exists(path)) return unreadable(path);  // else another program moved it
    }
    listed_ = false;
    return {};
  }

  std::vector<Problem> done(const MailPlace& place) override {
    std::error_code failed;
    for (const char* part : {"cur", "new", "tmp"}) fs::create_directories(aside_ / part, failed);
    const auto from = find(place.name);
    if (!from) return {};
    // Seen, and in cur: what a mail reader calls read.
    fs::rename(*from, aside_ / "cur" / (place.name + ":2,S"), failed);
    if (!failed) return {};
    return {{from->string(), "cannot be moved to " + aside_.string() + ": " + failed.message(),
             "it is not taken in again; may dunmail write in this folder?"}};
  }

  void wait(int seconds, const std::function<bool()>& stop) override { wait_seconds(seconds, stop); }

 private:
  std::optional<Problem> list() {
    waiting_.clear();
    for (const char* part : {"new", "cur"}) {
      std::error_code failed;
      for (fs::path& path : sorted_files(folder_ / part, failed)) waiting_.push_back(std::move(path));
      if (failed)
        return Problem{(folder_ / part).string(), "cannot be listed: " + failed.message(),
                       "is it a Maildir that you may read?"};
    }
    listed_ = true;
    return std::nullopt;
  }

  /// Where it lies now: another program may have moved it from new to cur since it was read.
  std::optional<fs::path> find(const std::string& name) const {
    if (fs::exists(last_) && without_flags(last_.filename().string()) == name) return last_;
    for (const char* part : {"new", "cur"}) {
      std::error_code failed;
      for (const auto& entry : fs::directory_iterator(folder_ / part, failed))
        if (without_flags(entry.path().filename().string()) == name) return entry.path();
    }
    return std::nullopt;
  }

  const fs::path folder_, aside_;
  const std::string name_;
  const std::uint64_t max_bytes_;
  std::deque<fs::path> waiting_;
  fs::path last_;  // handed out
  bool listed_ = false;
};

class MailFiles : public Mailbox {
 public:
  MailFiles(std::deque<fs::path> files, std::uint64_t max_bytes)
      : files_(std::move(files)), waiting_(files_), max_bytes_(max_bytes) {}

  const std::string& name() const override { return name_; }

  Next next(const std::function<bool(const MailPlace&)>&) override {
    if (waiting_.empty()) {
      waiting_ = files_;
      return {};
    }
    const fs::path path = waiting_.front();
    waiting_.pop_front();
    Next out{Next::What::message, {}, {}};
    // A file's name says nothing about what it holds: it is known by its bytes alone.
    out.mail.place = {name_, 0, 0, path.string()};
    return read_front(path, max_bytes_, out.mail) ? out : unreadable(path);
  }

  std::vector<Problem> done(const MailPlace&) override { return {}; }
  void wait(int seconds, const std::function<bool()>& stop) override { wait_seconds(seconds, stop); }

 private:
  const std::string name_ = "files";
  const std::deque<fs::path> files_;
  std::deque<fs::path> waiting_;
  const std::uint64_t max_bytes_;
};

}  // namespace

std::string MailPlace::text() const {
  return name.empty() ? fmt::format("{} {}/{}", source, validity, uid) : fmt::format("{} {}", source, name);
}

bool is_maildir(const std::string& folder) {
  return fs::is_directory(fs::path(folder) / "new") && fs::is_directory(fs::path(folder) / "cur");
}

std::unique_ptr<Mailbox> open_maildir(const std::string& folder, const std::string& processed,
                                      std::uint64_t max_bytes) {
  return std::make_unique<Maildir>(folder, processed, max_bytes);
}

std::unique_ptr<Mailbox> open_mail_files(const std::vector<std::string>& paths, std::uint64_t max_bytes) {
  std::deque<fs::path> files;
  for (const std::string& path : paths) {
    if (!fs::exists(path)) throw Error(ErrorKind::input, path, "there is no such file or folder");
    if (!fs::is_directory(path)) {
      files.emplace_back(path);
      continue;
    }
    std::error_code failed;
    for (fs::path& file : sorted_files(path, failed))
      if (file.extension() == ".eml") files.push_back(std::move(file));
    if (failed) throw Error(ErrorKind::input, path, "cannot be listed: " + failed.message());
  }
  return std::make_unique<MailFiles>(std::move(files), max_bytes);
}

void wait_seconds(int seconds, const std::function<bool()>& stop) {
  for (int i = 0; i < seconds && !stop(); ++i) {
    timespec second{1, 0};
    ::nanosleep(&second, nullptr);  // a signal ends it early
  }
}

}  // namespace dunmail
