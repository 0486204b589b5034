#include "ledger/terms.h"

#include <catch2/catch.hpp>

using namespace dunmail;

namespace {

Date day(const char* text) { return *parse_date(text); }

std::string due(const char* terms, const char* issued) {
  const auto read = read_terms(terms);
  REQUIRE(read);
  return iso(*due_day(*read, {day(issued), std::nullopt, std::nullopt}));
}

}  // namespace

TEST_CASE("terms make a day due") {
  struct Row {
    const char *terms, *issued, *due;
  };
  for (const Row& r : {Row{"30", "2026-08-01", "2026-08-31"},
                       {"net 30", "2026-01-31", "2026-03-02"},   // 28 days are left of January and February
                       {"30 days", "2028-01-31", "2028-03-01"},  // a leap year
                       {"0", "2026-08-01", "2026-08-01"},
                       {"eom", "2028-02-03", "2028-02-29"},
                       {"eom", "2026-02-28", "2026-02-28"},
                       {"EOM+10", "2026-01-15", "2026-02-10"},
                       {"eom + 10 days", "2026-12-31", "2027-01-10"},
                       {"30 eom", "2026-01-15", "2026-02-28"},  // 14 February, then its month's end
                       {"30 eom", "2028-01-30", "2028-02-29"},  // 29 February
                       {"30 eom+5", "2026-08-01", "2026-09-05"},
                       {"30 from invoice", "2028-02-29", "2028-03-30"}}) {
    INFO(r.terms);
    CHECK(due(r.terms, r.issued) == r.due);
  }
}

TEST_CASE("terms count from delivery or acceptance when they say so, and from nothing else then") {
  const TermsDates dates{day("2026-08-01"), day("2026-08-05"), day("2026-08-20")};
  CHECK(iso(*due_day(*read_terms("30 from delivery"), dates)) == "2026-09-04");
  CHECK(iso(*due_day(*read_terms("net 60 from acceptance"), dates)) == "2026-10-19");
  const auto unknown = due_day(*read_terms("60 from acceptance"), {day("2026-08-01"), day("2026-08-05"), std::nullopt});
  REQUIRE_FALSE(unknown);
  CHECK_THAT(unknown.problem().hint, Catch::Contains("accepted_date"));
}

TEST_CASE("what is no term of payment is refused") {
  for (const char* text : {"", "soon", "net", "thirty", "30 weeks", "-5", "30+5", "eom+", "eom 10", "30 from",
                           "30 from Monday", "9999", "30 30", "3 0 eom x"}) {
    INFO(text);
    CHECK_FALSE(read_terms(text));
  }
}
