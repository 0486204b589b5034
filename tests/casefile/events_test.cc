// Each kind of event is made by its type and read back as it was, in the very bytes that older versions wrote.
#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <set>

#include "base/error.h"
#include "base/unreadable.h"
#include "casefile/debtor_events.h"
#include "casefile/letter_events.h"
#include "casefile/mail_events.h"
#include "casefile/payment_events.h"
#include "casefile/people_events.h"

using namespace dunmail;
using Json = nlohmann::json;

namespace {

Date day(const char* text) { return *parse_date(text); }

Event event_of(const Told& told) {
  Event e;
  e.case_id = "main/D1/CNY";
  e.seq = 1;
  e.day = day("2026-11-05");
  e.kind = told.kind;
  e.data = told.data;
  return e;
}

/// Made, compared with the text that the chain hashes, and read back. Returns the kind.
template <class T>
EventKind comes_back(const T& what, const char* text) {
  const Told told = what;
  INFO(word(told.kind));
  CHECK(told.data.dump() == text);
  CHECK(T::read(event_of(told)) == what);
  return told.kind;
}

const told::Drafted reminder{.run = "R2026-0001",
                             .letter_kind = "reminder",
                             .occasion = "INV-1:1",
                             .channel = "email",
                             .number = "函2026-1",
                             .amount = 100000,
                             .deadline = day("2026-11-20"),
                             .invoices = {"INV-1"}};

/// "drafted: an event without its number"; empty when nothing is refused.
template <class T>
std::string refusal(const T& what) {
  try {
    const Told told = what;
    return {};
  } catch (const Error& e) {
    CHECK(e.kind() == ErrorKind::internal);
    return e.problem().where + ": " + e.problem().message;
  }
}

}  // namespace

