// What proves that a letter arrived, and what does not.
#include <catch2/catch.hpp>

#include "casefile/standing.h"

using namespace dunmail;
using Json = nlohmann::json;

namespace {

/// A letter that left on 2 November, and one thing that was said or seen of it on the 5th.
SentLetter after(EventKind kind, Json data) {
  std::vector<Event> events;
  const auto on = [&](Date day, EventKind what, Json said) {
    Event e;
    e.case_id = "main/D1/EUR";
    e.seq = static_cast<std::int64_t>(events.size()) + 1;
    e.day = day;
    e.kind = what;
    e.letter_id = "L1";
    e.data = std::move(said);
    e.by = "lena";
    events.push_back(std::move(e));
  };
  on(make_date(2026, 11, 2), EventKind::drafted,
     {{"kind", "credit-warning"},
      {"occasion", "x"},
      {"channel", "email"},
      {"number", "1"},
      {"amount", 100},
      {"invoices", {"INV-1"}}});
  on(make_date(2026, 11, 2), EventKind::accepted, Json::object());
  on(make_date(2026, 11, 5), kind, std::move(data));
  return standing_of(events).sent.at(0);
}

}  // namespace

TEST_CASE("a note about what was said is an answer and proves nothing") {
  for (const auto& [kind, data] : std::vector<std::pair<EventKind, Json>>{
           {EventKind::replied, {{"note", "rang them, nobody knew of the matter"}}},
           {EventKind::promised,
            {{"amount", 100}, {"due", "2026-11-20"}, {"written", false}, {"note", "by telephone"}}},
           {EventKind::disputed, {{"invoice", "INV-1"}, {"amount", 100}, {"note", "by telephone"}}},
           {EventKind::acknowledged, {{"written", false}, {"invoice", ""}}}}) {
    INFO(word(kind));
    const SentLetter letter = after(kind, data);
    CHECK(letter.answered == make_date(2026, 11, 5));
    CHECK_FALSE(letter.proven);
    CHECK(letter.proof.empty());
  }
  CHECK_FALSE(after(EventKind::call_logged, {{"outcome", "reached"}, {"note", "they have it"}}).proven);
}

TEST_CASE(
    "what came by the letter's own ways or in writing proves it, and so does a person's evidence, and it is named") {
  const auto proof = [](EventKind kind, Json data) { return after(kind, std::move(data)).proof; };
  CHECK(proof(EventKind::replied, {{"mail", "M7"}, {"from", "a@d1.example"}}) == "the answer of mail M7, 2026-11-05");
  CHECK(proof(EventKind::replied, {{"what", "received"}, {"page", {{"source", "192.0.2.1"}}}}) ==
        "an answer on its page, 2026-11-05");
  CHECK(proof(EventKind::acknowledged, {{"written", true}}) == "an answer in writing, 2026-11-05");
  CHECK(proof(EventKind::promised, {{"amount", 100}, {"due", "2026-11-20"}, {"written", true}, {"note", ""}}) ==
        "an answer in writing, 2026-11-05");
  CHECK(proof(EventKind::read, {{"evidence", "read report, mail M8"}}) == "read report, mail M8, 2026-11-05");
  CHECK(proof(EventKind::delivered, {{"evidence", "RR 123456789 DE, signed for"}}) ==
        "RR 123456789 DE, signed for, 2026-11-05");
}

TEST_CASE("a refusal is lifted by what the ledger's owner changes and by a release, and by nothing that letters do") {
  const auto lifted = [](EventKind kind) {
    std::vector<Event> events;
    for (const EventKind each : {EventKind::drafted, EventKind::refused, kind}) {
      Event e;
      e.case_id = "main/D1/EUR";
      e.seq = static_cast<std::int64_t>(events.size()) + 1;
      e.day = make_date(2026, 11, 2);
      e.kind = each;
      e.letter_id = "L1";
      e.by = "lena";
      if (each == EventKind::drafted)
        e.data = {{"kind", "reminder"}, {"number", "1"}, {"amount", 100}, {"invoices", {"INV-1"}}};
      events.push_back(std::move(e));
    }
    return standing_of(events).refusals.at(0).changed_since;
  };
  CHECK(lifted(EventKind::ledger_changed));
  CHECK(lifted(EventKind::released));
  for (const EventKind kind : {EventKind::attempted, EventKind::deferred, EventKind::claim_waived, EventKind::approved,
                               EventKind::edited, EventKind::replied})
    CHECK_FALSE(lifted(kind));
}
