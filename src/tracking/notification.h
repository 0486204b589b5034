// Delivery events as JSON: what Amazon SES sends through SNS by mail, and sending services in a like form.
#pragma once

#include <optional>
#include <string_view>

#include "tracking/report.h"

namespace dunmail {

/// Nothing when the text holds no such JSON. Lines that were folded by mail are put together again; a "Message" that is
/// JSON in a string is opened. Text beyond 256 KiB or deeper than 20 levels is not read.
std::optional<MailReport> read_notification(std::string_view text, const Rules& rules);

}  // namespace dunmail
