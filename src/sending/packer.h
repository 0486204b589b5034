// The threads that turn letters into the bytes that will leave: MIME and hash are a third of what a hand-off costs.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "dispatch/bell.h"
#include "sending/parcel.h"

namespace dunmail {

class Packer {
 public:
  struct Packed {
    std::string letter_id;
    Result<ReadyLetter> ready;  ///< a Problem holds the letter
  };

  /// The settings, the keys and the bell must outlive it. It rings when a letter is packed.
  Packer(const Settings& settings, const Wrapping& wrapping, Bell& bell, std::size_t threads);
  ~Packer();  ///< what is not packed yet is dropped
  Packer(const Packer&) = delete;

  void hand(Unpacked letter);
  std::vector<Packed> collect();  ///< those since the last call; does not wait

 private:
  void work();

  const Settings& settings_;
  const Wrapping& wrapping_;
  Bell& bell_;
  std::mutex guard_;
  std::condition_variable jobs_changed_;
  std::deque<Unpacked> jobs_;
  std::vector<Packed> packed_;
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace dunmail
