// How a message that came back is shown: one line, or JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "store/mail_row.h"

namespace dunmail {

/// "M2026-000017 failure L2026-000003 done: the address is dead ..."
std::string line_of(const MailRow& row);
nlohmann::ordered_json to_json(const MailRow& row);

}  // namespace dunmail
