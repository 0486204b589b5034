#pragma once

#include <utility>
#include <variant>

#include "base/error.h"

namespace dunmail {

/// A value, or the Problem that kept it from being made. Asking for the value of a failed result is a bug and throws
/// std::bad_variant_access.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}            // NOLINT: meant to convert
  Result(Problem problem) : held_(std::in_place_index<1>, std::move(problem)) {}  // NOLINT

  explicit operator bool() const { return held_.index() == 0; }
  T& operator*() { return std::get<0>(held_); }
  const T& operator*() const { return std::get<0>(held_); }
  T* operator->() { return &std::get<0>(held_); }
  const T* operator->() const { return &std::get<0>(held_); }
  const Problem& problem() const { return std::get<1>(held_); }

 private:
  std::variant<T, Problem> held_;
};

}  // namespace dunmail
