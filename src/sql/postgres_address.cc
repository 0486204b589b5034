#include "sql/postgres_address.h"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <unistd.h>

#include <cstdlib>
#include <map>

#include "base/error.h"
#include "sql/lock_holder.h"
#include "sql/postgres_words.h"

namespace dunmail {
namespace {

/// Which the environment names where the address does not.
std::string host_of(std::map<std::string, std::string>& given) {
  for (const char* key : {"host", "hostaddr"})
    if (!given[key].empty()) return given[key];
  for (const char* key : {"PGHOST", "PGHOSTADDR"})
    if (const char* value = std::getenv(key); value && *value) return value;
  return {};
}

}  // namespace

bool is_postgres(std::string_view path) { return path.starts_with("postgresql://") || path.starts_with("postgres://"); }

std::string shown_path(const std::string& path) {
  if (!is_postgres(path)) return path;
  const auto scheme = path.find("://") + 3;
  const std::string rest = path.substr(scheme);
  // A password may hold what an address should not: only the last @ ends it.
  const auto at = rest.rfind('@');
  const std::string place = at == rest.npos ? rest : rest.substr(0, rest.find_first_of(":/?@")) + rest.substr(at);
  return path.substr(0, scheme) + place.substr(0, place.find('?'));
}

bool is_here(std::string_view host) {
  return host.empty() || host.starts_with('/') || host == "localhost" || host == "127.0.0.1" || host == "::1";
}

std::vector<ServerSetting> settings_of(const std::string& url) {
  const std::string shown = shown_path(url);
  char* message = nullptr;
  PQconninfoOption* const options = PQconninfoParse(url.c_str(), &message);
  if (!options) {
    std::string what = first_line(message);
    PQfreemem(message);
    if (const auto whole = what.find(url); whole != what.npos) what.replace(whole, url.size(), shown);
    throw Error(ErrorKind::config, "database", fmt::format("\"{}\" is no address of PostgreSQL: {}", shown, what),
                "postgresql://USER@HOST:5432/DATABASE");
  }
  std::map<std::string, std::string> given;
  for (const PQconninfoOption* each = options; each->keyword; ++each)
    if (each->val) given[each->keyword] = each->val;
  PQconninfoFree(options);
  if (given.contains("password"))
    throw Error(ErrorKind::config, "database", "a password stands in the address, where everybody can read it",
                "put it into ~/.pgpass (mode 0600), PGPASSFILE or PGPASSWORD");
  if (!is_here(host_of(given)) && !given.contains("sslmode")) {
    given["sslmode"] = "verify-full";
    if (!given.contains("sslrootcert")) given["sslrootcert"] = "/etc/ssl/certs/ca-certificates.crt";
  }
  given["client_encoding"] = "UTF8";
  constexpr std::size_t most = 40;  // the server keeps 63 bytes of a name
  given.try_emplace("application_name",
                    fmt::format("{} (process {})", program_name(::getpid()).substr(0, most), ::getpid()));
  given.try_emplace("connect_timeout", "10");
  std::vector<ServerSetting> out;
  for (auto& [name, value] : given)
    if (!value.empty()) out.push_back({name, value});
  return out;
}

}  // namespace dunmail
