#include "dispatch/throttle.h"

#include <fnmatch.h>

#include <algorithm>
#include <cmath>

#include "base/config_table.h"
#include "base/text.h"

namespace dunmail {
namespace {

using std::chrono::milliseconds;

constexpr double slowest = 1.0 / 16;
constexpr int letters_to_recover = 20;

DomainLimits read_limits(const ConfigTable& table, const DomainLimits& otherwise) {
  return {static_cast<int>(table.number("connections", otherwise.connections, 1, 100)),
          static_cast<int>(table.number("per_minute", otherwise.per_minute, 1, 1'000'000)),
          static_cast<int>(table.number("burst", otherwise.burst, 1, 100'000))};
}

bool names(std::string_view pattern, std::string_view domain) {
  return pattern.starts_with("*.") ? domain.ends_with(pattern.substr(1)) && domain.size() > pattern.size() - 1
                                   : domain == pattern;
}

}  // namespace

DomainGroups load_domain_groups(const std::string& path) {
  const ConfigTable file = ConfigTable::load(path);
  DomainGroups out;
  if (const auto table = file.table("default")) out.otherwise = read_limits(*table, {});
  std::map<std::string, std::string> seen;
  if (const auto groups = file.table("group"))
    for (const auto& [name, table] : groups->named_tables()) {
      DomainGroups::Group group{name, {}, read_limits(table, out.otherwise), {}};
      for (const auto& [key, into] : {std::pair("domains", &group.domains), std::pair("mx", &group.mx)})
        for (const std::string& pattern : table.texts(key)) {
          into->push_back(lower_ascii(pattern));
          if (const auto [first, fresh] = seen.emplace(key + (" " + into->back()), name); !fresh)
            throw table.error(key, pattern + " is in group " + first->second + " already");
        }
      out.groups.push_back(std::move(group));
    }
  file.finish();
  return out;
}

const DomainGroups::Group* DomainGroups::named(std::string_view domain) const {
  for (const Group& group : groups)
    for (const std::string& pattern : group.domains)
      if (names(pattern, domain)) return &group;
  return nullptr;
}

std::string DomainGroups::name_of(std::string_view domain) const {
  const std::string lower = lower_ascii(domain);
  if (const Group* group = named(lower)) return group->name;
  const auto found = learned.find(lower);
  return found == learned.end() ? lower : found->second;
}

bool DomainGroups::goes_by_mail_host(std::string_view domain) const {
  const bool any = std::any_of(groups.begin(), groups.end(), [](const Group& group) { return !group.mx.empty(); });
  return any && !named(lower_ascii(domain));
}

void DomainGroups::learn(const std::string& domain, const std::string& mail_host) {
  const std::string host = lower_ascii(mail_host);
  for (const Group& group : groups)
    for (const std::string& pattern : group.mx)
      if (::fnmatch(pattern.c_str(), host.c_str(), 0) == 0) {
        learned.emplace(lower_ascii(domain), group.name);
        return;
      }
}

const DomainLimits& DomainGroups::limits_of(std::string_view name) const {
  for (const Group& group : groups)
    if (group.name == name) return group.limits;
  return otherwise;
}

std::string Throttle::group_of(const std::string& recipient) const {
  const std::size_t at = recipient.rfind('@');
  return groups_.name_of(at == recipient.npos && !fax_domain_.empty() ? fax_domain_
                                                                      : std::string_view(recipient).substr(at + 1));
}

milliseconds Throttle::start(const std::string& recipient, Moment now) {
  const std::string name = group_of(recipient);
  const DomainLimits& limits = groups_.limits_of(name);
  State& state = states_[name];
  if (!state.known) {
    state.known = true;
    state.tokens = limits.burst;
    state.filled = now;
  }
  if (now < state.filled) state.filled = now;  // a clock set back gives nothing, and takes nothing for long
  // A rest lasts a minute; one that ends further ahead was written by another clock.
  if (state.rest_until > now + std::chrono::minutes(1)) state.rest_until = now + std::chrono::minutes(1);
  const double per_ms = limits.per_minute * state.pace / 60'000.0;
  state.tokens =
      std::min<double>(limits.burst, state.tokens + static_cast<double>((now - state.filled).count()) * per_ms);
  state.filled = now;
  if (state.rest_until > now) return state.rest_until - now;
  if (state.in_use >= limits.connections) return milliseconds(1000);
  if (state.tokens < 1) return milliseconds(static_cast<long>(std::ceil((1 - state.tokens) / per_ms)));
  state.tokens -= 1;
  ++state.in_use;
  return milliseconds(0);
}

void Throttle::give_back(const std::string& recipient) {
  State& state = states_[group_of(recipient)];
  state.in_use = std::max(0, state.in_use - 1);
  state.tokens += 1;
}

void Throttle::finish(const std::string& recipient, const Receipt& receipt, Moment now) {
  State& state = states_[group_of(recipient)];
  state.in_use = std::max(0, state.in_use - 1);
  // What befalls the connection to our own relay says nothing of the recipient's provider.
  const bool about_letter =
      receipt.stage == "mail" || receipt.stage == "rcpt" || receipt.stage == "data" || receipt.stage == "message";
  if (about_letter && (receipt.reply_code == 421 || receipt.status.starts_with("4.7."))) {
    state.pace = std::max(slowest, state.pace / 2);
    state.rest_until = now + std::chrono::minutes(1);
    state.accepted = 0;
  } else if (receipt.outcome == Receipt::Outcome::accepted && ++state.accepted >= letters_to_recover) {
    state.pace = std::min(1.0, state.pace * 2);
    state.accepted = 0;
  }
}

double Throttle::pace(const std::string& recipient) const {
  const auto found = states_.find(group_of(recipient));
  return found == states_.end() ? 1 : found->second.pace;
}

}  // namespace dunmail
