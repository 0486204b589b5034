#include "intake/import_pages.h"

#include <algorithm>

#include "desk/tell_case.h"

namespace dunmail {

void ImportPages::begin(HalfImport half) {
  const auto known = world_.store.half_imports();
  gone_on_with_ = std::any_of(known.begin(), known.end(), [&](const HalfImport& other) {
    return other.kind == half.kind && other.creditor == half.creditor;
  });
  half_ = std::move(half);
  if (gone_on_with_) return stop_if_asked(stop_);  // until its first page the row says how far it had come
  write(0, [] {});
}

bool ImportPages::take_back() {
  if (gone_on_with_ || half_->rows_in > 0) return false;
  world_.store.transaction([&] { world_.store.end_half_import(half_->kind, half_->creditor); });
  return true;
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
