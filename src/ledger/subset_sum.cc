#include "ledger/subset_sum.h"

#include <bit>

namespace dunmail {

std::optional<std::vector<std::size_t>> only_subset(std::span<const std::int64_t> amounts, std::int64_t sum) {
  std::vector<std::size_t> usable;
  std::optional<std::size_t> alone;
  for (std::size_t i = 0; i < amounts.size(); ++i) {
    if (amounts[i] == sum) {
      if (alone) return std::nullopt;
      alone = i;
    }
    if (amounts[i] > 0 && amounts[i] < sum) usable.push_back(i);
  }
  if (alone) return std::vector{*alone};
  constexpr std::size_t most = 16;
  if (usable.size() < 2 || usable.size() > most || (std::int64_t(1) << usable.size()) * 1000 > sum) return std::nullopt;
  // Gray code: from one choice to the next only one amount comes or goes.
  std::optional<std::uint32_t> found;
  std::uint32_t chosen = 0;
  std::int64_t total = 0;
  for (std::uint32_t step = 1; step < (1u << usable.size()); ++step) {
    const auto bit = static_cast<unsigned>(std::countr_zero(step));
    chosen ^= 1u << bit;
    total += chosen & (1u << bit) ? amounts[usable[bit]] : -amounts[usable[bit]];
    if (total != sum) continue;
    if (found) return std::nullopt;
    found = chosen;
  }
  if (!found) return std::nullopt;
  std::vector<std::size_t> out;
  for (std::size_t bit = 0; bit < usable.size(); ++bit)
    if (*found & (1u << bit)) out.push_back(usable[bit]);
  return out;
}

}  // namespace dunmail
