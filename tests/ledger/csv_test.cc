#include "ledger/csv.h"

#include <catch2/catch.hpp>

#include "base/file.h"
#include "support/temp_dir.h"

using namespace dunmail;

TEST_CASE("a long file in any encoding is read as a short one is, and a bad byte at its end is found") {
  using namespace std::string_view_literals;
  struct As {
    Encoding encoding;
    std::string_view mark, line, utf8, bad;
  };
  const As as =
      GENERATE(As{Encoding::utf8, "", "\xE6\x9D\xAD,1\r\n"sv, "\xE6\x9D\xAD,1\r\n"sv, "\xE6\x9D"sv},
               As{Encoding::utf8, "\xEF\xBB\xBF"sv, "M\xC3\xBC,1\n"sv, "M\xC3\xBC,1\n"sv, "\xFF"sv},
               As{Encoding::gb18030, "", "\xBA\xBC\xD6\xDD,1\n"sv, "\xE6\x9D\xAD\xE5\xB7\x9E,1\n"sv, "\xBA"sv},
               As{Encoding::windows1252, "", "M\xFC,1\n"sv, "M\xC3\xBC,1\n"sv, "\x81"sv},
               As{Encoding::utf16, "\xFF\xFE"sv, "\x2D\x67\x0A\x00"sv, "\xE6\x9C\xAD\n"sv, "\x2D"sv},
               As{Encoding::utf16, "\xFE\xFF"sv, "\x0A\x00\x00\x0A"sv, "\xE0\xA8\x80\n"sv, "\xD8\x00"sv});
  TempDir dir;
  std::string bytes(as.mark), utf8;
  while (bytes.size() < LargeText::long_ones + 12'345) {
    bytes += as.line;
    utf8 += as.utf8;
  }
  write_file(dir / "long.csv", bytes);
  const auto decoded = decoded_file(LargeText::of_file(dir / "long.csv"), Encoding::automatic, "long.csv");
  REQUIRE(decoded);
  CHECK(decoded->encoding == as.encoding);
  CHECK(decoded->text.is_long());
  CHECK((decoded->text.view().substr(decoded->begin) == utf8));  // in brackets: a failure would print megabytes
  const auto in_memory = decoded_text(bytes, Encoding::automatic, "long.csv");
  REQUIRE(in_memory);
  CHECK((in_memory->text == utf8));

  write_file(dir / "long.csv", bytes += as.bad);
  CHECK_FALSE(decoded_file(LargeText::of_file(dir / "long.csv"), as.encoding, "long.csv"));
}

TEST_CASE("Chinese text is known for it wherever in the file it begins") {
  std::string bytes;
  while (bytes.size() < 3'000'000) bytes += "K0001,Trading Company,1.00\n";
  const std::string before = bytes;
  bytes += "K0002,\xBA\xBC\xD6\xDD\xB5\xDA\xD2\xBB,1.00\n";
  const auto decoded = decoded_text(bytes, Encoding::automatic, "late.csv");
  REQUIRE(decoded);
  CHECK(decoded->encoding == Encoding::gb18030);
  CHECK((decoded->text.substr(before.size()) == "K0002,\xE6\x9D\xAD\xE5\xB7\x9E\xE7\xAC\xAC\xE4\xB8\x80,1.00\n"));
  const auto western = decoded_text(before + "K0002,M\xFCller,1.00\n", Encoding::automatic, "late.csv");
  REQUIRE(western);
  CHECK(western->encoding == Encoding::windows1252);
}
