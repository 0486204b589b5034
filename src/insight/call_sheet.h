// The sheet for a call by POWER (docs/dunning.md, 6): Prepare, Open, Work through objections, End with commitment,
// React to a broken promise. Its words are data (config/call-sheet.toml, and the excuses of reasons.toml); its figures
// are the case's own on the day. It is Markdown.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/date.h"
#include "casefile/standing.h"
#include "desk/world.h"
#include "letters/format.h"

namespace dunmail {

class CallSheetWords {
 public:
  /// Throws Error(config) where a language lacks a text, or has one that no sheet shows.
  static CallSheetWords load(const std::string& path);
  using Values = std::vector<std::pair<std::string, std::string>>;
  /// The text, with each {name} replaced.
  std::string say(Locale locale, const std::string& key, const Values& with = {}) const;
  /// What a kind of letter, an outcome of a call is called; one that the file does not know stays as it is.
  const std::string& kind(Locale locale, const std::string& id) const;
  const std::string& outcome(Locale locale, const std::string& id) const;

 private:
  using Texts = std::map<std::string, std::string>;
  std::map<Locale, Texts> texts_, kinds_, outcomes_;
};

struct CallSheetOrder {
  std::string debtor;  ///< or a case: main/D0001/CNY
  std::string currency, locale, contact, by;
  Date today;
};

struct CallSheet {
  std::string case_id, debtor;
  Locale locale = Locale::en;
  Contact contact;  ///< whom to call; empty where nobody has a telephone
  Currency currency;
  std::int64_t demand = 0;
  Date ask_by;                    ///< by when to ask for the money
  std::optional<Promise> broken;  ///< the last promise that was, unless another stands
  std::string markdown;
};

/// Throws Error(usage) for a debtor, a contact or a locale that is not known.
CallSheet call_sheet(World& world, CallSheetOrder order);

}  // namespace dunmail
