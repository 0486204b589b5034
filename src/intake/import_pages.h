// The transactions of one file: one for all of it, or one a page, each of which says how far the file has come.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "base/progress.h"
#include "desk/world.h"

namespace dunmail {

struct Stopped {};  ///< thrown where an order's `stop` says so

inline void stop_if_asked(const std::function<bool()>& stop) {
  if (stop && stop()) throw Stopped{};
}

class ImportPages {
 public:
  /// `told` is the day on which cases are told; `stop` is asked between two pages.
  ImportPages(World& world, Date told, std::function<bool()> stop, Progress progress)
      : world_(world), told_(told), stop_(std::move(stop)), progress_(std::move(progress)) {}

  /// From now on each page is a transaction of its own, until end().
  void begin(HalfImport half);
  void end() { half_.reset(); }
  /// Behind a stop: where nothing of the file is in, from now or from before, it is not half in, and true.
  bool take_back();
  bool open() const { return half_.has_value(); }
  const HalfImport& half() const { return *half_; }

  /// `work`, with `rows` of the file in it: at once where the file is one transaction. Throws Stopped behind a page.
  void write(std::size_t rows, const std::function<void()>& work);
  /// The cases of what was booked since the last time are told of it; within a transaction.
  void tell_cases();

  std::vector<BookedPayment> booked;  ///< of which no case has been told

 private:
  World& world_;
  Date told_;
  std::function<bool()> stop_;
  Progress progress_;
  std::optional<HalfImport> half_;
  bool gone_on_with_ = false;  ///< it was half in before
};

}  // namespace dunmail
