#include "casefile/standing.h"

#include <catch2/catch.hpp>

using namespace dunmail;
using Json = nlohmann::json;

namespace {

class Diary {
 public:
  Diary& on(const char* day, EventKind kind, const std::string& letter = "", Json data = Json::object()) {
    Event e;
    e.case_id = "main/D1/CNY";
    e.seq = static_cast<std::int64_t>(events_.size()) + 1;
    e.day = *parse_date(day);
    e.kind = kind;
    e.letter_id = letter;
    e.data = std::move(data);
    e.previous = events_.empty() ? "" : events_.back().hash;
    e.hash = hash_of(e);
    events_.push_back(e);
    return *this;
  }
  Diary& letter(const char* day, const std::string& id, const char* kind = "reminder") {
    return on(day, EventKind::drafted, id,
              {{"kind", kind},
               {"occasion", "INV-1:1"},
               {"channel", "email"},
               {"amount", 1000},
               {"deadline", "2026-09-20"},
               {"invoices", {"INV-1"}}});
  }
  Standing standing() const { return standing_of(events_); }
  std::vector<Event> events_;
};

}  // namespace

TEST_CASE("a letter is pending until the relay took it, and gone when it was refused or cancelled") {
  Diary d;
  d.letter("2026-09-07", "L1");
  CHECK(d.standing().pending.size() == 1);
  d.on("2026-09-07", EventKind::accepted, "L1");
  CHECK(d.standing().pending.empty());
  REQUIRE(d.standing().sent.size() == 1);
  CHECK_FALSE(d.standing().sent[0].proven);
  for (const EventKind end : {EventKind::cancelled, EventKind::refused, EventKind::rejected}) {
    Diary other;
    other.letter("2026-09-07", "L1").on("2026-09-07", end, "L1");
    CHECK(other.standing().pending.empty());
    CHECK(other.standing().sent.empty());
  }
}

TEST_CASE("a letter in doubt stays pending until somebody settles it") {
  Diary d;
  d.letter("2026-09-07", "L1").on("2026-09-07", EventKind::unknown, "L1");
  REQUIRE(d.standing().pending.size() == 1);
  CHECK(d.standing().pending[0].in_doubt);
  Diary sent = d, not_sent = d;
  CHECK(sent.on("2026-09-08", EventKind::settled, "L1", {{"outcome", "sent"}}).standing().sent.size() == 1);
  CHECK(not_sent.on("2026-09-08", EventKind::settled, "L1", {{"outcome", "not-sent"}}).standing().pending.empty());
}

TEST_CASE("a bounce undoes a letter and closes its address, but never against proof") {
  Diary d;
  d.letter("2026-09-07", "L1")
      .on("2026-09-07", EventKind::accepted, "L1")
      .on("2026-09-08", EventKind::bounced, "L1", {{"recipient", "a@b.example"}, {"hard", true}});
  CHECK(d.standing().sent[0].bounced);
  CHECK(d.standing().is_dead("a@b.example"));
  CHECK(d.standing().is_dead("a@B.Example"));  // a domain has no case
  CHECK_FALSE(d.standing().is_dead("A@b.example"));
  Diary proven;
  proven.letter("2026-09-07", "L1")
      .on("2026-09-07", EventKind::accepted, "L1")
      .on("2026-09-08", EventKind::read, "L1")
      .on("2026-09-09", EventKind::bounced, "L1", {{"recipient", "a@b.example"}, {"hard", true}});
  CHECK_FALSE(proven.standing().sent[0].bounced);
}

