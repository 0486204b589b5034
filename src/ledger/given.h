// What a row of a file has beside its values: which of our columns the file knows. What it does not have stays as it is
// known: a list of addresses lifts no dunning block.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/date.h"
#include "ledger/invoice.h"

namespace dunmail {

/// The columns of the file, and the constants of the profile's [values]. A default-made one has all of them.
class Given {
 public:
  using Columns = std::set<std::string, std::less<>>;
  Given() = default;
  static Given only(Columns columns) {
    Given out;
    out.columns_ = std::make_shared<const Columns>(std::move(columns));
    return out;
  }
  bool has(std::string_view column) const { return !columns_ || columns_->contains(column); }

 private:
  std::shared_ptr<const Columns> columns_;
};

/// An invoice as a file has it, and what the file says is open of it where it has that column.
struct InvoiceRow : Invoice {
  std::optional<std::int64_t> open = {};
};

/// Where a row comes from, for the store.
struct Source {
  Given given = {};
  std::optional<Date> as_of = {};  ///< the day of the export; nothing: newer than all that is known
  bool update = false;             ///< a known invoice may change its amount or its owner
  bool open_items = false;         ///< it is a complete list of open items: a lower amount is what is still wanted
};

/// One value of a known row that a file changed, as text; `column` is ours.
struct Change {
  std::string column, was, is;
};

}  // namespace dunmail
