#include "dispatch/fair_queue.h"

#include <catch2/catch.hpp>
#include <vector>

using namespace dunmail;
using namespace std::chrono_literals;

namespace {

const FairQueue::Moment start{std::chrono::milliseconds(1'000'000)};

FairQueue::Wait always(const std::string&) { return 0ms; }

std::vector<std::string> take_all(FairQueue& queue, FairQueue::Moment now,
                                  const std::function<FairQueue::Wait(const std::string&)>& may) {
  std::vector<std::string> out;
  while (auto next = queue.take(now, may)) out.push_back(next->letter);
  return out;
}

}  // namespace

TEST_CASE("runs take turns: a small one does not wait for a large one") {
  FairQueue queue;
  for (const char* letter : {"a1", "a2", "a3", "a4"}) queue.add("R1", "", "x@a.example", letter);
  for (const char* letter : {"b1", "b2"}) queue.add("R2", "", "x@a.example", letter);
  CHECK(take_all(queue, start, always) == std::vector<std::string>{"a1", "b1", "a2", "b2", "a3", "a4"});
  CHECK(queue.size() == 0);
}

TEST_CASE("within a run the groups take turns, and a group at rest holds up nobody") {
  FairQueue queue;
  for (const char* letter : {"q1", "q2"}) queue.add("R1", "qq", "x@qq.com", letter);
  for (const char* letter : {"g1", "g2"}) queue.add("R1", "google", "x@gmail.com", letter);
  CHECK(queue.take(start, always)->letter == "q1");
  const auto qq_rests = [](const std::string& recipient) { return recipient == "x@qq.com" ? 500ms : 0ms; };
  CHECK(take_all(queue, start, qq_rests) == std::vector<std::string>{"g1", "g2"});
  CHECK(queue.size() == 1);
  CHECK(queue.rests_until() == start + 500ms);
  CHECK_FALSE(queue.take(start + 499ms, always));
  CHECK(queue.take(start + 500ms, always)->letter == "q2");
}

TEST_CASE("a connection that comes free wakes its group in every run") {
  FairQueue queue;
  queue.add("R1", "qq", "x@qq.com", "a");
  queue.add("R2", "qq", "y@qq.com", "b");
  CHECK(take_all(queue, start, [](const std::string&) { return 1000ms; }).empty());
  queue.wake("google");
  CHECK(take_all(queue, start, always).empty());
  queue.wake("qq");
  CHECK(take_all(queue, start, always) == std::vector<std::string>{"a", "b"});
}

TEST_CASE("a letter may be put back while its lane rests") {
  FairQueue queue;
  queue.add("R1", "qq", "x@qq.com", "a");
  CHECK_FALSE(queue.take(start, [](const std::string&) { return 10ms; }));
  queue.add("R1", "qq", "x@qq.com", "b");
  CHECK(take_all(queue, start + 10ms, always) == std::vector<std::string>{"a", "b"});
}
