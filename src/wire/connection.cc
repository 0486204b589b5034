#include "wire/connection.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace dunmail {
namespace {

using std::chrono::milliseconds;

void start_libraries() {
  static const bool ready = [] {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw Error(ErrorKind::system, "libcurl", "cannot start");
    // A relay that closes while we write must be an error of that write, not the end of the process. Whoever has a
    // handler of their own keeps it.
    struct sigaction now = {};
    if (::sigaction(SIGPIPE, nullptr, &now) == 0 && now.sa_handler == SIG_DFL) ::signal(SIGPIPE, SIG_IGN);
    return true;
  }();
  (void)ready;
}

/// What passes while libcurl greets and authenticates. Only the command's verb is kept: the rest may be the password.
struct Conversation {
  bool imap = false;       // a tag stands before every verb
  std::string verb;        // the last command sent; empty before the first
  std::string last_reply;  // the last line received
};

std::string_view first_word(std::string_view text) { return trim(text.substr(0, text.find_first_of(" \r\n"))); }

std::string_view verb_of(std::string_view line, bool imap) {
  if (imap) line = trim(line.substr(first_word(line).size()));
  const std::string_view verb = first_word(line);
  if (imap && (verb == "LOGIN" || verb == "AUTHENTICATE")) return "AUTH";
  for (const std::string_view known : {"EHLO", "HELO", "STARTTLS", "AUTH", "CAPABILITY", "QUIT"})
    if (verb == known) return known;
  return "other";
}

int listen_in(CURL*, curl_infotype type, char* data, std::size_t size, void* to) {
  auto& conversation = *static_cast<Conversation*>(to);
  const std::string_view text(data, size);
  if (type == CURLINFO_HEADER_OUT) {
    // The continuation of AUTH is no verb of its own, and would be a part of the secret.
    if (const std::string_view verb = verb_of(text, conversation.imap); conversation.verb != "AUTH" || verb != "other")
      conversation.verb = verb;
  } else if (type == CURLINFO_HEADER_IN) {
    conversation.last_reply = text.substr(0, 1000);
  }
  return 0;
}

bool is_tls_error(CURLcode code) {
  switch (code) {
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return true;
    default:
      return false;
  }
}

std::string stage_of(CURLcode code, const Conversation& conversation) {
  if (is_tls_error(code) || conversation.verb == "STARTTLS") return "tls";
  if (code == CURLE_LOGIN_DENIED || code == CURLE_AUTH_ERROR || conversation.verb == "AUTH") return "auth";
  return conversation.verb == "EHLO" || conversation.verb == "HELO" ? "ehlo" : "connect";
}

/// The refusal in the relay's own words where there is one, else libcurl's.
ConnectFailure failure(CURLcode code, const Conversation& conversation, const std::string& detail) {
  ConnectFailure out;
  out.stage = stage_of(code, conversation);
  const std::string_view last = trim(conversation.last_reply);
  if (conversation.imap) {
    const std::string_view said = trim(last.substr(first_word(last).size()));
    if (const auto word = first_word(said); word == "NO" || word == "BAD" || word == "BYE") {
      out.text = printable(trim(said.substr(word.size()).substr(0, 400)));
      return out;
    }
  }
  const bool refused = last.size() >= 3 && (last[0] == '4' || last[0] == '5') &&
                       std::all_of(last.begin(), last.begin() + 3, [](char c) { return c >= '0' && c <= '9'; });
  if (refused) {
    out.code = (last[0] - '0') * 100 + (last[1] - '0') * 10 + (last[2] - '0');
    out.text = printable(trim(last.substr(3).substr(0, 400)));
    return out;
  }
  out.text = printable(detail.empty() ? curl_easy_strerror(code) : detail.c_str());
  if (code == CURLE_PEER_FAILED_VERIFICATION) out.text = "the server's certificate is not trusted: " + out.text;
  if (code == CURLE_USE_SSL_FAILED) out.text = "the server does not offer STARTTLS, and TLS is required";
  return out;
}

}  // namespace

