#include "policy/rates.h"

#include <catch2/catch.hpp>

using namespace dunmail;

namespace {

RateTable parse(const std::string& toml) { return RateTable::read(ConfigTable::parse(toml, "r.toml"), "r"); }

std::string row(const char* from, const char* percent) {
  return std::string("[[rate]]\nfrom = ") + from + "\npercent = \"" + percent + "\"\n";
}

const std::string head = "title = \"t\"\nknown_until = 2026-06-30\n";
const std::string half_years = "title = \"t\"\nstep = \"half-year\"\nknown_until = 2026-06-30\n";

}  // namespace

TEST_CASE("percent without doubles") {
  CHECK(*parse_percent("3.45") == 3'450'000);
  CHECK(*parse_percent("-0.88") == -880'000);
  CHECK(*parse_percent("100") == 100 * one_percent);
  CHECK(percent_text(*parse_percent("11.2700")) == "11.27");
  CHECK(percent_text(*parse_percent("16")) == "16");
  CHECK(percent_text(*parse_percent("-0.88")) == "-0.88");
  CHECK(percent_text(0) == "0");
  for (const char* bad : {"", "3.45%", "1.00001", "101", "-11", "abc"}) {
    INFO(bad);
    CHECK_FALSE(parse_percent(bad));
  }
}

TEST_CASE("a row holds until the next one, and nothing holds outside the rows") {
  const RateTable t = parse(head + row("2024-07-22", "3.35") + row("2025-05-20", "3"));
  CHECK(percent_text(t.on(make_date(2024, 7, 22))->rate) == "3.35");
  CHECK(percent_text(t.on(make_date(2025, 5, 19))->rate) == "3.35");
  CHECK(percent_text(t.on(make_date(2025, 5, 20))->rate) == "3");
  CHECK(t.on(make_date(2026, 6, 30)));
  CHECK_THAT(t.on(make_date(2026, 7, 1)).problem().line(),
             Catch::StartsWith("r.toml: ") &&
                 Catch::Contains("known until 2026-06-30, but 2026-07-01 was asked for (look up"));
  CHECK_THAT(t.on(make_date(2024, 7, 21)).problem().line(), Catch::Contains("begin on 2024-07-22"));
  const auto spans = t.over(make_date(2025, 5, 18), make_date(2025, 5, 21));
  REQUIRE(spans->size() == 2);
  CHECK(iso((*spans)[0].to) == "2025-05-19");
  CHECK(iso((*spans)[1].from) == "2025-05-20");
  CHECK(t.over(make_date(2025, 5, 18), make_date(2025, 5, 18))->size() == 1);
  CHECK_FALSE(t.over(make_date(2026, 5, 18), make_date(2026, 7, 18)));
}

TEST_CASE("a mistake in a table of rates is named with its line") {
  struct Row {
    std::string toml;
    const char* says;
  };
  const Row rows[] = {
      {head, "there is no row"},
      {"title = \"t\"\n" + row("2024-07-22", "3"), "known_until: is missing"},
      {head + row("2024-07-22", "3") + row("2024-07-22", "3"), "r.toml:7:8: from: there are two rows for 2024-07-22"},
      {head + row("2024-07-22", "3") + row("2024-07-21", "3"), "r.toml:7:8: from: 2024-07-21 stands after 2024-07-22"},
      {head + row("2026-07-22", "3"), "behind known_until"},
      {head + "[[rate]]\nfrom = 2024-02-30\npercent = \"1\"\n", "not valid TOML"},
      {head + "[[rate]]\nfrom = 2024-02-28\npercent = 1.5\n", "must be text"},
      {head + row("2024-07-22", "3,45 %"), "not a rate"},
      {head + "[[rate]]\nfrom = 2024-02-28\npercent = \"1\"\nverfied = false\n", "did you mean verified"},
      {half_years + row("2025-01-01", "3") + row("2026-01-01", "3"),
       "r.toml:8:8: from: there is a gap: no row for 2025-07-01"},
      {half_years + row("2025-01-02", "3"), "neither 1 January nor 1 July"},
      {half_years + row("2025-07-01", "3"), "beyond the half-year of the last row (add the row for 2026-01-01)"},
  };
  for (const Row& r : rows) {
    INFO(r.toml);
    CHECK_THROWS_WITH(parse(r.toml), Catch::Contains(r.says));
  }
}

TEST_CASE("the shipped tables load, and a wrong name gets a suggestion") {
  const Rates all = Rates::load(std::string(DUNMAIL_SOURCE_DIR) + "/config/rates");
  CHECK(percent_text(all.table("bgb-base").on(make_date(2024, 6, 30))->rate) == "3.62");
  CHECK(percent_text(all.table("bgb-base").on(make_date(2026, 1, 1))->rate) == "1.27");
  CHECK(percent_text(all.table("ecb-mro").on(make_date(2025, 6, 30))->rate) == "3.15");
  CHECK(percent_text(all.table("boe-reference").on(make_date(2025, 12, 31))->rate) == "4.25");
  CHECK_FALSE(all.table("boe-reference").on(make_date(2026, 7, 1))->verified);
  CHECK_FALSE(all.table("bgb-base").on(make_date(2026, 7, 1)));
  CHECK_THROWS_WITH(all.table("bgb-bas"), Catch::Contains("did you mean bgb-base"));
}
