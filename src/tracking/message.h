// A message that came from outside, read without trust: whatever the bytes are, the result is bounded text in UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dunmail {

/// Header fields in the message's order; names in lower case, values unfolded, RFC 2047 words decoded.
class HeaderFields {
 public:
  void add(std::string name, std::string value);
  /// The first value of that name (asked for in lower case), or "".
  const std::string& first(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;
  bool has(std::string_view name) const;
  bool empty() const { return fields_.empty(); }
  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// A leaf of the MIME tree. Text in any charset is UTF-8 with LF line ends; HTML is turned into lines of text. Parts
/// that are neither text nor a report (pictures, PDF) are kept by type alone.
struct ForeignPart {
  std::string type;  ///< "text/plain", "message/delivery-status"; lower case
  std::string text;
  bool returned = false;  ///< it lies inside a message that was attached: our own letter coming back
};

/// Where reading stops. The rest of a larger message is not looked at: what a report says stands in front.
struct ReadLimits {
  std::size_t bytes = 2 << 20;
  std::size_t part_text = 256 << 10;
  std::size_t parts = 200;
  std::size_t containers = 100;  ///< multiparts and attached messages, nested or beside each other
};

struct ForeignMail {
  HeaderFields headers;
  std::vector<ForeignPart> parts;
  HeaderFields returned;  ///< of the attached message or text/rfc822-headers
  std::string type;       ///< Content-Type of the whole: "multipart/report"
  std::string report_type;
  bool cut = false;  ///< a limit was met

  /// Text a person would read: the text parts that are not inside an attached message.
  std::string text() const;
};

/// Never fails and never throws for what the bytes are: a message without header, blank line or end, with an unknown
/// charset or broken base64, gives what can be read of it.
ForeignMail read_mail(std::string_view bytes, const ReadLimits& limits = {});

/// Fields out of text that looks like a header: ends at the first blank line, skips what is no field.
HeaderFields read_headers(std::string_view text);

}  // namespace dunmail
