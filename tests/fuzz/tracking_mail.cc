// Whatever the bytes are: reading ends, what comes out is bounded and valid UTF-8, and nobody is hard without a reason.
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "tracking/letter_match.h"
#include "tracking/report.h"

using namespace dunmail;

namespace {

void check(bool good) {
  if (!good) std::abort();
}

const char* const some_rules = R"(
[[reason]]
word = "user-unknown"
class = "address-dead"
hard = true
status = ["x.1.1"]
phrases = ["user unknown", "mailbox * found", "用户不存在"]
[[reason]]
word = "unknown"
[[stage]]
word = "rcpt"
otherwise = "user-unknown"
phrases = ["after rcpt to"]
[signs]
bounce_senders = ["mailer-daemon"]
bounce_subjects = ["failure notice"]
bounce_texts = ["could not be delivered"]
auto_subjects = ["out of office", "自动回复"]
copy_marks = ["copy of the message"]
)";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Rules rules = Rules::parse(some_rules, "rules");
  static const TokenKeys keys{{{'a', "0123456789abcdef"}}};
  const ForeignMail mail = read_mail({reinterpret_cast<const char*>(data), size});
  for (const ForeignPart& part : mail.parts) check(!first_bad_utf8(part.text));
  for (const auto& [name, value] : mail.headers.fields()) check(!first_bad_utf8(value));
  const MailReport report = classify(mail, rules);
  check(report.recipients.size() <= 1000);
  for (const ReportedRecipient& r : report.recipients) {
    check(!r.hard || r.cls == "address-dead");
    check(r.text.size() <= 510 && !first_bad_utf8(r.text));
  }
  match_letter(mail, keys, {"bounce+{token}@ours.example"});
  return 0;
}
