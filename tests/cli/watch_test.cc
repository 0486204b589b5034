// send --watch: when it passes, how long it rests, and what it tells.
#include "sending/watch.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "cli/sending_room.h"

using namespace dunmail;
using std::chrono::seconds;

namespace {

/// Runs a watch of so many passes; `between` is called instead of waiting.
struct Watched {
  std::vector<seconds> waits;
  std::vector<Sent> told;
  Sent all;

  Watched(SendingRoom& room, World& world, Couriers& couriers, int passes,
          const std::function<void(int pass)>& between = {}) {
    int passed = 0;
    SendOrder order;
    order.stop = [&] { return passed >= passes; };
    Watch how;
    how.today = [&] { return room.today; };
    how.tell = [&](const Sent& sent) { told.push_back(sent); };
    how.wait = [&](seconds wait) {
      waits.push_back(wait);
      if (between) between(passed + 1);
      ++passed;
    };
    all = watch(world, couriers, order, how);
  }
};

int sqlite(SendingRoom& room, const std::string& statement) {
  return std::system(("sqlite3 '" + (room.dir / "dunmail.db") + "' '" + statement + "'").c_str());
}

}  // namespace

TEST_CASE("it sends what is due, rests as the settings say, and tells only of what happened", "[threads]") {
  SendingRoom room({"a.example", "b.example"});
  World world = room.world();
  world.settings.delivery.poll_seconds = 7;
  plan(world, {room.today, "D1"});
  Couriers couriers = room.couriers();
  const Watched watched(room, world, couriers, 4, [&](int pass) {
    if (pass != 2) return;
    World other = room.world();
    plan(other, {room.today, "D2"});  // a proposal of reminders, which go by themselves
  });
  CHECK(room.handed.size() == 2);
  CHECK(watched.waits == std::vector<seconds>(4, seconds(7)));
  REQUIRE(watched.told.size() == 2);
  CHECK(watched.told[0].accepted == 1);
  CHECK(watched.told[1].accepted == 1);
  CHECK(watched.all.accepted == 2);
}

TEST_CASE(
    "after a stopped route it asks ever less often, up to a quarter of an hour, and as before when it works again") {
  SendingRoom room({"a.example"});
  World world = room.world();
  world.settings.delivery.poll_seconds = 5;
  plan(world, {room.today});
  Couriers couriers = room.couriers();
  RecordingCourier& courier = SendingRoom::first(couriers);
  const Receipt good = courier.answer;
  courier.answer = {Receipt::Outcome::deferred, 535, "5.7.8", "auth", "wrong password", "", ""};
  const Watched watched(room, world, couriers, 12, [&](int pass) {
    if (pass == 10) courier.answer = good;
  });
  const int wanted[] = {10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 5, 5};
  REQUIRE(watched.waits.size() == 12);
  for (std::size_t i = 0; i < 12; ++i) CHECK(watched.waits[i] == seconds(wanted[i]));
  CHECK(watched.told.size() == 11);
  CHECK(watched.told[0].stopped == "smtp://recorded:25: wrong password");
  CHECK(watched.all.stopped.empty());  // it works now
  CHECK(watched.all.accepted == 1);
  CHECK(room.handed.size() == 11);
}

TEST_CASE("a database that fails for a while is waited for, and told of each time", "[threads]") {
  SendingRoom room({"a.example"});
  World world = room.world();
  plan(world, {room.today});
  REQUIRE(sqlite(room, "ALTER TABLE counter RENAME TO away") == 0);
  Couriers couriers = room.couriers();
  const Watched watched(room, world, couriers, 3, [&](int pass) {
    if (pass == 2) REQUIRE(sqlite(room, "ALTER TABLE away RENAME TO counter") == 0);
  });
  REQUIRE(watched.told.size() == 3);
  CHECK(watched.told[0].remarks.size() == 1);
  CHECK(watched.told[2].accepted == 1);
  CHECK(watched.waits[1] == watched.waits[0] * 2);
  CHECK(watched.waits[2] == seconds(world.settings.delivery.poll_seconds));
}

TEST_CASE("a file that is half in is told of, and waited for until somebody imports it again", "[threads]") {
  SendingRoom room({"a.example"});
  World world = room.world();
  plan(world, {room.today});
  const HalfImport half{"payments", "", "2026-07-06", "Lin", "paid.csv", room.today, 2000, 5000};
  world.store.transaction([&] { world.store.put_half_import(half); });
  Couriers couriers = room.couriers();
  const Watched watched(room, world, couriers, 3, [&](int pass) {
    World other = room.world();
    if (pass == 2) other.store.transaction([&] { other.store.end_half_import(half.kind, half.creditor); });
  });
  REQUIRE(watched.told.size() == 3);
  REQUIRE(watched.told[0].remarks.size() == 1);
  CHECK_THAT(watched.told[0].remarks[0].message, Catch::Contains("paid.csv") && Catch::Contains("2000 of 5000 rows"));
  CHECK(watched.told[1].accepted == 0);
  CHECK(watched.told[2].accepted == 1);
}

TEST_CASE("what no waiting mends ends it: a ledger that is too old", "[threads]") {
  SendingRoom room({"a.example"});
  World world = room.world();
  plan(world, {room.today});
  room.today += Days(30);
  Couriers couriers = room.couriers();
  CHECK_THROWS_WITH((Watched{room, world, couriers, 3}), Catch::Contains("payments were last imported"));
  CHECK(room.handed.empty());
}
