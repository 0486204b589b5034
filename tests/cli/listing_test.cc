// What a list says: to people, as CSV, as JSON; in pieces as in one.
#include "cli/listing.h"

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "base/csv_write.h"

using namespace dunmail;

namespace {

const Listing::Columns columns{
    {"debtor", TextTable::Side::left}, {"name", TextTable::Side::left}, {"open", TextTable::Side::right}};

/// A list of so many rows; what was said of it before the answer is in `said`.
Answer list_of(int rows, const Extent& extent, std::vector<std::string>* said, bool total = false) {
  Listing list("accounts", columns, extent,
               said ? Say([said](const std::string& text) { said->push_back(text); }) : Say());
  list.head("Before it.\n");
  for (int i = 0; i < rows; ++i)
    list.add(
        [&] {
          return std::vector<std::string>{fmt::format("K{:04}", i), "云帆\"有限\"公司", "-1,234.50"};
        },
        [&] {
          return Listing::Json{{"debtor", fmt::format("K{:04}", i)}, {"open", {{"minor", -123450}}}};
        });
  if (total) list.total({"", "total", "9,999.00"});
  Answer answer;
  list.into(answer, "nothing\n");
  answer.data["totals"] = Listing::Json::array({1, 2});
  return answer;
}

std::string all_of(const std::vector<std::string>& said) {
  std::string out;
  for (const std::string& each : said) out += each;
  return out;
}

std::ptrdiff_t lines(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

}  // namespace

TEST_CASE("a long list as JSON is the same bytes whether it is said in pieces or at once") {
  for (const int rows : {0, 1, 999, 1000, 1001, 2000, 2345}) {
    CAPTURE(rows);
    std::vector<std::string> said;
    const Extent json{Extent::some, true, false};
    const Answer in_pieces = list_of(rows, json, &said);
    CHECK(said.empty() == (rows < 1000));
    const Answer at_once = list_of(rows, json, nullptr);
    CHECK(at_once.data["accounts"].size() == static_cast<std::size_t>(rows));
    CHECK(all_of(said) + json_of(in_pieces) == json_of(at_once));
  }
}

TEST_CASE("JSON that ends with its list is whole") {
  std::vector<std::string> said;
  Listing list("rows", columns, {Extent::some, true, false}, [&](const std::string& text) { said.push_back(text); });
  for (int i = 0; i < 1000; ++i)
    list.add([] { return std::vector<std::string>(); }, [&] { return Listing::Json{{"i", i}}; });
  Answer answer;
  list.into(answer, "");
  CHECK(Listing::Json::parse(all_of(said) + json_of(answer))["rows"].size() == 1000);
}

TEST_CASE("a list as CSV has every row once, one head, and figures that a spreadsheet adds up") {
  for (const int rows : {0, 1, 100, 101, 1100, 1101, 2500}) {
    CAPTURE(rows);
    std::vector<std::string> said;
    const Answer answer = list_of(rows, {Extent::all, false, true}, &said, true);
    REQUIRE(answer.csv);
    const std::string csv = all_of(said) + *answer.csv;
    CHECK(lines(csv) == rows + 1);
    CHECK(csv.starts_with(std::string(kCsvMark) + "debtor,name,open\r\n"));
    CHECK(csv.rfind("debtor,name,open") == kCsvMark.size());
    CHECK(csv.find("total") == csv.npos);
    if (rows == 0) continue;
    CHECK(csv.find("\r\nK0000,\"云帆\"\"有限\"\"公司\",-1234.50\r\n") != csv.npos);
    CHECK(csv.ends_with(fmt::format("K{:04},\"云帆\"\"有限\"\"公司\",-1234.50\r\n", rows - 1)));
  }
}

TEST_CASE("people read the first hundred rows at once, and how many more there are") {
  std::vector<std::string> said;
  const Answer some = list_of(250, {Extent::some, false, false}, &said, true);
  REQUIRE(said.size() == 1);
  CHECK(lines(said[0]) == 1 + 1 + 100);
  CHECK(said[0].starts_with("Before it.\n"));
  CHECK(some.text.find("... and 150 more: --all shows them\n") != some.text.npos);
  CHECK(some.text.find("Before it.") == some.text.npos);
  CHECK(some.text.find("9,999.00") != some.text.npos);

  // All that there is was said: no head without rows behind it.
  said.clear();
  const Answer whole = list_of(100, {Extent::all, false, false}, &said);
  CHECK(lines(all_of(said) + whole.text) == 1 + 1 + 100);
  said.clear();
  CHECK(list_of(0, {Extent::some, false, false}, &said).text == "Before it.\nnothing\n");
  CHECK(said.empty());
}

TEST_CASE("what a debtor wrote is no formula in a spreadsheet, and a negative figure stays one") {
  CHECK(csv_line({"-12.50", "-1", "-1+2", "-", "-.", "=A1", "-12.", "1e5"}) ==
        "-12.50,-1,\"'-1+2\",\"'-\",\"'-.\",\"'=A1\",\"'-12.\",1e5\r\n");
}
