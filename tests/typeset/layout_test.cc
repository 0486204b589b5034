#include <catch2/catch.hpp>

#include "typeset/sample_document.h"
#include "typeset/type_room.h"

using namespace dunmail;
using namespace dunmail::testing;
using namespace dunmail::sample;

namespace {

std::size_t count_of(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (std::size_t at = 0; (at = text.find(what, at)) != text.npos; at += what.size()) ++n;
  return n;
}

std::size_t page_with(const Layout& layout, const std::string& what) {
  for (std::size_t p = 0; p < layout.pages.size(); ++p)
    for (const PlacedLine& line : lines_of(layout, layout.pages[p]))
      if (line.text.find(what) != line.text.npos) return p;
  return SIZE_MAX;
}

}  // namespace

TEST_CASE("a letter is set in reading order, and everything within its frame") {
  const Layout layout = laid_out(reminder());
  CHECK(layout.pages.size() == 1);
  CHECK(outside(layout) == "");
  const std::string text = all_text(layout);
  std::size_t at = 0;
  for (const char* part : {"催款提示函", "杭州远航", "台鉴", "《购销合同》", "发票号码", "合计", "特此致函",
                           "2026年11月21日", "第 1 页 共 1 页"}) {
    const std::size_t found = text.find(part, at);
    INFO(part);
    REQUIRE(found != text.npos);
    at = found;
  }
}

TEST_CASE("amounts stand under each other by their decimal mark") {
  Document d = reminder(0);
  Block table = invoices(0);
  for (const char* amount : {"1.50", "12,345.00", "7", "123,456.789", "-3.2", "待定"})
    table.table.rows.push_back({cell("x"), {}, {}, {}, cell(amount)});
  table.table.total.clear();
  d.blocks = {table};
  const Layout layout = laid_out(d);
  std::vector<double> marks;
  for (const GlyphRun& run : layout.pages[0].runs) {
    const std::string text = text_of(layout, run);
    const std::size_t point = text.find('.');
    if (run.frame != 1 || point == text.npos || text.find_first_not_of("0123456789.,-") != text.npos) continue;
    double x = run.x;
    for (std::size_t k = 0; k < point; ++k)
      x += (fonts()->face(run.face).advance(layout.glyphs[run.first + k].glyph) + layout.glyphs[run.first + k].gap) *
           run.size / 1000;
    marks.push_back(x);
  }
  REQUIRE(marks.size() == 4);
  for (const double x : marks) CHECK(x == Approx(marks[0]).margin(0.02));
}

TEST_CASE("a table that runs over: head on each page, rows whole, subtotals carried") {
  const Layout layout = laid_out(reminder(120));
  REQUIRE(layout.pages.size() >= 4);
  CHECK(outside(layout) == "");
  const std::string text = all_text(layout);
  const std::size_t table_pages = count_of(text, "发票号码");
  CHECK(table_pages >= 4);
  CHECK(count_of(text, "转下页") == table_pages - 1);
  CHECK(count_of(text, "承前页") == table_pages - 1);
  CHECK(count_of(text, "合计\n") + count_of(text, "合计1") + count_of(text, "合计") >= 1);
  for (int row = 0; row < 120; ++row) CHECK(count_of(text, "0312" + std::to_string(4500 + row)) == 1);
  for (const Page& page : layout.pages)
    for (const PlacedLine& line : lines_of(layout, page))
      if (line.text.starts_with("0312"))
        CHECK(line.text.find("HT-2026-") != std::string::npos);  // a row is one line here
}

TEST_CASE("5,000 invoices make pages, not a failure") {
  const Layout layout = laid_out(reminder(5000));
  CHECK(layout.pages.size() > 100);
  CHECK(outside(layout) == "");
}

TEST_CASE("the signature is kept together and never alone on a page") {
  for (int rows = 0; rows < 60; ++rows) {
    const Layout layout = laid_out(reminder(rows));
    const std::size_t page = page_with(layout, "信用管理部主任  李敏");
    INFO(rows << " rows, " << layout.pages.size() << " pages");
    CHECK(page == layout.pages.size() - 1);
    CHECK(page_with(layout, "特此致函") == page);
    CHECK(outside(layout) == "");
  }
}

TEST_CASE("no line of a paragraph stands alone, and headings stay with their text") {
  for (int lines = 0; lines < 30; ++lines) {
    Document d;
    d.locale = "zh-CN";
    for (int k = 0; k < lines; ++k) d.blocks.push_back(paragraph("一行。"));
    d.blocks.push_back(heading("标题在此"));
    std::string words;
    for (int k = 0; k < 8; ++k) words += "贵公司与我司签订之购销合同项下货款尚未支付";
    d.blocks.push_back(paragraph(words));
    d.furniture.title = "催款提示函";
    const Layout layout = laid_out(d);
    const std::size_t title = page_with(layout, "标题在此");
    const auto on_page = lines_of(layout, layout.pages[title]);
    std::size_t after = 0;
    for (std::size_t k = 0; k < on_page.size(); ++k)
      if (on_page[k].text.find("标题在此") != std::string::npos) after = on_page.size() - 1 - k;
    INFO(lines);
    CHECK(after >= 2);
    if (layout.pages.size() > 1) {
      std::size_t rest = 0;
      for (const PlacedLine& line : lines_of(layout, layout.pages[1])) rest += line.frame == 2;
      CHECK(rest >= 2);
    }
  }
}

