#include "policy/deadlines.h"

#include <catch2/catch.hpp>

using namespace dunmail;

namespace {

Date day(const char* text) { return *parse_date(text); }

/// What is owed on each invoice, 100.00 each.
Arrears arrears(std::vector<std::pair<const char*, const char*>> invoices, const char* today) {
  Arrears a;
  a.as_of = day(today);
  a.currency = *Currency::find("CNY");
  for (const auto& [number, due] : invoices) {
    ArrearsLine line;
    line.invoice.number = number;
    line.invoice.due = day(due);
    line.days_overdue = days_between(day(due), a.as_of);
    line.open = 10000;
    a.open += line.open;
    if (line.overdue()) {
      a.demand += line.open;
      a.overdue += line.open;
    }
    a.lines.push_back(line);
  }
  return a;
}

SentLetter letter(const char* kind, const char* on, const char* deadline, std::vector<std::string> invoices,
                  bool proven) {
  SentLetter l;
  l.id = "L1", l.kind = kind, l.number = "2026-1", l.day = day(on), l.deadline = day(deadline),
  l.invoices = std::move(invoices), l.proven = proven;
  return l;
}

std::string told(const std::vector<Deadline>& list) {
  std::string out;
  for (const Deadline& d : list) out += d.kind + " " + iso(d.date) + " " + std::to_string(d.alert) + "\n";
  return out;
}

}  // namespace

TEST_CASE("limitation, what restarted it, and its alerts at 180, 90 and 30 days") {
  const char* today = "2026-03-01";
  Standing s;
  CHECK(told(deadlines_of("cn", arrears({{"A", "2023-03-31"}}, today), s, day(today))) ==
        "limitation 2026-03-31 30\npayment-order 2026-03-31 30\n");
  s.sent = {letter("reminder", "2024-06-10", "2024-06-20", {"A"}, true)};
  s.sent[0].answered = day("2024-06-11");
  CHECK(told(deadlines_of("cn", arrears({{"A", "2023-03-31"}, {"B", "2023-04-30"}}, today), s, day(today))) ==
        "limitation 2026-04-30 90\npayment-order 2026-04-30 90\nlimitation 2027-06-10 0\n");
  // A demand is nothing to German limitation, which runs to the year's end.
  CHECK(told(deadlines_of("de", arrears({{"A", "2023-03-31"}}, today), s, day(today))) == "limitation 2026-12-31 0\n");
  CHECK(told(deadlines_of("", arrears({{"A", "2023-03-31"}}, today), s, day(today))).empty());
  // Not due, or past.
  CHECK(deadlines_of("cn", arrears({{"A", "2026-03-31"}}, today), {}, day(today)).empty());
  const auto past = deadlines_of("cn", arrears({{"A", "2023-02-27"}}, today), {}, day(today));
  REQUIRE(past.size() == 1);
  CHECK(past[0].days_left == -2);
  CHECK(past[0].alert == 30);
  CHECK(alert_level(181) == 0);
  CHECK(alert_level(180) == 180);
  CHECK(alert_level(91) == 180);
  CHECK(alert_level(90) == 90);
  CHECK(alert_level(31) == 90);
  CHECK(alert_level(30) == 30);
}

TEST_CASE("invoices that share a day share a line") {
  const char* today = "2026-11-21";
  const auto list = deadlines_of(
      "gb", arrears({{"A", "2026-01-31"}, {"B", "2026-01-31"}, {"C", "2026-01-31"}, {"D", "2026-01-31"}}, today), {},
      day(today));
  REQUIRE(list.size() == 1);
  CHECK(list[0].what == "last day to enforce A, B and 2 more (Limitation Act 1980 s 5)");
}

TEST_CASE("Taiwan: a demand that is not followed by suit within six months was none") {
  const char* today = "2026-11-21";
  Standing s;
  s.sent = {letter("reminder", "2026-08-31", "2026-09-10", {"A"}, true)};
  CHECK(told(deadlines_of("tw", arrears({{"A", "2026-03-31"}}, today), s, day(today))) ==
        "letter 2026-09-10 30\ndemand-lapses 2027-02-28 180\nlimitation 2028-03-31 0\n");
  s.sent[0].proven = false;
  CHECK(told(deadlines_of("tw", arrears({{"A", "2026-03-31"}}, today), s, day(today))) ==
        "letter 2026-09-10 30\nlimitation 2028-03-31 0\n");
}

