#include "sending/packer.h"

#include <exception>
#include <utility>

#include "base/text.h"

namespace dunmail {

Packer::Packer(const Settings& settings, const Wrapping& wrapping, Bell& bell, std::size_t threads)
    : settings_(settings), wrapping_(wrapping), bell_(bell) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Packer::~Packer() {
  {
    const std::lock_guard lock(guard_);
    closing_ = true;
  }
  jobs_changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Packer::hand(Unpacked letter) {
  {
    const std::lock_guard lock(guard_);
    jobs_.push_back(std::move(letter));
  }
  jobs_changed_.notify_one();
}

std::vector<Packer::Packed> Packer::collect() {
  const std::lock_guard lock(guard_);
  return std::exchange(packed_, {});
}

namespace {

Result<ReadyLetter> packed(const Settings& settings, const Wrapping& wrapping, Unpacked letter) {
  const std::string id = letter.row.id;
  try {
    return pack(settings, wrapping, std::move(letter), nullptr);
  } catch (const std::exception& e) {
    return Problem{id, "it cannot be wrapped: " + printable(e.what()), "nothing of it left"};
  }
}

}  // namespace

void Packer::work() {
  for (;;) {
    std::unique_lock lock(guard_);
    jobs_changed_.wait(lock, [this] { return closing_ || !jobs_.empty(); });
    if (closing_) return;
    Unpacked job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    std::string id = job.row.id;
    Packed done{std::move(id), packed(settings_, wrapping_, std::move(job))};
    lock.lock();
    packed_.push_back(std::move(done));
    lock.unlock();
    bell_.ring();
  }
}

}  // namespace dunmail
