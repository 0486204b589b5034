#include "policy/campaign.h"

#include <catch2/catch.hpp>

using namespace dunmail;

namespace {

std::vector<Campaign> read(const std::string& toml) { return read_campaigns(ConfigTable::parse(toml, "p.toml")); }

}  // namespace

TEST_CASE("a campaign runs from its first to its last day") {
  const auto all = read(
      "[[campaign]]\nname = \"year-end\"\nfrom = 2026-12-01\nto = 2027-02-05\ninterval_factor = "
      "0.5\n[[campaign]]\nname = \"half-year\"\nfrom = 2027-06-01\nto = 2027-06-30\n");
  REQUIRE(all.size() == 2);
  CHECK(all[0].minimum_percent == 100);
  CHECK_FALSE(campaign_on(all, make_date(2026, 11, 30)));
  CHECK(campaign_on(all, make_date(2026, 12, 1))->name == "year-end");
  CHECK(campaign_on(all, make_date(2027, 2, 5))->name == "year-end");
  CHECK_FALSE(campaign_on(all, make_date(2027, 2, 6)));
  CHECK(campaign_on(all, make_date(2027, 6, 30))->name == "half-year");
}

TEST_CASE("a campaign without a day, backwards, slower than usual, or on another's days is refused with its line") {
  CHECK_THROWS_WITH(read("[[campaign]]\nname = \"x\"\nfrom = 2026-12-01\n"),
                    Catch::Contains("p.toml:1") && Catch::Contains("last day"));
  CHECK_THROWS_WITH(read("[[campaign]]\nname = \"x\"\nfrom = 2026-12-02\nto = 2026-12-01\n"),
                    Catch::Contains("p.toml:4") && Catch::Contains("lies before"));
  CHECK_THROWS_WITH(read("[[campaign]]\nname = \"x\"\nfrom = 2026-12-01\nto = 2026-12-02\ninterval_factor = 2.0\n"),
                    Catch::Contains("p.toml:5"));
  CHECK_THROWS_WITH(read("[[campaign]]\nname = \"a\"\nfrom = 2026-12-01\nto = 2026-12-31\n[[campaign]]\nname = "
                         "\"b\"\nfrom = 2026-12-31\nto = 2027-01-02\n"),
                    Catch::Contains("share a day"));
}
