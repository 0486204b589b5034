// Reply codes (RFC 5321) and enhanced status codes (RFC 3463) in text that people and machines wrote.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dunmail {

struct SmtpCodes {
  std::string status;  ///< "5.1.1", or ""
  int reply = 0;       ///< 550, or 0
  std::size_t at = 0;  ///< where the first reply code stands, so that what a server said begins there; 0 without one
};

/// The codes that say most: a pair that stands together before single ones, precise ones before 5.0.0 and x.4.7
/// ("queued too long" hides the reason). Versions, IP addresses, times and sizes are no codes.
SmtpCodes find_codes(std::string_view text);

/// "5.1.1 (bad mailbox)", "5.1.1", "#5.1.1" -> "5.1.1"; "" when it is none.
std::string status_in(std::string_view field);
/// True for "", 4.0.0 and 5.0.0.
bool is_vague(std::string_view status);

/// In a transcript of ">>> command" and "<<< reply" lines: the command before the first refusal, as connect, mail, rcpt
/// or data; "" when there is none.
std::string stage_of_transcript(std::string_view text);

}  // namespace dunmail
