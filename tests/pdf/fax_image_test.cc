#include "pdf/fax_image.h"

#include <spandsp.h>
#include <tiffio.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstring>

#include "base/digest.h"
#include "base/file.h"
#include "letters/press.h"
#include "letters/sample_letter.h"
#include "pdf/join_pdf.h"
#include "pdf/page_image.h"
#include "support/process.h"
#include "support/temp_dir.h"

using namespace dunmail;

namespace {

struct Documents {
  std::string cover, letter;
  std::vector<std::string_view> all() const { return {cover, letter}; }
};

Documents printed(const std::string& locale, const std::string& kind, const std::string& seal = {}) {
  static const auto press =
      Press::open({DUNMAIL_SOURCE_DIR "/letter-templates", DUNMAIL_SOURCE_DIR "/fonts/fonts.toml", "cn-a4", "zh-CN"});
  Printer printer(press);
  LetterFacts facts = sample_letter(locale, kind);
  facts.creditor.seal = seal;
  const auto letter = printer.print(facts);
  if (!letter) FAIL(letter.problem().line());
  const auto cover = printer.print_fax_cover(facts, letter->pages);
  if (!cover) FAIL(cover.problem().line());
  return {cover->pdf, letter->pdf};
}

FaxImage fax(const Documents& documents, const FaxForm& form = {}) {
  auto image = fax_image(documents.all(), form);
  if (!image) FAIL(image.problem().line());
  return *image;
}

/// A page as any reader sees it: rows of dots, 1 is black, the first dot is the highest bit.
struct FaxPage {
  std::uint32_t width = 0, height = 0;
  float across = 0, down = 0;
  std::vector<std::string> rows;
  bool operator==(const FaxPage& o) const { return width == o.width && height == o.height && rows == o.rows; }
  bool black(std::uint32_t x, std::uint32_t y) const { return rows[y][x / 8] & (0x80 >> (x % 8)); }
  long ink() const {
    long out = 0;
    for (std::uint32_t y = 0; y < height; ++y)
      for (std::uint32_t x = 0; x < width; ++x) out += black(x, y);
    return out;
  }
};

std::vector<FaxPage> pages_of(const std::string& file) {
  std::vector<FaxPage> out;
  TIFF* tiff = TIFFOpen(file.c_str(), "r");
  if (!tiff) return out;
  do {
    FaxPage page;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &page.width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &page.height);
    TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &page.across);
    TIFFGetField(tiff, TIFFTAG_YRESOLUTION, &page.down);
    std::uint16_t photometric = 0;
    TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric);
    for (std::uint32_t y = 0; y < page.height; ++y) {
      std::string row(static_cast<std::size_t>(TIFFScanlineSize(tiff)), '\0');
      CHECK(TIFFReadScanline(tiff, row.data(), y, 0) == 1);
      if (photometric == PHOTOMETRIC_MINISBLACK)
        for (char& c : row) c = static_cast<char>(~c);
      page.rows.push_back(std::move(row));
    }
    out.push_back(std::move(page));
  } while (TIFFReadDirectory(tiff));
  TIFFClose(tiff);
  return out;
}

std::vector<FaxPage> pages_of(const FaxImage& image) {
  const TempDir dir;
  write_file(dir / "fax.tiff", image.tiff);
  return pages_of(dir / "fax.tiff");
}

