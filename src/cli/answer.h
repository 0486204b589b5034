// What a command has to say, for people and for programs.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace dunmail {

/// Exit codes: 0 done, 1 failed, 2 usage, 3 done with warnings.
struct Answer {
  nlohmann::ordered_json data = nlohmann::ordered_json::object();
  std::string text;
  int exit_code = 0;
  bool says_ends = false;     ///< of tables that end soon: main need not
  bool one_per_line = false;  ///< `data` is an array whose elements are printed as lines (JSON Lines)
};

/// A table for a terminal; columns line up for Chinese as well.
class TextTable {
 public:
  enum class Side { left, right };
  explicit TextTable(std::vector<std::pair<std::string, Side>> columns) : columns_(std::move(columns)) {}
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }
  std::string text() const;

 private:
  std::vector<std::pair<std::string, Side>> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// "CNY 1,234.50, EUR 7.00"
std::string sums(const std::map<std::string, std::int64_t>& by_currency);

}  // namespace dunmail
