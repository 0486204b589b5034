#include "typeset/markup.h"

#include <catch2/catch.hpp>

using namespace dunmail;

namespace {

const MarkupStyle kLatin;
const MarkupStyle kChinese{true, true, Align::right, nullptr};

std::vector<Block> parsed(const std::string& markdown, const MarkupStyle& style = kLatin) {
  auto blocks = parse_markup(markdown, style, "t.md");
  if (!blocks) FAIL(blocks.problem().line());
  return *blocks;
}

std::string shown(const Inline& line) {
  std::string out;
  for (const Span& span : line) {
    const std::string mark = std::string(span.bold ? "*" : "") + (span.italic ? "_" : "");
    out += mark + (span.image.empty() ? span.text : "[" + span.image + "]") + mark;
  }
  return out;
}

}  // namespace

TEST_CASE("paragraphs, emphasis and hard breaks") {
  const auto blocks = parsed("a **b** *c*\nd\\\ne\n\nf");
  REQUIRE(blocks.size() == 2);
  CHECK(shown(blocks[0].text) == "a *b* _c_ d\ne");
  CHECK(shown(blocks[1].text) == "f");
}

TEST_CASE("lines of Chinese join without a blank") {
  CHECK(shown(parsed("第一行\n第二行", kChinese)[0].text) == "第一行第二行");
}

TEST_CASE("parts, blanks and the signature's side") {
  const auto blocks =
      parsed("<!-- part: facts -->\n事实\n\n<!-- part: signature -->\n<!-- blank -->\n公司\n", kChinese);
  REQUIRE(blocks.size() == 3);
  CHECK(blocks[0].part == "facts");
  CHECK(blocks[0].indent_first);
  CHECK(blocks[1].kind == Block::Kind::blank_line);
  CHECK(blocks[2].part == "signature");
  CHECK(blocks[2].align == Align::right);
  CHECK_FALSE(blocks[2].indent_first);
}

TEST_CASE("lists, quotes, headings, rules and images") {
  const auto blocks = parsed("3. a\n4. b\n\n- c\n\n> d\n\n## e\n\n---\n\n![x](seal.png)");
  REQUIRE(blocks.size() == 6);
  CHECK(blocks[0].kind == Block::Kind::numbers);
  CHECK(blocks[0].start == 3);
  CHECK(blocks[0].children.size() == 2);
  CHECK(blocks[1].kind == Block::Kind::bullets);
  CHECK(blocks[2].kind == Block::Kind::quote);
  CHECK(blocks[3].level == 2);
  CHECK(blocks[4].kind == Block::Kind::rule);
  CHECK(shown(blocks[5].text) == "[seal.png]");
}

TEST_CASE("a table's alignment, and its last bold row as the total") {
  const auto blocks = parsed("| a | b | c |\n|:---|:---:|---:|\n| 1 | 2 | 3 |\n| **4** | | **5** |");
  REQUIRE(blocks.size() == 1);
  const Table& table = blocks[0].table;
  CHECK(table.columns == std::vector<Align>{Align::left, Align::center, Align::right});
  CHECK(shown(table.head[2]) == "c");
  CHECK(table.rows.size() == 1);
  CHECK(shown(table.total[2]) == "*5*");
}

TEST_CASE("a right-aligned column of what will be amounts is aligned by the decimal mark") {
  const MarkupStyle style{false, false, Align::left, [](char32_t c) { return c == U'\U000F0001'; }};
  const auto blocks = parsed("| a | b |\n|---:|---:|\n| \U000F0001 | 2 |", style);
  CHECK(blocks[0].table.columns == std::vector<Align>{Align::decimal, Align::right});
}

TEST_CASE("what has no place in a letter is refused with its line") {
  struct Row {
    const char* markdown;
    const char* message;
  };
  for (const Row& row :
       {Row{"a\n\n<div>x</div>", "t.md:3:1: HTML"}, Row{"a <b>x</b>", "HTML"}, Row{"`code`", "code has no place"},
        Row{"<!-- part: nope -->", "t.md:1:1: unknown part nope"}, Row{"    x", "code_block"}}) {
    INFO(row.markdown);
    const auto blocks = parse_markup(row.markdown, kLatin, "t.md");
    REQUIRE_FALSE(blocks);
    CHECK_THAT(blocks.problem().line(), Catch::Contains(row.message));
  }
}
