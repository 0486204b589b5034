// What a file is, by its first bytes.
#pragma once

#include <string>
#include <string_view>

namespace dunmail {

/// application/pdf, image/png or image/jpeg by the first bytes; empty for anything else. What a browser calls it counts
/// for nothing.
std::string media_type_of(std::string_view bytes);

}  // namespace dunmail
