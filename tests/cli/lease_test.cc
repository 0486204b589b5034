// Who of several senders has a letter, when one of them dies, hangs, or its clock is set back.
#include "sending/lease.h"

#include <atomic>
#include <catch2/catch.hpp>

#include "cli/sending_room.h"
#include "planning/approve.h"

using namespace dunmail;
using namespace std::chrono_literals;

namespace {

/// Two senders, `one` and `other`, and two letters that are approved.
struct Room : SendingRoom {
  World one, other;
  std::vector<std::string> letters;

  Room() : SendingRoom({"a.example", "b.example"}), one(world()), other(world()) {
    plan(one, {today});
    approve(one, {"", "", "", "policy", true}, {});
    for (const auto& letter : one.store.outgoing("")) letters.push_back(letter.id);
    REQUIRE(letters.size() == 2);
  }
  /// The first letter is claimed by `mark`, and on its way; the second is claimed.
  void claim_both(const SenderMark& mark, Instant until) {
    for (const std::string& id : letters) REQUIRE(one.store.claim(id, mark.name(), until));
    LetterRow row = *one.store.letter(letters[0]);
    row.state = LetterState::sending;
    REQUIRE(one.store.advance(row, LetterState::approved, mark.name(), true));
  }
  bool begin_second(const SenderMark& mark) {
    LetterRow row = *one.store.letter(letters[1]);
    row.state = LetterState::sending;
    return one.store.advance(row, LetterState::approved, mark.name(), true);
  }
  LetterState state(int i) { return *other.store.state_of(letters[static_cast<std::size_t>(i)]); }
};

}  // namespace

TEST_CASE("of two senders one gets the letter, and nobody takes it from a living one", "[threads]") {
  Room room;
  const SenderMark mine(room.one), theirs(room.other);
  CHECK(mine.name() != theirs.name());
  room.claim_both(mine, room.now + SenderMark::lease);
  CHECK_FALSE(room.other.store.claim(room.letters[1], theirs.name(), room.now + SenderMark::lease));
  CHECK(recover(room.other, theirs, room.today).empty());
  CHECK_FALSE(theirs.has_ended(mine.name()));
  CHECK(room.other.store.outgoing("").empty());
  CHECK(room.begin_second(mine));
}

TEST_CASE("a sender that died leaves what it had begun in doubt, and what it had claimed free", "[threads]") {
  Room room;
  {
    const SenderMark dead(room.one);
    room.claim_both(dead, room.now + SenderMark::lease);
  }
  const SenderMark heir(room.other);
  const auto in_doubt = recover(room.other, heir, room.today);
  REQUIRE(in_doubt.size() == 1);
  CHECK(in_doubt[0].id == room.letters[0]);
  CHECK(room.state(0) == LetterState::unknown);
  CHECK(room.state(1) == LetterState::approved);
  CHECK(room.other.store.claim(room.letters[1], heir.name(), room.now + SenderMark::lease));
  const auto events = room.other.store.events_of_debtor("D1");
  CHECK(events.back().kind == EventKind::unknown);
  CHECK(events.back().letter_id == room.letters[0]);
  CHECK(recover(room.other, heir, room.today).empty());
}

TEST_CASE("a sender that hangs beyond its lease loses its letters, and cannot begin them when it wakes up",
          "[threads]") {
  Room room;
  const SenderMark sleeper(room.one), heir(room.other);
  room.claim_both(sleeper, room.now + SenderMark::lease);
  room.now += SenderMark::lease + 1s;
  CHECK_FALSE(heir.has_ended(sleeper.name()));  // its process is there
  CHECK(recover(room.other, heir, room.today).size() == 1);
  CHECK(room.state(0) == LetterState::unknown);
  REQUIRE(room.other.store.claim(room.letters[1], heir.name(), room.now + SenderMark::lease));
  CHECK_FALSE(room.begin_second(sleeper));
  CHECK(room.state(1) == LetterState::approved);
  room.one.store.renew_claims(sleeper.name(), room.now + SenderMark::lease);
  room.one.store.release(sleeper.name());
  CHECK(room.other.store.outgoing("").empty());  // it gave back nothing that is another's
}

TEST_CASE("a lease is renewed as long as its sender works", "[threads]") {
  Room room;
  const SenderMark worker(room.one), other(room.other);
  room.claim_both(worker, room.now + SenderMark::lease);
  room.now += SenderMark::lease - 1s;
  room.one.store.renew_claims(worker.name(), room.now + SenderMark::lease);
  room.now += 2s;
  CHECK(recover(room.other, other, room.today).empty());
}

TEST_CASE("leases of a clock that was set back since: the kernel's lock alone tells who lives", "[threads]") {
  Room room;
  const SenderMark heir(room.other);
  SECTION("the sender is dead") {
    {
      const SenderMark dead(room.one);
      room.claim_both(dead, room.now + SenderMark::lease);
    }
    room.now -= std::chrono::hours(48);
    CHECK(recover(room.other, heir, room.today).size() == 1);
    CHECK(room.other.store.outgoing("").size() == 1);
  }
  SECTION("the sender lives") {
    const SenderMark alive(room.one);
    room.claim_both(alive, room.now + SenderMark::lease);
    room.now -= std::chrono::hours(48);
    CHECK(recover(room.other, heir, room.today).empty());
  }
}

TEST_CASE("names that no sender has are those of ended ones", "[threads]") {
  Room room;
  const SenderMark mine(room.one);
  for (const char* name : {"", "S", "S0", "Sx", "S1 ", "S-1", "S999999"}) {
    CAPTURE(name);
    CHECK(mine.has_ended(name));
  }
}

namespace {

/// A relay that takes long for each letter; meanwhile another sender looks for claims that have run out.
struct SlowCourier : RecordingCourier {
  SlowCourier(std::vector<std::string>& where, std::function<void()> meanwhile)
      : RecordingCourier(where), meanwhile_(std::move(meanwhile)) {}
  Receipt hand_over(const Parcel& parcel) override {
    meanwhile_();
    return RecordingCourier::hand_over(parcel);
  }

 private:
  std::function<void()> meanwhile_;
};

}  // namespace

TEST_CASE("a sender whose letters take long keeps its claims", "[threads]") {
  SendingRoom room(std::vector<std::string>(9, "a.example"));
  std::atomic<int> seconds{0};
  World sender = room.world(), other = room.world();
  for (World* w : {&sender, &other}) w->now = [&] { return room.now + std::chrono::seconds(seconds.load()); };
  plan(sender, {room.today});
  const SenderMark heir(other);
  std::size_t lost = 0;
  Couriers couriers;
  couriers.mail.push_back(std::make_unique<SlowCourier>(room.handed, [&] {
    seconds += 35;  // two letters may be under way between two commits: less than a lease
    lost += recover(other, heir, room.today).size();
  }));
  const Sent sent = send(sender, couriers, {"", room.today, "", {}}, {});
  CHECK(sent.accepted == 9);
  CHECK(lost == 0);
}
