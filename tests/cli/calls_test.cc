// The day's tasks, the sheet for a call, and the log of calls, on one desk.
#include <catch2/catch.hpp>

#include "base/file.h"
#include "casefile/letter_events.h"
#include "cli/commands_explain.h"
#include "cli/commands_record.h"
#include "cli/commands_tasks.h"
#include "cli/commands_worklist.h"
#include "letters/wording.h"
#include "support/temp_dir.h"

using namespace dunmail;

namespace {

const Date day = make_date(2026, 11, 23);  // a Monday
const Currency cny = *Currency::find("CNY");

World open_world() {
  const std::string source = DUNMAIL_SOURCE_DIR;
  Settings settings = Settings::load(source + "/samples/dunmail.toml");
  World w{settings,
          PolicyBook::load({source + "/config/policy.toml"}),
          Calendars::load(source + "/config/calendars"),
          Store::create(":memory:"),
          "clerk",
          [] { return Instant(day) + std::chrono::hours(2); },
          nullptr,
          Reasons::load(source + "/config/reasons.toml")};
  for (const char* kind : {"small-business", "individual"}) {
    Debtor d;
    d.id = kind[0] == 's' ? "D1" : "P1";
    d.name = "杭州晨曦电子有限公司";
    d.kind = kind;
    d.locale = "zh-CN";
    d.address = {"文三路1号", "310012", "杭州市", "浙江省", "CN"};
    w.store.put(d);
    w.store.put(Contact{d.id, "王芳", "财务部经理", "payer", "女士", "wang@debtor.example", "", "+8657112345678", ""});
    w.store.put(Contact{d.id, "赵强", "总经理", "owner", "先生", "", "", "+8657187654321", ""});
    w.store.put(Invoice{"INV-" + d.id, "main", d.id, "HT-1", day - Days(70), day - Days(40), {50'000'00, cny}, ""},
                false);
  }
  return w;
}

CallOrder call(const std::string& outcome, Date on = day, const std::string& debtor = "D1") {
  CallOrder o;
  o.debtor = debtor;
  o.by = "李敏";
  o.outcome = outcome;
  o.day = on;
  if (outcome == "reached") o.text = "will ask its boss";
  return o;
}

void ignored_letter(World& w, const std::string& debtor = "D1") {
  const CaseInput input = w.store.account("main", debtor, cny);
  w.record(input, day - Days(14), "L1",
           told::Drafted{.run = "",
                         .letter_kind = "reminder",
                         .occasion = "INV-" + debtor,
                         .channel = "email",
                         .number = "函2026-1",
                         .amount = 50'000'00,
                         .deadline = day - Days(4),
                         .invoices = {"INV-" + debtor}});
  w.record(input, day - Days(14), "L1", told::RouteSaid{.kind = EventKind::accepted, .code = 250});
}

std::vector<std::string> tasks_of(World& w, Date on, const std::string& by = {}) {
  std::vector<std::string> out;
  const Answer answer = tasks_command(w, {by, "", "D1", 50, on});
  for (const auto& t : answer.data["tasks"])
    out.push_back(t["task"].get<std::string>() + " " + t["code"].get<std::string>());
  return out;
}

}  // namespace

TEST_CASE("a task names whom to call and why, and the worklist says the same") {
  World w = open_world();
  ignored_letter(w);
  const auto all = tasks_command(w, {"", "", "D1", 50, day}).data["tasks"];
  REQUIRE(all.size() == 1);
  const auto& t = all[0];
  CHECK(t["task"] == "call");
  CHECK(t["contact"]["name"] == "王芳");
  CHECK(t["contact"]["position"] == "财务部经理");
  CHECK(t["contact"]["phone"] == "+8657112345678");
  CHECK(t["letters"] == std::vector<std::string>{"函2026-1"});
  CHECK(t["since"] == "2026-11-20");
  CHECK(t["call"]["allowed"] == true);
  CHECK(t["call"]["when"] == "09:00-18:00 Asia/Shanghai");
  const auto work = worklist_command(w, {"call", 50, day}).data["work"];
  REQUIRE(work.size() == 1);
  CHECK(work[0]["tasks"][0]["why"] == t["why"]);
  CHECK(work[0]["score"] == t["score"]);
}

TEST_CASE("a logged call ends its task, in both lists, and two looks agree") {
  World w = open_world();
  ignored_letter(w);
  CHECK(tasks_of(w, day) == std::vector<std::string>{"call ignored-letter"});
  CHECK(tasks_of(w, day) == std::vector<std::string>{"call ignored-letter"});
  log_call(w, call("no-answer"));
  CHECK(tasks_of(w, day).empty());
  CHECK(worklist_command(w, {"call", 50, day}).data["work"].empty());
}