TEST_CASE("every kind of event is made in the bytes that were always written, and reads back as it was made") {
  std::set<EventKind> seen;
  const auto see = [&](const auto& what, const char* text) { seen.insert(comes_back(what, text)); };

  see(reminder, R"({"amount":100000,"channel":"email","deadline":"2026-11-20","invoices":["INV-1"],"kind":"reminder",)"
                R"("number":"函2026-1","occasion":"INV-1:1","run":"R2026-0001"})");
  told::Drafted full = reminder;
  full.deadline.reset();
  full.rule = "rule";
  full.why = std::vector<std::string>{"by email"};
  full.policy = "default";
  full.listed = {"INV-2"};
  full.group = "contract-7";
  full.interest = 1;
  full.all_fees = 2;
  full.earlier_charges = 3;
  full.claims = {"L1-1"};
  full.warnings = {"rate"};
  full.replaces = "L0";
  full.since = day("2026-11-01");
  full.edits = {{"lena"}, "Ann", "a sentence", {"a contact"}};
  full.seal = "5e";
  see(full, R"({"all_fees":2,"amount":100000,"channel":"email","claims":["L1-1"],"deadline":"","earlier_charges":3,)"
            R"("edits":{"by":["lena"],"contact":"Ann","extra":"a sentence","lost":["a contact"]},"group":"contract-7",)"
            R"("interest":1,"invoices":["INV-1"],"kind":"reminder","listed":["INV-2"],"number":"函2026-1",)"
            R"("occasion":"INV-1:1","policy":"default","replaces":"L0","rule":"rule","run":"R2026-0001","seal":"5e",)"
            R"("since":"2026-11-01","warnings":["rate"],"why":["by email"]})");

  see(told::Approved{"d0", "email", "a@d.example", "ha", "5e"},
      R"({"channel":"email","document":"d0","hash":"ha","recipient":"a@d.example","seal":"5e"})");
  see(told::Approved{"d0", "post", "", "ha", "5e", told::Dates{day("2026-11-06"), std::nullopt}},
      R"({"channel":"post","date":"2026-11-06","deadline":"","document":"d0","hash":"ha","recipient":"","seal":"5e"})");
  see(told::TakenOut{EventKind::refused, "no"}, R"({"reason":"no"})");
  see(told::TakenOut{EventKind::cancelled, "replaced", "L2"}, R"({"reason":"replaced","replaced_by":"L2"})");
  see(told::Edited{"she left", told::WasIs{"Ann", "Ben"}, told::WasIs{"", "Hello."}, {}, "5e"},
      R"({"contact":{"is":"Ben","was":"Ann"},"extra":{"is":"Hello.","was":""},"reason":"she left","seal":"5e"})");
  see(told::Edited{"dated", {}, {}, told::Dates{day("2026-11-06"), day("2026-11-20")}, "5e"},
      R"({"date":"2026-11-06","deadline":"2026-11-20","reason":"dated","seal":"5e"})");
  see(told::Attempted{"m@x", "a@d.example", "smtp", "ff", 812, 1},
      R"({"attempt":1,"bytes":812,"message_id":"m@x","recipient":"a@d.example","route":"smtp","sha256":"ff"})");
  see(told::Attempted{"", "", "print:out", "ff", {}, 1, "B2026-0001", 3, "lena"},
      R"({"attempt":1,"batch":"B2026-0001","message_id":"","recipient":"","route":"print:out","sequence":3,)"
      R"("sha256":"ff","stale_ledger_by":"lena"})");
  for (const EventKind kind : {EventKind::accepted, EventKind::deferred, EventKind::rejected, EventKind::unknown})
    see(told::RouteSaid{kind, 250, "2.0.0", "data", "ok", "Q1", "smtp", "a@d.example", "delivered-to-relay"},
        R"({"code":250,"queue_id":"Q1","recipient":"a@d.example","route":"smtp","stage":"data","status":"2.0.0",)"
        R"("text":"ok","verdict":"delivered-to-relay"})");
  see(told::RouteSaid{.kind = EventKind::accepted, .text = "", .sheets = 2, .registered = false, .batch = ""},
      R"({"batch":"","registered":false,"sheets":2,"text":""})");
  see(told::RouteSaid{.kind = EventKind::unknown, .restored = true}, R"({"restored":true})");
  see(told::Settled{true, "the log"}, R"({"evidence":"the log","outcome":"sent"})");
  see(told::Settled{false, ""}, R"({"evidence":"","outcome":"not-sent"})");

  see(told::Delivered{EventKind::delivered, "RR 1", "RR1", "2026-11-04", "B2026-0001"},
      R"({"batch":"B2026-0001","delivered_on":"2026-11-04","evidence":"RR 1","tracking":"RR1"})");
  see(told::Delivered{.kind = EventKind::read, .evidence = "read report", .mail = "M1"},
      R"({"evidence":"read report","mail":"M1"})");
  see(told::Bounced{"a@d.example", true, "5.1.1", "no such user", "M1"},
      R"({"hard":true,"mail":"M1","recipient":"a@d.example","status":"5.1.1","text":"no such user"})");
  see(told::AutoReplied{{}, {}, "M1"}, R"({"mail":"M1","until":""})");
  see(told::AutoReplied{day("2026-11-20"), day("2026-12-24"), "M1"},
      R"({"mail":"M1","said":"2026-12-24","until":"2026-11-20"})");
  see(told::Complained{"email", "M1"}, R"({"channel":"email","mail":"M1"})");
  see(told::Replied{.from = "a@d.example", .subject = "", .mail = "M1"},
      R"({"from":"a@d.example","mail":"M1","subject":""})");
  see(told::Replied{.note = "rang", .written = true}, R"({"note":"rang","written":true})");
  see(told::Replied{.what = "paid", .reference = "", .upload = "ab", .mail = "M1", .page = told::Page{"::1", "w3m"}},
      R"({"mail":"M1","page":{"agent":"w3m","source":"::1"},"reference":"","upload":"ab","what":"paid"})");

  see(told::Promised{500, day("2026-12-01"), false, ""},
      R"({"amount":500,"due":"2026-12-01","note":"","written":false})");
  see(told::Promised{500, day("2026-12-01"), true, "n", {{day("2026-11-20"), day("2026-11-01"), "P"}}, "P", "M1"},
      R"({"amount":500,"due":"2026-12-01","mail":"M1","note":"n","plan":"P","renews":[{"due":"2026-11-20",)"
      R"("made":"2026-11-01","plan":"P"}],"written":true})");
  see(told::PlanAgreed{"2026-11-05", {{day("2026-12-01"), 3}, {day("2027-01-01"), 4}}, true, "", {day("2026-11-01")}},
      R"({"dates":[{"amount":3,"due":"2026-12-01"},{"amount":4,"due":"2027-01-01"}],"note":"","plan":"2026-11-05",)"
      R"("replaces":["2026-11-01"],"written":true})");
  see(told::PromiseSettled{EventKind::promise_kept, {day("2026-12-01"), day("2026-11-05"), ""}, 0},
      R"({"due":"2026-12-01","made":"2026-11-05","paid":0})");
  see(told::PromiseSettled{EventKind::promise_broken, {day("2026-12-01"), day("2026-11-05"), "P"}, 7},
      R"({"due":"2026-12-01","made":"2026-11-05","paid":7,"plan":"P"})");
  see(told::Disputed{"INV-1", 5, "quality", "broken", "M1", told::Page{"::1", ""}},
      R"({"amount":5,"invoice":"INV-1","mail":"M1","note":"broken","page":{"agent":"","source":"::1"},)"
      R"("type":"quality"})");
  see(told::DisputeSettled{"INV-1", "agreed"}, R"({"invoice":"INV-1","note":"agreed"})");
  see(told::Acknowledged{"", true, "signed", 5, "M1"},
      R"({"amount":5,"invoice":"","mail":"M1","note":"signed","written":true})");

  see(told::Paid{EventKind::part_paid, "P1", 5, day("2026-11-04"), std::vector<std::string>{}},
      R"({"amount":5,"day":"2026-11-04","invoices":[],"reference":"P1"})");
  see(told::Paid{EventKind::paid, "P1", 5, day("2026-11-04"), {{"INV-1"}}, {{"INV-1", 4}}, {{"L1-1", 1}}, {{"P2", {}}}},
      R"({"amount":5,"anew":{"P2":{}},"claims":{"L1-1":1},"day":"2026-11-04","invoices":["INV-1"],)"
      R"("reference":"P1","sums":{"INV-1":4}})");
  see(told::Paid{.kind = EventKind::payment_returned,
                 .reference = "P1",
                 .amount = 5,
                 .day = day("2026-11-04"),
                 .reversal = "P1-R"},
      R"({"amount":5,"day":"2026-11-04","reference":"P1","reversal":"P1-R"})");
  see(told::ClaimWaived{"L1-1", 5, "", "small"}, R"({"amount":5,"claim":"L1-1","invoice":"","reason":"small"})");

  see(told::Held{"talks"}, R"({"reason":"talks","until":""})");
  see(told::Held{"paid", day("2026-11-20"), true, "M1"},
      R"({"for":"payment","mail":"M1","reason":"paid","until":"2026-11-20"})");
  see(told::Released{""}, R"({"reason":""})");
  see(told::ReasonSet{"cash", "the owner said so"}, R"({"code":"cash","note":"the owner said so"})");
  see(told::CallLogged{"reached", "will pay"}, R"({"note":"will pay","outcome":"reached"})");
  see(told::CallLogged{"no-answer", "", true, true, "Ann", "+4420", "09:05", "lena", "three a week"},
      R"({"at":"09:05","beyond":"three a week","contact":"Ann","incoming":true,"note":"","outcome":"no-answer",)"
      R"("override":"lena","phone":"+4420","way":"visit"})");
  see(told::ActionDecided{"legal-referral", "proposed", "INV-1", "why", "R1"},
      R"({"action":"legal-referral","occasion":"INV-1","reason":"why","run":"R1","state":"proposed"})");
  see(told::AnswerRead{"wrong-contact", "he said so", "M1", "", "", "Ann"},
      R"({"contact":"Ann","evidence":"he said so","mail":"M1","what":"wrong-contact"})");
  see(told::Assessed{"assessment", true, "cash", "able", "honest", "high", "harden", "seen", "keep", 40},
      R"({"ability":"able","cause":"cash","cooperative":true,"decision":"harden","form":"assessment","risk":"high",)"
      R"("score":40,"sincerity":"honest","suggested":"keep","why":"seen"})");
  see(told::LedgerChanged{"due", "2026-10-01", "2026-11-01", "INV-1", "", {}, "invoices.csv"},
      R"({"file":"invoices.csv","invoice":"INV-1","is":"2026-11-01","was":"2026-10-01","what":"due"})");
  see(told::MergedInto{"main/D2/CNY"}, R"({"into":"main/D2/CNY"})");
  const Event other = event_of(told::Held{"talks"});
  const Told merged = told::MergedFrom{"main/D9/CNY", {other}, {"INV-1"}, {}, {}};
  CHECK(merged.data["events"] == carried({other}));
  const auto from = told::MergedFrom::read(event_of(merged));
  CHECK(from.invoices == std::vector<std::string>{"INV-1"});
  REQUIRE(from.events.size() == 1);
  CHECK(told::Held::read(from.events[0]).reason == "talks");

  for (int i = 0; i <= static_cast<int>(EventKind::merged); ++i) {
    INFO(word(static_cast<EventKind>(i)));
    CHECK(seen.contains(static_cast<EventKind>(i)));
  }
}

