#include "base/config_table.h"

#include <fmt/format.h>
// A debug build of toml++ 3 ends the program at "[+]"; without its asserts it names the place, as a release build does.
#define TOML_ASSERT(expr) static_assert(true)
#include <toml++/toml.h>

#include <algorithm>

#include "base/file.h"
#include "base/text.h"

namespace dunmail {

struct ConfigTable::Node {
  std::shared_ptr<const toml::table> root;  // keeps `table` alive
  const toml::table* table;
  std::string file;
  mutable std::set<std::string, std::less<>> asked;
  mutable std::vector<std::shared_ptr<const Node>> children;
};

namespace {

std::string place(const std::string& file, const toml::source_region& source) {
  return source.begin.line == 0 ? file : fmt::format("{}:{}:{}", file, source.begin.line, source.begin.column);
}

}  // namespace

ConfigTable::ConfigTable(std::shared_ptr<const Node> node) : node_(std::move(node)) {}

ConfigTable ConfigTable::load(const std::string& path) {
  try {
    return parse(read_file(path), path);
  } catch (const Error& e) {
    if (e.kind() != ErrorKind::input) throw;
    throw Error(ErrorKind::config, e.problem());
  }
}

ConfigTable ConfigTable::parse(std::string_view text, const std::string& name) {
  auto node = std::make_shared<Node>();
  try {
    node->root = std::make_shared<toml::table>(toml::parse(text, name));
  } catch (const toml::parse_error& e) {
    throw Error(ErrorKind::config, place(name, e.source()), std::string(e.description()), "this is not valid TOML");
  }
  node->table = node->root.get();
  node->file = name;
  return ConfigTable(node);
}

bool ConfigTable::has(std::string_view key) const {
  node_->asked.emplace(key);
  return node_->table->contains(key);
}

const std::string& ConfigTable::file() const { return node_->file; }

std::string ConfigTable::where() const { return place(node_->file, node_->table->source()); }

std::string ConfigTable::where(std::string_view key) const {
  const toml::node* found = node_->table->get(key);
  return found ? place(node_->file, found->source()) : where();
}

Error ConfigTable::error(std::string_view key, std::string message, std::string hint) const {
  return {ErrorKind::config, where(key), fmt::format("{}: {}", key, message), std::move(hint)};
}

Error ConfigTable::missing(std::string_view key, const std::string& value) const {
  std::vector<std::string> strangers;
  for (const std::string& other : keys())
    if (!node_->asked.contains(other)) strangers.push_back(other);
  const std::string slip = closest(key, strangers);
  if (!slip.empty())
    return {ErrorKind::config, where(slip), fmt::format("{}: is missing", key),
            fmt::format("should \"{}\" be \"{}\"?", slip, key)};
  return error(key, "is missing", fmt::format("add the line {} = {}", key, value));
}

std::string ConfigTable::text(std::string_view key) const {
  if (!has(key)) throw missing(key, "\"...\"");
  return text(key, "");
}

std::string ConfigTable::text(std::string_view key, std::string_view otherwise) const {
  if (!has(key)) return std::string(otherwise);
  if (const auto* value = node_->table->get_as<std::string>(key)) return value->get();
  throw error(key, "must be text in quotes");
}

std::int64_t ConfigTable::number(std::string_view key, std::int64_t min, std::int64_t max) const {
  if (!has(key)) throw missing(key, fmt::format("a whole number from {} to {}", min, max));
  return number(key, min, min, max);
}

std::int64_t ConfigTable::number(std::string_view key, std::int64_t otherwise, std::int64_t min,
                                 std::int64_t max) const {
  if (!has(key)) return otherwise;
  const auto* value = node_->table->get_as<std::int64_t>(key);
  if (!value) throw error(key, "must be a whole number");
  if (value->get() < min || value->get() > max) throw error(key, fmt::format("must be from {} to {}", min, max));
  return value->get();
}

double ConfigTable::real(std::string_view key, double otherwise, double min, double max) const {
  if (!has(key)) return otherwise;
  const auto value = (*node_->table)[key].value<double>();
  if (!value) throw error(key, "must be a number");
  if (!(*value >= min && *value <= max)) throw error(key, fmt::format("must be from {} to {}", min, max));
  return *value;
}

bool ConfigTable::flag(std::string_view key, bool otherwise) const {
  if (!has(key)) return otherwise;
  if (const auto* value = node_->table->get_as<bool>(key)) return value->get();
  throw error(key, "must be true or false");
}

std::optional<Date> ConfigTable::date(std::string_view key) const {
  if (!has(key)) return std::nullopt;
  if (const auto* value = node_->table->get_as<toml::date>(key))
    return make_date(value->get().year, value->get().month, value->get().day);
  if (const auto* value = node_->table->get_as<std::string>(key))
    if (const auto day = parse_date(value->get())) return day;
  throw error(key, "must be a date such as 2026-11-21");
}

namespace {

template <class T>
std::vector<T> array_of(const toml::table& table, std::string_view key, const auto& fail, const char* what) {
  std::vector<T> out;
  const toml::node* found = table.get(key);
  if (!found) return out;
  const toml::array* array = found->as_array();
  if (!array) throw fail(fmt::format("must be a list of {}", what));
  for (const toml::node& each : *array) {
    const auto value = each.value<T>();
    if (!value) throw fail(fmt::format("must be a list of {}", what));
    out.push_back(*value);
  }
  return out;
}

}  // namespace

std::vector<std::string> ConfigTable::texts(std::string_view key) const {
  has(key);
  return array_of<std::string>(
      *node_->table, key, [&](std::string m) { return error(key, std::move(m)); }, "texts");
}

std::vector<std::string> ConfigTable::text_or_texts(std::string_view key) const {
  if (has(key) && (*node_->table)[key].is_string()) return {text(key)};
  return texts(key);
}

std::vector<std::int64_t> ConfigTable::numbers(std::string_view key) const {
  has(key);
  return array_of<std::int64_t>(
      *node_->table, key, [&](std::string m) { return error(key, std::move(m)); }, "whole numbers");
}

std::vector<double> ConfigTable::reals(std::string_view key) const {
  has(key);
  return array_of<double>(
      *node_->table, key, [&](std::string m) { return error(key, std::move(m)); }, "numbers");
}

std::string ConfigTable::choice(std::string_view key, std::string_view otherwise,
                                const std::vector<std::string>& words) const {
  const std::string word = text(key, otherwise);
  if (std::find(words.begin(), words.end(), word) == words.end())
    throw error(key, fmt::format("\"{}\" is not one of: {}", word, fmt::join(words, ", ")), did_you_mean(word, words));
  return word;
}

std::optional<ConfigTable> ConfigTable::table(std::string_view key) const {
  if (!has(key)) return std::nullopt;
  const toml::table* found = (*node_->table)[key].as_table();
  if (!found) throw error(key, "must be a table");
  auto child = std::make_shared<Node>(Node{node_->root, found, node_->file, {}, {}});
  node_->children.push_back(child);
  return ConfigTable(child);
}

std::vector<ConfigTable> ConfigTable::tables(std::string_view key) const {
  std::vector<ConfigTable> out;
  if (!has(key)) return out;
  const toml::array* array = (*node_->table)[key].as_array();
  if (!array) throw error(key, "must be a list of tables", "write [[" + std::string(key) + "]]");
  for (const toml::node& each : *array) {
    const toml::table* found = each.as_table();
    if (!found) throw error(key, "must be a list of tables", "write [[" + std::string(key) + "]]");
    auto child = std::make_shared<Node>(Node{node_->root, found, node_->file, {}, {}});
    node_->children.push_back(child);
    out.push_back(ConfigTable(child));
  }
  return out;
}

std::vector<std::string> ConfigTable::keys() const {
  std::vector<std::pair<toml::source_position, std::string>> found;
  for (auto&& [key, value] : *node_->table) found.emplace_back(value.source().begin, std::string(key.str()));
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> out;
  for (auto& [at, key] : found) out.push_back(std::move(key));
  return out;
}

std::vector<std::pair<std::string, ConfigTable>> ConfigTable::named_tables() const {
  std::vector<std::pair<std::string, ConfigTable>> out;
  for (const std::string& key : keys())
    if ((*node_->table)[key].is_table()) out.emplace_back(key, *table(key));
  return out;
}

void ConfigTable::finish() const {
  const std::vector<std::string> known(node_->asked.begin(), node_->asked.end());
  for (const std::string& key : keys())
    if (!node_->asked.contains(key)) throw error(key, "is not a known key", did_you_mean(key, known));
  for (const auto& child : node_->children) ConfigTable(child).finish();
}

}  // namespace dunmail
