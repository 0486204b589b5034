// What an SMTP server answers: RFC 5321 section 4.2, enhanced status codes of RFC 3463 and 2034, and the greeting's
// extensions. Everything here is pure and bounded: the bytes come from whoever answered on that port.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dunmail {

struct SmtpReply {
  int code = 0;                    ///< 200 to 599; 0: none
  std::string status;              ///< "5.1.1", or empty
  std::vector<std::string> lines;  ///< text behind the code, one a line, raw

  int kind() const { return code / 100; }  ///< 2, 3, 4 or 5
  /// All lines without their status code, printable, on one line, at most 500 bytes.
  std::string text() const;
};

/// Takes bytes as they come, in pieces of any size, and gives one reply after another.
class SmtpReplyParser {
 public:
  static constexpr std::size_t max_line = 4096;  ///< RFC 5321 says 512; long ones are seen
  static constexpr std::size_t max_reply = 65536;

  enum class State {
    more,      ///< the reply goes on
    complete,  ///< reply() is whole; the rest of the bytes stays inside
    garbage,   ///< not SMTP, or beyond the limits; the connection is of no further use
  };
  void add(std::string_view bytes) { pending_.append(bytes); }
  /// Looks for the next reply in what was added.
  State next();
  const SmtpReply& reply() const { return reply_; }
  /// Bytes that nobody has asked for yet: after a reply to the last command they should be none.
  bool has_pending() const { return !pending_.empty(); }

 private:
  State line(std::string_view line);
  std::string pending_;
  SmtpReply building_, reply_;
  std::size_t size_ = 0;
};

/// What the server offers (EHLO or LHLO).
struct SmtpExtensions {
  bool pipelining = false, eight_bit_mime = false, smtputf8 = false, dsn = false, enhanced_codes = false;
  bool size_known = false;
  std::uint64_t size = 0;  ///< largest message in bytes; 0: no fixed limit
};
SmtpExtensions read_extensions(const SmtpReply& ehlo);

/// The relay's own name for a message, out of its reply to the final dot: Postfix, Exim, Sendmail, OpenSMTPD, Exchange,
/// qmail and most gateways. Empty where none is found.
std::string read_queue_id(const SmtpReply& reply);

/// RFC 3461 section 4: anything but printable ASCII without '+' and '=' as +XX.
std::string xtext(std::string_view text);

}  // namespace dunmail
