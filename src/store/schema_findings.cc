// Whether a database is made as this version makes it (store/schema.h).
#include <map>

#include "sql/db.h"
#include "store/schema.h"

namespace dunmail {
namespace {

/// What a database is made of: "table letter", "column letter.id", "index letter_run" and the statement that makes it.
std::map<std::string, std::string> parts_of(Db& db) {
  using S = std::string;
  std::map<S, S> out;
  for (auto& [kind, name, sql] :
       db.rows<S, S, S>("SELECT type, name, COALESCE(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")) {
    std::erase_if(sql, [](char c) { return c == ' ' || c == '\n'; });
    out.emplace(kind + " " + name, kind == "table" ? S() : std::move(sql));
  }
  for (auto& [table, column] : db.rows<S, S>(
           "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name "
           "NOT LIKE 'sqlite_%'"))
    out.emplace("column " + table + "." + column, "");
  return out;
}

/// Of the table that a part belongs to, where it is a column.
std::string table_of(const std::string& part) {
  if (!part.starts_with("column ")) return {};
  return "table " + part.substr(7, part.find('.') - 7);
}

}  // namespace

std::map<std::string, std::set<std::string>> columns_of_schema() {
  Db fresh(":memory:", true);
  migrate(fresh, true);
  std::map<std::string, std::set<std::string>> out;
  for (const auto& [part, sql] : parts_of(fresh))
    if (const auto table = table_of(part); !table.empty())
      out[table.substr(std::string("table ").size())].insert(part.substr(part.find('.') + 1));
  return out;
}

std::vector<std::string> schema_findings(Db& db) {
  Db fresh(":memory:", true);
  migrate(fresh, true);
  const auto is = parts_of(db), ours = parts_of(fresh);
  std::vector<std::string> out;
  for (const auto& [part, text] : ours) {
    const auto found = is.find(part);
    if (found != is.end() && found->second == text) continue;
    if (const auto table = table_of(part); !table.empty() && !is.contains(table)) continue;  // it is gone as a whole
    out.push_back(part + (found == is.end() ? " is gone" : " is not what this version makes"));
  }
  for (const auto& [part, text] : is) {
    if (ours.contains(part) || part.starts_with("index ")) continue;  // one more index changes nothing
    if (const auto table = table_of(part); !table.empty() && !ours.contains(table)) continue;
    out.push_back(part + " is none of ours");
  }
  return out;
}

}  // namespace dunmail
