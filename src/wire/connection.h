// A TCP connection with TLS and SASL by libcurl (CURLOPT_CONNECT_ONLY); the bytes on it are ours. The only place that
// includes curl/curl.h.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace dunmail {

/// The one clock below desk/: it measures waits and ages, and no result but a time-out depends on it.
using Deadline = std::chrono::steady_clock::time_point;
inline Deadline after(std::chrono::milliseconds wait) { return std::chrono::steady_clock::now() + wait; }

struct Endpoint {
  enum class Protocol {
    smtp,   ///< libcurl reads the greeting and does EHLO, STARTTLS (if asked) and AUTH
    smtps,  ///< the same inside TLS from the first byte
    plain,  ///< TCP and nothing else (LMTP)
    tls,    ///< TLS from the first byte and nothing else (LMTP)
    imap,   ///< libcurl reads the greeting and does STARTTLS (if asked) and LOGIN or AUTHENTICATE
    imaps,  ///< the same inside TLS from the first byte
  };
  Protocol protocol = Protocol::smtp;
  std::string host;
  int port = 25;
  bool starttls = true;  ///< demanded, never just tried: a stripped STARTTLS ends the attempt
  std::string ca_file;   ///< instead of the system's certificates; the certificate is always checked
  std::string user, password;
  std::string auth;  ///< "", "plain", "login", "xoauth2": which SASL mechanism; empty: the best that is offered
  std::string helo;  ///< our name; a host name
  std::chrono::milliseconds connect_timeout{60'000};    ///< name look-up and TCP
  std::chrono::milliseconds greeting_timeout{300'000};  ///< then greeting, TLS and AUTH together
};

/// Why there is no connection. A relay's refusal has its reply code and text; an unreachable one, and IMAP, has code 0.
struct ConnectFailure {
  std::string stage;  ///< connect, tls, auth, ehlo
  int code = 0;
  std::string text;
};

/// One connection; not for two threads at a time. Closed when it goes.
class Connection {
 public:
  Connection();
  ~Connection();
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;

  std::optional<ConnectFailure> open(const Endpoint& endpoint);
  bool is_open() const;
  void close();

  /// Hands all bytes to the system. On failure the reason, and `sent` says how many it took; a TLS record that was not
  /// wholly handed over does not count, as the other side cannot read any of it.
  std::optional<std::string> send(std::string_view bytes, Deadline deadline, std::size_t* sent = nullptr);
  /// Appends what has come, waiting for at least one byte. On failure the reason; the end of the stream is one.
  /// `late` says whether it was the deadline, so that the connection is as good as before.
  std::optional<std::string> receive(std::string& into, Deadline deadline, bool* late = nullptr);

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
};

/// This machine's name for EHLO.
std::string host_name();
/// 127.0.0.0/8, ::1 and localhost, in any case.
bool is_loopback(const std::string& host);

}  // namespace dunmail
