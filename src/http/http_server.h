// An HTTP/1.1 server for few routes and short answers: a thread a connection, no keep-alive, no streaming. Meant to
// stand on loopback behind a reverse proxy that has the certificate; X-Forwarded-For is believed from loopback only,
// and only its last address, which the proxy itself wrote.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace dunmail {

struct HttpRequest {
  std::string method, path;                   ///< path without the query
  std::map<std::string, std::string> fields;  ///< of query and form
  std::string upload;                         ///< bytes of the form's file "proof", as they came
  bool too_large = false;                     ///< the body was cut off; fields and upload are not to be used
  std::string source;                         ///< network address
  std::string agent, languages;               ///< User-Agent, Accept-Language
};

struct HttpReply {
  int status = 200;
  std::string body;
  std::string media_type;
  std::map<std::string, std::string> headers;
};

struct HttpOrder {
  std::string listen;                                         ///< ADDRESS:PORT; port 0: any that is free
  int threads = 1;                                            ///< connections at once
  std::uint64_t upload_bytes = 0;                             ///< of a file; a form's fields have 64 KiB beside it
  std::function<HttpReply(const HttpRequest&)> handle;        ///< from any thread; throws nothing
  std::function<void(const std::string& address)> listening;  ///< with the port that it got
  std::function<void()> wait;                                 ///< returns when the server shall end
};

/// Serves until `wait` returns, then finishes the requests at hand. Throws Error(system) when the address is taken.
void serve_http(const HttpOrder& order);

/// The address a request counts for: the peer, or what a proxy on loopback says. Of IPv6 the network only (/64), since
/// one line has as many addresses as it likes.
std::string source_of(const std::string& peer, const std::string& forwarded_for);

}  // namespace dunmail