TEST_CASE("a letter by post that came back closes the address that it bore") {
  const std::string old = "1 Old St, N1, London, GB", now = "2 New St, N1, London, GB";
  const auto returned = [](Diary& d, const std::string& where) { return d.standing().post_returned(where); };
  const auto posted = [](const char* id) {
    Diary d;
    d.on("2026-09-07", EventKind::drafted, id, {{"kind", "reminder"}, {"channel", "post"}, {"occasion", "INV-1"}})
        .on("2026-09-07", EventKind::accepted, id);
    return d;
  };
  const auto moved = [](Diary& d, const char* day) {
    d.on(day, EventKind::ledger_changed, "", {{"what", "address"}, {"was", "1 Old St"}, {"is", "2 New St"}});
  };
  Diary d = posted("L1");
  SECTION("as it is written now") {
    d.on("2026-09-16", EventKind::bounced, "L1", {{"recipient", old}, {"hard", true}});
    CHECK(returned(d, old) == parse_date("2026-09-16"));
    CHECK(returned(d, "1  old st,, N1, London GB") == parse_date("2026-09-16"));
    CHECK_FALSE(returned(d, now));
    moved(d, "2026-09-17");
    CHECK(returned(d, old) == parse_date("2026-09-16"));
    CHECK(d.standing().dead_addresses.empty());
    SECTION("it arrived after all") {
      d.on("2026-09-18", EventKind::delivered, "L1", {{"evidence", "signed for"}});
      CHECK_FALSE(returned(d, old));
    }
    SECTION("another letter arrived, at another address") {
      d.on("2026-09-18", EventKind::drafted, "L2", {{"kind", "reminder"}, {"channel", "post"}, {"occasion", "INV-1"}})
          .on("2026-09-18", EventKind::accepted, "L2")
          .on("2026-09-21", EventKind::delivered, "L2", {{"evidence", "signed for"}});
      CHECK(returned(d, old) == parse_date("2026-09-16"));
    }
  }
  SECTION("as files of before have it: the debtor's own, until it has another") {
    d.on("2026-09-16", EventKind::bounced, "L1", {{"recipient", ""}, {"hard", true}});
    CHECK(returned(d, old) == parse_date("2026-09-16"));
    d.on("2026-09-17", EventKind::ledger_changed, "", {{"what", "email"}, {"was", "a@b.example"}, {"is", ""}});
    CHECK(returned(d, old) == parse_date("2026-09-16"));
    moved(d, "2026-09-17");
    CHECK_FALSE(returned(d, now));
  }
  SECTION("the same, and the debtor had moved before it came back") {
    moved(d, "2026-09-10");
    d.on("2026-09-16", EventKind::bounced, "L1", {{"recipient", ""}, {"hard", true}});
    CHECK_FALSE(returned(d, now));
  }
}

TEST_CASE("news about one invoice ends the silence of the letters about it, and of no other") {
  const auto silent = [](const std::function<void(Diary&)>& happens) {
    Diary d;
    for (const auto& [id, invoice] : {std::pair("L1", "INV-1"), std::pair("L2", "INV-2")})
      d.on("2026-09-07", EventKind::drafted, id,
           {{"kind", "reminder"}, {"channel", "email"}, {"occasion", invoice}, {"invoices", {invoice}}})
          .on("2026-09-07", EventKind::accepted, id);
    happens(d);
    std::string out;
    for (const SentLetter& letter : d.standing().sent)
      if (!letter.news_since) out += letter.id + " ";
    return out;
  };
  CHECK(silent([](Diary&) {}) == "L1 L2 ");
  CHECK(silent([](Diary& d) {
          d.on("2026-09-08", EventKind::disputed, "L2", {{"invoice", "INV-2"}, {"amount", 1}, {"type", ""}});
        }) == "L1 ");
  CHECK(silent([](Diary& d) {
          d.on("2026-09-08", EventKind::part_paid, "",
               {{"reference", "P1"}, {"amount", 1}, {"day", "2026-09-08"}, {"invoices", {"INV-2"}}});
        }) == "L1 ");
  CHECK(silent([](Diary& d) { d.on("2026-09-08", EventKind::replied, "L2"); }) == "L1 ");
  CHECK(silent([](Diary& d) { d.on("2026-09-08", EventKind::replied); }).empty());
  CHECK(silent([](Diary& d) {
          d.on("2026-09-08", EventKind::promised, "L2", {{"amount", 1}, {"due", "2026-09-18"}});
        }).empty());
}

TEST_CASE("an answer belongs to the last letter, proves nothing by itself, and counts once") {
  Diary d;
  d.letter("2026-09-07", "L1")
      .on("2026-09-07", EventKind::accepted, "L1")
      .on("2026-09-09", EventKind::replied)
      .on("2026-09-12", EventKind::replied);
  const Standing s = d.standing();
  CHECK(s.sent[0].answered == make_date(2026, 9, 9));
  CHECK_FALSE(s.sent[0].proven);  // proof_test.cc says what does
}