/// One end of a telephone line.
class Terminal {
 public:
  Terminal(bool calling, const std::string& number)
      : fax_(::fax_init(nullptr, calling)), t30_(::fax_get_t30_state(fax_)) {
    ::t30_set_tx_ident(t30_, number.c_str());
    ::t30_set_supported_image_sizes(t30_, T30_SUPPORT_215MM_WIDTH | T30_SUPPORT_UNLIMITED_LENGTH |
                                              T30_SUPPORT_A4_LENGTH | T30_SUPPORT_US_LETTER_LENGTH);
    ::t30_set_supported_resolutions(t30_, T30_SUPPORT_STANDARD_RESOLUTION | T30_SUPPORT_FINE_RESOLUTION);
    ::t30_set_supported_modems(t30_, T30_SUPPORT_V27TER | T30_SUPPORT_V29 | T30_SUPPORT_V17);
    ::t30_set_supported_compressions(
        t30_, T30_SUPPORT_T4_1D_COMPRESSION | T30_SUPPORT_T4_2D_COMPRESSION | T30_SUPPORT_T6_COMPRESSION);
    ::t30_set_phase_e_handler(t30_, &Terminal::over, this);
    ::fax_set_transmit_on_idle(fax_, 1);
  }
  ~Terminal() { ::fax_free(fax_); }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  t30_state_t* t30() { return t30_; }
  bool done() const { return done_; }
  int result() const { return result_; }
  /// 20 ms of sound out.
  std::array<std::int16_t, 160> speak() {
    std::array<std::int16_t, 160> sound{};
    ::fax_tx(fax_, sound.data(), static_cast<int>(sound.size()));
    return sound;
  }
  void hear(std::array<std::int16_t, 160> sound) { ::fax_rx(fax_, sound.data(), static_cast<int>(sound.size())); }

 private:
  static void over(t30_state_t*, void* self, int result) {
    static_cast<Terminal*>(self)->done_ = true;
    static_cast<Terminal*>(self)->result_ = result;
  }
  fax_state_t* fax_;
  t30_state_t* t30_;
  bool done_ = false;
  int result_ = -1;
};

struct Call {
  int sender = -1, receiver = -1;
  int pages = 0, bad_rows = 0, bit_rate = 0;
  std::string answered_by, called_by;
  std::vector<FaxPage> received;
};

/// A whole T.30 call, from the calling tone to the end: two terminals, each hearing what the other says.
Call call(const FaxImage& image, bool error_correction) {
  const TempDir dir;
  write_file(dir / "sent.tiff", image.tiff);
  Terminal caller(true, "+862155550199"), answerer(false, "+862155550123");
  for (Terminal* each : {&caller, &answerer}) ::t30_set_ecm_capability(each->t30(), error_correction);
  ::t30_set_tx_file(caller.t30(), (dir / "sent.tiff").c_str(), -1, -1);
  ::t30_set_rx_file(answerer.t30(), (dir / "received.tiff").c_str(), -1);
  for (int step = 0; step < 50 * 600 && !(caller.done() && answerer.done()); ++step) {  // ten minutes of sound
    const auto there = caller.speak(), back = answerer.speak();
    answerer.hear(there);
    caller.hear(back);
  }
  Call out;
  out.sender = caller.result();
  out.receiver = answerer.result();
  out.answered_by = ::t30_get_rx_ident(caller.t30());
  out.called_by = ::t30_get_rx_ident(answerer.t30());
  t30_stats_t stats{};
  ::t30_get_transfer_statistics(answerer.t30(), &stats);
  out.pages = stats.pages_rx;
  out.bad_rows = stats.bad_rows;
  out.bit_rate = stats.bit_rate;
  out.received = pages_of(dir / "received.tiff");
  return out;
}

std::uint32_t number_at(const std::string& bytes, std::size_t at, int size) {
  std::uint32_t out = 0;
  for (int k = size; k-- > 0;) out = out << 8 | static_cast<unsigned char>(bytes.at(at + static_cast<std::size_t>(k)));
  return out;
}

}  // namespace

