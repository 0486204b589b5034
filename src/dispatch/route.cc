// From a route's options to its courier.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/text.h"
#include "dispatch/exits.h"
#include "dispatch/maildir.h"
#include "dispatch/smtp_courier.h"

namespace dunmail {
namespace {

[[noreturn]] void reject(const RouteOptions& options, std::string message, std::string hint = {}) {
  throw Error(ErrorKind::config, "route " + options.address, std::move(message), std::move(hint));
}

// Host and EHLO name end up in a URL and in a command: letters, digits, dots and hyphens; colons for IPv6.
bool is_host(std::string_view text) {
  return !text.empty() && text.size() <= 253 && text.front() != '-' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
                  c == ':';
         });
}

/// HOST, HOST:PORT, [IPv6], [IPv6]:PORT
void read_host(const RouteOptions& options, std::string_view text, Endpoint& endpoint) {
  if (text.find('@') != text.npos)
    throw Error(ErrorKind::config, "route", "a user or password stands in the address", "give them as settings");
  if (text.ends_with('/')) text.remove_suffix(1);
  std::string_view host = text, port;
  if (text.starts_with('[') && text.find(']') != text.npos) {
    host = text.substr(1, text.find(']') - 1);
    port = text.substr(text.find(']') + 1);
  } else if (const std::size_t colon = text.find(':'); colon != text.npos) {
    host = text.substr(0, colon);
    port = text.substr(colon);
  }
  if (!is_host(host) || (host.find(':') != host.npos && !text.starts_with('[')))
    reject(options, "the host name is not valid", "write smtp://relay.example:587");
  endpoint.host = host;
  if (port.empty()) return;
  const auto [end, error] = std::from_chars(port.data() + 1, port.data() + port.size(), endpoint.port);
  if (port[0] != ':' || error != std::errc() || end != port.data() + port.size() || endpoint.port < 1 ||
      endpoint.port > 65535)
    reject(options, "the port is not a number from 1 to 65535");
}

void set_tls(const RouteOptions& options, Endpoint& endpoint) {
  const bool loopback = is_loopback(endpoint.host);
  const bool lmtp = endpoint.protocol == Endpoint::Protocol::plain;
  const bool wrapped = endpoint.protocol == Endpoint::Protocol::smtps || endpoint.protocol == Endpoint::Protocol::tls;
  if (options.tls != "auto" && options.tls != "required" && options.tls != "never")
    reject(options, "tls must be auto, required or never");
  if (wrapped && options.tls == "never") reject(options, "the route is TLS from the first byte, and tls says never");
  if (lmtp && (options.tls == "required" || (options.tls == "auto" && !loopback)))
    reject(options, "lmtp:// is without TLS", "use lmtps://, or set tls = \"never\" on a network that you trust");
  endpoint.starttls = !wrapped && !lmtp && (options.tls == "required" || (options.tls == "auto" && !loopback));
  if (!options.user.empty() && !loopback && !wrapped && !endpoint.starttls)
    reject(options, "a password would travel without TLS", "set tls = \"required\"");
  if (!options.ca_file.empty() && ::access(options.ca_file.c_str(), R_OK) != 0)
    reject(options, "the CA file " + options.ca_file + " cannot be read");
  endpoint.ca_file = options.ca_file;
}

void set_login(const RouteOptions& options, Endpoint& endpoint) {
  const std::vector<std::string> known = {"auto", "plain", "login", "xoauth2"};
  if (std::find(known.begin(), known.end(), options.auth) == known.end())
    reject(options, "auth must be auto, plain, login or xoauth2", did_you_mean(options.auth, known));
  if (options.user.empty()) return;
  if (endpoint.protocol == Endpoint::Protocol::plain || endpoint.protocol == Endpoint::Protocol::tls)
    reject(options, "LMTP has no log-in here");
  if (options.password.empty())
    reject(options, "a user is set and no password", "check its file or environment variable");
  endpoint.user = options.user;
  endpoint.password = options.password;
  endpoint.auth = options.auth == "auto" ? "" : options.auth;
}

