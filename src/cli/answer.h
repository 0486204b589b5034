// What a command has to say, for people and for programs.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace dunmail {

/// Exit codes: 0 done, 1 failed, 2 usage, 3 done with warnings.
struct Answer {
  nlohmann::ordered_json data = nlohmann::ordered_json::object();
  std::string text;
  int exit_code = 0;
  std::vector<std::string> notes = {};  ///< said beside it, on stderr
  bool says_ends = false;               ///< of tables that end soon: main need not
  bool one_per_line = false;            ///< `data` is an array whose elements are printed as lines (JSON Lines)
  bool json_begun = false;              ///< an object was begun with an array that is printed: `data` goes on behind it
  std::optional<std::string> csv = {};  ///< the rows alone, in place of the text; set where --csv asked for them
};

/// `data` as it is printed.
std::string json_of(const Answer& answer);

/// How much of a list is said: to people what a screen or two hold, unless they ask for all; to a program all of it.
/// What is not said is not kept: memory does not follow the ledger.
struct Extent {
  static constexpr std::size_t all = static_cast<std::size_t>(-1), some = 100;
  std::size_t lines = all;
  bool json = true;
  bool csv = false;  ///< all lines, for a spreadsheet
};

/// A table for a terminal; columns line up for Chinese as well.
class TextTable {
 public:
  enum class Side { left, right };
  /// Rows beyond so many are counted, and said to be left out.
  explicit TextTable(std::vector<std::pair<std::string, Side>> columns, std::size_t most = Extent::all)
      : columns_(std::move(columns)), most_(most) {}
  void row(std::vector<std::string> cells) {
    if (rows_.size() < most_)
      rows_.push_back(std::move(cells));
    else
      ++more_;
  }
  /// Whether a further row would be shown.
  bool full() const { return rows_.size() >= most_; }
  void left_out(std::size_t rows) { more_ += rows; }
  void total(std::vector<std::string> cells) { totals_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty() && totals_.empty(); }
  std::string text() const;
  /// The rows for a spreadsheet: no totals, figures without marks between thousands.
  std::string csv(bool with_head = true) const;

 private:
  std::vector<std::pair<std::string, Side>> columns_;
  std::vector<std::vector<std::string>> rows_, totals_;
  std::size_t most_ = Extent::all, more_ = 0;
};

/// "CNY 1,234.50, EUR 7.00"
std::string sums(const std::map<std::string, std::int64_t>& by_currency);

}  // namespace dunmail
