#include "planning/print_letters.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

namespace dunmail {

std::vector<Result<PrintedLetter>> print_letters(const std::shared_ptr<const Press>& press,
                                                 const std::vector<LetterFacts>& facts) {
  std::vector<Result<PrintedLetter>> out(facts.size(), Problem{"", "not printed", ""});
  std::atomic<std::size_t> next{0};
  std::exception_ptr broken;
  std::mutex guard;
  auto work = [&] {
    try {
      Printer printer(press);
      for (std::size_t i; (i = next++) < facts.size();) out[i] = printer.print(facts[i]);
    } catch (...) {
      const std::lock_guard lock(guard);
      broken = std::current_exception();
    }
  };
  const std::size_t hands =
      std::min<std::size_t>(facts.size() / 8 + 1, std::max(1u, std::thread::hardware_concurrency()));
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < hands; ++i) others.emplace_back(work);
  work();
  for (std::thread& t : others) t.join();
  if (broken) std::rethrow_exception(broken);
  return out;
}

}  // namespace dunmail
