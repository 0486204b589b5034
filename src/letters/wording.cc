#include "letters/wording.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/config_table.h"
#include "base/text.h"
#include "letters/template_source.h"

namespace dunmail {
namespace {

const std::vector<std::string> scopes{"all", "demand", "first-tier", "creditor", "fax", "statement", "individual"};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

}  // namespace

Wording Wording::load(const std::string& path) {
  const ConfigTable file = ConfigTable::load(path);
  Wording out;
  for (const ConfigTable& table : file.tables("rule")) {
    Rule rule;
    rule.applies = table.choice("applies", "all", scopes);
    rule.message = table.text("message");
    rule.hint = table.text("hint");
    const auto phrases = table.table("phrases");
    if (!phrases) throw table.error("phrases", "is missing", "add [rule.phrases] with a list for each locale");
    for (std::size_t i = 0; i < letter_locales.size(); ++i)
      for (const std::string& phrase : phrases->texts(letter_locales[i]))
        rule.phrases[static_cast<Locale>(i)].push_back(lower_ascii(phrase));
    out.rules_.push_back(std::move(rule));
  }
  file.finish();
  return out;
}

void Wording::find(const Rule& rule, std::string_view text, Locale locale, const std::string& file,
                   std::vector<Problem>& out) {
  const auto phrases = rule.phrases.find(locale);
  if (phrases == rule.phrases.end()) return;
  const std::string lower = lower_ascii(text);
  for (const std::string& phrase : phrases->second)
    for (std::size_t at = lower.find(phrase); at != lower.npos; at = lower.find(phrase, at + phrase.size())) {
      if (!is_chinese(locale) && at > 0 && is_letter(lower[at - 1]) && is_letter(phrase[0])) continue;
      out.push_back({place_in(text, at, file), fmt::format("\"{}\" {}", text.substr(at, phrase.size()), rule.message),
                     rule.hint});
    }
}

std::vector<Problem> Wording::check(std::string_view text, const Subject& subject, const std::string& file) const {
  std::vector<Problem> out;
  for (const Rule& rule : rules_) {
    const bool applies =
        rule.applies == "all" || (rule.applies == "demand" && subject.demand) ||
        (rule.applies == "first-tier" && (subject.kind == "reminder" || subject.kind == "pre-due-notice")) ||
        (rule.applies == "creditor" && !subject.by_lawyer) || (rule.applies == "fax" && subject.kind == "fax-cover") ||
        (rule.applies == "statement" && subject.kind == "statement");
    if (applies) find(rule, text, subject.locale, file, out);
  }
  return out;
}

std::vector<Problem> Wording::check_subject_line(std::string_view text, Locale locale, const std::string& file) const {
  std::vector<Problem> out;
  for (const Rule& rule : rules_)
    if (rule.applies == "individual") find(rule, text, locale, file, out);
  return out;
}

std::optional<Problem> Wording::forbidden(std::string_view text, Locale locale) const {
  std::vector<Problem> out;
  for (const Rule& rule : rules_)
    if (rule.applies == "all" && out.empty()) find(rule, text, locale, "added sentence", out);
  return out.empty() ? std::nullopt : std::optional(out.front());
}

}  // namespace dunmail
