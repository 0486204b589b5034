// What goes into HTML, SVG and XML: as text, or as an attribute in double quotes.
#pragma once

#include <string>
#include <string_view>

namespace dunmail {

/// With & < > and " as entities.
std::string markup(std::string_view text);

}  // namespace dunmail
