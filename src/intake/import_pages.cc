#include "intake/import_pages.h"

#include "desk/tell_case.h"

namespace dunmail {

void ImportPages::begin(HalfImport half) {
  half_ = std::move(half);
  write(0, [] {});
}

void ImportPages::write(std::size_t rows, const std::function<void()>& work) {
  if (!half_) return work();
  HalfImport half = *half_;
  half.rows_in += static_cast<std::int64_t>(rows);
  world_.store.transaction([&] {
    work();
    tell_cases();
    world_.store.put_half_import(half);
  });
  half_ = std::move(half);
  if (progress_ && rows > 0)
    progress_(static_cast<std::size_t>(half_->rows_in), static_cast<std::size_t>(half_->rows_of));
  stop_if_asked(stop_);
  world_.store.breathe();
}

void ImportPages::tell_cases() {
  for (const BookedPayment& b : booked) tell_case(world_, b, told_);
  booked.clear();
}

}  // namespace dunmail
