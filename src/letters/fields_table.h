// Inside the table of fields: its parts in their order, and what fields of several parts print. Only
// src/letters/fields* includes this.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "letters/fields.h"
#include "letters/words.h"

namespace dunmail::field_table {

std::span<const Field> parties();  ///< the letter, whom it goes to, whose law, whom it comes from
std::span<const Field> owed();     ///< what is owed: sums, invoices, claims
std::span<const Field> before();   ///< earlier letters, promise, plan, payment, dispute

constexpr Field flag_field(std::string_view name, std::string_view meaning, bool (*holds)(const Scene&)) {
  return {name, FieldType::flag, meaning, "true", nullptr, holds};
}
constexpr Field list_field(std::string_view name, std::string_view meaning, std::size_t (*rows)(const Scene&)) {
  return {name, FieldType::list, meaning, "", nullptr, nullptr, rows};
}
constexpr Field row_field(std::string_view list, std::string_view name, FieldType type, std::string_view meaning,
                          std::string_view example, std::string (*value)(const Scene&, std::size_t row)) {
  return {name, type, meaning, example, nullptr, nullptr, nullptr, value, list};
}

/// Empty for nothing.
std::string amount_of(const Scene& scene, std::int64_t minor);
std::string figure_of(const Scene& scene, std::int64_t minor);  ///< without the currency
std::string date_of(const Scene& scene, const std::optional<Date>& day);
std::string dash_for_none(std::string value);
/// Telephone and account numbers do not break over lines.
std::string unbroken(const std::string& number);
/// "a, b and c" in the letter's language.
std::string joined(const std::vector<std::string>& parts, const Scene& scene);

}  // namespace dunmail::field_table