std::unique_ptr<Courier> smtp_courier(const RouteOptions& options, std::string_view scheme, std::string_view rest) {
  SmtpOptions out;
  out.lmtp = scheme == "lmtp" || scheme == "lmtps";
  out.endpoint.protocol = scheme == "lmtp"    ? Endpoint::Protocol::plain
                          : scheme == "lmtps" ? Endpoint::Protocol::tls
                          : scheme == "smtps" ? Endpoint::Protocol::smtps
                                              : Endpoint::Protocol::smtp;
  out.endpoint.port = out.lmtp ? 24 : scheme == "smtps" ? 465 : options.user.empty() ? 25 : 587;
  read_host(options, rest, out.endpoint);
  if (!options.helo.empty() && !is_host(options.helo)) reject(options, "helo is not a host name");
  out.endpoint.helo = options.helo;
  set_timeouts(options, out);
  set_tls(options, out.endpoint);
  set_login(options, out.endpoint);
  const bool ipv6 = out.endpoint.host.find(':') != std::string::npos;
  std::string name =
      fmt::format(fmt::runtime(ipv6 ? "{}://[{}]:{}" : "{}://{}:{}"), scheme, out.endpoint.host, out.endpoint.port);
  return std::make_unique<SmtpCourier>(std::move(name), std::move(out));
}

std::unique_ptr<Courier> command_courier(const RouteOptions& options, std::string_view text) {
  std::vector<std::string> words = command_words(text);
  if (words.empty())
    reject(options, "the command is missing, or a quote is open", "write command:/usr/sbin/sendmail -i");
  // By its whole path: which program takes the letters must not depend on where we are started.
  if (!words[0].starts_with('/'))
    reject(options, "the program needs its whole path", "write command:/usr/sbin/sendmail -i");
  if (options.timeout_seconds < 1 || options.timeout_seconds > 3600)
    reject(options, "the time-out must be from 1 to 3600 seconds");
  return std::make_unique<CommandCourier>(std::move(words), std::chrono::seconds(options.timeout_seconds));
}

}  // namespace

void set_timeouts(const RouteOptions& options, SmtpOptions& out) {
  const Timeouts& own = options.timeouts;
  for (const int each : {own.connect, own.greeting, own.mail, own.rcpt, own.data, own.block, own.final})
    if (each < 0 || each > 3600) reject(options, "a time-out must be from 1 to 3600 seconds");
  if (options.timeout_seconds < 1 || options.timeout_seconds > 3600)
    reject(options, "the time-out must be from 1 to 3600 seconds");
  const auto seconds = [](int given, int otherwise) { return std::chrono::seconds(given > 0 ? given : otherwise); };
  const int each = options.timeout_seconds;
  out.command_timeout = std::chrono::seconds(each);
  // RFC 5321 section 4.5.3.2: five minutes for the greeting, MAIL and RCPT, two for DATA, three for a block of it.
  out.mail_timeout = seconds(own.mail, each);
  out.rcpt_timeout = seconds(own.rcpt, each);
  out.data_timeout = seconds(own.data, std::min(each, 120));
  out.body_timeout = seconds(own.block, std::min(each, 180));
  // Section 4.5.3.2.6: ten minutes where a command has five; too short makes doubles.
  out.dot_timeout = seconds(own.final, 2 * each);
  out.endpoint.connect_timeout = seconds(own.connect, std::min(each, 60));
  out.endpoint.greeting_timeout = seconds(own.greeting, each);
}

std::unique_ptr<Courier> make_courier(const RouteOptions& options) {
  const std::string_view address = options.address;
  if (address.starts_with("maildir:")) {
    if (address.size() == 8 || address.find('\0') != address.npos)
      reject(options, "the folder is missing", "write maildir:PATH");
    return std::make_unique<MaildirCourier>(std::string(address.substr(8)));
  }
  if (address.starts_with("folder:")) {
    if (address.size() == 7 || address.find('\0') != address.npos)
      reject(options, "the folder is missing", "write folder:PATH");
    return std::make_unique<FolderCourier>(std::string(address.substr(7)));
  }
  if (address.starts_with("command:")) return command_courier(options, address.substr(8));
  const std::size_t colon = address.find("://");
  if (colon != address.npos)
    for (const std::string_view scheme : {"smtp", "smtps", "lmtp", "lmtps"})
      if (address.substr(0, colon) == scheme) return smtp_courier(options, scheme, address.substr(colon + 3));
  reject(options, "this is not a route",
         "write maildir:PATH, folder:PATH, command:/PATH/TO/PROGRAM, smtp://HOST:PORT, smtps://HOST:PORT, "
         "lmtp://HOST:PORT or lmtps://HOST:PORT");
}

bool leaves_this_machine(const std::string& address) {
  const std::size_t colon = address.find("://");
  if (colon == address.npos) return false;
  RouteOptions options;
  options.address = address;
  Endpoint endpoint;
  read_host(options, std::string_view(address).substr(colon + 3), endpoint);
  return !is_loopback(endpoint.host);
}

}  // namespace dunmail