TEST_CASE("promises and the last letter's deadline") {
  const char* today = "2026-11-21";
  Standing s;
  s.sent = {letter("reminder", "2026-11-10", "2026-11-24", {"A"}, false)};
  s.promises = {{5000, day("2026-11-26"), day("2026-11-12"), 0, Promise::State::open, {}, true},
                {0, day("2026-11-05"), day("2026-11-01"), 0, Promise::State::broken, {}, false}};
  const auto list = deadlines_of("gb", arrears({{"A", "2026-09-30"}}, today), s, day(today));
  CHECK(told(list) == "letter 2026-11-24 30\npromise 2026-11-26 30\nlimitation 2032-11-12 0\n");
  CHECK(list[1].what == "50.00 CNY promised on 2026-11-12");
  s.sent[0].answered = day("2026-11-12");
  CHECK(told(deadlines_of("gb", arrears({{"A", "2026-09-30"}}, today), s, day(today))) ==
        "promise 2026-11-26 30\nlimitation 2032-11-12 0\n");
}

TEST_CASE("a payment order is named when the last word was spoken and nothing is disputed") {
  const char* today = "2026-11-21";
  Standing s;
  s.sent = {letter("lawyers-letter", "2026-11-01", "2026-11-15", {"A"}, true)};
  auto kinds = [&](const char* law) {
    return told(deadlines_of(law, arrears({{"A", "2026-06-30"}}, today), s, day(today)));
  };
  CHECK_THAT(kinds("cn"), Catch::Contains("payment-order 2029-11-01 0"));
  CHECK_THAT(kinds("de"), !Catch::Contains("payment-order"));
  s.disputes["A"] = {5000, "quality", day("2026-11-10")};
  CHECK_THAT(kinds("cn"), !Catch::Contains("payment-order"));
  s.disputes.clear();
  s.sent[0].deadline = day(today);
  CHECK_THAT(kinds("cn"), !Catch::Contains("payment-order"));
}

TEST_CASE("six months, to the corresponding day or the month's end") {
  CHECK(iso(guarantee_ends(day("2026-03-31"))) == "2026-09-30");
  CHECK(iso(guarantee_ends(day("2026-05-15"))) == "2026-11-15");
  CHECK(iso(guarantee_ends(day("2025-08-31"))) == "2026-02-28");
  CHECK(iso(demand_lapses(day("2027-08-29"))) == "2028-02-29");
}

TEST_CASE("limitation: the worked figures") {
  CHECK(iso(*limitation_ends("cn", day("2023-03-31"), {})) == "2026-03-31");
  CHECK(iso(*limitation_ends("cn", day("2023-03-31"), {{day("2024-06-10"), false}})) == "2027-06-10");
  CHECK(iso(*limitation_ends("cn", day("2023-03-31"), {{day("2024-02-29"), false}})) == "2027-02-28");
  CHECK(iso(*limitation_ends("de", day("2023-03-31"), {})) == "2026-12-31");
  CHECK(iso(*limitation_ends("de", day("2023-03-31"), {{day("2024-06-10"), false}})) == "2026-12-31");
  CHECK(iso(*limitation_ends("cn", day("2023-03-31"), {{day("2026-04-01"), true}})) == "2026-03-31");
}

TEST_CASE("what interrupts: a payment, what was acknowledged in writing, a demand where the law lets it") {
  const char* today = "2025-06-01";
  struct Row {
    const char *law, *event, *ends;
  };
  // Due 2023-03-31; the event is of 2024-06-10.
  for (const Row& r : {Row{"cn", "demand", "2027-06-10"},
                       {"cn", "payment", "2027-06-10"},
                       {"cn", "written", "2027-06-10"},
                       {"cn", "said", "2026-03-31"},
                       {"cn", "promise", "2027-06-10"},
                       {"tw", "demand", "2025-03-31"},
                       {"tw", "payment", "2026-06-10"},
                       {"tw", "written", "2026-06-10"},
                       {"de", "demand", "2026-12-31"},
                       {"de", "payment", "2027-06-10"},
                       {"de", "written", "2027-06-10"},
                       {"de", "said", "2026-12-31"},
                       {"gb", "demand", "2029-03-31"},
                       {"gb", "payment", "2030-06-10"},
                       {"gb", "written", "2030-06-10"},
                       {"gb", "said", "2029-03-31"},
                       {"us", "demand", "2027-03-31"},
                       {"us", "payment", "2028-06-10"},
                       {"us", "written", "2028-06-10"}}) {
    INFO(r.law << " " << r.event);
    const std::string event = r.event;
    const Date on = day("2024-06-10");
    Standing s;
    if (event == "demand") s.sent = {letter("reminder", "2024-06-10", "2024-06-20", {"A"}, true)};
    if (event == "payment") s.payments = {{100, on, "P1", {"A"}}};
    if (event == "promise") s.promises = {{100, on, on, 0, Promise::State::broken, on, true}};
    if (event == "written" || event == "said") s.acknowledgements = {{on, event == "written", "A"}};
    CHECK(iso(*limitation_of(r.law, arrears({{"A", "2023-03-31"}}, today).lines[0], s)) == r.ends);
  }
}

