// What passes as an address can stand in a command and a header; what is read from a token was put there by us.
#include <cstdint>
#include <cstdlib>

#include "wire/mail.h"
#include "wire/smtp_session.h"
#include "wire/token.h"

using namespace dunmail;

namespace {

void check(bool good) {
  if (!good) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (!check_address(text, true)) {
    const auto wire = wire_address(text);
    check(wire && wire->size() <= 320 && wire->find_first_of(" \t\r\n<>,") == std::string::npos);
  }
  const TokenKeys keys{{{'a', "0123456789abcdef"}}};
  check(!read_verp(keys, text, "bounce+{token}@x.example"));  // nobody guesses a key
  check(!read_message_id(keys, text));

  std::string stuffed;
  dot_stuff(text, stuffed);
  check(stuffed.ends_with(".\r\n"));
  if (look_through(text).clean_lines) check(stuffed.find("\r\n.\r\n") + 5 >= stuffed.size());
  return 0;
}
