// All templates of a folder, and which one a letter takes.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "letters/template.h"

namespace dunmail {

/// The letter kinds that templates are written for.
inline constexpr std::array<std::string_view, 14> letter_kinds{"pre-due-notice",
                                                               "reminder",
                                                               "credit-warning",
                                                               "final-demand",
                                                               "lawyers-letter",
                                                               "short-payment",
                                                               "broken-promise",
                                                               "promise-confirmation",
                                                               "dispute-acknowledgement",
                                                               "thanks",
                                                               "statement",
                                                               "fax-cover",
                                                               "charges",
                                                               "payment-plan"};

/// Immutable; shared by threads.
class TemplateShelf {
 public:
  /// Loads LOCALE/locale.toml and LOCALE/*.md of every locale that has a folder. Throws Error(config).
  TemplateShelf(const std::string& folder, std::string default_locale);

  struct Choice {
    std::shared_ptr<const Template> letter;
    const LocaleWords* words = nullptr;
    std::optional<Problem> warning;  ///< printed in another language than asked for
  };
  /// LOCALE/KIND.DEBTOR-KIND.md, then LOCALE/KIND.md, then the same in the default locale with a warning; a lawyer's
  /// letter is never printed in another language than the debtor's. A Problem when there is none.
  Result<Choice> find(const std::string& kind, const std::string& debtor_kind, const std::string& locale) const;
  bool has(const std::string& kind, const std::string& locale) const;

  const std::string& fingerprint() const { return fingerprint_; }
  /// By "LOCALE/KIND" or "LOCALE/KIND.DEBTOR-KIND".
  const std::map<std::string, std::shared_ptr<const Template>>& templates() const { return templates_; }
  const LocaleWords& words(const std::string& locale) const { return words_.at(locale); }

 private:
  std::string default_locale_;
  std::string fingerprint_;
  std::map<std::string, LocaleWords> words_;  // templates point into it
  std::map<std::string, std::shared_ptr<const Template>> templates_;
};

}  // namespace dunmail
