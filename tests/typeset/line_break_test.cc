#include "typeset/line_break.h"

#include <catch2/catch.hpp>

#include "typeset/sample_document.h"
#include "typeset/type_room.h"

using namespace dunmail;
using namespace dunmail::testing;
using dunmail::sample::paragraph;

namespace {

/// The lines of one Chinese paragraph of `ems` characters a line.
std::vector<std::string> broken(const std::string& text, int ems, const std::string& locale = "zh-CN") {
  ShapingRoom room(fonts());
  ShapedText shaped;
  ClusterRange range;
  REQUIRE_FALSE(room.shape(text, *fonts()->family("song"), false, locale, 0.125, shaped, range));
  std::vector<Line> lines;
  break_lines(shaped, range, locale, ems * 1000, 0, room, lines);
  std::vector<std::string> out;
  for (const Line& line : lines) {
    const std::size_t begin = shaped.clusters[line.first].character;
    const std::size_t end =
        line.last < shaped.clusters.size() ? shaped.clusters[line.last].character : shaped.characters.size();
    out.push_back(to_utf8(std::u32string_view(shaped.characters).substr(begin, end - begin)));
    CHECK(line.width <= ems * 1000);
  }
  return out;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += (out.empty() ? "" : "|") + line;
  return out;
}

}  // namespace

TEST_CASE("kinsoku: what may not start or end a line") {
  struct Row {
    const char* text;
    int ems;
    const char* lines;
  };
  const Row rows[] = {
      {"一二甲乙丙丁。戊己", 6, "一二甲乙丙|丁。戊己"},  // 。 never starts a line
      {"一二甲乙丙丁，戊己", 6, "一二甲乙丙|丁，戊己"},
      {"一二甲乙丙（丁）己", 6, "一二甲乙丙|（丁）己"},  // （ never ends a line
      {"一二甲乙《丙丁》", 5, "一二甲乙|《丙丁》"},
      {"一二甲乙说“丙丁”了", 6, "一二甲乙说|“丙丁”了"},  // quotation marks open and close
      {"一二甲乙丙！戊己", 5, "一二甲乙|丙！戊己"},
      {"一二甲乙——戊己庚", 5, "一二甲乙|——戊己庚"},  // a dash is not divided
      {"一二甲乙……戊己庚", 5, "一二甲|乙……戊己|庚"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(joined(broken(row.text, row.ems)) == row.lines);
  }
}

TEST_CASE("a closing mark at the end of a line needs half its width only") {
  CHECK(joined(broken("甲乙丙丁戊己，庚辛壬癸", 7)) == "甲乙丙丁戊己，|庚辛壬癸");
  ShapingRoom room(fonts());
  ShapedText shaped;
  ClusterRange range;
  REQUIRE_FALSE(room.shape("甲）（乙", *fonts()->family("song"), false, "zh-CN", 0.125, shaped, range));
  CHECK(natural_width(shaped, range) == 3500);  // two marks side by side share a blank half
}

TEST_CASE("numbers, amounts, dates and Latin words are not divided") {
  for (const char* text :
       {"我司于收到贵司之款项共计123,456.78元整并无其他", "截至本函出具之日即2026年11月21日尚未收到",
        "合同编号为HT-2026-0312的购销合同项下", "请联系acc@zhengxin.cn以便", "电话021-55551234转分机"}) {
    for (int ems = 12; ems <= 22; ++ems) {
      const std::string lines = joined(broken(text, ems));
      INFO(lines);
      for (std::size_t k = 0; k + 2 < lines.size(); ++k)
        if (lines[k + 1] == '|')
          CHECK_FALSE((std::isalnum(static_cast<unsigned char>(lines[k])) &&
                       std::isalnum(static_cast<unsigned char>(lines[k + 2]))));
    }
  }
  CHECK(joined(broken("甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己2026年11月21日", 20)) ==
        "甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己|2026年11月21日");
}

TEST_CASE("what is longer than a line is divided rather than set outside") {
  CHECK(broken(std::string(300, 'W'), 10).size() > 20);
  CHECK(broken("https://example.com/" + std::string(200, 'a'), 12).size() > 5);
}

TEST_CASE("Chinese paragraphs: two ems in, both edges straight, the last line short") {
  Document d;
  d.locale = "zh-CN";
  std::string words;
  for (int k = 0; k < 12; ++k) words += "贵公司与我司签订之购销合同项下货款，尚未支付。";
  d.blocks = {paragraph(words)};
  const Layout layout = laid_out(d);
  const auto lines = lines_of(layout, layout.pages[0]);
  const Rectangle body = layout.frames[1].box;
  REQUIRE(lines.size() > 4);
  CHECK(lines[0].x == Approx(body.x + 24).margin(0.05));
  for (std::size_t k = 1; k < lines.size(); ++k) CHECK(lines[k].x == Approx(body.x).margin(0.05));
  for (std::size_t k = 0; k + 1 < lines.size(); ++k) {
    CHECK(lines[k].right == Approx(body.right()).margin(0.15));
  }
}

TEST_CASE("the same character is drawn as its region writes it") {
  Document d;
  d.blocks = {paragraph("角骨，")};
  d.locale = "zh-CN";
  const Layout cn = laid_out(d);
  d.locale = "zh-TW";
  const Layout tw = laid_out(d);
  CHECK(fonts()->face(cn.pages[0].runs[0].face).name() == "UMingCN");
  CHECK(fonts()->face(tw.pages[0].runs[0].face).name() == "UMingTW");
  CHECK(cn.glyphs[1].glyph != tw.glyphs[1].glyph);
}

TEST_CASE("Latin words are kerned, and letters with marks composed, and keep their text") {
  Document d;
  d.locale = "en";
  d.blocks = {paragraph("AVATAR Cafe\u0301", "", false)};
  const Layout layout = laid_out(d, "us-10");
  CHECK(text_of(layout, layout.pages[0].runs[0]) == "AVATAR Cafe\u0301");
  CHECK(layout.pages[0].runs[0].count == 11);  // Liberation has a glyph for e with acute, and no feature "liga"
  bool kerned = false;
  for (const PlacedGlyph& glyph : layout.glyphs) kerned = kerned || glyph.gap < 0;
  CHECK(kerned);
}
