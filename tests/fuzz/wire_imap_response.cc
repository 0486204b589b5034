// An IMAP server's answers, cut into pieces by the input itself: whole or in pieces they must read the same.
#include <cstdint>
#include <cstdlib>

#include "wire/imap_response.h"

using namespace dunmail;

namespace {

void check(bool good) {
  if (!good) std::abort();
}

std::vector<ImapResponse> read(std::string_view bytes, std::size_t piece) {
  std::vector<ImapResponse> out;
  ImapParser parser(4096);
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    parser.add(bytes.substr(at, piece));
    for (;;) {
      const auto state = parser.next();
      if (state == ImapParser::State::garbage) return out;
      if (state == ImapParser::State::more) break;
      out.push_back(parser.response());
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
    check(whole[i].tag == pieces[i].tag && whole[i].kind == pieces[i].kind && whole[i].text == pieces[i].text);
    check(whole[i].text.size() <= 500 && whole[i].text.find('\n') == std::string::npos);
    check(whole[i].values.size() == pieces[i].values.size());
    whole[i].item("UID");
  }
  imap_quoted(bytes);
  check(imap_folder(bytes).find_first_of("\r\n") == std::string::npos);
  return 0;
}
