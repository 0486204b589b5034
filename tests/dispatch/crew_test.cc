#include "dispatch/crew.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <memory>
#include <set>
#include <stdexcept>

using namespace dunmail;
using namespace std::chrono_literals;

namespace {

/// Waits for `go` before it takes anything; counts how many are at work at once.
class Waiting : public Courier {
 public:
  Waiting(std::shared_future<void> go, std::atomic<int>& at_work, std::atomic<int>& most)
      : go_(std::move(go)), at_work_(at_work), most_(most) {}
  Receipt hand_over(const Parcel& parcel) override {
    const int now = ++at_work_;
    for (int seen = most_; seen < now && !most_.compare_exchange_weak(seen, now);) {
    }
    go_.wait();
    --at_work_;
    if (parcel.recipient == "throws") throw std::runtime_error("broken\r\nfor good");
    Receipt out;
    out.outcome = Receipt::Outcome::accepted;
    return out;
  }
  const std::string& name() const override { return name_; }

 private:
  std::string name_ = "waiting";
  std::shared_future<void> go_;
  std::atomic<int>&at_work_, &most_;
};

struct Room {
  std::promise<void> gate;
  std::shared_future<void> go = gate.get_future().share();
  std::atomic<int> at_work{0}, most{0};
  std::vector<std::unique_ptr<Waiting>> couriers;
  std::unique_ptr<Crew> crew;

  explicit Room(int threads) {
    std::vector<Courier*> borrowed;
    for (int i = 0; i < threads; ++i)
      borrowed.push_back((couriers.push_back(std::make_unique<Waiting>(go, at_work, most)), couriers.back().get()));
    crew = std::make_unique<Crew>(borrowed);
  }
  void hand(const std::string& letter, Crew::Clock::time_point before = Crew::Clock::now() + 1h,
            const std::string& recipient = "") {
    Parcel parcel;
    parcel.letter_id = letter;
    parcel.recipient = recipient;
    crew->hand(parcel, before);
  }
  std::vector<Crew::Returned> all(std::size_t count) {
    std::vector<Crew::Returned> out;
    while (out.size() < count) {
      auto some = crew->collect(10s);
      if (some.empty()) break;
      for (auto& each : some) out.push_back(std::move(each));
    }
    return out;
  }
  bool busy(int count) {
    const auto end = Crew::Clock::now() + 10s;
    while (at_work < count && Crew::Clock::now() < end) std::this_thread::yield();
    return at_work == count;
  }
};

}  // namespace

TEST_CASE("as many letters are on their way as there are couriers, and each comes back once") {
  Room room(3);
  for (const char* letter : {"L0", "L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9"}) room.hand(letter);
  REQUIRE(room.busy(3));
  room.gate.set_value();
  std::set<std::string> seen;
  for (const auto& each : room.all(10)) {
    CHECK(each.begun);
    CHECK(each.receipt.outcome == Receipt::Outcome::accepted);
    CHECK(seen.insert(each.letter_id).second);
  }
  CHECK(seen.size() == 10);
  CHECK(room.most == 3);
}

TEST_CASE("what no thread has begun can be taken back, what is on its way cannot") {
  Room room(1);
  for (const char* letter : {"L1", "L2", "L3"}) room.hand(letter);
  REQUIRE(room.busy(1));
  CHECK(room.crew->take_back() == std::vector<std::string>{"L2", "L3"});
  room.gate.set_value();
  const auto back = room.all(1);
  REQUIRE(back.size() == 1);
  CHECK(back[0].letter_id == "L1");
  CHECK(room.crew->collect(0ms).empty());
}

TEST_CASE("a parcel that waited beyond its time comes back untouched") {
  Room room(1);
  room.gate.set_value();
  room.hand("L1", Crew::Clock::now() - 1ms);
  const auto back = room.all(1);
  REQUIRE(back.size() == 1);
  CHECK_FALSE(back[0].begun);
  CHECK(room.most == 0);
}

TEST_CASE("a courier that throws leaves its letter in doubt, and the thread goes on") {
  Room room(1);
  room.gate.set_value();
  room.hand("L1", Crew::Clock::now() + 1h, "throws");
  room.hand("L2");
  const auto back = room.all(2);
  REQUIRE(back.size() == 2);
  CHECK(back[0].receipt.outcome == Receipt::Outcome::unknown);
  CHECK(back[0].receipt.text.find('\n') == std::string::npos);
  CHECK(back[1].receipt.outcome == Receipt::Outcome::accepted);
}