TEST_CASE("what cannot be printed holds the letter and is named") {
  struct Row {
    const char* text;
    const char* named;
  };
  const Row rows[] = {{"付款 \U0001F9E8 谢谢", "U+1F9E8"},
                      {"שלום", "U+05E9"},
                      {"مرحبا", "U+0645"},
                      {"甲\u202E乙", "U+202E"},
                      {"甲\u0007乙", "U+0007"},
                      {"甲\u0085乙", "U+0085"},
                      {"甲\uFFFD乙", "U+FFFD"},
                      {"አማርኛ", "U+12A0"},
                      {"甲\U000E0041乙", "U+E0041"}};
  for (const Row& row : rows) {
    Document d = reminder();
    d.blocks[1].text[0].text = row.text;
    INFO(row.named);
    const Problem p = refused(d);
    INFO(p.line());
    CHECK(p.message.find(row.named) != p.message.npos);
    CHECK(p.where.find("facts") != p.where.npos);
    d = reminder();
    d.furniture.recipient[0] = row.text;
    CHECK(refused(d).where == "recipient");
    d = reminder();
    d.blocks[2].table.rows[1][2] = cell(row.text);
    CHECK(refused(d).where.find("row 2, column 3") != std::string::npos);
  }
}

TEST_CASE("wild input stays within its frames or is refused with a reason") {
  std::string chinese, latin, marks, zero_width;
  for (int k = 0; k < 500; ++k) chinese += "甲";
  for (int k = 0; k < 500; ++k) latin += "W";
  for (int k = 0; k < 250; ++k) marks += "e\u0301";
  for (int k = 0; k < 250; ++k) zero_width += "甲\u200B";
  const std::string names[] = {chinese,
                               latin,
                               marks,
                               zero_width,
                               "甲\u00A0乙",
                               "",
                               " ",
                               "\u3000",
                               "𠮷野家",
                               "\u0301",
                               "甲\u0301",
                               "a\tb",
                               "\n\n",
                               std::string(3000, ' '),
                               "（（（（（（））））））",
                               std::string(200, '.')};
  for (const std::string& name : names) {
    for (const char* stationery : {"cn-a4", "din5008-b", "din5008-a", "uk-dl", "us-10"}) {
      for (int place = 0; place < 5; ++place) {
        Document d = reminder();
        if (place == 0) d.blocks[1].text[0].text = name;
        if (place == 1) d.furniture.recipient[0] = name;
        if (place == 2) d.blocks[2].table.rows[0][0] = cell(name);
        if (place == 3) d.furniture.letterhead[0] = name;
        if (place == 4) d.furniture.footer[0][0] = d.furniture.title = name;
        ShapingRoom room(fonts());
        const auto layout = lay_out(d, *sheet(stationery), room);
        INFO(printable(name).substr(0, 60) << " on " << stationery << " at " << place);
        if (layout)
          CHECK(outside(*layout) == "");
        else
          CHECK_FALSE(layout.problem().message.empty());
      }
    }
  }
}

TEST_CASE("a combining mark stays on its letter and in the text") {
  Document d;
  d.locale = "en";
  d.blocks = {paragraph("Cafe\u0301 Zx\u0323", "", false)};
  const Layout layout = laid_out(d, "us-10");
  CHECK(all_text(layout).find("Cafe\u0301 Zx\u0323") != std::string::npos);
}

TEST_CASE("lists, quotes, rules, bold and hard breaks") {
  Document d;
  d.locale = "zh-CN";
  Block list;
  list.kind = Block::Kind::numbers;
  for (int k = 0; k < 12; ++k) {
    Block item;
    item.kind = Block::Kind::item;
    item.children = {paragraph("请付款", "", false)};
    list.children.push_back(item);
  }
  Block quote;
  quote.kind = Block::Kind::quote;
  quote.children = {paragraph("买受人应当按照约定支付价款", "", false)};
  Block rule;
  rule.kind = Block::Kind::rule;
  Block mixed = paragraph("甲", "", false);
  mixed.text.push_back({"乙", true, false, {}});
  mixed.text.push_back({"\n", false, false, {}});
  mixed.text.push_back({"丙", false, true, {}});
  d.blocks = {list, quote, rule, mixed};
  const Layout layout = laid_out(d);
  CHECK(outside(layout) == "");
  const auto lines = lines_of(layout, layout.pages[0]);
  REQUIRE(lines.size() == 15);
  CHECK(lines[0].text == "1.请付款");
  CHECK(lines[11].text == "12.请付款");
  CHECK(lines[12].x == Approx(layout.frames[1].box.x + 24).margin(0.01));
  CHECK(lines[13].text == "甲乙");
  CHECK(lines[14].text == "丙");
  std::vector<std::string> faces;
  for (const GlyphRun& run : layout.pages[0].runs) faces.push_back(fonts()->face(run.face).name());
  CHECK(faces[faces.size() - 2] == "WenQuanYiZenHei");
  CHECK(faces.back() == "UKaiCN");
  CHECK(layout.pages[0].boxes.size() == 1);
}

