#include "support/scripted_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace {

sockaddr_in loopback(int port) {
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_port = htons(static_cast<std::uint16_t>(port));
  out.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return out;
}

int listen_on_loopback(int* port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (fd < 0 || ::bind(fd, reinterpret_cast<sockaddr*>(&address), size) || ::listen(fd, 64) ||
      ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size))
    throw std::runtime_error("no port on loopback");
  *port = ntohs(address.sin_port);
  return fd;
}

/// Reads what a client sends, by lines; false at its end.
class Reader {
 public:
  explicit Reader(int fd) : fd_(fd) {}
  bool line(std::string& out) {
    std::size_t end;
    while ((end = have_.find("\r\n")) == have_.npos)
      if (!more()) return false;
    out = have_.substr(0, end);
    have_.erase(0, end + 2);
    return true;
  }
  bool body(std::string& out) {
    std::size_t end;
    while (!have_.starts_with(".\r\n") && (end = have_.find("\r\n.\r\n")) == have_.npos)
      if (!more()) return false;
    const std::size_t size = have_.starts_with(".\r\n") ? 0 : end + 2;
    out = have_.substr(0, size);
    have_.erase(0, size + 3);
    return true;
  }

 private:
  bool more() {
    char buffer[65536];
    const ssize_t n = ::recv(fd_, buffer, sizeof buffer, 0);
    if (n > 0) have_.append(buffer, static_cast<std::size_t>(n));
    return n > 0;
  }
  int fd_;
  std::string have_;
};

/// False when the talk is over.
bool say(int fd, const Say& what) {
  const std::size_t piece = what.slowly ? 1 : std::max<std::size_t>(what.bytes.size(), 1);
  for (std::size_t at = 0; at < what.bytes.size();) {
    const ssize_t n = ::send(fd, what.bytes.data() + at, std::min(piece, what.bytes.size() - at), MSG_NOSIGNAL);
    if (n <= 0) return false;
    at += static_cast<std::size_t>(n);
  }
  return !what.then_drop;
}

}  // namespace

ScriptedServer::ScriptedServer(Script script, std::vector<std::string> offers)
    : script_(std::move(script)), offers_(std::move(offers)), listener_(listen_on_loopback(&port_)) {
  acceptor_ = std::thread([this] { accept_all(); });
}

ScriptedServer::~ScriptedServer() {
  stopping_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  for (const int fd : sockets_) ::shutdown(fd, SHUT_RDWR);
  for (std::thread& talk : talks_) talk.join();
  for (const int fd : sockets_) ::close(fd);
}

void ScriptedServer::accept_all() {
  while (!stopping_) {
    const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) continue;
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ++connections_;
    sockets_.push_back(fd);
    talks_.emplace_back([this, fd] {
      converse(fd);
      ::shutdown(fd, SHUT_RDWR);
    });
  }
}

void ScriptedServer::converse(int fd) {
  Reader reader(fd);
  const auto answer = [&](const std::string& at, const std::string& good) {
    const auto scripted = script_(at);
    return say(fd, scripted ? *scripted : Say{good});
  };
  if (!answer("connect", "220 test.example ESMTP\r\n")) return;
  bool secret_next = false;  // after AUTH without an initial response
  for (std::string command; reader.line(command);) {
    {
      const std::lock_guard lock(mutex_);
      heard_.push_back(command);
    }
    const std::string verb = command.substr(0, command.find_first_of(" :"));
    std::string good = "250 2.0.0 Ok\r\n";
    const bool whole_log_in = secret_next || (verb == "AUTH" && command.find(' ', 5) != command.npos);
    secret_next = verb == "AUTH" && !whole_log_in;
    if (whole_log_in) {
      good = "235 2.7.0 Authentication successful\r\n";
    } else if (verb == "AUTH") {
      good = "334 \r\n";
    } else if (verb == "EHLO" || verb == "LHLO") {
      good = offers_.empty() ? "250 test.example\r\n" : "250-test.example\r\n";
      for (std::size_t i = 0; i < offers_.size(); ++i)
        good += (i + 1 < offers_.size() ? "250-" : "250 ") + offers_[i] + "\r\n";
    } else if (verb == "DATA") {
      good = "354 End data with <CR><LF>.<CR><LF>\r\n";
    } else if (verb == "QUIT") {
      good = "221 2.0.0 Bye\r\n";
    }
    const auto scripted = script_(command);
    const Say reply = scripted ? *scripted : Say{good};
    if (!say(fd, reply) || verb == "QUIT") return;
    if (verb != "DATA" || !reply.bytes.starts_with("354")) continue;
    if (const auto early = script_("body"); early && !say(fd, *early)) return;
    std::string body;
    if (!reader.body(body)) return;
    {
      const std::lock_guard lock(mutex_);
      messages_.push_back(body);
    }
    if (!answer(".", "250 2.0.0 Ok: queued as ABC123\r\n")) return;
  }
}

std::vector<std::string> ScriptedServer::heard() const {
  const std::lock_guard lock(mutex_);
  return heard_;
}

std::vector<std::string> ScriptedServer::messages() const {
  const std::lock_guard lock(mutex_);
  return messages_;
}

int ScriptedServer::count(const std::string& verb) const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(
      std::count_if(heard_.begin(), heard_.end(), [&](const auto& c) { return c.starts_with(verb); }));
}

int free_port() {
  int port = 0;
  ::close(listen_on_loopback(&port));
  return port;
}

bool eventually(const std::function<bool()>& condition) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > give_up) return false;
    ::poll(nullptr, 0, 5);
  }
  return true;
}

bool wait_for_port(int port) {
  return eventually([port] {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(port);
    const bool there = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(fd);
    return there;
  });
}