TEST_CASE("a wrong number is not called again: the next contact is") {
  World w = open_world();
  ignored_letter(w);
  log_call(w, call("wrong-number"));
  const auto t = tasks_command(w, {"", "", "D1", 50, day}).data["tasks"];
  REQUIRE(t.size() == 1);
  CHECK(t[0]["contact"]["name"] == "赵强");
}

TEST_CASE("record call and calls log are one") {
  World w = open_world();
  ignored_letter(w);
  RecordOrder r;
  r.kind = "call";
  r.debtor = "D1";
  r.on = day;
  r.by = "李敏";
  r.outcome = "reached";
  r.note = "will ask";
  record_command(w, r);
  CHECK(tasks_of(w, day).empty());
  const auto calls = calls_command(w, {"D1", "", {}}).data["calls"];
  REQUIRE(calls.size() == 1);
  CHECK(calls[0]["contact"] == "王芳");
  CHECK(calls[0]["text"] == "will ask");
  CHECK(calls[0]["letter"] == "L1");
}

TEST_CASE("a call with a promise writes both or neither") {
  World w = open_world();
  ignored_letter(w);
  CallOrder o = call("reached");
  o.promise = "20000.00";
  o.promise_on = day + Days(4);
  const Answer answer = log_call_command(w, o);
  CHECK(answer.data["promise"]["data"]["amount"] == 20'000'00);
  CHECK(answer.data["promise"]["data"]["due"] == "2026-11-27");
  CHECK(tasks_of(w, day).empty());
  CHECK(tasks_of(w, make_date(2026, 11, 27)) == std::vector<std::string>{"call promise-due"});

  World other = open_world();
  for (const auto& [promise, on, says] : {std::tuple{"20000.00", std::optional<Date>(), "exact day"},
                                          {"2O000", std::optional(day + Days(4)), "promise: "},
                                          {"100", std::optional(day - Days(1)), "on: "},
                                          {"100", std::optional(day + Days(400)), "more than a year"}}) {
    CallOrder bad = call("reached");
    bad.promise = promise;
    bad.promise_on = on;
    CHECK_THROWS_WITH(log_call(other, bad), Catch::Contains(says));
  }
  CallOrder silent = call("no-answer");
  silent.promise = "100";
  silent.promise_on = day + Days(4);
  CHECK_THROWS_WITH(log_call(other, silent), Catch::Contains("nobody promised"));
  CHECK_FALSE(other.store.has_case("main/D1/CNY"));
}

TEST_CASE("a call ends with a commitment or what was said instead, names and letters must be known") {
  World w = open_world();
  CallOrder o = call("reached");
  o.text = "";
  CHECK_THROWS_WITH(log_call(w, o), Catch::Contains("what was said?"));
  CHECK_THROWS_WITH(log_call(w, call("rang")),
                    Catch::Contains("\"rang\" is no outcome") && Catch::Contains("message-left"));
  o = call("no-answer");
  o.contact = "王方";
  CHECK_THROWS_WITH(log_call(w, o), Catch::Contains("no contact") && Catch::Contains("王芳"));
  o = call("no-answer");
  o.letter = "L9";
  CHECK_THROWS_WITH(log_call(w, o), Catch::Contains("no letter L9"));
  CHECK_THROWS_WITH(log_call(w, call("no-answer", day, "D9")), Catch::Contains("D9"));
  CHECK_FALSE(w.store.has_case("main/D1/CNY"));
}

TEST_CASE("a call beyond the caps names the next day, what happened is recorded by name") {
  World w = open_world();
  log_call(w, call("reached", make_date(2026, 11, 23), "P1"));
  // The day of the conversation counts as the first of seven: the 30th.
  const CallOrder again = call("no-answer", make_date(2026, 11, 25), "P1");
  CHECK_THROWS_WITH(log_call(w, again), Catch::Contains("7 days after the conversation of 2026-11-23") &&
                                            Catch::Contains("2026-11-30") && Catch::Contains("--override"));
  CHECK(calls_command(w, {"P1", "", {}}).data["calls"].size() == 1);
  CallOrder by_name = again;
  by_name.override_by = "周敏";
  const Answer taken = log_call_command(w, by_name);
  CHECK(taken.exit_code == 3);
  CHECK(calls_command(w, {"P1", "", {}}).data["calls"][1]["override"] == "周敏");
  CallOrder theirs = again;
  theirs.incoming = true;
  theirs.outcome = "reached";
  theirs.text = "asks for the invoice";
  CHECK(log_call(w, theirs).beyond.empty());
  // A company may be called again the next day.
  log_call(w, call("reached", make_date(2026, 11, 23)));
  log_call(w, call("reached", make_date(2026, 11, 24)));
}

