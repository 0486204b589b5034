#include "cli/answer.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/csv_write.h"
#include "base/money.h"
#include "base/text.h"

namespace dunmail {
namespace {

/// "1,234.50" without its comma; what is no figure stays as it is.
std::string ungrouped(std::string cell) {
  if (cell.find_first_not_of("0123456789.,-") == cell.npos) std::erase(cell, ',');
  return cell;
}

}  // namespace

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

std::string json_of(const Answer& answer) {
  const auto text = [](const nlohmann::ordered_json& json, int indent) {
    return json.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  };
  if (answer.json_begun) return answer.data.empty() ? "\n}\n" : ",\n" + text(answer.data, 2).substr(2);
  if (!answer.one_per_line) return text(answer.data, 2);
  std::string out;
  for (const auto& line : answer.data) out += text(line, -1);
  return out;
}

std::string TextTable::csv(bool with_head) const {
  std::vector<std::string> cells;
  for (const auto& [name, side] : columns_) cells.push_back(name);
  std::string out = with_head ? std::string(kCsvMark) + csv_line(cells) : std::string();
  for (const std::vector<std::string>& row : rows_) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      cells[i] = i < row.size() ? row[i] : std::string();
      if (columns_[i].second == Side::right) cells[i] = ungrouped(std::move(cells[i]));
    }
    out += csv_line(cells);
  }
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
