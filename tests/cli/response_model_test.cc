#include "insight/response_model.h"

#include <catch2/catch.hpp>

using namespace dunmail;

namespace {

std::string problem_of(const std::string& toml) {
  try {
    ResponseModel::parse(toml, "model.toml");
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

Debtor debtor() {
  Debtor d;
  d.id = "D1";
  d.kind = "small-business";
  d.risk_class = "medium";
  return d;
}

LetterSeen reminder(Date day) { return {"reminder", "email", "a@debtor.example", day, {}, {}}; }

}  // namespace

TEST_CASE("the shipped response model loads and knows every tier of the shipped policy") {
  const ResponseModel m = ResponseModel::load(DUNMAIL_SOURCE_DIR "/config/response-model.toml");
  for (const char* kind : {"pre-due-notice", "reminder", "credit-warning", "lawyers-letter"})
    CHECK(m.tiers.contains(kind));
  CHECK(m.tier("a-tier-of-ones-own").where == m.otherwise.where);
}

TEST_CASE("a response model that cannot be meant is refused with its place") {
  const auto [toml, message] = GENERATE(table<std::string, std::string>({
      {"name = 'x'\n[tier.reminder]\npays = 0.5\nsilence = 0.4\n", "model.toml:2:"},
      {"name = 'x'\n[tier.reminder]\npays = 0.5\nsilence = 0.4\n", "sum to 0.900, not to 1"},
      {"name = 'x'\n[tier.reminder]\npays = 0.5\nsilence = 0.4\n", "silence = 0.500 would do"},
      {"name = 'x'\n[tier.reminder]\npays = 1.5\nsilence = 0.0\n", "must be from 0 to 1"},
      {"name = 'x'\n[tier.reminder]\npay = 0.5\nsilence = 1.0\n", "did you mean pays?"},
      {"name = 'x'\n[timing]\nanoyance = 0.5\n", "did you mean annoyance?"},
      {"name = 'x'\n[risk.hihg]\nnever = 0.5\n", "there is no such risk"},
      {"name = 'x'\n[kind.company]\neffect = 0.5\n", "there is no such kind"},
      {"name = 'x'\n[channel.emial]\ndead = 0.5\n", "did you mean email?"},
      {"name = 'x'\n[tier.reminder]\nsilence = 1\nreacts_within_days = [9, 2]\n", "the smaller one first"},
      {"name = 'x'\n[tier.reminder]\nsilence = 1\nreacts_within_days = [0, 2]\n", "from 1 to 3650"},
      {"name = 'x'\n[after]\npart_min = 0.9\npart_max = 0.2\n", "smaller than part_min"},
      {"[timing]\n", "name"},
  }));
  INFO(toml);
  CHECK_THAT(problem_of(toml), Catch::Contains(message));
}

TEST_CASE("a letter's effect by hand") {
  // pressure 0.4 halved every 14 days, annoyance 0.3 halved every 7 days
  const ResponseModel m = ResponseModel::parse(
      "name = 'x'\n[tier.reminder]\nsilence = 1\n[timing]\npressure = 0.4\nannoyance = 0.3\npressed = 0.6\ncalm_days = "
      "14\nbefore_pay_day = 1.25\n",
      "m");
  const Date day = make_date(2026, 3, 16);
  LetterSeen letter = reminder(day);
  CHECK(effect_of(m, debtor(), letter) == Approx(1));
  letter.earlier = {{day - Days(14), "pre-due-notice", {}}};
  CHECK(effect_of(m, debtor(), letter) == Approx((1 + 0.4 * 0.5) / (1 + 0.3 * 0.25)));  // ignored two weeks ago
  letter.earlier[0].answered = day - Days(7);
  CHECK(effect_of(m, debtor(), letter) == Approx(0.6 / (1 + 0.3 * 0.25)));  // answered one week ago
  letter.earlier[0].answered = day - Days(14);
  CHECK(effect_of(m, debtor(), letter) == Approx(1 / (1 + 0.3 * 0.25)));  // that is long enough ago
  letter.earlier.clear();
  letter.next_pay_day = day + Days(5);
  CHECK(effect_of(m, debtor(), letter) == Approx(1.25));
  letter.next_pay_day = day + Days(6);
  CHECK(effect_of(m, debtor(), letter) == Approx(1));
}

TEST_CASE("responses come in the shares of the file, and a dead address bounces every time") {
  const ResponseModel m = ResponseModel::parse(
      "name = 'x'\n[tier.reminder]\npays = 0.3\npromises = 0.2\ndisputes = 0.1\nsilence = 0.4\n[channel.fax]\ndead = "
      "1\n",
      "m");
  std::map<Response::What, int> seen;
  for (int i = 0; i < 20000; ++i)
    ++seen[respond(m, Dice(7, "main/D" + std::to_string(i) + "/CNY"), 7, debtor(), reminder(make_date(2026, 3, 2)))
               .what];
  CHECK(seen[Response::What::pays] / 20000.0 ==
        Approx(0.3).margin(0.015));  // four deviations: 4 * sqrt(.3 * .7 / 20000) = 0.013
  CHECK(seen[Response::What::promises] / 20000.0 == Approx(0.2).margin(0.015));
  CHECK(seen[Response::What::disputes] / 20000.0 == Approx(0.1).margin(0.015));
  CHECK(seen[Response::What::silence] / 20000.0 == Approx(0.4).margin(0.015));
  LetterSeen fax = reminder(make_date(2026, 3, 2));
  fax.channel = "fax";
  fax.recipient = "+8610";
  CHECK(respond(m, Dice(7, "c"), 7, debtor(), fax).what == Response::What::bounces);
}

TEST_CASE("half of the late invoices are paid by themselves within the half life") {
  const ResponseModel m =
      ResponseModel::parse("name = 'x'\n[risk.otherwise]\non_time = 0\nnever = 0\nhalf_life_days = 30\n", "m");
  const Date from = make_date(2026, 3, 2);
  int early = 0;
  for (int i = 0; i < 10000; ++i) {
    Invoice invoice;
    invoice.number = std::to_string(i);
    invoice.due = from - Days(10);
    const auto day = pays_anyway(m, Dice(1, "c"), Debtor(), invoice, from);
    REQUIRE(day);
    REQUIRE(*day > from);
    early += *day <= from + Days(30);
  }
  CHECK(early / 10000.0 == Approx(0.5).margin(0.02));
}
