// A posted form to an answer, or to the sentence that says what is wrong with it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "intake/response_answer.h"
#include "web/response_html.h"

namespace dunmail {

struct FormRead {
  DebtorAnswer answer;
  std::string error;  ///< key of a text; empty: the answer is good
  std::vector<std::pair<std::string, std::string>> error_with = {};
  std::vector<std::string> said = {};  ///< the answer in words, for the confirmation
};

/// `view` is the page that the form stood on: its letter, its days, its dispute types, its largest file.
FormRead read_response_form(const ResponseView& view, const std::map<std::string, std::string>& fields,
                            const std::string& upload);

}  // namespace dunmail
