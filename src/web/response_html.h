// The response page as HTML: a pure function of what it shows. Works without scripts, on a phone, in four languages.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "letters/facts.h"
#include "web/response_words.h"

namespace dunmail {

/// Text to HTML, inside elements and quoted attributes alike. Every value on the page passes through here, and nothing
/// else.
std::string html(std::string_view text);

/// The letter with its forms. It shows what the letter showed, and nothing that became known since.
struct ResponseView {
  const ResponseWords& words;
  const LetterFacts& facts;  ///< as they were frozen for the letter
  Locale locale;
  std::vector<std::pair<std::string, std::string>> dispute_types = {};  ///< code, name
  Date first_day = {}, last_day = {};                                   ///< of a promise
  std::uint64_t upload_bytes = 0;
  std::map<std::string, std::string> seals = {};  ///< hidden in each form, by its name
  std::string form = {}, error = {};              ///< the form that could not be taken, and why
  std::map<std::string, std::string> typed = {};  ///< what had been typed in it
};
std::string response_forms_html(const ResponseView& view);

/// What was recorded: lines of words, which the debtor keeps.
std::string response_done_html(const ResponseView& view, const std::vector<std::string>& recorded,
                               const std::string& time, bool again);

/// A heading and a sentence; `facts` may be null where no letter is known.
std::string response_notice_html(const ResponseWords& words, Locale locale, const std::string& key,
                                 const LetterFacts* facts);

/// For the pages above; they ask for it as "style.css" beside themselves.
extern const char* const response_style;

}  // namespace dunmail
