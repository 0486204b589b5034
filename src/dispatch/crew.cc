#include "dispatch/crew.h"

#include <exception>
#include <utility>

#include "base/text.h"

namespace dunmail {

Crew::Crew(const std::vector<Courier*>& couriers, Bell* bell) : bell_(bell) {
  for (Courier* courier : couriers) threads_.emplace_back([this, courier] { work(*courier); });
}

Crew::~Crew() {
  {
    const std::lock_guard lock(guard_);
    closing_ = true;
    jobs_.clear();
  }
  jobs_changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Crew::hand(Parcel parcel, Clock::time_point begin_before) {
  {
    const std::lock_guard lock(guard_);
    jobs_.push_back({std::move(parcel), begin_before});
  }
  jobs_changed_.notify_one();
}

std::vector<std::string> Crew::take_back() {
  const std::lock_guard lock(guard_);
  std::vector<std::string> out;
  for (const Job& job : jobs_) out.push_back(job.parcel.letter_id);
  jobs_.clear();
  return out;
}

std::vector<Crew::Returned> Crew::collect(std::chrono::milliseconds wait) {
  std::unique_lock lock(guard_);
  returned_changed_.wait_for(lock, wait, [this] { return !returned_.empty(); });
  return std::exchange(returned_, {});
}

namespace {

Crew::Returned hand_over(Courier& courier, const Parcel& parcel) {
  Crew::Returned out{parcel.letter_id};
  const auto begun = Crew::Clock::now();
  try {
    out.receipt = courier.hand_over(parcel);
  } catch (const std::exception& e) {
    // Couriers do not throw for what the world does. What broke here may have broken anywhere: nobody knows.
    out.receipt.outcome = Receipt::Outcome::unknown;
    out.receipt.text = printable(e.what());
    out.receipt.route = courier.name();
  }
  out.took = Crew::Clock::now() - begun;
  return out;
}

}  // namespace

void Crew::work(Courier& courier) {
  for (;;) {
    std::unique_lock lock(guard_);
    jobs_changed_.wait(lock, [this] { return closing_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    const Job job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    Returned done =
        Clock::now() > job.begin_before ? Returned{job.parcel.letter_id, false} : hand_over(courier, job.parcel);
    lock.lock();
    returned_.push_back(std::move(done));
    returned_changed_.notify_one();
    lock.unlock();
    if (bell_) bell_->ring();
  }
}

}  // namespace dunmail
