#pragma once

namespace dunmail {

class Db;

/// Brings a database to this version's schema, one numbered migration a transaction. Throws Error(storage) for a
/// database from a newer version, and for a file that is none of ours unless `create`.
void migrate(Db& db, bool create);

}  // namespace dunmail
