#include "sql/patience.h"

#include <algorithm>
#include <thread>

namespace dunmail {

bool Wait::once_more(const Patience& patience, const std::function<std::string()>& who) {
  using namespace std::chrono_literals;
  const auto waited = std::chrono::steady_clock::now() - since_;
  if (patience.stop && patience.stop()) return false;
  if (patience.at_most && waited >= *patience.at_most) return false;
  if (waited > 1s && !told_ && patience.tell) {
    told_ = true;
    const std::string holder = who();
    patience.tell(holder.empty() ? "another process writes" : holder + " writes");
  }
  std::this_thread::sleep_for(std::clamp<std::chrono::milliseconds>(std::chrono::milliseconds(tries_++), 1ms, 10ms));
  return true;
}

}  // namespace dunmail
