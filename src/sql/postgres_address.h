// "postgresql://USER@HOST:5432/DATABASE?sslmode=...": what it says, and how messages name it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dunmail {

/// "postgresql://..." or "postgres://..."
bool is_postgres(std::string_view path);
/// As messages name it: without what may be secret. A path of a file is itself.
std::string shown_path(const std::string& path);
/// Of this machine: a socket, or its own address.
bool is_here(std::string_view host);

/// As libpq takes them.
struct ServerSetting {
  std::string name, value;
};
/// What an address says, and what it does not say of TLS. Throws Error(config) for one that cannot be, or that holds a
/// password.
std::vector<ServerSetting> settings_of(const std::string& url);

}  // namespace dunmail
