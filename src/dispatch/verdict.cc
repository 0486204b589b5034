// The table that judges deliveries. RFC 5321 section 4.2, RFC 3463 (enhanced codes), RFC 7504 (521, 556), RFC 7505
// (null MX), RFC 7372 (authentication failures), and what large providers are known to say.
#include <algorithm>
#include <string_view>

#include "dispatch/courier.h"

namespace dunmail {
namespace {

struct Row {
  std::string_view stages;  ///< words apart by blanks; empty: any
  int code;                 ///< reply code; 0: any; -1: none, the refusal is ours
  std::string_view status;  ///< "5.1.1", a front part such as "5.7."; empty: any
  Verdict verdict;
};

// Before MAIL: the way is closed, whichever letter comes. In both tables the first row that fits wins.
constexpr Row the_way[] = {
    {"connect", -1, "4.3.1", Verdict::stop_route},  // our own disk
    {"connect", -1, "4.3.5", Verdict::stop_route},  // our own program is not there
    {"auth", 454, "", Verdict::retry},              // temporary authentication failure, RFC 4954 section 4.7.12
    {"auth", 421, "", Verdict::retry},
    {"tls auth", 0, "", Verdict::stop_route},
    {"connect ehlo", 554, "", Verdict::stop_route},  // "no SMTP service here"
    {"connect ehlo", 521, "", Verdict::stop_route},
    {"connect ehlo", 550, "", Verdict::stop_route},
    {"connect ehlo", 0, "", Verdict::retry},
};

// The relay has refused a letter for good: most specific first.
constexpr Row refusals[] = {
    {"", 530, "", Verdict::stop_route},  // STARTTLS or AUTH demanded first
    {"", 534, "", Verdict::stop_route},
    {"", 535, "", Verdict::stop_route},
    {"", 538, "", Verdict::stop_route},
    {"", 0, "5.5.3", Verdict::retry},  // too many recipients: there is one, so the limit is the connection's
    // The sender is refused, not the address.
    {"", 0, "5.1.7", Verdict::our_fault},
    {"", 0, "5.1.8", Verdict::our_fault},
    {"", 0, "5.1.9", Verdict::our_fault},
    {"mail", 0, "", Verdict::our_fault},
    // Size and content.
    {"", 0, "5.2.3", Verdict::our_fault},
    {"", 0, "5.3.3", Verdict::our_fault},
    {"", 0, "5.3.4", Verdict::our_fault},
    {"", 0, "5.6.7", Verdict::next_channel},  // the address needs SMTPUTF8, the way has none
    {"", 0, "5.6.", Verdict::our_fault},
    // Policy: never held against the address.
    {"", 0, "5.7.", Verdict::our_fault},
    // The address.
    {"", 0, "5.1.", Verdict::next_channel},  // .1 no mailbox, .2 no host, .3 syntax, .6 moved, .10 null MX
    {"", 0, "5.2.", Verdict::next_channel},  // .1 disabled, .2 full for good
    {"", 0, "5.3.", Verdict::next_channel},
    {"", 0, "5.4.", Verdict::next_channel},         // .1 no answer, .4 no route; Exchange says .1 for an unknown user
    {"rcpt", 550, "5.5.0", Verdict::next_channel},  // Outlook's "mailbox unavailable"
    {"", 0, "5.5.", Verdict::our_fault},            // protocol
    // No enhanced code, or 5.0.0. RFC 5321 section 4.2.2: the command was not understood, which is between the relay
    // and us (501 is about its argument, and that is the address).
    {"rcpt", 500, "", Verdict::our_fault},
    {"rcpt", 502, "", Verdict::our_fault},
    {"rcpt", 503, "", Verdict::our_fault},
    {"rcpt", 504, "", Verdict::our_fault},
    {"rcpt", 550, "", Verdict::next_channel},
    {"rcpt", 551, "", Verdict::next_channel},
    {"rcpt", 552, "", Verdict::next_channel},  // at RCPT it is the mailbox's quota
    {"", 552, "", Verdict::our_fault},         // later it is the message's size
    {"rcpt", 553, "", Verdict::next_channel},
    {"rcpt", 521, "", Verdict::next_channel},
    {"rcpt", 556, "", Verdict::next_channel},
    {"rcpt", 554, "", Verdict::next_channel},
    {"", 555, "", Verdict::our_fault},
    {"message", 550, "", Verdict::our_fault},  // refused for what it says
    {"message", 554, "", Verdict::our_fault},
};

bool has_word(std::string_view words, std::string_view word) {
  for (std::size_t at = 0; at <= words.size();) {
    const std::size_t end = std::min(words.find(' ', at), words.size());
    if (words.substr(at, end - at) == word) return true;
    at = end + 1;
  }
  return false;
}

bool fits(const Row& row, const Receipt& receipt) {
  if (!row.stages.empty() && !has_word(row.stages, receipt.stage)) return false;
  if (row.code == -1 ? receipt.reply_code != 0 : row.code != 0 && row.code != receipt.reply_code) return false;
  if (row.status.empty()) return true;
  return row.status.back() == '.' ? receipt.status.starts_with(row.status) : receipt.status == row.status;
}

}  // namespace

Verdict judge(const Receipt& receipt) {
  if (receipt.outcome == Receipt::Outcome::accepted) return Verdict::delivered_to_relay;
  if (receipt.outcome == Receipt::Outcome::unknown) return Verdict::ask;
  for (const Row& row : the_way)
    if (fits(row, receipt)) return row.verdict;
  if (receipt.outcome == Receipt::Outcome::deferred) return Verdict::retry;
  for (const Row& row : refusals)
    if (fits(row, receipt)) return row.verdict;
  return receipt.stage == "rcpt" ? Verdict::next_channel : Verdict::our_fault;  // a code that nobody has seen yet
}

const char* word(Receipt::Outcome outcome) {
  switch (outcome) {
    case Receipt::Outcome::accepted:
      return "accepted";
    case Receipt::Outcome::deferred:
      return "deferred";
    case Receipt::Outcome::refused:
      return "refused";
    case Receipt::Outcome::unknown:
      return "unknown";
  }
  return "unknown";
}

const char* word(Verdict verdict) {
  switch (verdict) {
    case Verdict::delivered_to_relay:
      return "delivered-to-relay";
    case Verdict::retry:
      return "retry";
    case Verdict::next_channel:
      return "next-channel";
    case Verdict::our_fault:
      return "our-fault";
    case Verdict::stop_route:
      return "stop-route";
    case Verdict::ask:
      return "ask";
  }
  return "ask";
}

}  // namespace dunmail
