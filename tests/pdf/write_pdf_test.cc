#include "pdf/write_pdf.h"

#include <png.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <thread>

#include "base/digest.h"
#include "base/file.h"
#include "support/temp_dir.h"
#include "typeset/prepare.h"
#include "typeset/sample_document.h"
#include "typeset/type_room.h"

using namespace dunmail;
using namespace dunmail::testing;
using namespace dunmail::sample;

namespace {

PreparedSubset prepared() {
  ShapingRoom room(fonts());
  return prepare({common_words(), "发票号码合计", {}, "催款提示函", {}, {}}, "zh-CN", *sheet(), room);
}

std::string printed(const Document& d, const PreparedSubset& subset, const std::string& stationery = "cn-a4") {
  PdfRoom room;
  return write_pdf(laid_out(d, stationery), *fonts(), subset, room);
}

std::string output_of(const std::string& command, int expected = 0) {
  const TempDir dir;
  const int status = std::system((command + " > " + (dir / "out") + " 2>&1").c_str());
  const std::string out = read_file(dir / "out");
  INFO(command << "\n" << out);
  CHECK(status == expected);
  return out;
}

/// Apache PDFBox Preflight, the checker of PDF/A-1b; a folder of files in one JVM, for it is slow to start.
void preflight(const TempDir& folder, std::size_t count) {
  std::string classes;
  for (const char* jar :
       {"preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "javax.activation", "jaxb-api"})
    classes += std::string("/usr/share/java/") + jar + ".jar:";
  const std::string out =
      output_of("java -cp " + classes + " org.apache.pdfbox.preflight.Validator_A1b batch " + folder.path().string());
  std::size_t valid = 0;
  for (std::size_t at = 0; (at = out.find("is a valid PDF/A-1b file", at)) != out.npos; ++at) ++valid;
  INFO(out);
  CHECK(valid == count);
}

/// Red beside half-transparent blue.
void write_png(const std::string& path) {
  const unsigned char pixels[] = {255, 0, 0, 255, 0, 0, 255, 128};
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = 2;
  png.height = 1;
  png.format = PNG_FORMAT_RGBA;
  REQUIRE(png_image_write_to_file(&png, path.c_str(), 0, pixels, 0, nullptr));
}

Document in_english() {
  Document d = reminder();
  d.locale = "en";
  d.title = "Reminder & <notice>";
  d.blocks = {
      paragraph("Dear Ms. Doe, the office affirms: AVATAR, naïve café, € 1,234.50 – 王建国 and 𠮷田.", "facts", false),
      paragraph("Jane Roe", "signature", false)};
  return d;
}

}  // namespace

TEST_CASE("every sheet gives valid PDF/A-1b") {
  const TempDir dir, files;
  const PreparedSubset subset = prepared();
  write_png(dir / "seal.png");
  std::size_t count = 0;
  const auto put = [&](const Document& d, const std::string& stationery) {
    write_file(files / ("letter" + std::to_string(++count) + ".pdf"), printed(d, subset, stationery));
  };
  Document full = reminder(70);
  full.furniture.seal = full.furniture.signature = dir / "seal.png";
  full.furniture.watermark = "草稿";
  full.furniture.payment_qr = "BCD\n002\n1\nSCT\n\nMuster\nDE89370400440532013000\nEUR1.00";
  put(full, "cn-a4");
  for (const char* name : {"cn-a4", "din5008-a", "din5008-b", "uk-dl", "us-10"}) {
    put(reminder(), name);
    put(in_english(), name);
  }
  Document bare;
  bare.locale = "zh-CN";
  put(bare, "cn-a4");
  preflight(files, count);
  for (std::size_t k = 1; k <= count; ++k)
    output_of("qpdf --check " + (files / ("letter" + std::to_string(k) + ".pdf")));
}

TEST_CASE("the text comes out of the PDF as it went in, in order") {
  const TempDir dir;
  const auto extracted = [&](const Document& d, const std::string& stationery) {
    write_file(dir / "letter.pdf", printed(d, prepared(), stationery));
    std::string out;
    for (const char c : output_of("pdftotext -raw -enc UTF-8 " + (dir / "letter.pdf") + " -"))
      if (!std::isspace(static_cast<unsigned char>(c))) out += c;
    return out;
  };
  const Document d = reminder();
  const std::string text = extracted(d, "cn-a4");
  std::size_t at = 0;
  for (const Block& b : d.blocks) {
    std::string words;
    for (const Span& s : b.text)
      for (const char c : s.text)
        if (c != ' ') words += c;
    INFO(words << "\n" << text);
    const std::size_t found = text.find(words, at);
    REQUIRE(found != text.npos);
    at = found + words.size();
  }
  CHECK(extracted(in_english(), "us-10").find("theofficeaffirms:AVATAR,naïvecafé,€1,234.50–王建国and𠮷田.") !=
        std::string::npos);
}

TEST_CASE("title, author and dates are in the file") {
  const TempDir dir;
  write_file(dir / "letter.pdf", printed(reminder(), prepared()));
  const std::string info = output_of("pdfinfo -isodates " + (dir / "letter.pdf"));
  for (const char* line :
       {"Title:           催款提示函", "Author:          上海正信商贸有限公司", "2026-11-2", "PDF version:     1.4"})
    CHECK(info.find(line) != info.npos);
}

TEST_CASE("the same letter gives the same bytes, on any thread and in any company") {
  const PreparedSubset subset = prepared();
  const auto run = [&](int first, std::vector<std::string>& out) {
    ShapingRoom room(fonts());
    PdfRoom pdf;
    const auto stationery = sheet();
    for (int k = first; k < first + 40; ++k) {
      const int seed = k % 40;
      const Document d = reminder(5 + seed % 7, "客户" + std::to_string(seed % 10) + "𠮷有限公司", seed);
      const auto layout = lay_out(d, *stationery, room);
      out[static_cast<std::size_t>(seed)] = sha256_hex(write_pdf(*layout, *fonts(), subset, pdf));
    }
  };
  std::vector<std::string> a(40), b(40);
  fonts();
  std::thread other([&] { run(17, b); });  // another order
  run(0, a);
  other.join();
  CHECK(a == b);
}

TEST_CASE("an image that is none holds the letter") {
  const TempDir dir;
  write_png(dir / "good.png");
  const std::string png = read_file(dir / "good.png");
  const std::pair<std::string, std::string> rows[] = {
      {"text.png", "hello"},
      {"cut.png", png.substr(0, 50)},
      {"head.png", png.substr(0, 20)},
      {"empty.png", ""},
      {"cut.jpg", "\xFF\xD8\xFF\xE0"},
      {"odd.jpg", std::string("\xFF\xD8\xFF\xC0\x00\x11\x08\x00\x10\x00\x10\x04", 12) + std::string(40, 'x')}};
  for (const auto& [name, bytes] : rows) {
    write_file(dir / name, bytes);
    Document d = reminder();
    d.furniture.seal = dir / name;
    const Problem p = refused(d);
    INFO(p.line());
    CHECK(p.where == dir / name);
  }
  Document d = reminder();
  d.furniture.seal = dir / "none.png";
  CHECK(refused(d).where == dir / "none.png");
}

TEST_CASE("a code that is too long for a QR code holds the letter") {
  Document d = reminder();
  d.furniture.response_qr = std::string(5000, 'x');
  CHECK(refused(d).where == "QR code");
}
