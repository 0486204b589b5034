#include <catch2/catch.hpp>

#include "cli/commands_assess.h"
#include "cli/commands_record.h"
#include "cli/commands_worklist.h"
#include "support/temp_dir.h"

using namespace dunmail;

namespace {

const Date day = make_date(2026, 9, 20);
const Currency cny = *Currency::find("CNY");

World open_world() {
  const std::string source = DUNMAIL_SOURCE_DIR;
  Settings settings = Settings::load(source + "/samples/dunmail.toml");
  World w{settings,
          PolicyBook::load({source + "/config/policy.toml"}),
          Calendars::load(source + "/config/calendars"),
          Store::create(":memory:"),
          "clerk",
          [] { return Instant(day); },
          nullptr,
          Reasons::load(source + "/config/reasons.toml")};
  for (const char* id : {"D1", "D2"}) {
    Debtor d;
    d.id = id;
    d.name = std::string("公司") + id;
    d.kind = "small-business";
    d.locale = "zh-CN";
    d.address = {"文三路1号", "310012", "杭州市", "浙江省", "CN"};
    w.store.put(d);
    w.store.put(
        Contact{id, "王芳", "财务部经理", "payer", "", std::string(id) + "@debtor.example", "", "+8657112345678", ""});
  }
  const auto invoice = [&](const char* number, const char* debtor, long overdue, std::int64_t amount) {
    w.store.put(Invoice{number, "main", debtor, "", day - Days(overdue + 30), day - Days(overdue), {amount, cny}, ""},
                false);
  };
  invoice("INV-1", "D1", 60, 50'000'00);
  invoice("INV-2", "D2", 10, 5'000'00);
  return w;
}

AssessOrder whole_form() {
  return {"D1",   "", "yes", "short-of-cash", "cannot", "sincere", "uncertain", "soften", "two orders were cancelled",
          "李敏", day};
}

RecordOrder record(const std::string& kind) {
  RecordOrder r;
  r.kind = kind;
  r.debtor = "D1";
  r.on = day;
  r.by = "李敏";
  r.note = "by telephone";
  return r;
}

}  // namespace

TEST_CASE("an assessment needs all four steps and says which is missing, nothing is recorded before") {
  World w = open_world();
  struct Row {
    std::string AssessOrder::*field;
    const char* says;
  };
  const Row rows[] = {{&AssessOrder::cooperative, "step 1, keep cooperating (--cooperative)"},
                      {&AssessOrder::cause, "step 2, find the cause (--cause)"},
                      {&AssessOrder::ability, "step 3, judge the risk (--ability)"},
                      {&AssessOrder::risk, "step 3, judge the risk (--risk)"},
                      {&AssessOrder::why, "step 4, decide (--why)"},
                      {&AssessOrder::by, "step 4, decide (--by)"}};
  for (const Row& row : rows) {
    AssessOrder order = whole_form();
    order.*row.field = "";
    CHECK_THROWS_WITH(assess_command(w, order), Catch::Contains(row.says));
  }
  AssessOrder wrong = whole_form();
  wrong.cause = "short-of-cach";
  CHECK_THROWS_WITH(assess_command(w, wrong), Catch::Contains("did you mean short-of-cash"));
  wrong = whole_form();
  wrong.decision = "harder";
  CHECK_THROWS_WITH(assess_command(w, wrong), Catch::Contains("soften, keep, harden"));
  CHECK_FALSE(w.store.has_case("main/D1/CNY"));
}

TEST_CASE("an assessment stands with who and why beside what was suggested, and a newer one replaces it") {
  World w = open_world();
  const Answer first = assess_command(w, whole_form());
  CHECK(first.data["suggested"] == "soften");
  CHECK_THAT(first.text, Catch::Contains("the same is suggested"));
  AssessOrder second = whole_form();
  second.decision = "harden";
  second.by = "王强";
  second.why = "a new plant was bought meanwhile";
  CHECK_THAT(assess_command(w, second).text,
             Catch::Contains("suggested was soften") && Catch::Contains("your decision stands"));
  AssessOrder look;
  look.debtor = "D1";
  look.on = day;
  const Answer form = assess_command(w, look);
  CHECK(form.data["assessment"]["decision"] == "harden");
  CHECK(form.data["assessment"]["by"] == "王强");
  CHECK(form.data["track"] == "hard");
  CHECK_FALSE(check_chain(w.store.events("main/D1/CNY")));
  CHECK(w.store.events("main/D1/CNY").size() == 2);
}

TEST_CASE("the form suggests the cause that was recorded and the risk by it, else by score") {
  World w = open_world();
  AssessOrder look;
  look.debtor = "D1";
  look.on = day;
  CHECK(assess_command(w, look).data["suggested"]["cause"] == "");
  // Overdue 100 % (15), 60 days: 60 points (15), 50,000: 25 (10), 30 days' term: 20 (5), small business: 60 (5):
  // 1500 + 900 + 250 + 100 + 300 = 3050 / 50 = 61: high.
  CHECK(assess_command(w, look).data["score"]["value"] == 61);
  CHECK(assess_command(w, look).data["suggested"]["risk"] == "high");
  RecordOrder r = record("reason");
  r.code = "expansion";
  record_command(w, r);
  const Answer form = assess_command(w, look);
  CHECK(form.data["suggested"]["cause"] == "expansion");
  CHECK(form.data["suggested"]["risk"] == "controllable");  // docs/dunning.md, 12
}

TEST_CASE("a reason needs a code that is known, and what was said, a call its outcome") {
  World w = open_world();
  RecordOrder r = record("reason");
  CHECK_THROWS_WITH(record_command(w, r), Catch::Contains("which reason?"));
  r.code = "hardschip";
  CHECK_THROWS_WITH(record_command(w, r), Catch::Contains("did you mean hardship"));
  r.code = "sincere";
  CHECK_THROWS_WITH(record_command(w, r), Catch::Contains("is no reason"));
  r.code = "hardship";
  r.note = "";
  CHECK_THROWS_WITH(record_command(w, r), Catch::Contains("--note"));
  RecordOrder call = record("call");
  CHECK_THROWS_WITH(record_command(w, call), Catch::Contains("--outcome"));
  CHECK_FALSE(w.store.has_case("main/D1/CNY"));
}

TEST_CASE("the worklist puts the larger, older debt first, keeps to its limit, and knows ways only") {
  World w = open_world();
  const Answer all = worklist_command(w, {"", 50, day});
  REQUIRE(all.data["work"].size() == 2);
  CHECK(all.data["work"][0]["debtor"] == "D1");
  CHECK(all.data["work"][0]["tasks"][0]["by"] == "letter");
  const Answer one = worklist_command(w, {"", 1, day});
  CHECK(one.data["work"].size() == 1);
  CHECK(one.data["found"] == 2);
  CHECK_THAT(one.text, Catch::Contains("1 more"));
  // A case is a row of the spreadsheet, however much there is to do for it.
  const Answer csv = worklist_command(w, {"", 50, day}, true);
  REQUIRE(csv.csv);
  CHECK(std::count(csv.csv->begin(), csv.csv->end(), '\n') == 1 + 2);
  CHECK(worklist_command(w, {"visit", 50, day}).data["work"].empty());
  CHECK_THROWS_WITH(worklist_command(w, {"cal", 50, day}), Catch::Contains("did you mean call"));
}
