// Mail that a machine sent instead of its owner: RFC 3834, what older systems put into headers, and vacation subjects.
#pragma once

#include <optional>

#include "base/date.h"
#include "tracking/message.h"
#include "tracking/rules.h"

namespace dunmail {

/// A mailing list, a newsletter, or a report of another kind is none.
bool is_auto_reply(const ForeignMail& mail, const Rules& rules);

/// The last day that the text ties to an absence ("until 5 December", "bis zum 05.12.", "至12月5日", "back on Monday"),
/// not before `today` and at most 400 days after it. Whether it is the last day away or the first day back is as the
/// writer put it.
std::optional<Date> return_date(std::string_view subject, std::string_view text, Date today);

}  // namespace dunmail
