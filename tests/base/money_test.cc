#include "base/money.h"

#include <catch2/catch.hpp>

using namespace dunmail;

TEST_CASE("amounts are read in the ways ledgers write them") {
  struct Row {
    const char* text;
    int digits;
    char mark;
    std::int64_t minor;
  };
  const Row rows[] = {
      {"0", 2, '.', 0},
      {"1", 2, '.', 100},
      {"1.5", 2, '.', 150},
      {"1,234.50", 2, '.', 123450},
      {"1.234,50", 2, ',', 123450},
      {"1 234,50", 2, ',', 123450},
      {"1\u00A0234,50", 2, ',', 123450},
      {"1'234'567.05", 2, '.', 123456705},
      {"12,3456,7890.12", 2, '.', 123456789012},
      {"-17.00", 2, '.', -1700},
      {"(17.00)", 2, '.', -1700},
      {"+3", 2, '.', 300},
      {".5", 2, '.', 50},
      {"1234", 0, '.', 1234},
      {"1.234", 3, '.', 1234},
      {"1.2300", 2, '.', 123},
      {"92233720368547758.07", 2, '.', INT64_MAX},
  };
  for (const Row& r : rows) {
    INFO(r.text);
    const auto got = parse_minor(r.text, r.digits, r.mark);
    REQUIRE(got);
    CHECK(*got == r.minor);
  }
}

TEST_CASE("what is not an amount is refused") {
  for (const char* text : {"",
                           " ",
                           "-",
                           ".",
                           "abc",
                           "1.234",
                           "1.005",
                           "1,2",
                           "1,23,456.00",
                           "12,34.00",
                           "1,,234",
                           ",123",
                           "1.2.3",
                           "1e3",
                           "92233720368547758.08",
                           "999999999999999999999",
                           "1,234,5.00",
                           "--1",
                           "0x10",
                           "１２"}) {
    INFO(text);
    CHECK_FALSE(parse_minor(text, 2, '.'));
  }
}

TEST_CASE("plain and grouped figures") {
  CHECK(plain(123450, 2) == "1234.50");
  CHECK(plain(-5, 2) == "-0.05");
  CHECK(plain(7, 0) == "7");
  CHECK(plain(INT64_MIN, 2) == "-92233720368547758.08");
  CHECK(grouped(123456789, 2) == "1,234,567.89");
  CHECK(grouped(-99900, 2) == "-999.00");
  CHECK(grouped(1000, 0) == "1,000");
}

TEST_CASE("currencies are those of ISO 4217 with its minor units") {
  struct Row {
    const char* code;
    int digits;
  };
  for (const Row r : {Row{"CNY", 2}, {"EUR", 2}, {"JPY", 0}, {"KWD", 3}, {"RSD", 2}, {"TWD", 2}}) {
    INFO(r.code);
    const auto c = Currency::find(r.code);
    REQUIRE(c);
    CHECK(c->digits() == r.digits);
  }
  for (const char* code : {"RMB", "cny", "", "DEM", "EURO", "ABC"}) {
    INFO(code);
    CHECK_FALSE(Currency::find(code));
  }
}

TEST_CASE("a sum that does not fit is an error, not a wrong number") {
  CHECK_THROWS_AS(checked_add(INT64_MAX, 1), Error);
  CHECK_THROWS_AS(checked_add(INT64_MIN, -1), Error);
  CHECK(checked_add(INT64_MAX, 0) == INT64_MAX);
}
