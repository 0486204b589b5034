// Plays whose end is known: worked by hand, or bound by a rule that chance cannot break.
#include "insight/simulate.h"

#include <catch2/catch.hpp>

#include "base/file.h"
#include "cli/commands_import.h"
#include "cli/commands_ledger.h"
#include "cli/commands_simulate.h"
#include "insight/simulation_report.h"
#include "policy/confirmation.h"
#include "support/temp_dir.h"

using namespace dunmail;

namespace {

const std::string source = DUNMAIL_SOURCE_DIR;
const Date monday = make_date(2026, 3, 2);

/// The shipped policy in both cadences, calendars, and templates for everything.
struct Rules {
  PolicyBook policies{Policy::load(source + "/config/policy.toml")};
  PolicyBook steady = fixed_cadence(policies);
  Calendars calendars = Calendars::load(source + "/config/calendars");
  static bool every_template(const std::string&, const std::string&) { return true; }
  static std::vector<std::string> whole_record(const std::string&, const std::string&, const std::string&) {
    return {};
  }
  CaseRules adaptive{policies, calendars, every_template, whole_record};
  CaseRules fixed{steady, calendars, every_template, whole_record};
};

CaseInput one_case(const std::string& id, Date due, std::int64_t amount) {
  CaseInput c;
  Debtor& d = c.account.debtor;
  d.id = id;
  d.name = "杭州晨曦电子有限公司";
  d.kind = "small-business";
  d.locale = "zh-CN";
  d.address = {"文三路1号", "310012", "杭州市", "浙江省", "CN"};
  c.account.creditor = "main";
  c.account.currency = *Currency::find("CNY");
  c.account.items.push_back(
      {{"INV-" + id, "main", id, "", due - Days(30), due, {amount, c.account.currency}, ""}, amount});
  c.contacts = {{id, "王芳", "财务部经理", "payer", "女士", id + "@debtor.example", "", "", ""},
                {id, "李总", "总经理", "owner", "先生", id + "-owner@debtor.example", "", "", ""}};
  return c;
}

constexpr const char* nobody =
    "name = 'nobody'\n[risk.otherwise]\nnever = 1\non_time = 0\n[channel.email]\nproven = 1\n";
constexpr const char* everybody =
    "name = 'everybody'\n[risk.otherwise]\nnever = 1\non_time = 0\n[tier.otherwise]\npays = 1\nreacts_within_days = "
    "[1, 1]\n";

std::map<std::string, std::vector<std::string>> days_of_letters(const Tally& t, Date from) {
  std::map<std::string, std::vector<std::string>> out;
  for (const auto& [kind, counts] : t.letters)
    for (std::size_t day = 0; day < counts.size(); ++day)
      for (std::int64_t n = 0; n < counts[day]; ++n) out[kind].push_back(iso(from + Days(static_cast<int>(day))));
  return out;
}

std::vector<CaseInput> crowd(int n) {
  std::vector<CaseInput> out;
  for (int i = 0; i < n; ++i) {
    CaseInput c = one_case("D" + std::to_string(i), monday + Days(i % 90 - 60), 100'000 + 7919 * (i % 900));
    c.account.debtor.risk_class = i % 3 == 0 ? "high" : i % 3 == 1 ? "low" : "";
    if (i % 5 == 0) c.account.debtor.pay_days = {10, 25};
    OpenItem more = c.account.items[0];
    more.invoice.number += "-2";
    more.invoice.due += Days(25);
    c.account.items.push_back(more);
    out.push_back(std::move(c));
  }
  return out;
}

SimulatedRun play(const Rules& rules, const ResponseModel& model, const SimulationOrder& order,
                  const std::vector<CaseInput>& cases) {
  return simulate(rules.fixed, rules.adaptive, model, order,
                  [&](const auto& take) {
                    for (CaseInput c : cases) take(std::move(c));
                  },
                  {})
      .front();
}

ResponseModel shipped() { return ResponseModel::load(source + "/config/response-model.toml"); }

}  // namespace

TEST_CASE("nobody ever answers: the ladder as worked out by hand") {
  const Rules rules;
  const ResponseModel model = ResponseModel::parse(nobody, "m");
  const SimulationOrder order{monday, 120, 1, 1, false};
  const CaseInput input = one_case("D1", monday - Days(3), 10'000'00);

  SECTION("fixed") {
    // 1st reminder 2026-03-02 (3 days overdue), until 03-12. The 2nd ten working days later: 03-16, until 03-26.
    // The credit warning ten working days after 03-16 is 03-30; its deadline's grace (03-26 + 2 days) is over on 03-29.
    // Until 04-06, Qingming (04-04 to 04-06 off): 04-07. The lawyer's letter ten working days after 03-30 is 04-14
    // (04-06 off); grace: 04-07 + 3 days is over on 04-11.
    const auto days = days_of_letters(play_case(rules.fixed, model, order, 1, CadenceKind::fixed, input), monday);
    CHECK(days.at("reminder") == std::vector<std::string>{"2026-03-02", "2026-03-16"});
    CHECK(days.at("credit-warning") == std::vector<std::string>{"2026-03-30"});
    CHECK(days.at("lawyers-letter") == std::vector<std::string>{"2026-04-14"});
  }
  SECTION("adaptive") {
    // Ignored once: pace 0.5, five working days after 03-02 are 03-09, but 03-12 was granted: 03-13, until 03-23.
    // Ignored twice: pace 0.25, at least four working days: 03-19, but 03-23 and two days' grace: 03-26, until 04-02.
    // Pace stays at 0.25 (its least): five working days after 03-26 are 04-02, but 04-02 and three days' grace: 04-06,
    // a holiday: 04-07.
    const auto days = days_of_letters(play_case(rules.adaptive, model, order, 1, CadenceKind::adaptive, input), monday);
    CHECK(days.at("reminder") == std::vector<std::string>{"2026-03-02", "2026-03-13"});
    CHECK(days.at("credit-warning") == std::vector<std::string>{"2026-03-26"});
    CHECK(days.at("lawyers-letter") == std::vector<std::string>{"2026-04-07"});
  }
  const Tally t = play_case(rules.adaptive, model, order, 1, CadenceKind::adaptive, input);
  CHECK(total(t.calls) == 4);
  CHECK(total(t.legal) == 1);
  CHECK(t.legal_open == 1);
  CHECK(total(t.money.begin()->second.received) == 0);
  CHECK(t.money.begin()->second.open_at_end == 10'000'00);
}

TEST_CASE("everybody pays at once: one letter each, and all the money") {
  const Rules rules;
  std::vector<CaseInput> cases;
  for (int i = 0; i < 50; ++i) cases.push_back(one_case("D" + std::to_string(i), monday - Days(10), 5'000'00));
  const SimulatedRun run = play(rules, ResponseModel::parse(everybody, "m"), {monday, 60, 1, 1, false}, cases);
  for (const Tally* t : {&run.fixed, &run.adaptive}) {
    CHECK(t->letters_sent() == 50);
    CHECK(total(t->money.begin()->second.received) == 50 * 5'000'00);
    CHECK(t->money.begin()->second.received[1] == 50 * 5'000'00);  // the day after the letter
    CHECK(t->money.begin()->second.settled_invoices == 50);
    CHECK(total(t->calls) == 0);
  }
  CHECK(total(run.none.money.begin()->second.received) == 0);
  CHECK(collected_per_letter(run.adaptive, run.none, *Currency::find("CNY")) == Approx(5'000'00));
}

TEST_CASE("the same seed gives the same figures in any order of cases, another seed gives others") {
  const Rules rules;
  std::vector<CaseInput> cases = crowd(300);
  const SimulationOrder order{monday, 120, 42, 1, false};
  const SimulatedRun first = play(rules, shipped(), order, cases);
  std::reverse(cases.begin(), cases.end());
  const SimulatedRun again = play(rules, shipped(), order, cases);
  const Currency cny = *Currency::find("CNY");
  CHECK(first.adaptive.letters == again.adaptive.letters);
  CHECK(first.fixed.letters == again.fixed.letters);
  CHECK(first.adaptive.money.at(cny).received == again.adaptive.money.at(cny).received);
  CHECK(first.none.money.at(cny).received == again.none.money.at(cny).received);
  CHECK(play(rules, shipped(), {monday, 120, 43, 1, false}, cases).adaptive.money.at(cny).received !=
        first.adaptive.money.at(cny).received);
}

TEST_CASE("looking only when something can change misses nothing that looking every day sees") {
  const Rules rules;
  const std::vector<CaseInput> cases = crowd(150);
  const SimulatedRun by_event = play(rules, shipped(), {monday, 150, 3, 1, false}, cases);
  const SimulatedRun by_day = play(rules, shipped(), {monday, 150, 3, 1, true}, cases);
  const Currency cny = *Currency::find("CNY");
  CHECK(by_event.adaptive.letters == by_day.adaptive.letters);
  CHECK(by_event.fixed.letters == by_day.fixed.letters);
  CHECK(by_event.adaptive.calls == by_day.adaptive.calls);
  CHECK(by_event.adaptive.money.at(cny).received == by_day.adaptive.money.at(cny).received);
}

TEST_CASE("money never comes from nowhere, and no letter breaks a cap") {
  const Rules rules;
  const SimulationOrder order{monday, 200, 5, 1, false};
  for (const CaseInput& input : crowd(200)) {
    for (const CadenceKind cadence : {CadenceKind::none, CadenceKind::fixed, CadenceKind::adaptive}) {
      const Tally t =
          play_case(cadence == CadenceKind::fixed ? rules.fixed : rules.adaptive, shipped(), order, 5, cadence, input);
      const MoneyTally& m = t.money.begin()->second;
      CHECK(total(m.received) + m.open_at_end == m.open_at_start);
      std::vector<int> days;
      for (const auto& [kind, counts] : t.letters) {
        if (is_confirmation(kind)) continue;  // the debtor's own word, confirmed the same day
        for (std::size_t day = 0; day < counts.size(); ++day)
          for (std::int64_t n = 0; n < counts[day]; ++n) days.push_back(static_cast<int>(day));
      }
      std::sort(days.begin(), days.end());
      // A letter that bounced does not count for the caps: it is replaced by the next channel at once.
      if (t.bounces > 0) continue;
      for (std::size_t i = 1; i < days.size(); ++i)
        CHECK(days[i] - days[i - 1] >= rules.policies.all().front().cadence.minimum_gap_days);
      for (std::size_t i = 4; i < days.size(); ++i) CHECK(days[i] - days[i - 4] >= 30);
      for (const int day : days) CHECK_FALSE(*(*rules.calendars.find("cn", ""))->is_holiday(monday + Days(day)));
      if (cadence == CadenceKind::none) CHECK(days.empty());
    }
  }
}

TEST_CASE(
    "where timing changes nothing and nobody answers in words, both cadences collect the same from whom they write "
    "to") {
  // A debtor who pays the first letter or never: the pace has nothing to act on.
  const Rules rules;
  const ResponseModel model = ResponseModel::parse(
      "name = 'x'\n[risk.otherwise]\nnever = 1\non_time = 0\ndeaf = 0.5\n[tier.otherwise]\npays = "
      "1\nreacts_within_days = [1, 3]\n",
      "m");
  const SimulatedRun run = play(rules, model, {monday, 100, 1, 1, false}, crowd(100));
  const Currency cny = *Currency::find("CNY");
  CHECK(total(run.fixed.money.at(cny).received) == total(run.adaptive.money.at(cny).received));
}

TEST_CASE("an instalment is demanded and paid as itself, legal referral is proposed once") {
  const Rules rules;
  CaseInput c = one_case("D1", monday - Days(10), 5'000'00);
  c.account.items[0].part = PartOf{{1, monday - Days(10), 5'000'00, "instalment"}, 2, monday + Days(400)};
  const Tally paid = play_case(rules.adaptive, ResponseModel::parse(everybody, "m"), {monday, 60, 1, 1, false}, 1,
                               CadenceKind::adaptive, c);
  CHECK(paid.letters_sent() == 1);
  CHECK(total(paid.money.begin()->second.received) == 5'000'00);

  const std::string policy =
      "name = 'short'\n[[tier]]\nid = 'reminder'\ndays_overdue_from = 3\nfinal_action = 'legal-referral'\n"
      "channels = ['email']\nroles = ['payer']\n";
  const PolicyBook book{Policy::parse(policy, "short.toml")};
  const CaseRules short_ladder{book, rules.calendars, Rules::every_template, Rules::whole_record};
  const Tally ignored = play_case(short_ladder, ResponseModel::parse(nobody, "m"), {monday, 120, 1, 1, false}, 1,
                                  CadenceKind::adaptive, one_case("D1", monday - Days(10), 5'000'00));
  CHECK(ignored.letters_sent() == 1);
  CHECK(ignored.final_actions == std::map<std::string, std::int64_t>{{"legal-referral", 1}});
}

TEST_CASE("a promise is confirmed and a kept one thanked for, neither moves anybody") {
  const Rules rules;
  // Everybody promises, and everybody keeps it: the reminder, its confirmation, and thanks are all that is written.
  const ResponseModel model = ResponseModel::parse(
      "name = 'x'\n[risk.otherwise]\nnever = 1\non_time = 0\nkeeps_promises = 1\n[tier.otherwise]\npromises = "
      "1\nreacts_within_days = [1, 1]\n",
      "m");
  const Tally t = play_case(rules.adaptive, model, {monday, 90, 1, 1, false}, 1, CadenceKind::adaptive,
                            one_case("D1", monday - Days(10), 5'000'00));
  std::map<std::string, std::int64_t> letters;
  for (const auto& [kind, counts] : t.letters) letters[kind] = total(counts);
  CHECK(letters == std::map<std::string, std::int64_t>{{"promise-confirmation", 1}, {"reminder", 1}, {"thanks", 1}});
  CHECK(t.promises == 1);
  CHECK(t.promises_kept == 1);
  CHECK(t.money.begin()->second.open_at_end == 0);
}

TEST_CASE("simulate changes no byte of the database, and writes chart and figures") {
  TempDir dir;
  const std::string settings = dir / "dunmail.toml";
  write_file(settings, read_file(source + "/samples/dunmail.toml"));
  init_command(settings);
  const Date from = make_date(2026, 11, 21);
  {
    World world = World::open(settings);
    for (const char* kind : {"debtors", "contacts", "invoices", "payments"}) {
      ImportOrder order;
      order.kind = kind;
      order.files = {source + "/samples/" + kind + ".csv"};
      order.as_of = from;
      REQUIRE(import_command(world, order).exit_code == 0);
    }
  }
  const std::string database = Settings::load(settings).database;
  const std::string before = read_file(database);
  {
    World world = World::open(settings);
    SimulateOrder order;
    order.from = from;
    order.days = 90;
    order.repeat = 2;
    const Answer answer = simulate_command(world, order, dir / "chart.svg", {});
    CHECK(answer.data["cases"] > 250);
    CHECK(answer.data["calendars_assumed"] == nlohmann::ordered_json({"cn", "tw"}));
    CHECK(answer.data["by_day"]["adaptive"]["calls"].size() == 90);
    CHECK(answer.text.find("because of letters") != std::string::npos);
    CHECK(simulate_command(world, order, "", {}).data["figures"] == answer.data["figures"]);
  }
  CHECK(read_file(database) == before);
  const std::string svg = read_file(dir / "chart.svg");
  CHECK(svg.find("Letters, adaptive cadence") != svg.npos);
}

TEST_CASE("simulate refuses what cannot be meant") {
  TempDir dir;
  const std::string settings = dir / "dunmail.toml";
  write_file(settings, read_file(source + "/samples/dunmail.toml"));
  init_command(settings);
  World world = World::open(settings);
  SimulateOrder order;
  order.from = monday;
  SECTION("days") {
    order.days = 0;
    CHECK_THROWS_WITH(simulate_command(world, order, "", {}), Catch::Contains("from 1 to 1500"));
  }
  SECTION("a tier that the policy does not have") {
    write_file(dir / "model.toml", "name = 'x'\n[tier.remider]\nsilence = 1\n");
    order.model = dir / "model.toml";
    CHECK_THROWS_WITH(simulate_command(world, order, "", {}), Catch::Contains("did you mean reminder?"));
  }
  SECTION("an empty ledger is none") {
    const Answer answer = simulate_command(world, order, "", {});
    CHECK(answer.data["cases"] == 0);
  }
}
