#include "base/text.h"

#include <catch2/catch.hpp>

#include "base/date.h"
#include "base/digest.h"

using namespace dunmail;

TEST_CASE("dates are read by pattern and only when they exist") {
  CHECK(parse_date("2026-11-21") == make_date(2026, 11, 21));
  CHECK(parse_date("21.11.2026", "D.M.Y") == make_date(2026, 11, 21));
  CHECK(parse_date("1.2.2026", "D.M.Y") == make_date(2026, 2, 1));
  CHECK(parse_date("2026年1月5日", "Y年M月D日") == make_date(2026, 1, 5));
  CHECK(parse_date("20261121", "YMD") == make_date(2026, 11, 21));
  CHECK(parse_date("29/02/24", "D/M/y") == make_date(2024, 2, 29));
  for (const char* bad :
       {"2026-02-29", "2026-13-01", "2026-1-1", "26-11-21", "2026-11-21x", "", "1899-01-01", "2200-01-01"}) {
    INFO(bad);
    CHECK_FALSE(parse_date(bad));
  }
  CHECK(iso(make_date(2026, 1, 5)) == "2026-01-05");
  CHECK(iso(Instant(make_date(2026, 1, 5)) + std::chrono::seconds(3661)) == "2026-01-05T01:01:01Z");
  CHECK(parse_instant("2026-01-05T01:01:01Z") == Instant(make_date(2026, 1, 5)) + std::chrono::seconds(3661));
}

TEST_CASE("UTF-8 is checked strictly") {
  CHECK_FALSE(first_bad_utf8("上海 𠮷野家 ok"));
  CHECK(first_bad_utf8("ab\xFF") == 2);
  CHECK(first_bad_utf8("\xC0\xAF") == 0);          // overlong
  CHECK(first_bad_utf8("\xED\xA0\x80") == 0);      // a surrogate
  CHECK(first_bad_utf8("\xE4\xB8") == 0);          // cut off
  CHECK(first_bad_utf8("\xF4\x90\x80\x80") == 0);  // beyond U+10FFFF
  CHECK(to_utf8(to_utf32("上海𠮷é")) == "上海𠮷é");
}

TEST_CASE("GB18030 becomes UTF-8, and what is not GB18030 is refused") {
  CHECK(from_gb18030("\xC9\xCF\xBA\xA3") == "上海");
  CHECK(from_gb18030("\x95\x34\xB2\x35") == "𠮷");  // four bytes, beyond the BMP
  CHECK_FALSE(from_gb18030("\xC9"));
  CHECK_FALSE(from_gb18030("\xFF\xFF"));
}

TEST_CASE("foreign bytes cannot drive a terminal") {
  CHECK(printable("a\x1B[31mb") == "a<U+001B>[31mb");
  CHECK(printable("a\nb\tc") == "a b c");
  CHECK(printable("\xE2\x80\xAE"
                  "gpj") == "<U+202E>gpj");
  CHECK(printable("\xFF") == "\\xFF");
}

TEST_CASE("Chinese takes two columns in a table") {
  CHECK(display_width("上海a") == 5);
  CHECK(pad_right("上海", 6) == "上海  ");
  CHECK(pad_left("9", 3) == "  9");
}

TEST_CASE("a typo gets a suggestion, nonsense does not") {
  const std::vector<std::string> names{"minimum_amount", "deadline_days", "interval"};
  CHECK(closest("minimum_amout", names) == "minimum_amount");
  CHECK(closest("xyz", names).empty());
}

TEST_CASE("digests agree with the published vectors") {
  // FIPS 180-4 "abc"; RFC 4231 test case 2; RFC 4648 section 10.
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(base32("foobar") == "mzxw6ytboi");
  CHECK(equal_in_constant_time("abc", "abc"));
  CHECK_FALSE(equal_in_constant_time("abc", "abd"));
}