TEST_CASE("an event without what it must have is not made, and the error names kind and field") {
  told::Drafted nameless = reminder;
  nameless.number.clear();
  CHECK(refusal(nameless) == "drafted: an event without its number");
  CHECK(refusal(told::Approved{"d0", "email", "", "", "5e"}) == "approved: an event without its hash");
  CHECK(refusal(told::Promised{1, Date{}, false, ""}) == "promised: an event without its due");
  CHECK(refusal(told::PlanAgreed{"p", {}, false, ""}) == "plan-agreed: an event without its dates");
  CHECK(refusal(told::Disputed{"", 1, "quality"}) == "disputed: an event without its invoice");
  CHECK(refusal(told::Paid{EventKind::payment_returned, "P1", 1, day("2026-11-04")}) ==
        "payment-returned: an event without its reversal");
  CHECK(refusal(told::CallLogged{"", ""}) == "call-logged: an event without its outcome");
  CHECK(refusal(told::MergedInto{""}) == "merged: an event without its into");
  CHECK(refusal(told::TakenOut{EventKind::held, "x"}) == "held: an event of this kind does not tell that");
  CHECK(refusal(told::RouteSaid{.kind = EventKind::bounced}) == "bounced: an event of this kind does not tell that");
}

TEST_CASE("what older versions left out was not said, and what is of another type cannot be read") {
  const auto old = [](EventKind kind, Json data) { return event_of({kind, std::move(data)}); };
  CHECK(told::Drafted::read(old(EventKind::drafted, {{"kind", "reminder"}, {"fees", {{"INV-1", 500}}}})).number == "");
  CHECK(told::Promised::read(old(EventKind::promised, Json::object())).due == day("2026-11-05"));
  CHECK_FALSE(told::PromiseSettled::read(old(EventKind::promise_kept, {{"due", "2026-11-04"}})).name.made);
  CHECK_FALSE(told::Paid::read(old(EventKind::paid, {{"amount", 5}})).invoices);
  CHECK(told::RouteSaid::read(old(EventKind::accepted, Json())) == told::RouteSaid{});
  CHECK(told::Approved::read(old(EventKind::approved, {{"document", "d"}})).hash.empty());
  CHECK(told::Held::read(old(EventKind::held, {{"until", "never"}})).until == std::nullopt);

  CHECK_THROWS_AS(told::Drafted::read(old(EventKind::drafted, {{"amount", "5"}})), UnreadableRecord);
  CHECK_THROWS_AS(told::Drafted::read(old(EventKind::drafted, Json::array({1}))), UnreadableRecord);
  CHECK_THROWS_WITH(told::Bounced::read(old(EventKind::bounced, {{"hard", "yes"}})),
                    Catch::Contains("event 1 (bounced) cannot be read"));
}

