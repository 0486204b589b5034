// How fast letters may go to one provider: recipient domains in groups (config/domain-groups.toml) by their own name or
// by the host that takes their mail, a token bucket and a number of connections for each, slower when the provider asks
// for it. Knows no clock: every call says what time it is.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dispatch/courier.h"

namespace dunmail {

struct DomainLimits {
  int connections = 2, per_minute = 60, burst = 10;
};
struct DomainGroups {
  struct Group {
    std::string name;
    std::vector<std::string> domains;  ///< "qq.com", or "*.aliyun.com" for every name below
    DomainLimits limits;
    std::vector<std::string> mx;  ///< "mxbiz*.qq.com": hosts that take the mail of domains which no group names
  };
  DomainLimits otherwise;
  std::vector<Group> groups;
  std::map<std::string, std::string, std::less<>> learned;  ///< group by domain, of those whose mail host is known

  /// The group's name, or the domain itself, which then is a group of its own.
  std::string name_of(std::string_view domain) const;
  const DomainLimits& limits_of(std::string_view group) const;
  /// Whether it depends on the domain's mail host which group it is in.
  bool goes_by_mail_host(std::string_view domain) const;
  /// The host that takes the domain's mail: one that no group names, or none, makes no difference.
  void learn(const std::string& domain, const std::string& mail_host);

 private:
  const Group* named(std::string_view domain) const;
};
/// Throws Error(config); a domain or pattern in two groups is one.
DomainGroups load_domain_groups(const std::string& path);

/// Not for two threads at a time.
class Throttle {
 public:
  using Moment = std::chrono::sys_time<std::chrono::milliseconds>;
  explicit Throttle(DomainGroups groups) : groups_(std::move(groups)) {}

  /// Zero: a letter may start now, and has; finish() must follow. Otherwise how long to wait before asking again.
  /// With all connections in use that is a second.
  std::chrono::milliseconds start(const std::string& recipient, Moment now);
  /// 421 and 4.7.x halve the pace of the group (down to a sixteenth) and rest it for a minute; twenty letters accepted
  /// in a row double it again, up to its limit.
  void finish(const std::string& recipient, const Receipt& receipt, Moment now);
  /// A letter that was started and then did not leave.
  void give_back(const std::string& recipient);
  /// See DomainGroups; to be called before a letter to such a domain is started.
  bool goes_by_mail_host(std::string_view domain) const { return groups_.goes_by_mail_host(domain); }
  void learn(const std::string& domain, const std::string& mail_host) { groups_.learn(domain, mail_host); }
  /// Letters to a fax number count for the gateway's domain.
  void send_faxes_to(const std::string& domain) { fax_domain_ = domain; }
  /// The name of the recipient's group.
  std::string group_of(const std::string& recipient) const;
  /// The share of the limit that the group runs at: 1, 0.5, ...
  double pace(const std::string& recipient) const;

 private:
  struct State {
    double tokens = 0, pace = 1;
    Moment filled{}, rest_until{};
    int in_use = 0, accepted = 0;
    bool known = false;
  };

  DomainGroups groups_;
  std::string fax_domain_;
  std::map<std::string, State> states_;
};

}  // namespace dunmail
