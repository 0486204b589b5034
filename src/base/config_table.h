// A TOML file read strictly: a key that nobody asked for is an error with its line and a suggestion, so that a typo in
// a policy or a stationery never passes silently. Shared by every configuration file of the product.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/date.h"
#include "base/error.h"

namespace dunmail {

/// One table of a TOML file. Ask for each key that may stand in it, then call finish(). All failures are
/// Error(config) whose `where` is "FILE:LINE:COLUMN". Copies share the parsed file.
class ConfigTable {
 public:
  static ConfigTable load(const std::string& path);
  /// `name` stands in for the path in messages.
  static ConfigTable parse(std::string_view toml, const std::string& name);

  bool has(std::string_view key) const;  ///< and counts as asked for
  std::string text(std::string_view key) const;
  std::string text(std::string_view key, std::string_view otherwise) const;
  std::int64_t number(std::string_view key, std::int64_t min, std::int64_t max) const;
  std::int64_t number(std::string_view key, std::int64_t otherwise, std::int64_t min, std::int64_t max) const;
  double real(std::string_view key, double otherwise, double min, double max) const;  ///< lengths, factors; never money
  bool flag(std::string_view key, bool otherwise) const;
  std::optional<Date> date(std::string_view key) const;                ///< a TOML date, or text in ISO form
  std::vector<std::string> texts(std::string_view key) const;          ///< an array of strings; empty when absent
  std::vector<std::string> text_or_texts(std::string_view key) const;  ///< one string counts as an array of it
  std::vector<std::int64_t> numbers(std::string_view key) const;
  std::vector<double> reals(std::string_view key) const;
  /// One of the words; the error lists them.
  std::string choice(std::string_view key, std::string_view otherwise, const std::vector<std::string>& words) const;
  std::optional<ConfigTable> table(std::string_view key) const;
  std::vector<ConfigTable> tables(std::string_view key) const;  ///< [[key]]; empty when absent
  /// Every sub-table with its name, in the file's order: for [creditor.main], [creditor.other].
  std::vector<std::pair<std::string, ConfigTable>> named_tables() const;
  std::vector<std::string> keys() const;  ///< in the file's order

  /// Throws for the first key that was never asked for; and in every sub-table that was handed out.
  void finish() const;
  const std::string& file() const;
  std::string where() const;                      ///< of this table
  std::string where(std::string_view key) const;  ///< of a value in it, for errors found later
  Error error(std::string_view key, std::string message, std::string hint = {}) const;

 private:
  struct Node;
  explicit ConfigTable(std::shared_ptr<const Node> node);
  /// The key is needed and not there; names the one that may stand there by a slip.
  Error missing(std::string_view key, const std::string& value) const;
  std::shared_ptr<const Node> node_;
};

}  // namespace dunmail
