// Money is a count of minor units (ISO 4217: cents, fen, whole yen) and a currency; never a double.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace dunmail {

/// An active ISO 4217 currency. A default-made one has the code "XXX" (no currency).
class Currency {
 public:
  Currency() = default;
  /// Three capital letters that ISO 4217 lists today; nothing otherwise.
  static std::optional<Currency> find(std::string_view code);

  std::string_view code() const { return {code_.data(), 3}; }
  /// Digits behind the decimal mark: 2 for CNY, 0 for JPY, 3 for KWD.
  int digits() const { return digits_; }
  bool operator==(const Currency& o) const { return code_ == o.code_; }
  auto operator<=>(const Currency& o) const { return code_ <=> o.code_; }

 private:
  std::array<char, 3> code_{'X', 'X', 'X'};
  std::int8_t digits_ = 2;
};

struct Money {
  std::int64_t minor = 0;
  Currency currency;
  bool operator==(const Money&) const = default;
};

/// Sum and difference of the same currency. Throws Error(internal) where currencies differ, Error(input) on overflow.
Money operator+(Money a, Money b);
Money operator-(Money a, Money b);
/// a + b, or an Error(input) that says the sum does not fit.
std::int64_t checked_add(std::int64_t a, std::int64_t b);

/// "1,234.5" -> 123450 for two digits. Group marks (',' or the one that is not the decimal mark, blanks, U+00A0,
/// U+2009, U+202F, apostrophes) must stand between groups of three, or of four from a Chinese ledger; a leading sign or
/// brackets for negative are understood. More decimals than the currency has, other characters, or a sum beyond int64
/// are Problems.
Result<std::int64_t> parse_minor(std::string_view text, int digits, char decimal_mark = '.');

/// Plain digits with a point and without groups: "-1234.50".
std::string plain(std::int64_t minor, int digits);
std::string plain(const Money& money);
/// For tables on a terminal: "1,234.50".
std::string grouped(std::int64_t minor, int digits);

}  // namespace dunmail
