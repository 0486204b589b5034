// What mail classify prints and what is kept of a message: one form for both.
#pragma once

#include <nlohmann/json.hpp>

#include "tracking/reply.h"
#include "tracking/report.h"

namespace dunmail {

nlohmann::ordered_json to_json(const MailReport& report);
/// What a reply may mean; `today` is what "next Friday" counts from.
std::vector<Suggestion> suggestions_of(const ForeignMail& mail, const Rules& rules, Date today);

}  // namespace dunmail
