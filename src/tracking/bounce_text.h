// A bounce that only people were meant to read: where the notice ends and the returned copy begins, which addresses
// failed, and what was said about each. One reader for all mail systems: it looks at where addresses stand (alone in a
// line, before a colon, behind RCPT TO), never at who wrote the notice.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tracking/message.h"
#include "tracking/rules.h"

namespace dunmail {

struct Notice {
  std::string text;   ///< what the mail system says
  HeaderFields copy;  ///< header of the message that came back, as far as it is in the text
};
/// Marks of quotation ("> ") are taken off.
Notice split_notice(std::string_view text, const Rules& rules);

struct TextFailure {
  std::string address;
  std::string text;  ///< the lines about it
};
struct KnownAddresses {
  std::vector<std::string> ours;     ///< who wrote the letter: never a failed recipient while another is named
  std::vector<std::string> theirs;   ///< X-Failed-Recipients
  std::vector<std::string> sent_to;  ///< To and Cc of the copy
};
/// At most 200, in the text's order; none when no address is named.
std::vector<TextFailure> find_failures(const std::string& notice, const KnownAddresses& known, const Rules& rules);

/// Every addr-spec in the text, as it stands, in order; at most 1,000.
struct FoundAddress {
  std::string address;
  std::size_t begin, end;
};
std::vector<FoundAddress> find_addresses(std::string_view text);
bool same_address(std::string_view a, std::string_view b);

}  // namespace dunmail