TEST_CASE("which letter of a day is the last does not depend on which connection was faster") {
  Diary d;
  d.letter("2026-09-07", "L2026-999999").letter("2026-09-07", "L2026-1000000");
  d.on("2026-09-07", EventKind::accepted, "L2026-1000000").on("2026-09-07", EventKind::accepted, "L2026-999999");
  CHECK(d.standing().last_demand()->id == "L2026-1000000");
  d.on("2026-09-09", EventKind::replied);
  CHECK(d.standing().last_demand()->answered == make_date(2026, 9, 9));
  d.letter("2026-09-10", "L2026-0").on("2026-09-10", EventKind::accepted, "L2026-0");
  CHECK(d.standing().last_demand()->id == "L2026-0");
}

TEST_CASE("an automatic reply is no answer") {
  Diary d;
  d.letter("2026-09-07", "L1")
      .on("2026-09-07", EventKind::accepted, "L1")
      .on("2026-09-08", EventKind::auto_replied, "L1", {{"until", "2026-09-18"}});
  CHECK_FALSE(d.standing().sent[0].answered);
  CHECK(d.standing().deferred_until == make_date(2026, 9, 18));
}

TEST_CASE("payments count toward the promise that was open when they came") {
  Diary d;
  d.on("2026-09-01", EventKind::part_paid, "", {{"amount", 100}, {"day", "2026-09-01"}, {"reference", "P0"}})
      .on("2026-09-02", EventKind::promised, "", {{"amount", 500}, {"due", "2026-09-10"}})
      .on("2026-09-05", EventKind::part_paid, "", {{"amount", 200}, {"day", "2026-09-05"}, {"reference", "P1"}});
  REQUIRE(d.standing().open_promise());
  CHECK(d.standing().open_promise()->paid_since == 200);
  d.on("2026-09-12", EventKind::promise_broken);
  CHECK_FALSE(d.standing().open_promise());
  CHECK(d.standing().promises[0].state == Promise::State::broken);
}

TEST_CASE("the chain shows a changed, a missing and a swapped event") {
  Diary d;
  d.letter("2026-09-07", "L1").on("2026-09-07", EventKind::accepted, "L1").on("2026-09-09", EventKind::replied);
  CHECK_FALSE(check_chain(d.events_));
  auto changed = d.events_;
  changed[1].by = "someone else";
  CHECK(check_chain(changed)->seq == 2);
  auto missing = d.events_;
  missing.erase(missing.begin() + 1);
  CHECK(check_chain(missing)->seq == 2);
  auto forged = d.events_;
  forged[0].data["amount"] = 1;
  forged[0].hash = hash_of(forged[0]);
  CHECK(check_chain(forged)->seq == 2);  // it does not follow any more
}

TEST_CASE("every kind of event has a word that reads back") {
  for (int k = 0; k <= static_cast<int>(EventKind::decided); ++k)
    CHECK(event_kind(word(static_cast<EventKind>(k))) == static_cast<EventKind>(k));
  CHECK_FALSE(event_kind("nonsense"));
}

TEST_CASE("a payment that comes back was none: the promise it kept is open again") {
  Diary d;
  d.letter("2026-09-07", "L1").on("2026-09-07", EventKind::accepted, "L1");
  d.on("2026-09-08", EventKind::promised, "L1", {{"amount", 1000}, {"due", "2026-09-15"}, {"written", true}});
  d.on("2026-09-14", EventKind::part_paid, "",
       {{"reference", "P1"}, {"amount", 1000}, {"day", "2026-09-14"}, {"invoices", {"INV-1"}}});
  d.on("2026-09-15", EventKind::promise_kept, "", {{"due", "2026-09-15"}});
  Standing s = d.standing();
  CHECK(s.promises[0].written);
  CHECK(s.payments[0].invoices == std::vector<std::string>{"INV-1"});
  CHECK(s.sent[0].paid_after);
  d.on("2026-09-20", EventKind::payment_returned, "",
       {{"reference", "P1"}, {"amount", 1000}, {"day", "2026-09-20"}, {"reversal", "R1"}});
  s = d.standing();
  CHECK(s.payments.empty());
  CHECK(s.promises[0].state == Promise::State::open);
  CHECK(s.promises[0].paid_since == 0);
  CHECK_FALSE(s.sent[0].paid_after);
  d.on("2026-09-21", EventKind::payment_returned, "",
       {{"reference", "P1"}, {"amount", 1000}});  // twice changes nothing
  CHECK(d.standing().payments.empty());
}

