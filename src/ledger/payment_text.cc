#include "ledger/payment_text.h"

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"

namespace dunmail {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A letter or digit in its plain form, or 0.
char plain(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;  // full width
  if (c >= 'a' && c <= 'z') return static_cast<char>(c - 'a' + 'A');
  if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return static_cast<char>(c);
  return 0;
}

template <class F>
void each_code(std::string_view text, F&& take) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = std::min(utf8_length(text, at), text.size() - at);
    const auto byte = static_cast<unsigned char>(text[at]);
    take(byte < 0x80 ? char32_t(byte) : length > 1 ? to_utf32(text.substr(at, length))[0] : U'?', at);
    at += length;
  }
}

/// ISO 7064 mod 97-10 over the body, then RF and the two digits (ISO 11649).
bool is_creditor_reference(std::string_view text) {
  int rest = 0;
  for (const std::string_view part : {text.substr(4), text.substr(0, 4)})
    for (const char c : part) rest = is_digit(c) ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
  return rest == 1;
}

}  // namespace

std::string plain_number(std::string_view text) {
  std::string out;
  each_code(text, [&](char32_t c, std::size_t) {
    if (const char p = plain(c)) out += p;
  });
  return out;
}

std::string reference_body(std::string_view debtor_id) {
  constexpr std::size_t longest = 21, mark = 7;
  std::string plain = plain_number(debtor_id);
  if (plain == debtor_id && plain.size() <= longest) return plain;
  plain.resize(std::min(plain.size(), longest - mark));
  return plain + plain_number(sha256_hex(std::string(debtor_id)).substr(0, mark));
}

PaymentText::PaymentText(std::string_view text) : original_(text) {
  bool apart = true;
  each_code(original_, [&](char32_t c, std::size_t at) {
    const char p = plain(c);
    if (p) {
      plain_ += p;
      from_.push_back(at);
      apart_.push_back(apart);
    }
    apart = p == 0;
  });
}

bool PaymentText::begins(std::size_t at) const {
  if (at == 0 || apart_[at]) return true;
  // "Rechnung2026001": digits behind a word. A single letter before digits is part of a number ("A2026001").
  if (is_digit(plain_[at]) == is_digit(plain_[at - 1])) return false;
  return is_digit(plain_[at - 1]) || (at >= 2 && !apart_[at - 1] && !is_digit(plain_[at - 2]));
}

bool PaymentText::ends(std::size_t at) const {
  if (at == plain_.size() || apart_[at]) return true;
  if (is_digit(plain_[at]) == is_digit(plain_[at - 1])) return false;
  // "INV-0001vom" ends there, "INV-0001A" may be another number.
  return is_digit(plain_[at]) || (at + 1 < plain_.size() && !apart_[at + 1] && !is_digit(plain_[at + 1]));
}

std::vector<PaymentText::Hit> PaymentText::find(const std::vector<bool>& lengths,
                                                const std::function<std::size_t(std::string_view)>& known) const {
  std::vector<Hit> all;
  const std::string_view text = plain_;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!begins(at)) continue;
    for (std::size_t length = std::min(lengths.size() - 1, text.size() - at); length > 0; --length) {
      if (!lengths[length] || !ends(at + length)) continue;
      const std::size_t what = known(text.substr(at, length));
      if (what == npos) continue;
      all.push_back({at, length, what});
      break;
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Hit& a, const Hit& b) { return a.length > b.length; });
  std::vector<Hit> out;
  for (const Hit& hit : all)
    if (std::none_of(out.begin(), out.end(), [&](const Hit& taken) {
          return hit.at < taken.at + taken.length && taken.at < hit.at + hit.length;
        }))
      out.push_back(hit);
  return out;
}

std::vector<std::string> PaymentText::pieces(std::size_t shortest, std::size_t longest) const {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < plain_.size(); ++at) {
    if (!begins(at)) continue;
    for (std::size_t length = shortest; length <= longest && at + length <= plain_.size(); ++length)
      if (ends(at + length)) out.push_back(plain_.substr(at, length));
  }
  return out;
}

std::vector<std::string> PaymentText::creditor_references() const {
  std::vector<std::string> out;
  const std::string_view text = plain_;
  for (std::size_t at = text.find("RF"); at != text.npos; at = text.find("RF", at + 1)) {
    if (at + 5 > text.size() || !is_digit(text[at + 2]) || !is_digit(text[at + 3]) || (at > 0 && !begins(at))) continue;
    for (std::size_t length = std::min<std::size_t>(25, text.size() - at); length >= 5; --length)
      if ((at + length == text.size() || apart_[at + length]) && is_creditor_reference(text.substr(at, length)))
        out.emplace_back(text.substr(at + 4, length - 4));
  }
  return out;
}

std::string PaymentText::quote(const Hit& hit) const {
  const std::size_t begin = from_[hit.at], last = from_[hit.at + hit.length - 1];
  std::string out = original_.substr(begin, last - begin + utf8_length(original_, last));
  std::replace(out.begin(), out.end(), '\n', ' ');
  return out;
}

}  // namespace dunmail
