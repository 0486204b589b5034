// Reading a template's text: its mustache tags with their places, checked against the table of fields.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "letters/fields.h"

namespace dunmail {

struct Tag {
  enum class Kind { value, section, inverted, end, partial, comment };
  Kind kind;
  std::string name;
  std::size_t begin, end;  ///< bytes of the tag in the text
};

/// "FILE:LINE:COLUMN" of a byte; columns count characters.
std::string place_in(std::string_view text, std::size_t at, const std::string& file);

/// Every fault of the tags in a template or partial, in order: unknown fields, {{{ and {{&, changed delimiters,
/// sections not closed, row fields outside their list. The tags found go to `tags` where it is given.
std::vector<Problem> check_tags(std::string_view text, const std::string& file, std::vector<Tag>* tags = nullptr);

/// What the markup of a template would be refused for, found in the text as it stands in its file (tags and all), with
/// its line.
std::vector<Problem> check_body(const std::string& body, const std::string& file);

/// The text with partials inlined (from files in `partials`), values replaced by field marks and comments dropped; what
/// is left for mustache are sections. `conditions` gains the fields that sections ask for. Throws Error(config).
std::string prepare(std::string_view text, const std::string& file, const std::string& partials,
                    std::vector<FieldId>& conditions, int depth = 0);

}  // namespace dunmail
