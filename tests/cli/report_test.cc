#include "insight/report.h"

#include <catch2/catch.hpp>

#include "cli/commands_report.h"
#include "insight/chart.h"

using namespace dunmail;

namespace {

Date day(const char* text) { return *parse_date(text); }

SentLetter letter(const char* id, const char* kind, const char* on, std::vector<std::string> invoices) {
  SentLetter out;
  out.id = id;
  out.kind = kind;
  out.channel = "email";
  out.day = day(on);
  out.invoices = std::move(invoices);
  return out;
}

const Currency cny = *Currency::find("CNY");
const std::set<std::string> none, lawyers{"lawyers-letter"};

ReportFigures november() {
  ReportFigures out;
  out.period = {day("2026-11-01"), day("2026-11-30"), 14};
  return out;
}

}  // namespace

TEST_CASE("a payment is put down to the last letter before it that named the invoice") {
  Standing s;
  s.sent = {letter("L1", "reminder", "2026-11-01", {"A", "B"}), letter("L2", "reminder", "2026-11-10", {"A"}),
            letter("L3", "reminder", "2026-11-12", {"A"})};
  s.sent[2].bounced = true;
  const auto behind = [&](const char* on, const char* invoice) {
    const SentLetter* found = letter_behind(s, {day(on), invoice, 100}, 14);
    return found ? found->id : std::string();
  };
  CHECK(behind("2026-11-09", "A") == "L1");
  CHECK(behind("2026-11-10", "A") == "L1");  // the day of the second letter: it was on its way already
  CHECK(behind("2026-11-11", "A") == "L2");
  CHECK(behind("2026-11-13", "A") == "L2");  // the third one came back
  CHECK(behind("2026-11-11", "B") == "L1");
  CHECK(behind("2026-11-15", "B") == "L1");  // the fourteenth day
  CHECK(behind("2026-11-16", "B").empty());
  CHECK(behind("2026-11-01", "B").empty());
  CHECK(behind("2026-11-05", "C").empty());
  s.sent = {letter("L4", "reminder", "2026-11-01", {"A (2/3)"})};
  CHECK(behind("2026-11-05", "A") == "L4");  // a letter about a part, a payment to the invoice
}

TEST_CASE("a month by hand") {
  // One debtor: 900.00 open, 31 days overdue. Two letters left in November: a reminder by e-mail on the 2nd, answered
  // on the 5th, and registered mail on the 16th that came back. 250.00 came on the 10th, 40.00 on the 1st of December.
  // An October letter does not count.
  Standing s;
  s.sent = {letter("L0", "reminder", "2026-10-20", {"A"}), letter("L1", "reminder", "2026-11-02", {"A"}),
            letter("L2", "credit-warning", "2026-11-16", {"A"})};
  s.sent[1].answered = day("2026-11-05");
  s.sent[2].bounced = true;
  s.sent[2].channel = "post";
  s.promises.resize(3);
  s.promises[0].state = Promise::State::kept;
  s.promises[0].settled = day("2026-11-10");
  s.promises[1].state = Promise::State::broken;
  s.promises[1].settled = day("2026-10-31");  // not this month's
  Arrears a;
  a.currency = cny;
  a.open = a.overdue = 90000;
  a.buckets[2] = 90000;
  const std::vector<PaidPart> paid{{day("2026-11-10"), "A", 25000}, {day("2026-12-01"), "A", 4000}};
  ReportFigures f = november();
  add_case(f, {s, a, paid, {"L2"}, lawyers, 0.5}, {{"email", {{"CNY", 10}}}, {"registered", {{"CNY", 620}}}});
  MoneyFigures& m = f.money.at(cny);

  CHECK(f.letters == 2);
  CHECK(f.bounced == 1);
  CHECK(f.answered == 1);
  CHECK(median_answer_days(f) == 3);
  CHECK((f.promises_kept == 1 && f.promises_broken == 0 && f.promises_open == 1));
  CHECK(m.by_kind.at("reminder").collected == 25000);
  CHECK(m.by_kind.at("credit-warning").collected == 0);
  CHECK(m.by_channel.at("email").cost == 10);
  CHECK(m.by_channel.at("registered").cost == 620);
  CHECK(m.by_channel.at("registered").bounced == 1);
  CHECK_FALSE(m.by_channel.contains("post"));
  CHECK(m.buckets[2] == 90000);
  CHECK(f.pace == std::map<std::string, std::int64_t>{{"0.31 to 0.94", 1}});
  m.invoiced = 180000;
  CHECK(days_sales_outstanding(m, f.period) == Approx(15));  // 900 of 1,800 in 30 days
}

