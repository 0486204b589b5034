// The rows of a command that lists, said while they are found.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "cli/answer.h"
#include "desk/world.h"

namespace dunmail {

/// Takes what can be said before the answer is whole; nothing: all of it is in the answer.
using Say = std::function<void(const std::string& text)>;

/// Onto standard output, at once.
Say say_at_once();

/// Whether a list says whose a row is: where there are several creditors, and always to a spreadsheet.
inline bool says_creditor(const World& world, bool csv) { return csv || world.settings.creditors.size() > 1; }
/// Puts `text` behind the column or cell `at`, where it is to be said.
template <class Row, class Cell>
void put_behind(Row& row, std::size_t at, bool said, Cell text) {
  if (said) row.insert(row.begin() + static_cast<std::ptrdiff_t>(at + 1), std::move(text));
}

/// One list, lined up for people, as CSV or as JSON. With a Say people read the first hundred rows as soon as they are
/// found, and each further thousand; what was said is not kept, so that memory does not follow the list.
class Listing {
 public:
  using Json = nlohmann::ordered_json;
  using Columns = std::vector<std::pair<std::string, TextTable::Side>>;

  /// `name` is that of the array in Answer::data.
  Listing(const char* name, Columns columns, const Extent& extent, Say say = {})
      : name_(name), columns_(std::move(columns)), extent_(extent), say_(std::move(say)) {}

  /// What people read in front of the rows.
  void head(std::string text) { head_ = std::move(text); }
  /// Whether a further row is only counted.
  bool full() const { return shown_ >= extent_.lines && !extent_.json; }
  void left_out(std::size_t rows) { more_ += rows; }
  void total(std::vector<std::string> cells) { totals_.push_back(std::move(cells)); }
  /// `cells` and `json` make the row in the form that is wanted.
  template <typename Cells, typename AsJson>
  void add(const Cells& cells, const AsJson& json) {
    if (extent_.json) keep(Json(json()));
    if (say_ && extent_.json) return;
    if (shown_ < extent_.lines) return keep(std::vector<std::string>(cells()));
    if (say_ && !rows_.empty()) say_rows();
    ++more_;
  }
  /// Puts what was not said into the answer; `otherwise` is what people read of a list without rows.
  void into(Answer& answer, std::string_view otherwise);

 private:
  void keep(Json row);
  void keep(std::vector<std::string> cells);
  void say_rows();
  void say_json();
  TextTable take_rows();

  const char* name_;
  Columns columns_;
  Extent extent_;
  Say say_;
  std::string head_;
  std::vector<std::vector<std::string>> rows_, totals_;
  Json json_ = Json::array();
  std::size_t shown_ = 0, more_ = 0;
  bool rows_said_ = false, json_said_ = false;
};

}  // namespace dunmail
