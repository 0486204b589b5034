// Markdown (CommonMark and GFM tables, by cmark-gfm) to the blocks of a letter.
//
// Besides Markdown there are two comments, each on a line of its own: <!-- part: NAME --> says which part of the letter
// follows (letter_parts), <!-- blank --> leaves one line empty. A table's last row whose cells are all bold is its
// total row; a right-aligned column of amounts is aligned by the decimal mark. HTML, code and links with other text
// than their address have no place in a letter and are refused.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "letters/document.h"
#include "letters/locale_words.h"

namespace dunmail {

/// `markdown` holds field marks, not values. The Problem of what cannot be printed names the file and line.
Result<std::vector<Block>> parse_markup(const std::string& markdown, const LocaleWords& words, const std::string& file);

/// What parse_markup would refuse, found in a template as it stands in its file (tags and all), with its line.
std::vector<Problem> check_markup(const std::string& body, const std::string& file);

}  // namespace dunmail
