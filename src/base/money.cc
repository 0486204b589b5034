#include "base/money.h"

#include <unicode/ucurr.h>

#include <algorithm>
#include <map>
#include <vector>

#include "base/text.h"

namespace dunmail {
namespace {

// ISO 4217 minor units where they are not two. (CLDR, and so ICU, has cash digits for some currencies: it says 0 for
// RSD, where ISO and every ledger have 2.)
int iso_digits(std::string_view code) {
  static constexpr std::string_view none = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
  static constexpr std::string_view three = "BHD IQD JOD KWD LYD OMR TND";
  if (none.find(code) != none.npos) return 0;
  if (three.find(code) != three.npos) return 3;
  return 2;
}

const std::vector<std::string>& active_codes() {
  static const std::vector<std::string> codes = [] {
    std::vector<std::string> out;
    UErrorCode status = U_ZERO_ERROR;
    UEnumeration* all = ucurr_openISOCurrencies(UCURR_COMMON | UCURR_NON_DEPRECATED, &status);
    int32_t length = 0;
    while (const char* code = uenum_next(all, &length, &status)) out.emplace_back(code, length);
    uenum_close(all);
    std::sort(out.begin(), out.end());
    return out;
  }();
  return codes;
}

bool is_group_mark(std::string_view mark, char decimal_mark) {
  if (mark.size() == 1 && mark[0] == decimal_mark) return false;
  return mark == "," || mark == "." || mark == " " || mark == "'" || mark == "\u00A0" || mark == "\u2009" ||
         mark == "\u202F" || mark == "\u2019" || mark == "，";
}

}  // namespace

std::optional<Currency> Currency::find(std::string_view code) {
  const auto& codes = active_codes();
  if (code.size() != 3 || !std::binary_search(codes.begin(), codes.end(), code)) return std::nullopt;
  Currency c;
  std::copy(code.begin(), code.end(), c.code_.begin());
  c.digits_ = static_cast<std::int8_t>(iso_digits(code));
  return c;
}

std::int64_t checked_add(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum))
    throw Error(ErrorKind::input, "amount", "a sum is larger than 92 quadrillion minor units",
                "check the ledger's amounts");
  return sum;
}

Money operator+(Money a, Money b) {
  if (!(a.currency == b.currency)) throw Error(ErrorKind::internal, "money", "two currencies in one sum");
  return {checked_add(a.minor, b.minor), a.currency};
}

Money operator-(Money a, Money b) {
  if (!(a.currency == b.currency)) throw Error(ErrorKind::internal, "money", "two currencies in one difference");
  std::int64_t out = 0;
  if (__builtin_sub_overflow(a.minor, b.minor, &out))
    throw Error(ErrorKind::input, "amount", "a difference is larger than 92 quadrillion minor units");
  return {out, a.currency};
}

Result<std::int64_t> parse_minor(std::string_view text, int digits, char decimal_mark) {
  const std::string shown(text);
  auto bad = [&](std::string what, std::string hint = {}) {
    return Problem{"", "amount \"" + shown + "\" " + std::move(what), std::move(hint)};
  };
  text = trim(text);
  bool negative = false;
  if (text.size() > 2 && text.front() == '(' && text.back() == ')') {
    negative = true;
    text = text.substr(1, text.size() - 2);
  } else if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text.empty()) return bad("is empty");

  std::int64_t value = 0;
  int decimals = -1;  // digits seen behind the mark
  int group = 0, first_group = -1, whole_digits = 0;
  int group_size = 0;  // 3, or 4 in a ledger that groups by 万
  auto push = [&](int digit) {
    return !__builtin_mul_overflow(value, std::int64_t{10}, &value) &&
           !__builtin_add_overflow(value, std::int64_t{digit}, &value);
  };
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_length(text, i);
    const std::string_view c = text.substr(i, length);
    i += length;
    if (c.size() == 1 && c[0] >= '0' && c[0] <= '9') {
      if (decimals >= 0 && ++decimals > digits) {
        if (c[0] == '0') continue;
        return bad("has more decimals than its currency", "round it at its source");
      }
      if (decimals < 0) ++whole_digits, ++group;
      if (!push(c[0] - '0')) return bad("is too large", "is the decimal mark missing?");
    } else if (c.size() == 1 && c[0] == decimal_mark && decimals < 0) {
      decimals = 0;
    } else if (decimals < 0 && is_group_mark(c, decimal_mark)) {
      if (first_group < 0)
        first_group = group;
      else if (group_size == 0)
        group_size = group;
      else if (group != group_size)
        return bad("has a group mark in the wrong place", "is the decimal mark set right in the profile?");
      if (group == 0) return bad("has a group mark in the wrong place");
      group = 0;
    } else {
      return bad("is not a number", "digits, group marks and one decimal mark only");
    }
  }
  if (whole_digits == 0 && decimals <= 0) return bad("is not a number");
  if (first_group >= 0) {
    if (group_size == 0) group_size = group;
    if ((group_size != 3 && group_size != 4) || group != group_size || first_group > group_size)
      return bad("has a group mark in the wrong place", "is the decimal mark set right in the profile?");
  }
  for (int d = std::min(std::max(decimals, 0), digits); d < digits; ++d)
    if (!push(0)) return bad("is too large", "is the decimal mark missing?");
  return negative ? -value : value;
}

std::string plain(std::int64_t minor, int digits) {
  // Through unsigned, since -INT64_MIN does not exist.
  std::uint64_t magnitude = minor < 0 ? 0 - static_cast<std::uint64_t>(minor) : static_cast<std::uint64_t>(minor);
  std::string out = std::to_string(magnitude);
  if (digits > 0) {
    const auto places = static_cast<std::size_t>(digits);
    if (out.size() <= places) out.insert(0, places + 1 - out.size(), '0');
    out.insert(out.size() - places, 1, '.');
  }
  return minor < 0 ? "-" + out : out;
}

std::string plain(const Money& money) { return plain(money.minor, money.currency.digits()); }

std::string grouped(std::int64_t minor, int digits) {
  std::string out = plain(minor, digits);
  const std::size_t sign = minor < 0 ? 1 : 0;
  std::size_t end = std::min(out.find('.'), out.size());
  while (end > sign + 3) out.insert(end -= 3, 1, ',');
  return out;
}

}  // namespace dunmail
