#include "letters/reference.h"

#include <fmt/format.h>

#include "base/text.h"

namespace dunmail {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

/// ISO 7064 mod 97 with A = 10 ... Z = 35; -1 for any other character.
int mod97(std::string_view text) {
  int rest = 0;
  for (char c : text) {
    if (is_digit(c)) {
      rest = (rest * 10 + (c - '0')) % 97;
    } else if (is_capital(c)) {
      rest = (rest * 100 + (c - 'A' + 10)) % 97;
    } else {
      return -1;
    }
  }
  return rest;
}

/// The first four characters go to the end before the remainder is taken.
bool turns_to_one(std::string_view text) {
  return mod97(std::string(text.substr(4)) + std::string(text.substr(0, 4))) == 1;
}

}  // namespace

std::string make_rf_reference(std::string_view text) {
  std::string body;
  for (char c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (is_digit(c) || is_capital(c)) body += c;
  }
  if (body.empty() || body.size() > 21) return {};
  return fmt::format("RF{:02}{}", 98 - mod97(body + "RF00"), body);
}

bool is_rf_reference(std::string_view reference) {
  return reference.size() >= 5 && reference.size() <= 25 && reference.starts_with("RF") && is_digit(reference[2]) &&
         is_digit(reference[3]) && turns_to_one(reference);
}

bool is_iban(std::string_view iban) {
  return iban.size() >= 15 && iban.size() <= 34 && is_capital(iban[0]) && is_capital(iban[1]) && is_digit(iban[2]) &&
         is_digit(iban[3]) && turns_to_one(iban);
}

bool is_uscc(std::string_view code) {
  static constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  if (code.size() != 18) return false;
  std::size_t sum = 0, weight = 1;
  for (std::size_t i = 0; i < 17; ++i) {
    const std::size_t value = alphabet.find(code[i]);
    if (value == alphabet.npos) return false;
    sum += value * weight;
    weight = weight * 3 % 31;
  }
  return alphabet.find(code[17]) == (31 - sum % 31) % 31;
}

Result<std::string> epc_payload(const EpcPayment& p) {
  const auto bad = [](std::string message) { return Problem{"EPC payment code", std::move(message), ""}; };
  if (p.cents < 1 || p.cents > 99'999'999'999) return bad("the amount must be from 0.01 to 999999999.99 EUR");
  if (p.name.empty() || to_utf32(p.name).size() > 70) return bad("the name must have 1 to 70 characters");
  if (!is_iban(p.iban)) return bad(fmt::format("the IBAN {} does not hold", p.iban));
  if (!p.rf.empty() && !p.text.empty()) return bad("a structured reference and a text exclude each other");
  if (!p.rf.empty() && !is_rf_reference(p.rf)) return bad(fmt::format("the reference {} does not hold", p.rf));
  if (to_utf32(p.text).size() > 140) return bad("the text is longer than 140 characters");
  // A line break in a name or text would shift every line behind it.
  for (const std::string* each : {&p.name, &p.bic, &p.text})
    for (char c : *each)
      if (static_cast<unsigned char>(c) < 0x20) return bad("a name or text has a control character");
  std::string out =
      fmt::format("BCD\n002\n1\nSCT\n{}\n{}\n{}\nEUR{}\n\n{}", p.bic, p.name, p.iban, plain(p.cents, 2), p.rf);
  if (p.rf.empty() && !p.text.empty()) out += "\n" + p.text;
  while (out.ends_with('\n')) out.pop_back();
  if (out.size() > 331) return bad("is longer than 331 bytes");
  return out;
}

}  // namespace dunmail
