#pragma once

#include <string_view>

namespace dunmail {

/// One of the two-letter codes of ISO 3166-1, in capitals, or XK, which the European Union uses for Kosovo.
bool is_country(std::string_view code);

}  // namespace dunmail
