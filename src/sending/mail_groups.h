// Which provider takes a domain's mail, for the limits of its group: learned from name servers, and kept in the
// database.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "desk/world.h"
#include "dispatch/throttle.h"
#include "wire/mail_hosts.h"

namespace dunmail {

using FindMailHosts = std::function<std::vector<MailHostAnswer>(const std::vector<std::string>& domains)>;

/// As delivery.mx_lookup says; none where it says so, or where no limits hold.
FindMailHosts mail_host_finder(const Settings& settings);

/// Tells the throttle the mail hosts of the letters' domains, as far as its groups go by them. What the database knows
/// is not asked again: a host for a week, none for a day, no answer for an hour. Nothing fails for want of an answer:
/// such a domain has the default's limits.
void learn_mail_hosts(World& world, const std::vector<Store::Outgoing>& letters, const FindMailHosts& find,
                      Throttle& throttle);

}  // namespace dunmail