TEST_CASE("the eighth call in seven days is refused, and a weekend and an hour of the night are") {
  World w = open_world();
  for (int i = 0; i < 7; ++i) log_call(w, call("no-answer", make_date(2026, 11, 23) + Days(i / 2)));
  CHECK_THROWS_WITH(log_call(w, call("no-answer", make_date(2026, 11, 27))),
                    Catch::Contains("at most 7 calls in 7 days") && Catch::Contains("2026-11-30"));
  World other = open_world();
  CHECK_THROWS_WITH(log_call(other, call("no-answer", make_date(2026, 11, 28))),
                    Catch::Contains("weekend") && Catch::Contains("2026-11-30"));
  CallOrder late = call("no-answer");
  late.at = time_given("20:15", "at");
  CHECK_THROWS_WITH(log_call(other, late),
                    Catch::Contains("20:15 is outside 09:00-18:00") && Catch::Contains("2026-11-24 from 09:00"));
  late.at = time_given("08:59", "at");
  CHECK_THROWS_WITH(log_call(other, late), Catch::Contains("2026-11-23 from 09:00"));
  late.at = time_given("09:00", "at");
  CHECK(log_call(other, late).event.data["at"] == "09:00");
  CHECK(debtors_clock(other, "D1") == std::chrono::hours(10));  // 02:00 UTC in Shanghai
  for (const char* bad : {"9:00", "25:00", "24:00", "noon", ""})
    CHECK_THROWS_WITH(time_given(bad, "at"), Catch::Contains("no time of day"));
}

TEST_CASE("a collector sees the cases that she called last") {
  World w = open_world();
  ignored_letter(w);
  CallOrder early = call("reached", make_date(2026, 11, 17));
  log_call(w, early);
  CHECK(tasks_of(w, day, "李敏") == std::vector<std::string>{"call ignored-letter"});
  CHECK(tasks_of(w, day, "王强").empty());
  CHECK_THROWS_WITH(tasks_command(w, {"", "cal", "", 50, day}), Catch::Contains("did you mean call"));
}

TEST_CASE("the sheet has the case's figures in the language of its contact") {
  World w = open_world();
  ignored_letter(w);
  const std::string sheet = call_sheet_command(w, {"main/D1/CNY", "", "", "", "李敏", day}).text;
  for (const char* part :
       {"一、准备", "王芳，财务部经理，电话 +8657112345678", "¥50,000.00", "逾期40天",
        "| INV-D1 | 2026-10-14 | 40 | ¥50,000.00 |", "2026年11月9日 发出催款提示函 函2026-1",
        "期限2026年11月19日，未回应", "请问是王芳女士吗", "二、开场", "三、处理异议", "不供货就不再付款",
        "请在2026年11月26日前付款 ¥50,000.00", "五、爽约的反应", "没有未履行的承诺"})
    CHECK_THAT(sheet, Catch::Contains(part));
  CHECK(sheet.find('{') == std::string::npos);
  const std::string english = call_sheet_command(w, {"D1", "", "en", "赵强", "Ann", day}).text;
  CHECK_THAT(english, Catch::Contains("To call: 赵强, 总经理, +8657187654321") &&
                          Catch::Contains("40\u00A0days overdue") && Catch::Contains("my name is Ann"));
  CHECK_THROWS_WITH(call_sheet_command(w, {"D1", "", "fr", "", "", day}), Catch::Contains("zh-CN, zh-TW, en, de"));
  CHECK_THROWS_WITH(call_sheet_command(w, {"D1", "", "", "李四", "", day}), Catch::Contains("no contact"));
}

TEST_CASE("a broken promise stands on the sheet with its figures") {
  World w = open_world();
  CallOrder o = call("reached");
  o.promise = "20000.00";
  o.promise_on = day + Days(4);
  log_call(w, o);
  const Answer sheet = call_sheet_command(w, {"D1", "", "de", "", "Lin Yue", make_date(2026, 12, 1)});
  CHECK(sheet.data["broken_promise"]["due"] == "2026-11-27");
  CHECK_THAT(sheet.text, Catch::Contains("Am 23.\u00A0November 2026 haben Sie 20.000,00\u00A0CNY zum 27.\u00A0November "
                                         "2026 zugesagt, das Geld ist nicht eingegangen"));
}

