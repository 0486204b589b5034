// Bytes of unknown making as text: any charset, and HTML.
#pragma once

#include <string>
#include <string_view>

namespace dunmail {

/// Bytes said to be in `charset` as UTF-8, by ICU. An unknown or wrong label falls back to UTF-8, then GB18030 when the
/// bytes are valid in it, then windows-1252.
std::string foreign_text(std::string_view bytes, std::string_view charset);

/// Lines of text from HTML: tags and scripts dropped, entities of XML and &nbsp; resolved, block tags as line ends.
std::string text_of_html(std::string_view html);

}  // namespace dunmail
