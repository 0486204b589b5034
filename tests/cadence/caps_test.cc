#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "cadence/step.h"

using namespace dunmail;

TEST_CASE("the caps are never broken: not by a paid-up pace, a promise, or letters about another part of the account") {
  const Calendar calendar = Calendar::load(std::string(DUNMAIL_SOURCE_DIR) + "/config/calendars/cn.toml");
  std::mt19937 random(5);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  Debtor debtor;
  debtor.id = "D1";
  debtor.address = {"文三路1号", "310012", "杭州市", "浙江省", "CN"};
  const std::vector<Contact> contacts{{"D1", "王芳", "财务部经理", "payer", "女士", "wang@debtor.example", "", "", ""}};
  int checked = 0;
  for (int round = 0; round < 3000; ++round) {
    Policy policy = Policy::parse(
        "name = \"x\"\n[[tier]]\nid = \"first\"\ninterval = 1\ninterval_min = 1\n[[occasional]]\nkind = "
        "\"short-payment\"\n",
        "p.toml");
    policy.cadence.minimum_gap_days = below(10);
    policy.cadence.max_letters_30_days = 1 + below(4);
    const Date today = make_date(2026, 3, 1) + Days(below(200));
    Standing standing;
    std::vector<Date> elsewhere, all;
    for (int i = below(6); i-- > 0;) {
      const Date day = today - Days(below(45));
      all.push_back(day);
      if (below(3) == 0) {
        elsewhere.push_back(day);
        continue;
      }
      SentLetter letter;
      letter.id = std::to_string(i);
      letter.kind = "first";
      letter.day = day;
      if (below(2)) letter.answered = day;
      standing.sent.push_back(letter);
    }
    std::sort(standing.sent.begin(), standing.sent.end(),
              [](const SentLetter& a, const SentLetter& b) { return a.day < b.day; });
    debtor.pay_days = below(3) ? std::vector<int>{} : std::vector<int>{1 + below(28)};
    Decision decision;
    decision.tier = below(3) ? &policy.tiers[0] : &policy.occasional.at("short-payment");
    const Step step = next_step(policy, decision, debtor, contacts, standing, calendar, today, {elsewhere});
    if (!step.blockers.empty()) continue;
    ++checked;
    INFO("round " << round << ", step on " << iso(step.day));
    REQUIRE(step.day >= today);
    REQUIRE_FALSE(*calendar.is_holiday(step.day));
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    int in_30_days = 0;
    for (Date day : all) {
      // A letter about another part of the account on the same day is the same contact.
      const bool own =
          std::any_of(standing.sent.begin(), standing.sent.end(), [&](const SentLetter& l) { return l.day == day; });
      if (day == today && !own) continue;
      REQUIRE(days_between(day, step.day) >= policy.cadence.minimum_gap_days);
      in_30_days += days_between(day, step.day) < 30;
    }
    if (step.day == today || all.empty() || all.back() != today)
      REQUIRE(in_30_days < policy.cadence.max_letters_30_days);
  }
  CHECK(checked > 2000);
}
