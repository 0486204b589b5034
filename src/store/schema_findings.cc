// Whether a database is made as this version makes it (store/schema.h).
#include <map>

#include "sql/db.h"
#include "store/schema.h"

namespace dunmail {
namespace {

/// Of the table that a part belongs to, where it is a column.
std::string table_of(const std::string& part) {
  if (!part.starts_with("column ")) return {};
  return "table " + part.substr(7, part.find('.') - 7);
}

}  // namespace

std::map<std::string, std::set<std::string>> columns_of_schema() {
  Db fresh = Db::in_memory();
  migrate(fresh, true);
  std::map<std::string, std::set<std::string>> out;
  for (const auto& [part, sql] : fresh.engine().parts())
    if (const auto table = table_of(part); !table.empty())
      out[table.substr(std::string("table ").size())].insert(part.substr(part.find('.') + 1));
  return out;
}

std::vector<std::string> schema_findings(Db& db) {
  Db fresh = Db::in_memory();
  migrate(fresh, true);
  const auto is = db.engine().parts(), ours = fresh.engine().parts();
  std::vector<std::string> out;
  for (const auto& [part, text] : ours) {
    const auto found = is.find(part);
    // A server keeps an index in words of its own.
    if (found != is.end() && (found->second == text || found->second.empty())) continue;
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
