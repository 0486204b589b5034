#include "policy/reasons.h"

#include <catch2/catch.hpp>

using namespace dunmail;

namespace {

const Reasons& shipped() {
  static const Reasons r = Reasons::load(std::string(DUNMAIL_SOURCE_DIR) + "/config/reasons.toml");
  return r;
}

}  // namespace

TEST_CASE(
    "the four causes, the four export reasons and the three abilities of the sources are there, each with a strategy") {
  CHECK(shipped().codes("cause") ==
        std::vector<std::string>{"oversight", "dissatisfied", "short-of-cash", "deliberate"});            // 000-27
  CHECK(shipped().codes("export").size() == 4);                                                           // 003-10
  CHECK(shipped().codes("ability") == std::vector<std::string>{"can-but-will-not", "partly", "cannot"});  // 002-09
  CHECK(shipped().codes("sincerity").size() == 2);                                                        // 003-14
  for (const Reason& r : shipped().all())
    for (const char* locale : {"en", "zh-CN", "zh-TW", "de"}) {
      INFO(r.code << " " << locale);
      CHECK_FALSE(in_locale(r.name, locale).empty());
      CHECK(r.name.contains(locale));
      CHECK_FALSE(in_locale(r.strategy, locale).empty());
    }
}

TEST_CASE("every excuse has its answer, in the words of the source") {
  for (const std::string& code : shipped().codes("excuse")) {
    const Reason& r = *shipped().find(code);
    INFO(code);
    CHECK_FALSE(in_locale(r.says, "zh-CN").empty());
    CHECK_FALSE(in_locale(r.answer, "zh-CN").empty());
  }
  CHECK(in_locale(shipped().find("bank-tight")->says, "zh-CN") ==
        "这两天银行根本周转不灵，能不能过几天再说");                                                  // 000-11
  CHECK(in_locale(shipped().find("paid-another")->says, "zh-CN") == "账上的钱刚好给别的公司拿走了");  // 000-11
}

TEST_CASE("what the sources say of hardship, habit, a new plant and a weak market") {
  CHECK(shipped().find("hardship")->ladder == LadderEffect::softer);  // 000-24
  CHECK(shipped().find("hardship")->instalments);
  CHECK(shipped().find("habitual")->ladder == LadderEffect::harder);  // 001-10
  CHECK(shipped().find("expansion")->risk == "controllable");         // 003-18
  CHECK(shipped().find("weak-market")->risk == "uncertain");          // 003-18
  CHECK(shipped().quadrant("cannot", "sincere")->suggests == "soften");
  CHECK(shipped().quadrant("can-but-will-not", "insincere")->suggests == "harden");
}

TEST_CASE("a mistake in the catalogue is named with its line") {
  struct Row {
    const char* toml;
    const char* says;
  };
  const std::string head = "[[reason]]\ncode = \"a\"\ngroup = \"cause\"\n",
                    texts = "name = { en = \"A\" }\nstrategy = { en = \"do\" }\n";
  const Row rows[] = {
      {"[[reason]]\ncode = \"a\"\ngroup = \"cuase\"\nname = { en = \"A\" }\nstrategy = { en = \"do\" }\n", "cause"},
      {"[[reason]]\ncode = \"a\"\ngroup = \"cause\"\nname = { de = \"A\" }\nstrategy = { en = \"do\" }\n",
       "fall back to English"},
      {"[[reason]]\ncode = \"a\"\ngroup = \"cause\"\nname = { en = \"A\" }\nstrategy = { en = \"do\" }\nlader = "
       "\"harder\"\n",
       "did you mean ladder"},
      {"[[reason]]\ncode = \"a\"\ngroup = \"excuse\"\nname = { en = \"A\" }\nstrategy = { en = \"do\" }\n", "says"},
      {"[[reason]]\ncode = \"a\"\ngroup = \"ability\"\nname = { en = \"A\" }\nstrategy = { en = \"do\" "
       "}\n[[reason]]\ncode = \"b\"\ngroup = \"sincerity\"\nname = { en = \"B\" }\nstrategy = { en = \"do\" }\n",
       "no quadrant a by b"},
  };
  for (const Row& row : rows) CHECK_THROWS_WITH(Reasons::parse(row.toml, "reasons.toml"), Catch::Contains(row.says));
  CHECK_THROWS_WITH(Reasons::parse(head + texts + head + texts, "reasons.toml"),
                    Catch::Contains("reasons.toml:7") && Catch::Contains("two reasons \"a\""));
}
