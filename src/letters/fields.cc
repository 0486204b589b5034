#include "letters/fields.h"

#include <fmt/format.h>

#include <unordered_map>

#include "base/text.h"

namespace dunmail {
namespace {

/// What came out of a getter, made fit for one line of a letter or refused.
Result<std::string> checked(const Field& field, std::string value, const Scene& scene) {
  const auto problem = [&](std::string message, std::string hint) {
    return Problem{fmt::format("letter {}", scene.facts.number), fmt::format("field {} {}", field.name, message),
                   std::move(hint)};
  };
  if (value.empty() && scene.draft && field.name.starts_with("law_firm.")) return scene.words.blank;
  if (value.empty())
    return problem("has no value", fmt::format("it is {}; enter it, or guard it in the template", field.meaning));
  if (const auto at = first_bad_utf8(value)) return problem("is not valid UTF-8", "correct it where it was entered");
  for (char& c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7F) continue;
    if (c != '\n' && c != '\r' && c != '\t')
      return problem(fmt::format("holds the control character U+{:04X}", byte), "correct it where it was entered");
    if (c != '\n' || field.type != FieldType::lines) c = ' ';
  }
  return value;
}

}  // namespace

std::string_view name_of(FieldType type) {
  static constexpr std::string_view names[] = {"text", "lines",  "amount", "figure", "words",
                                               "date", "number", "flag",   "list"};
  return names[static_cast<std::size_t>(type)];
}

std::optional<FieldId> find_field(std::string_view name) {
  static const auto index = [] {
    std::unordered_map<std::string_view, FieldId> out;
    for (FieldId i = 0; i < fields().size(); ++i) out.emplace(fields()[i].name, i);
    return out;
  }();
  const auto found = index.find(name);
  return found == index.end() ? std::nullopt : std::optional(found->second);
}

bool holds(FieldId id, const Scene& scene) {
  const Field& field = fields()[id];
  if (field.flag) return field.flag(scene);
  if (field.rows) return field.rows(scene) > 0;
  return field.value && !field.value(scene).empty();
}

Result<std::string> value_of(FieldId id, const Scene& scene) {
  const Field& field = fields()[id];
  return checked(field, field.value(scene), scene);
}

Result<std::string> value_of(FieldId id, const Scene& scene, std::size_t row) {
  const Field& field = fields()[id];
  return checked(field, field.row_value(scene, row), scene);
}

std::string field_table_markdown() {
  std::string out = "| Field | Type | Meaning | Example |\n|---|---|---|---|\n";
  for (const Field& f : fields()) {
    const std::string meaning =
        f.list.empty() ? std::string(f.meaning) : fmt::format("row of `{}`: {}", f.list, f.meaning);
    out += fmt::format("| `{}` | {} | {} | {} |\n", f.name, name_of(f.type), meaning, f.example);
  }
  return out;
}

}  // namespace dunmail