TEST_CASE("a fax arrives as it was sent: every page and every dot, by a whole T.30 call") {
  struct Row {
    const char* name;
    const char *locale, *kind;
    FaxForm form;
    bool error_correction;
  };
  const Row rows[] = {
      {"MH fine", "zh-CN", "reminder", {true, FaxForm::Coding::mh}, false},
      {"MH standard", "de", "statement", {false, FaxForm::Coding::mh}, false},
      {"MR fine", "zh-TW", "reminder", {true, FaxForm::Coding::mr}, false},
      {"MMR fine, error correction", "en", "reminder", {true, FaxForm::Coding::mmr}, true},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    const FaxImage image = fax(printed(row.locale, row.kind, DUNMAIL_SOURCE_DIR "/tests/typeset/seal.png"), row.form);
    const Call made = call(image, row.error_correction);
    CHECK(std::string(::t30_completion_code_to_str(made.sender)) == "OK");
    CHECK(std::string(::t30_completion_code_to_str(made.receiver)) == "OK");
    CHECK(made.answered_by == "+862155550123");
    CHECK(made.called_by == "+862155550199");
    CHECK(made.bit_rate == 14400);
    CHECK(made.bad_rows == 0);
    CHECK(made.pages == image.pages);
    const auto sent = pages_of(image);
    REQUIRE(made.received.size() == sent.size());
    for (std::size_t page = 0; page < sent.size(); ++page) {
      CHECK(made.received[page] == sent[page]);
      CHECK(made.received[page].ink() > 10'000);
    }
  }
}

TEST_CASE("the file is TIFF-FX profile S, and F for the denser codings") {
  struct Row {
    FaxForm form;
    std::uint32_t compression, options_tag, options, down;
  };
  const Row rows[] = {{{true, FaxForm::Coding::mh}, 3, 292, 4, 196},
                      {{false, FaxForm::Coding::mh}, 3, 292, 4, 98},
                      {{true, FaxForm::Coding::mr}, 3, 292, 5, 196},
                      {{true, FaxForm::Coding::mmr}, 4, 293, 0, 196}};
  const Documents documents = printed("zh-CN", "reminder");
  for (const Row& row : rows) {
    const std::string tiff = fax(documents, row.form).tiff;
    CHECK(tiff.substr(0, 4) == std::string("II\x2A\0", 4));
    CHECK(number_at(tiff, 4, 4) == 8);  // the first directory stands at the front
    std::uint32_t page = 0, end = 0;
    for (std::size_t at = 8; at != 0; ++page) {
      std::map<std::uint32_t, std::uint32_t> tags;
      const std::size_t entries = number_at(tiff, at, 2);
      std::uint32_t before = 0;
      for (std::size_t e = at + 2; e < at + 2 + entries * 12; e += 12) {
        const std::uint32_t tag = number_at(tiff, e, 2);
        CHECK(tag > before);  // ascending, as TIFF 6.0 wants
        before = tag;
        const bool alone = number_at(tiff, e + 2, 2) == 3 && number_at(tiff, e + 4, 4) == 1;
        tags[tag] = number_at(tiff, e + 8, alone ? 2 : 4);
      }
      CHECK(tags[254] == 2);
      CHECK(tags[256] == 1728);
      CHECK(tags[257] == (row.form.fine ? 2292u : 1146u));
      CHECK(tags[258] == 1);
      CHECK(tags[259] == row.compression);
      CHECK(tags[262] == 0);
      CHECK(tags[266] == 2);
      CHECK(tags[277] == 1);
      CHECK(tags[278] == tags[257]);
      REQUIRE(tags.contains(row.options_tag));
      CHECK(tags[row.options_tag] == row.options);
      CHECK(tags[296] == 2);
      CHECK(tags[297] == (page | 2u << 16));
      CHECK(number_at(tiff, tags[282], 4) == 204);
      CHECK(number_at(tiff, tags[283], 4) == row.down);
      CHECK(number_at(tiff, tags[283] + 4, 4) == 1);
      CHECK(tags[273] > at);  // its pixels behind it
      CHECK(at >= end);       // and the pages in their order
      end = tags[273] + tags[279];
      CHECK(end <= tiff.size());
      at = number_at(tiff, at + 2 + entries * 12, 4);
    }
    CHECK(page == 2);
  }
}

TEST_CASE("cover first, then the letter, the same documents give the same bytes") {
  const Documents documents = printed("zh-CN", "reminder");
  const FaxImage both = fax(documents);
  CHECK(both.pages == 2);
  const auto pages = pages_of(both);
  const auto cover = fax_image({documents.cover}), letter = fax_image({documents.letter});
  CHECK(pages[0] == pages_of(*cover)[0]);
  CHECK(pages[1] == pages_of(*letter)[0]);
  CHECK(sha256_hex(fax(documents).tiff) == sha256_hex(both.tiff));
}

TEST_CASE("A4 and US letter fit the line, in the middle") {
  for (const char* locale : {"zh-CN", "en", "de"}) {
    for (const FaxPage& page : pages_of(fax(printed(locale, "reminder")))) {
      CHECK(page.width == 1728);
      CHECK((page.height == 2292 || page.height == 2156));
      std::uint32_t left = 1728, right = 0;
      for (std::uint32_t y = 0; y < page.height; ++y)
        for (std::uint32_t x = 0; x < page.width; ++x)
          if (page.black(x, y)) left = std::min(left, x), right = std::max(right, x);
      // Fold marks stand 5 mm from the edge.
      CHECK(left > 40);
      CHECK(right < 1688);
    }
  }
}

TEST_CASE("a red seal comes out black and leaves the text over it legible") {
  const std::string seal = DUNMAIL_SOURCE_DIR "/tests/typeset/seal.png";
  const FaxPage with = pages_of(fax(printed("zh-CN", "reminder", seal)))[1];
  const FaxPage without = pages_of(fax(printed("zh-CN", "reminder")))[1];
  CHECK(with.ink() - without.ink() > 5'000);  // it is there
  long lost = 0, crowded = 0;
  for (std::uint32_t y = 2; y + 2 < without.height; ++y)
    for (std::uint32_t x = 2; x + 2 < without.width; ++x) {
      if (!without.black(x, y)) continue;
      lost += !with.black(x, y);
      for (std::uint32_t v = y - 2; v <= y + 2; ++v)
        for (std::uint32_t u = x - 2; u <= x + 2; ++u) crowded += with.black(u, v) && !without.black(u, v);
    }
  CHECK(lost < without.ink() / 200);  // nearly no dot of the text is gone
  CHECK(crowded < with.ink() / 20);   // and none of the seal's stands close to one
}

TEST_CASE("grey goes: a tint is white, dark grey is black, nothing is a pattern") {
  // One page of 100 x 100 points with six fields of grey, drawn by hand.
  std::string content;
  const double greys[] = {0.95, 0.85, 0.81, 0.45, 0.25, 0.0};
  for (int k = 0; k < 6; ++k)
    content += std::to_string(greys[k]) + " g " + std::to_string(10 + k * 13) + " 20 10 60 re f\n";
  std::string pdf = "%PDF-1.4\n";
  std::vector<std::size_t> at;
  const auto object = [&](const std::string& body) {
    at.push_back(pdf.size());
    pdf += std::to_string(at.size()) + " 0 obj\n" + body + "\nendobj\n";
  };
  object("<</Type/Catalog/Pages 2 0 R>>");
  object("<</Type/Pages/Kids[3 0 R]/Count 1>>");
  object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R/Resources<<>>>>");
  object("<</Length " + std::to_string(content.size()) + ">>\nstream\n" + content + "\nendstream");
  const std::size_t table = pdf.size();
  pdf += "xref\n0 5\n0000000000 65535 f \n";
  for (const std::size_t offset : at) {
    const std::string digits = std::to_string(offset);
    pdf += std::string(10 - digits.size(), '0') + digits + " 00000 n \n";
  }
  pdf += "trailer\n<</Root 1 0 R/Size 5>>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";

  const auto image = fax_image({pdf});
  if (!image) FAIL(image.problem().line());
  const FaxPage page = pages_of(*image)[0];
  const double dots = 204 / 72.0, rows = 196 / 72.0;
  const double left = (1728 - 100 * dots) / 2;
  for (int k = 0; k < 6; ++k) {
    INFO("grey " << greys[k]);
    long black = 0, all = 0;
    for (double x = 12 + k * 13; x < 18 + k * 13; x += 0.25)
      for (double y = 25; y < 75; y += 0.25, ++all)
        black += page.black(static_cast<std::uint32_t>(left + x * dots), static_cast<std::uint32_t>(y * rows));
    CHECK(black == (greys[k] > 0.5 ? 0 : all));
  }
}

TEST_CASE("what keeps a fax from being drawn is said, with what to do") {
  const Documents documents = printed("zh-CN", "reminder");
  FaxForm form;
  const auto why = [&](const std::vector<std::string_view>& pdfs) {
    const auto image = fax_image(pdfs, form);
    return image ? "an image" : image.problem().line();
  };
  for (const std::string& bad : {std::string("hello"), std::string(), documents.letter.substr(0, 2000)})
    CHECK_THAT(why({bad}), Catch::Contains("pdftoppm"));
  CHECK_THAT(why({documents.cover, "no pdf"}), Catch::Contains("poppler-utils"));
  form.program = "no-such-pdftoppm";
  CHECK(why(documents.all()) == "no-such-pdftoppm: the program is not installed (install poppler-utils)");
  form.program = "false";
  CHECK_THAT(why(documents.all()), Catch::Contains("exit code 1"));
  form.program = "true";
  CHECK_THAT(why(documents.all()), Catch::Contains("drew no whole page"));
}

TEST_CASE("a page that no fax line holds is refused, not cut") {
  std::string letter = printed("zh-CN", "reminder").letter;
  for (std::size_t at = 0; (at = letter.find("/MediaBox", at)) != letter.npos; ++at) {
    const std::size_t end = letter.find(']', at);
    const std::string wide = "/MediaBox [0 0 842 842 ";
    REQUIRE(end - at >= wide.size() - 1);
    letter.replace(at, end - at, wide + std::string(end - at - wide.size() + 0, ' '));
  }
  const auto image = fax_image({letter});
  REQUIRE_FALSE(image);
  CHECK_THAT(image.problem().line(), Catch::Contains("wider than the 215 mm"));
}

TEST_CASE("a document with more pages than are wanted is not drawn to its end") {
  const Documents documents = printed("zh-CN", "reminder");
  const std::vector<std::string_view> ten(10, documents.letter);
  const std::string long_letter = *join_pdfs(ten);
  PageDrawing drawing;
  drawing.pages_at_most = 9;
  drawing.dots_across = drawing.dots_down = 20;
  const PageReader none{[](int, int) { return true; }, [](const std::uint8_t*) {}};
  const auto drawn = draw_pages(long_letter, drawing, none);
  REQUIRE_FALSE(drawn);
  CHECK(drawn.problem().message == "the document has more than 9 pages");
  drawing.pages_at_most = 10;
  CHECK(*draw_pages(long_letter, drawing, none) == 10);
}

TEST_CASE("cover and letter as one PDF: whole, in order, the same bytes each time") {
  const Documents documents = printed("zh-CN", "reminder");
  const auto joined = join_pdfs(documents.all());
  if (!joined) FAIL(joined.problem().line());
  CHECK(*joined == *join_pdfs(documents.all()));
  CHECK(*count_pages(*joined) == *count_pages(documents.cover) + *count_pages(documents.letter));
  const TempDir dir;
  write_file(dir / "fax.pdf", *joined);
  CHECK(run({"qpdf", "--check", dir / "fax.pdf"}).code == 0);
  const std::string text = run({"pdftotext", "-enc", "UTF-8", dir / "fax.pdf", "-"}).output;
  CHECK(text.find("传真") < text.find("催款提示函"));
  CHECK(text.find("催款提示函") != text.npos);
  for (std::size_t at = 0; (at = joined->find("endstream\n", at)) != joined->npos; ++at)
    REQUIRE((*joined)[at - 1] == '\n');  // ISO 19005-1, 6.1.7; the end-to-end tests run a preflight
  CHECK_FALSE(join_pdfs({documents.cover, "no pdf"}));
  CHECK_FALSE(join_pdfs({}));
  CHECK_FALSE(count_pages(documents.letter.substr(0, 3000)));
}

TEST_CASE("pages as PNG files") {
  const auto pictures = png_pages(printed("de", "reminder").letter, 50, 1);
  REQUIRE(pictures);
  REQUIRE(pictures->size() == 1);
  CHECK((*pictures)[0].starts_with("\x89PNG"));
  CHECK_FALSE(png_pages("no pdf", 50, 1));
}
