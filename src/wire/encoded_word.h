// Header text beyond ASCII: RFC 2047 and the folding of RFC 5322 section 2.2.3. GMime's own encoder writes words of 160
// characters into display names, where the standard allows 75; some relays reject or garble them.
#pragma once

#include <string>
#include <string_view>

namespace dunmail {

/// A Subject and the like. Folded lines of at most 76 columns, joined by LF and a blank; `column` is where it starts.
/// Plain ASCII stays readable; text that looks like an encoded word already is encoded, so that it arrives as written.
std::string encode_text(std::string_view utf8, std::size_t column);

/// A display name: atoms, a quoted string, or encoded words, folded in the same way.
std::string encode_phrase(std::string_view utf8, std::size_t column);

}  // namespace dunmail
