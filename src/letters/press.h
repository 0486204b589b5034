// The press: templates, stationery and fonts loaded once, letters printed from it by the thousand.
//
//   facts -> fields -> template (mustache) -> markup (cmark-gfm) -> layout (HarfBuzz, ICU) -> pages -> PDF/A-1b
//
// A Press is immutable and shared by threads; a Printer belongs to one thread and is reused for many letters. The same
// facts with the same templates and fonts give the same bytes, on any thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "letters/facts.h"
#include "typeset/envelope.h"

namespace dunmail {

/// Where the press finds its parts.
struct PressFiles {
  std::string templates = "letter-templates";  ///< LOCALE/KIND.md, LOCALE/KIND.DEBTOR-KIND.md, stationery/*.toml
  std::string fonts = "fonts/fonts.toml";
  std::string stationery = "cn-a4";      ///< for locales that name none
  std::string default_locale = "zh-CN";  ///< the fall-back for pre-tiers whose locale has no template
  /// Of one creditor's letters, by its id and their locale ("" is any): before the locale's, behind the template's own.
  std::map<std::string, std::map<std::string, std::string>> stationery_of = {};
};

struct PrintedLetter {
  std::string pdf;        ///< PDF/A-1b
  std::string title;      ///< of the document
  std::string subject;    ///< of the e-mail
  std::string mail_body;  ///< plain text of the e-mail, UTF-8
  int pages = 0;
  std::string locale;  ///< in which it was printed, after fall-back
  bool draft = false;  ///< printed with the draft mark (a lawyer's letter without a law-firm record)
  EnvelopeFit envelope;
  std::vector<Problem> warnings;
};

class Press {
 public:
  /// Loads and checks every template, the stationery and the fonts. Throws Error(config) with file, line and column.
  static std::shared_ptr<const Press> open(const PressFiles& files);
  ~Press();

  /// SHA-256 over every template and stationery file: part of what an approval freezes.
  const std::string& fingerprint() const;
  /// Whether a template stands for this kind in the locale itself (no fall-back).
  bool has_template(const std::string& kind, const std::string& locale) const;

 private:
  friend class Printer;
  struct Parts;
  explicit Press(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

class Printer {
 public:
  explicit Printer(std::shared_ptr<const Press> press);
  ~Printer();
  Printer(Printer&&) noexcept;

  /// A Problem holds this one letter: a missing field or contact, a character no font has (named by its code point),
  /// no template. Nothing else of the run is touched.
  Result<PrintedLetter> print(const LetterFacts& facts);
  /// The cover page of a fax: who, whom, when, how many pages; no amount, and no word of a debt (docs/dunning.md, 5).
  Result<PrintedLetter> print_fax_cover(const LetterFacts& facts, int letter_pages);

 private:
  struct Room;
  std::unique_ptr<Room> room_;
};

}  // namespace dunmail
