// The sheet for a call by POWER (docs/dunning.md, 6): Prepare, Open, Work through objections, End with commitment,
// React to a broken promise. Its words are data (config/call-sheet.toml, and the excuses of reasons.toml); its figures
// are the case's own on the day. It is Markdown.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/date.h"
#include "cli/answer.h"
#include "letters/format.h"

namespace dunmail {

struct World;

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
  std::string currency, locale, contact, by, out;
  Date today;
};
/// Prints the sheet, or writes it to `out`. JSON has its figures besides.
Answer call_sheet_command(World& world, CallSheetOrder order);

}  // namespace dunmail
