#include "cli/answer.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/money.h"
#include "base/text.h"

namespace dunmail {

std::string TextTable::text() const {
  std::vector<std::size_t> widths;
  for (const auto& [name, side] : columns_) widths.push_back(display_width(name));
  for (const auto* some : {&rows_, &totals_})
    for (const auto& cells : *some)
      for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], display_width(cells[i]));
  std::string out;
  auto line = [&](auto&& cell) {
    std::string text;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string value = printable(cell(i));
      text += (i ? "  " : "") +
              (columns_[i].second == Side::right ? pad_left(value, widths[i]) : pad_right(value, widths[i]));
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out += text + "\n";
  };
  line([&](std::size_t i) { return columns_[i].first; });
  const auto lines = [&](const std::vector<std::vector<std::string>>& some) {
    for (const auto& cells : some) line([&](std::size_t i) { return i < cells.size() ? cells[i] : std::string(); });
  };
  lines(rows_);
  if (more_ > 0) out += fmt::format("... and {} more: --all shows them\n", more_);
  lines(totals_);
  return out;
}

std::string sums(const std::map<std::string, std::int64_t>& by_currency) {
  std::string out;
  for (const auto& [code, minor] : by_currency) {
    const auto currency = Currency::find(code);
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", code, grouped(minor, currency ? currency->digits() : 2));
  }
  return out;
}

}  // namespace dunmail
