#include "base/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <thread>

#include "base/text.h"

extern char** environ;

namespace dunmail {
namespace {

constexpr std::size_t kMostComplaint = 4000;

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  void take(int fd) { fd_ = fd; }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

Error broken(const std::string& program) { return {ErrorKind::system, program, std::strerror(errno)}; }

/// A file in memory, not a pipe: the child may read as late as it likes, and one that reads nothing raises no SIGPIPE.
void fill(Descriptor& file, std::string_view input, const std::string& program) {
  file.take(::memfd_create("input", MFD_CLOEXEC));
  if (file.get() < 0) throw broken(program);
  while (!input.empty()) {
    const ssize_t n = ::write(file.get(), input.data(), input.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw broken(program);
    input.remove_prefix(static_cast<std::size_t>(n));
  }
  if (::lseek(file.get(), 0, SEEK_SET) != 0) throw broken(program);
}

class Child {
 public:
  Child(const ProcessOrder& order, int in, int out, int err) {
    std::vector<char*> arguments;
    for (const std::string& word : order.command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawnattr_init(&attributes);
    ::posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&files, err, STDERR_FILENO);
    // What we ignore or block (SIGPIPE, a daemon's signals) the child must not inherit.
    sigset_t none, pipe;
    ::sigemptyset(&none);
    ::sigemptyset(&pipe);
    ::sigaddset(&pipe, SIGPIPE);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &pipe);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    error_ = ::posix_spawnp(&pid_, arguments[0], &files, &attributes, arguments.data(), environ);
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&files);
    if (error_ != 0) pid_ = -1;
  }
  ~Child() { kill(); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  int error() const { return error_; }
  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) continue;
    pid_ = -1;
  }
  /// Its status, or nothing when it does not end in time.
  std::optional<int> wait(std::chrono::milliseconds patience) {
    using namespace std::chrono_literals;
    int status = 0;
    for (auto nap = 1ms;; nap = std::min<std::chrono::milliseconds>(nap * 2, 50ms)) {
      const pid_t ended = ::waitpid(pid_, &status, WNOHANG);
      if (ended == pid_) {
        pid_ = -1;
        return status;
      }
      if (patience <= 0ms) return std::nullopt;
      std::this_thread::sleep_for(nap);
      patience -= nap;
    }
  }

 private:
  pid_t pid_ = -1;
  int error_ = 0;
};

/// Bytes that are there; nothing at the end of the stream.
std::optional<std::string_view> some(Descriptor& from, char* buffer, std::size_t size) {
  ssize_t n;
  do n = ::read(from.get(), buffer, size);
  while (n < 0 && errno == EINTR);
  if (n > 0) return std::string_view(buffer, static_cast<std::size_t>(n));
  from.close();
  return std::nullopt;
}

/// The last line that says something: libraries warn first, then fail.
std::string last_words(const std::string& complaint) {
  std::string out;
  for (const std::string_view line : split(complaint, '\n'))
    if (!trim(line).empty()) out = trim(line);
  return out;
}

}  // namespace

std::string ProcessEnd::line() const {
  std::string out = how == How::exited    ? "failed with exit code " + std::to_string(code)
                    : how == How::killed  ? "was ended by signal " + std::to_string(code)
                    : how == How::silent  ? "said nothing for too long, or ran for too long, and was ended"
                    : how == How::stopped ? "was stopped"
                                          : "cannot be run";
  return words.empty() ? out : how == How::not_started || how == How::silent ? words : out + ": " + words;
}

ProcessEnd run_program(const ProcessOrder& order) {
  const std::string& program = order.command.at(0);
  Descriptor in, out, out_end, err, err_end;
  fill(in, order.input, program);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw broken(program);
  out.take(ends[0]);
  out_end.take(ends[1]);
  if (::pipe2(ends, O_CLOEXEC) != 0) throw broken(program);
  err.take(ends[0]);
  err_end.take(ends[1]);

  Child child(order, in.get(), out_end.get(), err_end.get());
  using How = ProcessEnd::How;
  if (child.error() == ENOENT) return {How::not_started, 0, "the program is not installed"};
  if (child.error() != 0) return {How::not_started, 0, std::string("cannot be run: ") + std::strerror(child.error())};
  in.close();
  out_end.close();
  err_end.close();

  const auto begun = std::chrono::steady_clock::now();
  /// What is left of the patience, or of the whole time.
  const auto left = [&] {
    if (order.limit.count() == 0) return order.patience;
    const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
    return std::min(order.patience, std::max(order.limit - spent, std::chrono::milliseconds(0)));
  };
  const auto silent = [&]() -> ProcessEnd {
    if (order.limit.count() > 0 && left().count() == 0)
      return {How::silent, 0, "ran for " + std::to_string(order.limit.count() / 1000) + " s and was ended"};
    return {How::silent, 0, "said nothing for " + std::to_string(order.patience.count() / 1000) + " s and was ended"};
  };
  std::string complaint;
  std::vector<char> buffer(1 << 16);
  while (out.get() >= 0 || err.get() >= 0) {
    pollfd streams[2] = {{out.get(), POLLIN, 0}, {err.get(), POLLIN, 0}};
    const auto patience = left();
    const int ready = ::poll(streams, 2, static_cast<int>(patience.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) throw broken(program);
    if (ready == 0 || patience.count() == 0) return silent();
    if (streams[0].revents)
      if (const auto bytes = some(out, buffer.data(), buffer.size()); bytes && order.output && !order.output(*bytes))
        return {How::stopped, 0, ""};
    if (streams[1].revents)
      if (const auto bytes = some(err, buffer.data(), buffer.size()); bytes && complaint.size() < kMostComplaint)
        complaint += *bytes;
  }
  const auto status = child.wait(left());
  if (!status) return silent();
  if (WIFEXITED(*status)) return {How::exited, WEXITSTATUS(*status), last_words(complaint)};
  return {How::killed, WTERMSIG(*status), last_words(complaint)};
}

std::optional<Problem> run_process(const ProcessOrder& order) {
  const ProcessEnd end = run_program(order);
  if (end.how == ProcessEnd::How::exited && end.code == 0) return std::nullopt;
  return Problem{order.command.at(0), end.line(), ""};
}

}  // namespace dunmail
