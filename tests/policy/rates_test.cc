#include "policy/rates.h"

#include <catch2/catch.hpp>

#include "base/file.h"
#include "support/temp_dir.h"

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
  // BGB 247(1): 1.27 + 2.40 - 2.15; reckoned, not read.
  CHECK(percent_text(all.table("bgb-base").on(make_date(2026, 7, 1))->rate) == "1.52");
  CHECK_FALSE(all.table("bgb-base").on(make_date(2026, 7, 1))->verified);
  CHECK(percent_text(all.table("ecb-mro").on(make_date(2026, 12, 31))->rate) == "2.4");
  CHECK(all.table("ecb-mro").on(make_date(2026, 7, 1))->verified);
  CHECK_FALSE(all.table("bgb-base").on(make_date(2027, 1, 1)));
  CHECK_FALSE(all.table("lpr-1y").on(make_date(2026, 1, 1)));
  CHECK_THROWS_WITH(all.table("bgb-bas"), Catch::Contains("did you mean bgb-base"));
}

namespace {

/// What a table knows after an addition, or what is said against it.
std::string with(const std::string& table, const std::string& addition) {
  RateTable t = parse(table);
  try {
    t.add_file(ConfigTable::parse(addition, "own.toml"));
  } catch (const Error& e) {
    return e.what();
  }
  std::string out;
  for (const RateRow& row : t.rows()) out += iso(row.from) + "=" + percent_text(row.rate) + (row.verified ? " " : "? ");
  return out + "until " + iso(t.known_until());
}

}  // namespace

TEST_CASE(
    "rows of the user's follow the shipped ones, what overlaps, contradicts or leaves a half-year out is refused with "
    "both") {
  const std::string change = head + row("2025-05-20", "3");
  const std::string half = half_years + row("2025-07-01", "3") + row("2026-01-01", "4");
  struct Row {
    std::string table, addition;
    const char* says;
  };
  const std::string unsure = "[[rate]]\nfrom = 2026-01-01\npercent = \"4\"\nverified = false\n";
  const Row rows[] = {
      {change, "known_until = 2026-12-31\n" + row("2026-08-20", "2.9"), "2025-05-20=3 2026-08-20=2.9 until 2026-12-31"},
      // Nothing changed, says the user: no new row, a later last day.
      {change, "known_until = 2026-12-31\n", "2025-05-20=3 until 2026-12-31"},
      // Not verified: the days of which nobody was sure bear it.
      {change, "known_until = 2026-12-31\nverified = false\n", "2025-05-20=3 2026-07-01=3? until 2026-12-31"},
      {change, "known_until = 2026-12-31\nverified = false\n" + row("2026-08-20", "2.9"),
       "2025-05-20=3 2026-07-01=3? 2026-08-20=2.9? until 2026-12-31"},
      {change, "known_until = 2026-06-30\n" + row("2024-10-21", "3.1"), "2024-10-21=3.1 2025-05-20=3 until 2026-06-30"},
      {change, "known_until = 2026-12-31\n" + row("2026-06-20", "2.9"),
       "own.toml:3:8: 2.9 % from 2026-06-20 (own.toml:3:8) overlaps 3 % from 2025-05-20 (r.toml:4:8), which is known "
       "to hold until 2026-06-30"},
      {change, "known_until = 2026-12-31\n" + row("2025-05-20", "3.1"),
       "own.toml:3:8: 3.1 % from 2025-05-20 (own.toml:3:8) contradicts 3 % from 2025-05-20 (r.toml:4:8)"},
      {half, "known_until = 2026-12-31\n" + row("2026-07-01", "5"),
       "2025-07-01=3 2026-01-01=4 2026-07-01=5 until 2026-12-31"},
      {half, "known_until = 2027-06-30\n" + row("2027-01-01", "5"),
       "there is a gap: no row for 2026-07-01 behind 4 % from 2026-01-01 (r.toml:8:8)"},
      {half, "known_until = 2026-12-31\n",
       "known_until goes beyond the half-year of the last row (add the row for 2026-07-01)"},
      {half, "known_until = 2026-12-31\n" + row("2026-07-02", "5"), "neither 1 January nor 1 July"},
      {half, row("2026-07-01", "5"), "known_until: is missing"},
      // A row that nobody had verified gives way to one that was, and only to such a one.
      {half_years + unsure, "known_until = 2026-06-30\n" + row("2026-01-01", "4.1"), "2026-01-01=4.1 until 2026-06-30"},
      {half_years + unsure, "known_until = 2026-06-30\n" + row("2026-01-01", "4"), "2026-01-01=4 until 2026-06-30"},
      {half_years + unsure, "known_until = 2026-06-30\nverified = false\n" + row("2026-01-01", "4.1"),
       "contradicts 4 % from 2026-01-01 (r.toml:5:8, not verified)"},
      {change, "known_until = 2026-12-31\nstep = \"half-year\"\n", "step: is not that of the table"},
      {change,
       "known_until = 2026-12-31\n[[added]]\nknown_until = 2027-12-31\n[[added.rate]]\nfrom = 2027-02-20\npercent = "
       "\"2.8\"\n",
       "2025-05-20=3 2027-02-20=2.8 until 2027-12-31"},
  };
  for (const Row& r : rows) {
    INFO(r.addition);
    CHECK_THAT(with(r.table, r.addition), Catch::Contains(r.says));
  }
}

TEST_CASE("a folder of the user's is read over the shipped tables, and may have tables of its own") {
  TempDir own;
  write_file(own.path() / "lpr-1y.toml",
             "known_until = 2026-11-20\nsource = \"looked up\"\n" + row("2026-01-01", "2.95"));
  write_file(own.path() / "mine.toml", head + row("2024-07-22", "3.35"));
  const Rates all = Rates::load(std::string(DUNMAIL_SOURCE_DIR) + "/config/rates", own.path().string());
  CHECK(percent_text(all.table("lpr-1y").on(make_date(2026, 11, 20))->rate) == "2.95");
  CHECK(all.table("lpr-1y").on(make_date(2026, 11, 20))->source == "looked up");
  CHECK(percent_text(all.table("lpr-1y").on(make_date(2025, 5, 20))->rate) == "3");
  CHECK(percent_text(all.table("mine").on(make_date(2025, 5, 20))->rate) == "3.35");
}
