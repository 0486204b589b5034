// The relay's answers, cut into pieces by the input itself: whole or in pieces they must read the same.
#include <cstdint>
#include <cstdlib>

#include "wire/smtp_reply.h"

using namespace dunmail;

namespace {

void check(bool good) {
  if (!good) std::abort();
}

std::vector<SmtpReply> read(std::string_view bytes, std::size_t piece) {
  std::vector<SmtpReply> out;
  SmtpReplyParser parser;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    parser.add(bytes.substr(at, piece));
    for (;;) {
      const auto state = parser.next();
      if (state == SmtpReplyParser::State::garbage) return out;
      if (state == SmtpReplyParser::State::more) break;
      out.push_back(parser.reply());
    }
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = read(bytes, bytes.size() + 1), pieces = read(bytes, 1 + data[0] % 16);
  check(whole.size() == pieces.size());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    check(whole[i].code >= 200 && whole[i].code < 600 && whole[i].code == pieces[i].code);
    check(whole[i].text().size() <= 500 && whole[i].text() == pieces[i].text());
    check(whole[i].text().find('\n') == std::string::npos);
    read_extensions(whole[i]);
    read_queue_id(whole[i]);
  }
  return 0;
}
