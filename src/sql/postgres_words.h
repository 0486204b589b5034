// The words of the store in those of PostgreSQL.
#pragma once

#include <string>

namespace dunmail {

/// "?" of both engines' dialect becomes "$1", and two functions their names here; not within quotes. `count` is how
/// many values it asks for.
std::string numbered(const std::string& sql, int& count);
/// What the schema, which is written once, calls by another name here. Texts are compared byte by byte.
std::string defined_here(const std::string& sql);
/// One line of what the server says.
std::string first_line(const char* text);

}  // namespace dunmail