TEST_CASE("the middle answer, and money for each hundred letters") {
  ReportFigures f = november();
  CHECK_FALSE(median_answer_days(f));
  f.answered = 4;
  f.answer_days = {{1, 1}, {2, 1}, {7, 2}};
  CHECK(median_answer_days(f) == 2);  // of 1 2 7 7 the lower of the middle two
  CHECK_FALSE(per_100_letters({}));
  CHECK(per_100_letters({3, 0, 1000, {}}) == 33333);  // 333.33 and a third
  CHECK(per_100_letters({3, 0, 2000, {}}) == 66667);
  CHECK(per_100_letters({1, 0, 90'000'000'000'000'000, {}}) == 9'000'000'000'000'000'000);
}

TEST_CASE("a case counts as referred or written off when the persons needed have agreed since the proposal") {
  Standing s;
  s.decided = {{"write-off", "A", "proposed", "dunmail", {}}};
  CHECK_FALSE(agreed_upon(s, "write-off", 1));
  s.decided.push_back({"write-off", "A", "agreed", "林悦", {}});
  CHECK(agreed_upon(s, "write-off", 1));
  CHECK_FALSE(agreed_upon(s, "write-off", 2));
  s.decided.push_back({"write-off", "B", "proposed", "dunmail", {}});
  CHECK_FALSE(agreed_upon(s, "write-off", 1));

  Arrears a;
  a.currency = cny;
  a.open = 500;
  Standing lawyer;
  lawyer.sent = {letter("L1", "lawyers-letter", "2026-01-01", {"A"})};
  ReportFigures f = november();
  add_case(f, {lawyer, a, {}, none, lawyers, 1}, {});
  add_case(f, {s, a, {}, none, lawyers, 1}, {});
  CHECK(f.money.at(cny).referred == 500);
  CHECK(f.money.at(cny).referred_cases == 1);
  CHECK(f.money.at(cny).written_off_cases == 0);
  CHECK(share(500, 1000) == Approx(0.5));
  CHECK_FALSE(share(500, 0));
}

TEST_CASE("currencies stand apart, in the table and in the chart") {
  ReportFigures f = november();
  Arrears a;
  a.currency = cny;
  a.open = a.buckets[0] = 500;
  add_case(f, {{}, a, {}, none, none, 1}, {});
  a.currency = *Currency::find("JPY");
  add_case(f, {{}, a, {}, none, none, 1}, {});
  const std::string csv = report_csv(f);
  CHECK(csv.find("age,not due,CNY,open,5.00\r\n") != csv.npos);
  CHECK(csv.find("age,not due,JPY,open,500\r\n") != csv.npos);
  CHECK(report_chart(f).panels.size() == 2);
}

TEST_CASE("prices of letters are read strictly") {
  const LetterPrices prices = parse_prices(ConfigTable::parse("post = { CNY = \"1.20\", JPY = \"110\" }", "p.toml"));
  CHECK(prices.at("post").at("CNY") == 120);
  CHECK(prices.at("post").at("JPY") == 110);
  CHECK_THROWS_AS(parse_prices(ConfigTable::parse("pots = { CNY = \"1.20\" }", "p.toml")), Error);
  CHECK_THROWS_AS(parse_prices(ConfigTable::parse("post = { CNY = \"-1\" }", "p.toml")), Error);
  CHECK_THROWS_AS(parse_prices(ConfigTable::parse("post = { XYZ = \"1\" }", "p.toml")), Error);
}