struct Connection::Handle {
  CURL* curl = nullptr;
  curl_socket_t socket = CURL_SOCKET_BAD;
  char error[CURL_ERROR_SIZE] = {};
  bool may_hold_bytes = false;  ///< TLS may have read more from the socket than was asked of it
  Conversation conversation;
  ~Handle() {
    if (curl) curl_easy_cleanup(curl);
  }
  template <class T>
  void set(CURLoption option, T value) {
    if (curl_easy_setopt(curl, option, value) != CURLE_OK)
      throw Error(ErrorKind::system, "libcurl", fmt::format("option {} is not available", static_cast<int>(option)));
  }
};

namespace {

bool wait_for(curl_socket_t socket, short events, Deadline deadline) {
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    if (left <= 0) return false;
    // In slices: TLS may have to read before it can write, and then the event that was asked for never comes.
    pollfd one{socket, events, 0};
    const int slice = static_cast<int>(std::min<long>(left, 1000));
    const int ready = ::poll(&one, 1, slice);
    if (ready > 0 || slice == 1000) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

std::string url(const Endpoint& e) {
  const bool ipv6 = e.host.find(':') != e.host.npos;
  const char* scheme = e.protocol == Endpoint::Protocol::smtp    ? "smtp"
                       : e.protocol == Endpoint::Protocol::smtps ? "smtps"
                       : e.protocol == Endpoint::Protocol::imap  ? "imap"
                       : e.protocol == Endpoint::Protocol::imaps ? "imaps"
                       : e.protocol == Endpoint::Protocol::tls   ? "https"
                                                                 : "http";
  // libcurl takes the name for EHLO from the path; an IMAP path would be a folder, and there is none.
  return fmt::format("{}://{}{}{}:{}/{}", scheme, ipv6 ? "[" : "", e.host, ipv6 ? "]" : "", e.port, e.helo);
}

}  // namespace

Connection::Connection() = default;
Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
bool Connection::is_open() const { return handle_ != nullptr; }
void Connection::close() { handle_.reset(); }

std::optional<ConnectFailure> Connection::open(const Endpoint& e) {
  start_libraries();
  close();
  auto h = std::make_unique<Handle>();
  h->curl = curl_easy_init();
  if (!h->curl) throw Error(ErrorKind::system, "libcurl", "cannot make a handle");
  h->set(CURLOPT_URL, url(e).c_str());
  h->set(CURLOPT_CONNECT_ONLY, 1L);
  h->set(CURLOPT_NOSIGNAL, 1L);
  h->set(CURLOPT_PROXY, "");  // an environment's web proxy is no way for mail
  h->set(CURLOPT_TCP_NODELAY, 1L);
  h->set(CURLOPT_ERRORBUFFER, h->error);
  h->set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(e.connect_timeout.count()));
  h->set(CURLOPT_TIMEOUT_MS, static_cast<long>((e.connect_timeout + e.greeting_timeout).count()));
  h->set(CURLOPT_SERVER_RESPONSE_TIMEOUT, std::max<long>(1, static_cast<long>(e.greeting_timeout.count() / 1000)));
  h->set(CURLOPT_VERBOSE, 1L);
  h->set(CURLOPT_DEBUGFUNCTION, listen_in);
  h->set(CURLOPT_DEBUGDATA, &h->conversation);
  h->conversation.imap = e.protocol == Endpoint::Protocol::imap || e.protocol == Endpoint::Protocol::imaps;
  if (e.protocol == Endpoint::Protocol::smtp || e.protocol == Endpoint::Protocol::imap)
    h->set(CURLOPT_USE_SSL, e.starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE);
  h->set(CURLOPT_SSL_VERIFYPEER, 1L);
  h->set(CURLOPT_SSL_VERIFYHOST, 2L);
  h->set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (e.protocol == Endpoint::Protocol::tls) h->set(CURLOPT_SSL_ENABLE_ALPN, 0L);  // what we speak is not HTTP
  if (!e.ca_file.empty()) {
    h->set(CURLOPT_CAINFO, e.ca_file.c_str());
    h->set(CURLOPT_CAPATH, static_cast<char*>(nullptr));  // else the system's certificates count as well
  }
  if (!e.user.empty()) {
    h->set(CURLOPT_USERNAME, e.user.c_str());
    if (e.auth == "xoauth2")
      h->set(CURLOPT_XOAUTH2_BEARER, e.password.c_str());
    else
      h->set(CURLOPT_PASSWORD, e.password.c_str());
    if (!e.auth.empty()) {
      std::string mechanism = e.auth;
      std::transform(mechanism.begin(), mechanism.end(), mechanism.begin(),
                     [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
      h->set(CURLOPT_LOGIN_OPTIONS, ("AUTH=" + mechanism).c_str());
    }
  }
  const CURLcode code = curl_easy_perform(h->curl);
  if (code != CURLE_OK) return failure(code, h->conversation, h->error);
  if (curl_easy_getinfo(h->curl, CURLINFO_ACTIVESOCKET, &h->socket) != CURLE_OK || h->socket == CURL_SOCKET_BAD)
    return ConnectFailure{"connect", 0, "the connection was closed at once"};
  // Where no mechanism is offered libcurl goes on without one.
  if (!e.user.empty() && h->conversation.verb != "AUTH")
    return ConnectFailure{"auth", 0, "the server offers no authentication that can be used, and a user is set"};
  h->may_hold_bytes = e.starttls || (e.protocol != Endpoint::Protocol::smtp && e.protocol != Endpoint::Protocol::imap &&
                                     e.protocol != Endpoint::Protocol::plain);
  handle_ = std::move(h);
  return std::nullopt;
}

std::optional<std::string> Connection::send(std::string_view bytes, Deadline deadline, std::size_t* sent) {
  std::size_t done = 0;
  if (sent) *sent = 0;
  if (!handle_) return "the connection is closed";
  while (done < bytes.size()) {
    std::size_t n = 0;
    const CURLcode code = curl_easy_send(handle_->curl, bytes.data() + done, bytes.size() - done, &n);
    done += n;
    if (sent) *sent = done;
    if (code == CURLE_AGAIN) {
      if (!wait_for(handle_->socket, POLLOUT, deadline)) return "the server did not take the bytes in time";
    } else if (code != CURLE_OK) {
      return std::string("the connection broke while sending: ") + curl_easy_strerror(code);
    }
    if (std::chrono::steady_clock::now() > deadline && done < bytes.size())
      return "the server did not take the bytes in time";
  }
  return std::nullopt;
}

std::optional<std::string> Connection::receive(std::string& into, Deadline deadline, bool* late) {
  if (late) *late = false;
  if (!handle_) return "the connection is closed";
  char buffer[16384];
  // An answer is hardly ever there already: where the socket tells all, it is asked first.
  for (bool ask = handle_->may_hold_bytes || deadline <= std::chrono::steady_clock::now();; ask = true) {
    std::size_t n = 0;
    const CURLcode code = ask ? curl_easy_recv(handle_->curl, buffer, sizeof buffer, &n) : CURLE_AGAIN;
    if (code == CURLE_OK && n > 0) {
      into.append(buffer, n);
      return std::nullopt;
    }
    if (code == CURLE_OK) return "the server closed the connection";
    if (code != CURLE_AGAIN) return std::string("the connection broke while waiting: ") + curl_easy_strerror(code);
    if (!wait_for(handle_->socket, POLLIN, deadline)) {
      if (late) *late = true;
      return "the server did not answer in time";
    }
  }
}

std::string host_name() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 && name[0] ? name : "localhost";
}

bool is_loopback(const std::string& host) {
  return lower_ascii(host) == "localhost" || host == "::1" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos);
}

}  // namespace dunmail
