#include "ledger/suggestion.h"

#include <catch2/catch.hpp>

#include "base/unreadable.h"

using namespace dunmail;

TEST_CASE("what matching suggests comes back as it was kept") {
  const std::vector<SuggestedPart> parts{{"INV-1", 50000}, {"INV:2 (1/3)", 0}, {"发票-3", -7}};
  CHECK(suggestion_text(parts) == "INV-1:50000\nINV:2 (1/3):0\n发票-3:-7");
  CHECK(read_suggestion(suggestion_text(parts)) == parts);
  CHECK(read_suggestion("").empty());
  CHECK(suggestion_text({}).empty());
}

TEST_CASE("a suggestion that was not kept so is refused") {
  for (const char* text : {"INV-1", "INV-1:", "INV-1:5x", "INV-1:5\n", "INV-1:99999999999999999999"}) {
    INFO(text);
    CHECK_THROWS_AS(read_suggestion(text), UnreadableRecord);
  }
}
