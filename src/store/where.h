// A condition made of what is given. One that says "or nothing was given" would keep the engine from its indexes.
#pragma once

#include <string>
#include <vector>

#include "sql/db.h"

namespace dunmail {

class Where {
 public:
  /// Asks for `column = value`, unless the value is empty. `literal` says the same again in words that a partial index
  /// asks for, such as "letter_id <> ''".
  Where& is(const char* column, const std::string& value, const char* literal = nullptr) {
    if (value.empty()) return *this;
    add(std::string(column) + " = ?");
    if (literal) add(literal);
    values_.texts.push_back(value);
    return *this;
  }
  Where& also(const std::string& condition) {
    add(condition);
    return *this;
  }
  /// " WHERE ...", or nothing where nothing is asked.
  const std::string& text() const { return text_; }
  const Values& values() const { return values_; }

 private:
  void add(const std::string& condition) { text_ += (text_.empty() ? " WHERE " : " AND ") + condition; }

  std::string text_;
  Values values_;
};

}  // namespace dunmail
