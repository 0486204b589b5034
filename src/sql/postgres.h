// A PostgreSQL server, 13 or newer, by libpq. TLS is checked unless the server is on this machine or the address says
// otherwise; a password comes from PGPASSWORD, PGPASSFILE or ~/.pgpass, and never from the address.
#pragma once

#include "sql/engine.h"

namespace dunmail {

std::unique_ptr<Engine> open_postgres(const std::string& url, bool create, Patience patience);
/// Tables that are gone with the connection, for tests.
std::unique_ptr<Engine> open_postgres_in_memory(const std::string& url, Patience patience);

}  // namespace dunmail