TEST_CASE("furniture: page numbers, continuation header, draft mark, fold marks, codes") {
  Document d = reminder(60);
  d.furniture.watermark = "草稿";
  d.furniture.response_qr = "https://pay.example/r/1";
  d.furniture.response_qr_label = "扫码答复";
  const Layout layout = laid_out(d);
  CHECK(outside(layout) == "");
  const std::string text = all_text(layout);
  const std::string pages = std::to_string(layout.pages.size());
  CHECK(text.find("第 2 页 共 " + pages + " 页") != text.npos);
  CHECK(count_of(text, "正信函〔2026〕118号  2026年11月21日") == layout.pages.size() - 1);
  CHECK(text.find("扫码答复") != text.npos);
  for (const Page& page : layout.pages) CHECK_FALSE(page.watermark.empty());
  const Layout german = laid_out(reminder(), "din5008-b");
  std::vector<int> marks;
  for (const FilledBox& box : german.pages[0].boxes)
    if (box.frame == 0) marks.push_back(static_cast<int>(std::lround(box.box.y / kPointsPerMm * 10)));
  CHECK(marks == std::vector<int>{1049, 2099, 1484});
}

TEST_CASE("the seal lies on the date line, and in strips over the seam of several pages") {
  const std::string seal = DUNMAIL_SOURCE_DIR "/tests/typeset/seal.png";
  Document d = reminder();
  d.furniture.seal = seal;
  const Layout one = laid_out(d);
  CHECK(outside(one) == "");
  REQUIRE(one.pages[0].images.size() == 1);
  const Rectangle box = one.pages[0].images[0].box;
  double date = 0;
  for (const PlacedLine& line : lines_of(one, one.pages[0]))
    if (line.text == "2026年11月21日" && line.frame == 1) date = line.y;
  CHECK(box.y < date);
  CHECK(box.bottom() > date);
  d = reminder(40);
  d.furniture.seal = seal;
  const Layout several = laid_out(d);
  CHECK(outside(several) == "");
  double shown = 0;
  for (const Page& page : several.pages) {
    REQUIRE_FALSE(page.images.empty());
    const PlacedImage& strip = page.images.back();
    CHECK(strip.clip.right() == Approx(several.width));
    shown += strip.clip.width;
  }
  CHECK(shown == Approx(box.width));
}

TEST_CASE("address lines that are too long shrink, then wrap, then hold the letter") {
  Document d = reminder();
  d.locale = "de";
  d.furniture.recipient = {"Gesellschaft für Anlagenbau und Instandsetzung mbH", "Frau Dr. Petra Schäfer",
                           "86150 Augsburg"};
  const Layout layout = laid_out(d, "din5008-b");
  CHECK(outside(layout) == "");
  d.furniture.recipient.assign(9, std::string(60, 'W'));
  const Problem p = refused(d, "din5008-b");
  CHECK(p.where == "recipient");
  CHECK(p.message.find("do not fit") != p.message.npos);
}

TEST_CASE("closer lines save a page that would hold a signature only") {
  // Whatever the length, a second page is never opened for less than a handful of lines that closer leading would save.
  std::size_t tightened = 0;
  for (int rows = 0; rows < 16; ++rows) {
    const Layout layout = laid_out(reminder(rows));
    Stationery fixed = *sheet();
    fixed.tightest = 1;
    ShapingRoom room(fonts());
    const auto loose = lay_out(reminder(rows), fixed, room);
    REQUIRE(loose);
    CHECK(layout.pages.size() <= loose->pages.size());
    tightened += layout.pages.size() < loose->pages.size();
  }
  CHECK(tightened >= 2);
}

TEST_CASE("codes stand beside the payment details, on one page with them") {
  for (int rows = 0; rows < 40; rows += 3) {
    Document d = reminder(rows);
    Block bank = paragraph("户名：上海正信商贸有限公司", "payment", false);
    bank.text.push_back({"\n", false, false, {}});
    bank.text.push_back({"账号：1001 2345", false, false, {}});
    d.blocks.insert(d.blocks.end() - 4, bank);
    d.furniture.payment_qr = "BCD";
    d.furniture.payment_qr_label = "扫码付款";
    const Layout layout = laid_out(d);
    CHECK(outside(layout) == "");
    const std::size_t page = page_with(layout, "户名");
    CHECK(page_with(layout, "账号：1001") == page);
    CHECK(page_with(layout, "扫码付款") == page);
    std::size_t modules = 0;
    for (const FilledBox& box : layout.pages[page].boxes) modules += box.box.width < 40 && box.frame != 0;
    CHECK(modules > 50);
  }
}
