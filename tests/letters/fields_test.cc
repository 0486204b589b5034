#include "letters/fields.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <set>

#include "base/file.h"
#include "letters/sample_letter.h"

using namespace dunmail;

namespace {

constexpr const char* readme = DUNMAIL_SOURCE_DIR "/letter-templates/README.md";
const std::string begin_mark = "<!-- fields: written by test_letters \"[.renew]\" -->\n",
                  end_mark = "<!-- end of fields -->";

}  // namespace

TEST_CASE("the field table of letter-templates/README.md is the program's") {
  const std::string text = read_file(readme);
  const std::size_t begin = text.find(begin_mark), end = text.find(end_mark);
  REQUIRE(begin != std::string::npos);
  REQUIRE(end != std::string::npos);
  INFO("renew it with: test_letters \"[.renew]\"");
  CHECK(text.substr(begin + begin_mark.size(), end - begin - begin_mark.size()) == field_table_markdown());
}

// Not run with the others: it writes what the test above compares with.
TEST_CASE("renew the field table", "[.renew]") {
  std::string text = read_file(readme);
  const std::size_t begin = text.find(begin_mark) + begin_mark.size();
  text.replace(begin, text.find(end_mark) - begin, field_table_markdown());
  write_file(readme, text);
}

TEST_CASE("every field is explained once and can be asked for") {
  std::set<std::string_view> names;
  LocaleWords words;
  LetterFacts facts = sample_letter("zh-CN", "credit-warning");
  // Every list has a row.
  facts.claims = sample_letter("zh-CN", "charges").claims;
  facts.plan = sample_letter("zh-CN", "payment-plan").plan;
  const Scene scene{facts, words, Locale::zh_cn};
  for (FieldId i = 0; i < fields().size(); ++i) {
    const Field& field = fields()[i];
    INFO(field.name);
    CHECK(names.insert(field.name).second);
    CHECK_FALSE(field.meaning.empty());
    CHECK(find_field(field.name) == i);
    CHECK((field.value != nullptr) + (field.flag != nullptr) + (field.rows != nullptr) + (field.row_value != nullptr) ==
          1);
    if (!field.list.empty()) CHECK(find_field(field.list));
    if (field.row_value) CHECK(value_of(i, scene, 0));
    if (!field.row_value) CHECK_NOTHROW(holds(i, scene));
  }
  CHECK_FALSE(find_field("no.such"));
}

TEST_CASE("amounts of zero have no value, the total has one") {
  LocaleWords words;
  LetterFacts facts = sample_letter("en", "reminder");
  facts.total = 0;
  const Scene scene{facts, words, Locale::en};
  CHECK_FALSE(holds(*find_field("credit"), scene));
  CHECK_FALSE(value_of(*find_field("interest"), scene));
  CHECK(*value_of(*find_field("total"), scene) == "£0.00");
  CHECK(holds(*find_field("settled"), scene));
}
