// Everything a template may name, in one table: the loader checks names against it, the printer takes values from it,
// and letter-templates/README.md is written from it.
//
//   {{letter.number}}                              a value; empty when printed is a Problem that names the field
//   {{#invoice.contract}} ... {{/invoice.contract}}  printed when the value is not empty, or the flag is true
//   {{^law_firm}} ... {{/law_firm}}                printed otherwise
//   {{#invoices}} ... {{/invoices}}                a table row or list item, repeated for each; row fields only in it
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "letters/facts.h"
#include "letters/format.h"
#include "letters/locale_words.h"

namespace dunmail {

/// What the getters see: one letter in the language it is printed in.
struct Scene {
  const LetterFacts& facts;
  const LocaleWords& words;
  Locale locale;
  int pages = 0;       ///< of the letter behind a fax cover
  bool draft = false;  ///< a lawyer's letter without a complete firm: its missing fields are printed as a blank line

  /// Letters in English from or to the United States.
  Dates dates() const {
    const bool american = facts.creditor.address.country == "US" || facts.debtor.address.country == "US";
    return american ? Dates::american : Dates::usual;
  }
};

enum class FieldType {
  text,    ///< one line
  lines,   ///< may hold several lines, divided by line breaks
  amount,  ///< with its currency
  figure,  ///< an amount without currency, for table columns
  words,   ///< an amount or date in words
  date,
  number,  ///< a count, or days with their unit
  flag,    ///< true or false: for sections only
  list,    ///< for sections only
};
std::string_view name_of(FieldType type);

struct Field {
  std::string_view name;
  FieldType type;
  std::string_view meaning;
  std::string_view example;
  std::string (*value)(const Scene&) = nullptr;
  bool (*flag)(const Scene&) = nullptr;
  std::size_t (*rows)(const Scene&) = nullptr;
  std::string (*row_value)(const Scene&, std::size_t row) = nullptr;
  std::string_view list = {};  ///< the list whose rows this field is of
};

using FieldId = std::size_t;  ///< place in fields()

std::span<const Field> fields();
std::optional<FieldId> find_field(std::string_view name);
/// Whether a section on this field is printed: a true flag, a list with rows, a value that is not empty.
bool holds(FieldId field, const Scene& scene);
/// The value with line breaks as its type allows. A Problem that names the field: no value, a control character, or
/// bytes that are not UTF-8.
Result<std::string> value_of(FieldId field, const Scene& scene);
Result<std::string> value_of(FieldId field, const Scene& scene, std::size_t row);

/// The field table of letter-templates/README.md.
std::string field_table_markdown();

}  // namespace dunmail