TEST_CASE("a payment or an acknowledgement counts for the invoice that it is about") {
  Standing s;
  s.payments = {{100, day("2024-06-10"), "P1", {"A"}}};
  s.acknowledgements = {{day("2024-07-10"), true, "B (1/2)"}};
  CHECK(interruptions_of(s, "A").size() == 1);
  CHECK(interruptions_of(s, "B").size() == 1);
  CHECK(interruptions_of(s, "C").empty());
  s.payments[0].invoices.clear();
  s.acknowledgements[0].invoice.clear();  // not known: the whole account
  CHECK(interruptions_of(s, "C").size() == 2);
}

TEST_CASE("instalments of one debt run from the last one's day in China (Civil Code 189), elsewhere from their own") {
  Arrears a = arrears({{"A (1/2)", "2023-03-31"}}, "2026-11-21");
  a.lines[0].of = "A";
  a.lines[0].part.emplace().last_instalment = day("2024-03-31");
  Standing s;
  CHECK(iso(*limitation_of("cn", a.lines[0], s)) == "2027-03-31");
  CHECK(iso(*limitation_of("gb", a.lines[0], s)) == "2029-03-31");
  s.sent = {
      letter("reminder", "2026-06-10", "2026-06-20", {"A (2/2)"}, true)};  // a demand for one part interrupts the rest
  CHECK(iso(*limitation_of("cn", a.lines[0], s)) == "2029-06-10");
}

TEST_CASE("a guarantee ends as agreed, else six months past the due day, whatever is written in between") {
  const char* today = "2026-11-21";
  Guarantor joint, general;
  joint.name = "甲担保";
  joint.kind = "joint";
  general.name = "乙担保";
  general.kind = "general";
  Standing s;
  s.sent = {letter("reminder", "2026-09-10", "2026-09-20", {"A"}, true)};
  s.sent[0].answered = day("2026-09-11");
  auto list = [&](const char* law, const Guarantor& g) {
    return deadlines_of(law, arrears({{"A", "2026-08-31"}, {"B", "2026-12-31"}}, today), s, day(today), {g});
  };
  CHECK(told(list("cn", joint)) ==
        "guarantee 2027-02-28 180\nlimitation 2029-09-10 0\n");  // 31 August, six months on: the month's end
  CHECK(list("cn", joint)[0].what ==
        "make a demand to the guarantor for A, or 甲担保 (joint guarantor) is free (PRC Civil Code 692, 693)");
  CHECK(list("cn", general)[0].what ==
        "sue the debtor for A, or 乙担保 (general guarantor) is free (PRC Civil Code 692, 693)");
  CHECK(told(list("de", joint)) == "limitation 2029-12-31 0\n");  // nothing agreed, and no law that we know
  joint.months = 4;
  CHECK_THAT(told(list("cn", joint)), Catch::StartsWith("guarantee 2026-12-31 90\n"));
  joint.months = 0;
  joint.until = day("2026-12-21");
  CHECK_THAT(told(list("cn", joint)), Catch::StartsWith("guarantee 2026-12-21 30\n"));
  CHECK_THAT(told(list("de", joint)), Catch::StartsWith("guarantee 2026-12-21 30\n"));
  joint.until = day("2026-08-31");  // no later than the debt itself: as if nothing was agreed
  CHECK_THAT(told(list("cn", joint)), Catch::StartsWith("guarantee 2027-02-28 180\n"));
}

TEST_CASE("a letter that gives time beyond a limitation or a guarantee comes too late") {
  const char* today = "2026-03-01";
  const auto list = deadlines_of("cn", arrears({{"A", "2023-03-31"}}, today), {}, day(today));
  CHECK(too_late_for(list, day("2026-03-31")).empty());
  REQUIRE(too_late_for(list, day("2026-04-01")).size() == 1);
  CHECK(too_late_for(list, day("2026-04-01"))[0] ==
        "limitation ends on 2026-03-31: last day to enforce A (PRC Civil Code 188)");
}
