#include <unicode/uidna.h>

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "wire/mail.h"

namespace dunmail {
namespace {

constexpr std::size_t max_local = 64, max_domain = 255,
                      max_address = 254;  // RFC 5321 section 4.5.3.1, and erratum 1690

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
}

bool is_atext(char32_t c) {  // RFC 5322 section 3.2.3, widened by RFC 6531 section 3.3
  if (c >= 0x80) return c > 0x9f && c != 0xa0 && c != 0x3000 && !(c >= 0x2000 && c <= 0x206f) && c != 0xfeff;
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::u32string_view(U"!#$%&'*+-/=?^_`{|}~").find(c) != std::u32string_view::npos;
}

/// The name in ASCII, or nothing where IDNA has no form for it. A label has 1 to 63 letters, digits and hyphens.
std::optional<std::string> ascii_domain(std::string_view domain) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UIDNA, decltype(&uidna_close)> idna(
      uidna_openUTS46(UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII,
                      &status),
      uidna_close);
  if (U_FAILURE(status)) throw Error(ErrorKind::system, "ICU", "IDNA tables are not available");
  char out[max_domain + 1];
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  const int length = uidna_nameToASCII_UTF8(idna.get(), domain.data(), static_cast<int>(domain.size()), out, sizeof out,
                                            &info, &status);
  if (U_FAILURE(status) || info.errors != 0 || length <= 0) return std::nullopt;
  return std::string(out, static_cast<std::size_t>(length));
}

Problem bad(const std::string& address, std::string message, std::string hint = {}) {
  return {address, std::move(message), std::move(hint)};
}

std::optional<std::string> wrong_local(std::string_view local) {
  if (local.empty()) return "nothing stands before the @";
  if (local.size() > max_local) return "the part before the @ is longer than 64 bytes";
  if (local.front() == '"') return "a quoted local part is not used";
  if (local.front() == '.' || local.back() == '.' || local.find("..") != local.npos)
    return "a dot stands where none may";
  for (const char32_t c : to_utf32(local))
    if (c != '.' && !is_atext(c)) return "a character before the @ is not allowed in an address";
  return std::nullopt;
}

}  // namespace

std::optional<Problem> check_address(const std::string& address, bool smtputf8) {
  if (address.empty()) return bad(address, "the e-mail address is empty");
  if (address.size() > max_address) return bad(address.substr(0, 40) + "...", "the address is longer than 254 bytes");
  if (first_bad_utf8(address)) return bad(address, "the address is not valid UTF-8");
  for (const unsigned char c : address)
    if (c <= ' ' || c == 0x7f)
      return bad(address, "blanks, line breaks and control characters are not allowed in an address");
  if (address.find_first_of("<>()[],;:\\") != address.npos)
    return bad(address, "brackets, commas and the like are not allowed", "give the bare address, without a name");
  const std::size_t at = address.rfind('@');
  if (at == address.npos) return bad(address, "there is no @ in the address");
  if (const auto why = wrong_local(std::string_view(address).substr(0, at))) return bad(address, *why);
  if (!smtputf8 && needs_smtputf8(address))
    return bad(address, "the part before the @ goes beyond ASCII, which few relays carry", "ask for an ASCII address");
  const auto domain = ascii_domain(std::string_view(address).substr(at + 1));
  if (!domain) return bad(address, "the domain behind the @ is not a valid name");
  if (domain->find('.') == domain->npos && *domain != "localhost")
    return bad(address, "the domain behind the @ has no dot", "is its end missing?");
  if (domain->back() == '.') return bad(address, "the domain ends in a dot");
  if (at + 1 + domain->size() > max_address) return bad(address, "the address is longer than 254 bytes");
  return std::nullopt;
}

bool needs_smtputf8(const std::string& address) {
  return !is_ascii(std::string_view(address).substr(0, address.rfind('@')));
}

Result<std::string> wire_address(const std::string& address) {
  const std::size_t at = address.rfind('@');
  if (at == address.npos) return bad(address, "there is no @ in the address");
  if (is_ascii(address)) return address;
  const auto domain = ascii_domain(std::string_view(address).substr(at + 1));
  if (!domain) return bad(address, "the domain behind the @ is not a valid name");
  return address.substr(0, at + 1) + *domain;
}

}  // namespace dunmail
