// Days named in free text, in Chinese, English and German.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/date.h"

namespace dunmail {

struct FoundDate {
  Date day;
  std::size_t begin, end;  ///< bytes of the text
};

/// Exact days only, in the text's order, at most 50: 2026-12-05, 05.12.2026, 5. Dezember, 12/05/2026 (month first
/// unless that is no date), December 5th, 5 Dec 2026, 2026年12月5日, 12月5日, next Friday, Montag, 下周五, 本周三,
/// 明天, 本月底, month end, Monatsende. A day without a year is the next one from `today`; of a range ("5.-9.12.") both
/// ends.
std::vector<FoundDate> find_dates(std::string_view text, Date today);

}  // namespace dunmail
