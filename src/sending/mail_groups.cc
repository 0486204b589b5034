#include "sending/mail_groups.h"

#include <set>

#include "base/text.h"

namespace dunmail {
namespace {

using std::chrono::hours;

/// An answer's life. Providers are changed rarely; a name server that is away may be back soon.
hours good_for(const MailHostAnswer& answer) {
  return !answer.answered ? hours(1) : answer.host.empty() ? hours(24) : hours(7 * 24);
}

}  // namespace

FindMailHosts mail_host_finder(const Settings& settings) {
  if (!settings.delivery.mx_servers) return nullptr;
  NameServers servers;
  servers.servers = *settings.delivery.mx_servers;
  return [servers](const std::vector<std::string>& domains) { return find_mail_hosts(domains, servers); };
}

void learn_mail_hosts(World& world, const std::vector<Store::Outgoing>& letters, const FindMailHosts& find,
                      Throttle& throttle) {
  if (!find) return;
  std::set<std::string> domains;
  for (const Store::Outgoing& letter : letters) {
    if (letter.channel != "email") continue;  // a fax goes to its gateway, which is nobody's mail provider
    const std::string domain = lower_ascii(letter.recipient.substr(letter.recipient.rfind('@') + 1));
    if (throttle.goes_by_mail_host(domain)) domains.insert(domain);
  }
  if (domains.empty()) return;
  for (const Store::MailHost& known : world.store.mail_hosts(world.now()))
    if (domains.erase(known.domain)) throttle.learn(known.domain, known.host);
  if (domains.empty()) return;
  const std::vector<MailHostAnswer> answers = find({domains.begin(), domains.end()});
  world.store.transaction([&] {
    for (const MailHostAnswer& answer : answers) {
      throttle.learn(answer.domain, answer.host);
      world.store.put(Store::MailHost{answer.domain, answer.host, world.now() + good_for(answer)});
    }
  });
}

}  // namespace dunmail
