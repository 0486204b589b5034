// Composing an e-mail: RFC 5322, 2045-2047 and 2231, by GMime.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace dunmail {

struct MailAddress {
  std::string name;     ///< display name, any language
  std::string address;  ///< addr-spec
};

struct Attachment {
  std::string file_name;   ///< any language
  std::string media_type;  ///< application/pdf
  std::string bytes;
};

struct Mail {
  MailAddress from, to;
  MailAddress reply_to;  ///< empty address: none
  std::string subject;
  std::string text;  ///< plain text body
  std::vector<Attachment> attachments;
  std::string message_id;  ///< without angle brackets
  Instant date;
  std::string auto_submitted = "auto-generated";  ///< RFC 3834; empty: none
  std::string in_reply_to;                        ///< a message-id, or empty
  std::vector<std::string> references;
  std::vector<std::pair<std::string, std::string>> headers;  ///< further ones, ASCII names
};

/// The message with CRLF line ends, 7-bit clean (but for a recipient that needs SMTPUTF8, whose address cannot be). A
/// file name beyond ASCII travels by RFC 2231, with an ASCII stand-in as the part's `name`. The same mail gives the
/// same bytes (boundaries come from the Message-ID). A line break or NUL in any header value is a Problem, never a
/// header of its own.
Result<std::string> compose(const Mail& mail);

/// Nothing when the addr-spec can be used in an envelope and a header: RFC 5321 lengths (64 local, 255 domain, 254 in
/// all), no blanks, angle brackets, control characters, or comments; a quoted local part is refused. A domain may be
/// international (IDNA 2008); a local part beyond ASCII only where `smtputf8` says that the way can carry it.
std::optional<Problem> check_address(const std::string& address, bool smtputf8 = false);

/// True when the local part goes beyond ASCII, so that every relay on the way must offer SMTPUTF8 (RFC 6531).
bool needs_smtputf8(const std::string& address);
/// The address as it travels: the domain in its ASCII form (IDNA 2008, UTS 46), "info@xn--fiqs8s". The local part
/// stays.
Result<std::string> wire_address(const std::string& address);

}  // namespace dunmail
