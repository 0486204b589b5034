#include "letters/fields_table.h"

namespace dunmail {
namespace field_table {

std::string amount_of(const Scene& s, std::int64_t minor) {
  return minor == 0 ? "" : format_amount(minor, s.facts.currency, s.locale);
}

std::string figure_of(const Scene& s, std::int64_t minor) {
  return minor == 0 ? "" : format_figure(minor, s.facts.currency, s.locale);
}

std::string date_of(const Scene& s, const std::optional<Date>& day) {
  return day ? format_date(*day, s.locale, s.dates()) : "";
}

std::string dash_for_none(std::string value) { return value.empty() ? "–" : value; }

std::string unbroken(const std::string& number) {
  std::string out;
  for (char c : number) c == ' ' ? out += "\u00A0" : out += c;
  return out;
}

std::string joined(const std::vector<std::string>& parts, const Scene& s) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += i + 1 == parts.size() ? s.words.list_and : s.words.list_comma;
    out += parts[i];
  }
  return out;
}

}  // namespace field_table

std::span<const Field> fields() {
  static const std::vector<Field> all = [] {
    std::vector<Field> out;
    for (const auto& part : {field_table::parties(), field_table::owed(), field_table::before()})
      out.insert(out.end(), part.begin(), part.end());
    return out;
  }();
  return all;
}

}  // namespace dunmail
