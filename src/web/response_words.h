// What the response page says, by language: config/response-page.toml.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "letters/format.h"

namespace dunmail {

class ResponseWords {
 public:
  /// Throws Error(config) where a language lacks a text, or has one that no page shows.
  static ResponseWords load(const std::string& path);
  /// The text, with each {name} replaced. It is not escaped yet.
  std::string say(Locale locale, const std::string& key,
                  const std::vector<std::pair<std::string, std::string>>& with = {}) const;

 private:
  std::map<Locale, std::map<std::string, std::string>> texts_;
};

}  // namespace dunmail
