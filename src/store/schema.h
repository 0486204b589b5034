#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace dunmail {

class Db;

/// Brings a database to this version's schema, one numbered migration a transaction. Throws Error(storage) for a
/// database from a newer version, and for a file that is none of ours unless `create`.
void migrate(Db& db, bool create);

/// The tables of this version's schema, and the columns of each.
std::map<std::string, std::set<std::string>> columns_of_schema();

/// Which tables, columns and indexes of this version's schema are not there, or are not what it says; and which tables,
/// columns, triggers and views are none of it.
std::vector<std::string> schema_findings(Db& db);

}  // namespace dunmail
