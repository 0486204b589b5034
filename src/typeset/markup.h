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
#include "typeset/document.h"

namespace dunmail {

/// What differs by language, and what only the writer of the text knows.
struct MarkupStyle {
  bool chinese = false;           ///< no blank where a line of the file breaks
  bool indent = false;            ///< first lines of paragraphs by two ems
  Align signature = Align::left;  ///< side of the signature part
  /// Whether a character stands for an amount that is filled in later; none: no character does.
  bool (*stands_for_figure)(char32_t) = nullptr;
};

/// The Problem of what cannot be printed names the file and line.
Result<std::vector<Block>> parse_markup(const std::string& markdown, const MarkupStyle& style, const std::string& file);

/// Everything parse_markup would refuse, and stars that make nothing bold, with file, line and column.
std::vector<Problem> check_markup(const std::string& markdown, const std::string& file);

}  // namespace dunmail
