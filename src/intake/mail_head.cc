#include "intake/mail_head.h"

#include "base/text.h"
#include "tracking/report.h"

namespace dunmail {
namespace {

constexpr std::size_t header_length = 500;

std::string short_header(const HeaderFields& headers, std::string_view name) {
  std::string out = printable(trim(headers.first(name)));
  if (out.size() <= header_length) return out;
  std::size_t end = header_length;
  while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xc0) == 0x80) --end;  // not through a character
  out.resize(end);
  return out;
}

}  // namespace

void put_head(MailRow& row, const ForeignMail& mail) {
  row.message_id = short_header(mail.headers, "message-id");
  row.sender = short_header(mail.headers, "from");
  row.subject = short_header(mail.headers, "subject");
  const auto sent = mail_date(mail.headers);
  row.sent = sent ? iso(*sent) : "";
}

}  // namespace dunmail
