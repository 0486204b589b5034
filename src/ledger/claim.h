// What a letter asserted beside its invoices: interest, the lump sum of a law, a fee. A claim exists from the day its
// letter left the house; a draft claims nothing, and a letter that came back has claimed nothing.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"

namespace dunmail {

enum class ClaimKind { fee, lump_sum, interest };
inline constexpr std::array<std::string_view, 3> claim_kinds{"fee", "lump-sum", "interest"};
constexpr std::string_view word(ClaimKind kind) { return claim_kinds[static_cast<std::size_t>(kind)]; }

/// Sums in minor units of the account's currency.
struct Claim {
  std::string id;  ///< C2026-000001
  ClaimKind kind = ClaimKind::interest;
  std::string invoice;      ///< number of the invoice it is about, also where a letter lists a part of it
  std::string letter;       ///< L2026-000001
  std::string ground;       ///< interest and lump sum: the regime; fee: the tier that asks for it
  Date from, to;            ///< interest: first and last day that it is for; else both the day of the letter
  std::string rate;         ///< interest: percent a year of the last day, "11.27", a day with "/d" behind; else empty
  std::int64_t amount = 0;  ///< as asserted
  std::int64_t open = 0;    ///< less what receipts settled; zero when it was waived
  Date asserted;            ///< the day its letter left
  std::string waived;       ///< why nobody asks for it any more; empty: it is not waived
  bool operator==(const Claim&) const = default;
};

/// Sum of the open ones. Throws Error(overflow) as checked_add does.
std::int64_t open_sum(const std::vector<Claim>& claims);

/// What of a sum goes to claims: costs (fees and lump sums) before interest (PRC Civil Code 561, BGB 367 (1), Taiwan
/// Civil Code 323), the older letter's first. Lowers `open` and `sum`; returns what went to which claim.
struct ClaimPayment {
  std::string claim;
  std::int64_t amount = 0;
};
/// `invoice`: of that one only; empty: all.
std::vector<ClaimPayment> settle_claims(std::int64_t& sum, std::vector<Claim>& claims, std::string_view invoice = {});

}  // namespace dunmail
