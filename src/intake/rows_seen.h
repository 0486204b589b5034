// Which rows of an import named what: two that say different things of the same, in one file or in two, are a mistake
// that only people can settle.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "ledger/import.h"
#include "store/store.h"

namespace dunmail {

class RowsSeen {
 public:
  void next_file(const std::string& name) { files_.push_back({name, {}, false}); }
  void kept(bool kept) { files_.back().kept = kept; }

  /// A number twice in one file with another amount: a mistake even when both rows agree with nothing known.
  std::optional<Problem> other_amount(const InvoiceRow& invoice, const RowPlace& at) const;
  /// `put` overwrote what an earlier row of this import said of `shown`. Else the row is remembered under its key.
  std::optional<Problem> contradicts(const std::string& key, const std::string& shown, const Put& put,
                                     const RowPlace& at, std::int64_t amount);

 private:
  struct Row {
    std::size_t file = 0, line = 0;
    std::int64_t amount = 0;
  };
  struct File {
    std::string name;
    std::optional<Given> given;
    bool kept = false;
  };

  std::vector<File> files_;
  std::unordered_multimap<std::string, Row> rows_;  // by key
};

}  // namespace dunmail