TEST_CASE("a promise that was renewed is not called broken on the sheet") {
  World w = open_world();
  CallOrder o = call("reached");
  o.promise = "20000.00";
  o.promise_on = day + Days(4);
  log_call(w, o);
  o.day = day + Days(1);
  o.promise_on = day + Days(9);
  log_call(w, o);
  const std::string sheet = call_sheet_command(w, {"D1", "", "de", "", "Lin Yue", day + Days(1)}).text;
  CHECK_THAT(sheet, Catch::Contains("durch eine spätere Zusage ersetzt"));
  CHECK_THAT(sheet, !Catch::Contains("zugesagt: gebrochen"));
}

TEST_CASE("no sheet threatens, deceives or speaks to others, and no value in it is markup") {
  World w = open_world();
  Debtor d = *w.store.debtor("D1");
  d.name = "A|B *x* {amount} <b>";
  w.store.put(d);
  const Wording wording = Wording::load(std::string(DUNMAIL_SOURCE_DIR) + "/letter-templates/wording.toml");
  for (const std::string_view locale : letter_locales) {
    const std::string sheet = call_sheet_command(w, {"D1", "", std::string(locale), "", "李敏", day}).text;
    const auto found = wording.forbidden(sheet, *find_locale(locale));
    INFO(locale << (found ? found->line() : std::string()));
    CHECK_FALSE(found);
    for (const char* third_party : {"家人", "亲属", "爱人", "同事", "公安", "relatives", "colleagues", "police",
                                    "Familie", "Kollegen", "Polizei"})
      CHECK(sheet.find(third_party) == std::string::npos);
    CHECK_THAT(sheet, Catch::Contains("A\\|B \\*x\\* {amount} \\<b\\>"));
  }
}

TEST_CASE("every language has every text of the sheet, and none that no sheet shows") {
  TempDir dir;
  const std::string good = read_file(std::string(DUNMAIL_SOURCE_DIR) + "/config/call-sheet.toml");
  const auto load = [&](std::string text) {
    write_file(dir / "s.toml", text);
    return CallSheetWords::load(dir / "s.toml");
  };
  load(good);
  std::string missing = good;
  missing.replace(missing.find("no_phone = "), 8, "no_fone");
  CHECK_THROWS_WITH(load(missing), Catch::Contains("s.toml") && Catch::Contains("no_phone"));
  CHECK_THROWS_WITH(load(good + "\n[fr]\ntitle = \"x\"\n"), Catch::Contains("fr"));
  CHECK_THROWS_WITH(load(good.substr(0, good.find("[de]"))), Catch::Contains("de"));
}

TEST_CASE("explain tells the pace before and after each change, the silence, the pay-day and the campaign") {
  World w = open_world();
  ignored_letter(w);
  Debtor d = *w.store.debtor("D1");
  d.pay_days = {25};
  w.store.put(d);
  Answer plain = explain_command(w, "D1", day);
  const auto& now = plain.data["cases"][0];
  CHECK(now["pay_days"]["text"] == "25th, set");
  CHECK(now["silence"]["days"] == 14);
  CHECK(now["silence"]["at_most"] == 45);
  CHECK_FALSE(now.contains("campaign"));
  REQUIRE(now["pace"]["changes"].size() == 1);
  CHECK(now["pace"]["changes"][0]["before"] == 1.0);
  CHECK(now["pace"]["changes"][0]["pace"] == 0.9);
  CHECK(now["pace"]["changes"][0]["day"] == "2026-11-20");
  CHECK_THAT(plain.text, Catch::Contains("2026-11-20  from 10 to 9 working days because reminder 函2026-1 was not "
                                         "answered by 2026-11-19 (1.00 x 0.90 -> 0.90)") &&
                             Catch::Contains("silence    14 days since 2026-11-09, 45 at most"));
  w.policies = PolicyBook::load({std::string(DUNMAIL_SOURCE_DIR) + "/tests/stories/policies/year-end.toml"});
  const Answer campaign = explain_command(w, "D1", make_date(2026, 12, 1));
  CHECK(campaign.data["cases"][0]["campaign"]["to"] == "2027-02-05");
  CHECK_THAT(
      campaign.text,
      Catch::Contains("campaign   year-end, 2026-12-01 to 2027-02-05: intervals x 0.50, minimum amounts x 0.50"));
}
