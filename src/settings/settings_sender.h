// Whose letter it is: what dunmail.toml says of the sender, at its top and by creditor. For the reader of the settings
// only (settings.cc). Everything throws Error(config) with file, line and column.
#pragma once

#include "settings/settings.h"

namespace dunmail {

void known_locale(const ConfigTable& in, const std::string& locale);

/// A path of the user's, as he wrote it or below the folder of his file.
std::string path_in(const std::string& folder, const ConfigTable& t, const char* key, const std::string& otherwise);
/// Every key is read over what stands in `a`, so that [in.LOCALE] needs to hold only what differs.
void read_address(const ConfigTable& table, Address& a);
/// Of a stationery that the folder of templates does not have. A folder that is not there is another error's matter.
void need_stationery(const std::string& templates, const ConfigTable& t, const std::string& key,
                     const std::string& name);

/// from, from_name, reply_to, message_id_domain, bounce_address: in [delivery] or in [creditor.NAME].
void read_mail_sender(const ConfigTable& t, MailSender& mail);
/// The tables `signatory` and `law_firm`: at the top or in [creditor.NAME].
void read_records(const ConfigTable& t, const std::string& folder, SenderSettings& out);
/// All of it for one creditor.
void read_sender(const ConfigTable& t, Settings& s, const std::string& creditor);
/// Whose the tables at the top are: default_creditor, else the only creditor, else `main`.
void read_default_creditor(const ConfigTable& all, Settings& s);

}  // namespace dunmail
