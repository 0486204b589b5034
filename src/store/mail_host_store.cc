#include "sql/db.h"
#include "store/store.h"

namespace dunmail {

using S = std::string;

std::vector<Store::MailHost> Store::mail_hosts(Instant now) {
  std::vector<MailHost> out;
  for (auto& [domain, host, until] :
       db_->rows<S, S, S>("SELECT domain, host, until FROM mail_host WHERE until > ?", iso(now)))
    out.push_back({std::move(domain), std::move(host), parse_instant(until).value_or(now)});
  return out;
}

void Store::put(const MailHost& known) {
  db_->run(
      "INSERT INTO mail_host (domain, host, until) VALUES (?, ?, ?) ON CONFLICT (domain) DO UPDATE SET host = "
      "excluded.host, until = excluded.until",
      known.domain, known.host, iso(known.until));
}

}  // namespace dunmail
