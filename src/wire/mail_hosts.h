// Which host takes a domain's mail: its MX records (RFC 5321 section 5.1), asked of name servers by c-ares, many
// domains at a time and never for long. The only place that includes ares.h.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace dunmail {

struct MailHostAnswer {
  std::string domain;     ///< as it was asked for
  std::string host;       ///< of the best preference, lower case, without the last dot; empty: the domain names none
  bool answered = false;  ///< false: no name server answered in time, or none could
};

struct NameServers {
  std::string servers;                       ///< "192.0.2.1,192.0.2.2:5353"; empty: the system's
  std::chrono::milliseconds patience{2000};  ///< with a try
  int tries = 2;
  std::chrono::milliseconds at_most{10'000};  ///< for all domains together; what is open then is not answered
};

/// Whether `servers` is a list as NameServers has it.
bool are_name_servers(const std::string& servers);

/// One answer a domain, in their order. Throws Error(config) for `servers` that are no addresses.
std::vector<MailHostAnswer> find_mail_hosts(const std::vector<std::string>& domains, const NameServers& ask);

}  // namespace dunmail
