// The threads that hand parcels over: a courier each, so that several connections are at work at once. A thread knows
// one parcel at a time and nothing of databases; who runs the crew keeps the books.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "dispatch/bell.h"
#include "dispatch/courier.h"

namespace dunmail {

class Crew {
 public:
  using Clock = std::chrono::steady_clock;

  /// A parcel that came back from a thread.
  struct Returned {
    std::string letter_id;
    bool begun = true;     ///< false: it waited beyond its time, and no byte of it left
    Receipt receipt = {};  ///< when it was begun; and how long it took
    Clock::duration took = {};
  };

  /// A thread for each courier; the couriers must outlive the crew, and so must the bell, which a thread rings when it
  /// has something to collect. `name` of a courier is only read.
  explicit Crew(const std::vector<Courier*>& couriers, Bell* bell = nullptr);
  /// Parcels that no thread has begun are dropped; those under way are waited for.
  ~Crew();
  Crew(const Crew&) = delete;

  std::size_t size() const { return threads_.size(); }
  /// Queues a parcel. A thread that comes to it later than `begin_before` gives it back untouched.
  void hand(Parcel parcel, Clock::time_point begin_before);
  /// The parcels that no thread has begun, by letter: they are the caller's again.
  std::vector<std::string> take_back();
  /// What has come back since the last call; waits for the first one, at most so long.
  std::vector<Returned> collect(std::chrono::milliseconds wait);

 private:
  struct Job {
    Parcel parcel;
    Clock::time_point begin_before;
  };
  void work(Courier& courier);

  Bell* bell_;
  std::mutex guard_;
  std::condition_variable jobs_changed_, returned_changed_;
  std::deque<Job> jobs_;
  std::vector<Returned> returned_;
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace dunmail
