// A letter template: TOML front matter between +++ lines, then Markdown with mustache fields.
//
// Field values never pass through Markdown. Before it is parsed, each {{field}} is replaced by one private-use
// character (field_mark), and the parsed tree is filled from the fields afterwards: whatever a name holds - *, _, |, <,
// [, {{ - comes out as it stands. Which sections are printed depends only on which fields hold, so the parsed tree (a
// Skeleton) is made once for each combination that occurs and used again for every letter like it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "letters/fields.h"
#include "typeset/document.h"

namespace dunmail {

struct FrontMatter {
  std::string title;              ///< of the document: 催款提示函; the subject line of a DIN letter
  std::string subject;            ///< of the e-mail
  std::string mail;               ///< body of the e-mail, plain text
  bool demand = false;            ///< must hold the blocks facts, amount, consequence and purpose
  bool deadline = false;          ///< must have a deadline, and after the letter's date
  long min_days = 1;              ///< least days from the letter's date to its deadline
  bool payment = false;           ///< must have an account to pay to
  bool issued_by_lawyer = false;  ///< letterhead, signature and contact are the law firm's
  std::string stationery;         ///< overrides the locale's
  std::string body_family;        ///< overrides the locale's
};

/// A template with its sections decided and its fields still open.
struct Skeleton {
  std::string title, subject, mail;
  std::vector<Block> blocks;
};

/// A template with its fields filled.
struct Filled {
  std::string decisions;  ///< of its sections: what the skeleton was made for
  std::string title, subject, mail;
  std::vector<Block> blocks;
};

/// Immutable once loaded; shared by threads.
class Template {
 public:
  /// Loads PATH with the partials beside it (PATH's folder/partials/NAME.md). Throws Error(config) with file, line and
  /// column for a fault in either.
  static std::shared_ptr<const Template> load(const std::string& path, const LocaleWords& words);
  static std::shared_ptr<const Template> parse(const std::string& source, const std::string& path,
                                               const LocaleWords& words);

  const FrontMatter& front() const { return front_; }
  const std::string& path() const { return path_; }
  /// One character '0' or '1' for each field that a section asks for.
  std::string decisions(const Scene& scene) const;
  Result<Skeleton> skeleton(const std::string& decisions) const;

 private:
  std::string path_;
  const LocaleWords* words_ = nullptr;
  FrontMatter front_;
  std::string body_;                 ///< partials inlined, fields as marks, sections as mustache
  std::vector<FieldId> conditions_;  ///< distinct fields of all sections
};

/// Fills templates; keeps the skeletons it made. Belongs to one thread.
class Filler {
 public:
  /// A Problem names the field that is missing or the block that is empty.
  Result<Filled> fill(const std::shared_ptr<const Template>& letter, const Scene& scene);

 private:
  struct Made {
    std::shared_ptr<const Template> letter;  // keeps the key's address from being used again
    std::unordered_map<std::string, Skeleton> by_decisions;
  };
  std::unordered_map<const Template*, Made> made_;
};

/// The four blocks that every demand holds (docs/dunning.md, 1), and the first of them that is not there, or "".
inline constexpr std::array<std::string_view, 4> demand_parts{"facts", "amount", "consequence", "purpose"};
std::string missing_part(const std::vector<Block>& blocks);

/// The private-use character (plane 15) that stands for a field until it is filled.
std::string field_mark(FieldId field);

/// Replaces the marks in one line of text.
Result<std::string> fill_text(const std::string& marked, const Scene& scene);
Result<std::vector<Block>> fill_blocks(const std::vector<Block>& marked, const Scene& scene);

}  // namespace dunmail
