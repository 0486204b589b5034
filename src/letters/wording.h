// What letters may not say, as data (letter-templates/wording.toml), and the workbench check of a folder of templates.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "letters/format.h"

namespace dunmail {

class Wording {
 public:
  /// Throws Error(config).
  static Wording load(const std::string& path);

  /// What a letter is, for the rules that apply to some.
  struct Subject {
    Locale locale;
    std::string kind;
    bool demand = false;
    bool by_lawyer = false;
  };

  /// Every phrase that the text must not hold. `file` begins the place: "FILE:LINE:COLUMN".
  std::vector<Problem> check(std::string_view text, const Subject& subject, const std::string& file) const;
  /// The rules for what others may read on the outside of a letter to a person.
  std::vector<Problem> check_subject_line(std::string_view text, Locale locale, const std::string& file) const;
  /// The first phrase that no letter whatever may hold, for a sentence that a clerk adds.
  std::optional<Problem> forbidden(std::string_view text, Locale locale) const;

 private:
  struct Rule {
    std::string applies, message, hint;
    std::map<Locale, std::vector<std::string>> phrases;
  };
  static void find(const Rule& rule, std::string_view text, Locale locale, const std::string& file,
                   std::vector<Problem>& out);
  std::vector<Rule> rules_;
};

/// Every fault in the templates of a folder, in the order of their files: what would keep one from loading, all of it
/// and not only the first; a block that is missing; wording; a demand without deadline; fields that do not belong on a
/// fax cover or a statement; a kind of letter that a locale lacks. Empty when all is well.
std::vector<Problem> check_templates(const std::string& folder);

}  // namespace dunmail
