#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace dunmail {

/// Which of the amounts make up the sum, if only one choice does; in their order. Nothing where choices are so many for
/// sums so small that one would fit by chance: among n amounts there are 2^n choices, and only when the sum is a
/// thousand times as many minor units is a fit no accident. One amount alone always counts. At most sixteen amounts are
/// tried.
std::optional<std::vector<std::size_t>> only_subset(std::span<const std::int64_t> amounts, std::int64_t sum);

}  // namespace dunmail
