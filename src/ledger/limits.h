#pragma once

#include <cstdint>

namespace dunmail {

/// More than any account owes, in minor units, and little enough that dozens of such accounts sum up in 64 bits: an
/// amount beyond it is mistyped.
inline constexpr std::int64_t most_of_a_case = 100'000'000'000'000'000;

}  // namespace dunmail
