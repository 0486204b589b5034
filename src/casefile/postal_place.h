#pragma once

#include <string>
#include <string_view>

namespace dunmail {

/// What of an address in one line decides where a letter arrives: not its case, not how many blanks and commas it has.
std::string place_of(std::string_view address_in_one_line);

}  // namespace dunmail