TEST_CASE("an acknowledgement keeps its invoice and whether it was written") {
  Diary d;
  d.on("2026-09-08", EventKind::acknowledged, "", {{"invoice", "INV-1"}, {"written", true}})
      .on("2026-09-09", EventKind::acknowledged, "", {{"note", "on the phone"}});
  const Standing s = d.standing();
  REQUIRE(s.acknowledgements.size() == 2);
  CHECK(s.acknowledgements[0].written);
  CHECK(s.acknowledgements[0].invoice == "INV-1");
  CHECK_FALSE(s.acknowledgements[1].written);
}

TEST_CASE("calls and visits are told apart, and a wrong number is remembered") {
  Diary d;
  d.on("2026-09-21", EventKind::call_logged, "",
       {{"outcome", "wrong-number"}, {"contact", "王芳"}, {"phone", "+8657112345678"}})
      .on("2026-09-22", EventKind::call_logged, "", {{"outcome", "reached"}, {"incoming", true}})
      .on("2026-09-23", EventKind::call_logged, "", {{"outcome", "reached"}, {"way", "visit"}})
      .on("2026-09-24", EventKind::call_logged, "", {{"outcome", "no-answer"}, {"phone", "+8657187654321"}});
  const Standing s = d.standing();
  REQUIRE(s.calls.size() == 4);
  CHECK(s.dead_addresses == std::set<std::string>{"+8657112345678"});
  CHECK_FALSE(s.calls[0].conversation());
  CHECK(s.calls[1].incoming);
  CHECK(s.calls[1].conversation());
  CHECK(s.calls[2].is_visit());
  CHECK_FALSE(s.calls[3].is_visit());
}

TEST_CASE("the day on which a hold was taken away is known") {
  Diary d;
  d.on("2026-09-21", EventKind::held, "", {{"reason", "talks"}, {"until", ""}});
  CHECK_FALSE(d.standing().released);
  d.on("2026-10-05", EventKind::released);
  CHECK(d.standing().released == parse_date("2026-10-05"));
  CHECK_FALSE(d.standing().hold);
}

TEST_CASE("a receipt that comes to be known late moves those of later days") {
  Diary d;
  const auto paid = [](const char* reference, int amount, const char* day, Json sums, Json anew = Json::object()) {
    Json invoices = Json::array();
    for (const auto& [invoice, sum] : sums.items()) invoices.push_back(invoice);
    Json data{{"reference", reference}, {"amount", amount}, {"day", day}, {"invoices", invoices}, {"sums", sums}};
    if (!anew.empty()) data["anew"] = anew;
    return data;
  };
  d.on("2026-09-14", EventKind::part_paid, "", paid("P2", 300, "2026-09-14", {{"INV-1", 300}}));
  d.on("2026-09-16", EventKind::part_paid, "",
       paid("P1", 300, "2026-09-10", {{"INV-1", 300}}, {{"P2", {{"INV-2", 250}}}}));
  Standing s = d.standing();
  REQUIRE(s.payments.size() == 2);
  CHECK(s.payments[0].invoices == std::vector<std::string>{"INV-2"});
  CHECK(s.payments[0].sums == std::map<std::string, std::int64_t>{{"INV-2", 250}});
  CHECK(s.payments[1].sums == std::map<std::string, std::int64_t>{{"INV-1", 300}});
  d.on("2026-09-18", EventKind::part_paid, "", paid("P3", 50, "2026-09-09", {{"INV-1", 50}}, {{"P2", Json::object()}}));
  s = d.standing();
  REQUIRE(s.payments.size() == 3);
  CHECK(s.payments[0].invoices.empty());
  CHECK(s.payments[0].sums == std::map<std::string, std::int64_t>{{"", 300}});  // a credit
}
