#pragma once

#include <string>
#include <vector>

namespace dunmail {

class Db;

/// Brings a database to this version's schema, one numbered migration a transaction. Throws Error(storage) for a
/// database from a newer version, and for a file that is none of ours unless `create`.
void migrate(Db& db, bool create);

/// Which tables, columns and indexes of this version's schema are not there, or are not what it says.
std::vector<std::string> schema_findings(Db& db);

}  // namespace dunmail