TEST_CASE("an event is read as what it is, and `decided` by its form") {
  CHECK_THROWS_AS(told::Held::read(event_of(told::Released{""})), Error);
  CHECK_THROWS_AS(told::TakenOut::read(event_of(reminder)), Error);
  const Event answer = event_of(told::AnswerRead{"refuses", "no", "M1"});
  CHECK(told::Assessed::read(answer).form.empty());
  CHECK(told::ActionDecided::read(answer).action.empty());
  CHECK(told::AnswerRead::read(event_of(told::ActionDecided{"write-off", "agreed", "INV-1"})).what.empty());
}

TEST_CASE("events of an older version are read, and made again in the bytes that they were written in") {
  std::ifstream old(DUNMAIL_SOURCE_DIR "/tests/golden/schema-9.sql");
  std::map<EventKind, int> read;
  for (std::string line; std::getline(old, line);) {
    if (!line.starts_with("INSERT INTO \"event\" VALUES(")) continue;
    const auto begin = line.find("'{"), end = line.find("}','");
    REQUIRE(end != line.npos);
    for (int i = 0; i <= static_cast<int>(EventKind::merged); ++i) {
      const auto kind = static_cast<EventKind>(i);
      if (line.find(std::string("'") + word(kind) + "'") == line.npos) continue;
      ++read[kind];
      const Event e = event_of({kind, Json::parse(line.substr(begin + 1, end - begin))});
      INFO(e.data.dump());
      if (kind == EventKind::drafted) CHECK(Told(told::Drafted::read(e)).data == e.data);
      if (kind == EventKind::refused) CHECK(Told(told::TakenOut::read(e)).data == e.data);
      if (kind == EventKind::attempted) CHECK(Told(told::Attempted::read(e)).data == e.data);
      if (kind == EventKind::accepted) CHECK(Told(told::RouteSaid::read(e)).data == e.data);
      if (kind == EventKind::approved) CHECK(told::Approved::read(e).document == e.data["document"]);
    }
  }
  CHECK(read == std::map<EventKind, int>{{EventKind::drafted, 3},
                                         {EventKind::approved, 2},
                                         {EventKind::refused, 1},
                                         {EventKind::attempted, 1},
                                         {EventKind::accepted, 1}});
}
