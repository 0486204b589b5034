#include "pdf/fax_image.h"

#include <fmt/format.h>
#include <tiffio.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "pdf/page_image.h"

namespace dunmail {
namespace {

constexpr int kLine = 1728;
constexpr std::size_t kMostPages = 200;
constexpr int kAcross = 2, kDown = 2;  // drawn dots for one dot of the fax
constexpr int kSpill = 16;             // dots that a page may be wider than the line: US letter is by six
// Ink is counted in 255ths of a drawn dot. A hairline that lies half on one row and half on the next must not fall
// between them, so a good quarter of a dot is enough: small Song type loses strokes at a third.
constexpr int kEnough = 255 * 28 / 100;
constexpr int kHalo = 2;  // dots of white that coloured ink leaves around text

/// How black a drawn dot counts: paler than `pale` not at all, darker than `dark` wholly.
int darkness(int luma) {
  constexpr int pale = 204, dark = 96;
  return luma >= pale ? 0 : luma <= dark ? 255 : (pale - luma) * 255 / (pale - dark);
}

/// One page being filled from drawn rows.
class Sheet {
 public:
  Sheet(int width, int height) {
    const int dots = width / kAcross;
    skip_ = std::max(0, (dots - kLine) / 2);
    margin_ = std::max(0, (kLine - dots) / 2);
    used_ = std::min(dots, kLine);
    rows_ = (height + kDown - 1) / kDown;
    text_.assign(static_cast<std::size_t>(rows_) * kLine, 0);
    colour_ = text_;
    ink_.assign(static_cast<std::size_t>(used_) * 2, 0);
  }

  void row(const std::uint8_t* rgb) {
    const std::uint8_t* at = rgb + static_cast<std::size_t>(skip_) * kAcross * 3;
    for (int x = 0; x < used_; ++x)
      for (int k = 0; k < kAcross; ++k, at += 3) {
        const int least = std::min({at[0], at[1], at[2]});
        if (least >= 204) continue;  // paper
        const int most = std::max({at[0], at[1], at[2]});
        const int black = darkness((299 * at[0] + 587 * at[1] + 114 * at[2]) / 1000);
        // The share of colour in the ink does not change when a dot is only half covered.
        const bool coloured = (most - least) * 100 > 45 * (255 - least);
        ink_[static_cast<std::size_t>(x) * 2 + coloured] += black;
      }
    if (++filled_ % kDown == 0) settle();
  }

  /// Rows of 216 bytes, 1 is black, the first dot is the highest bit. Without `fine`, every two rows become one, black
  /// where either was: a row that was left out could be the only stroke of a 一.
  std::vector<std::string> bits(bool fine) {
    if (filled_ % kDown != 0) settle();
    if (any_colour_) clear_around_text();
    const std::size_t rows = static_cast<std::size_t>(rows_), step = fine ? 1 : 2;
    std::vector<std::string> out((rows + step - 1) / step, std::string(kLine / 8, '\0'));
    for (std::size_t y = 0; y < rows; ++y)
      for (std::size_t x = 0; x < kLine; ++x) {
        char& dots = out[y / step][x / 8];
        if (text_[y * kLine + x] || colour_[y * kLine + x]) dots = static_cast<char>(dots | (0x80 >> (x % 8)));
      }
    return out;
  }

 private:
  void settle() {
    const int enough = kEnough * kAcross * kDown;
    const std::size_t start =
        static_cast<std::size_t>((filled_ - 1) / kDown) * kLine + static_cast<std::size_t>(margin_);
    for (std::size_t x = 0; x < static_cast<std::size_t>(used_); ++x) {
      const int text = ink_[x * 2], colour = ink_[x * 2 + 1];
      if (text + colour < enough) continue;
      (text >= colour ? text_ : colour_)[start + x] = 1;
      any_colour_ |= text < colour;
    }
    std::fill(ink_.begin(), ink_.end(), 0);
  }

  /// Takes coloured dots away that touch text. The neighbourhood is a box, so its sides are spread one after the other.
  void clear_around_text() {
    std::vector<std::uint8_t> near(text_.size(), 0);
    for (int y = 0; y < rows_; ++y) {
      const std::size_t row = static_cast<std::size_t>(y) * kLine;
      for (int x = 0; x < kLine; ++x)
        if (text_[row + static_cast<std::size_t>(x)])
          for (int k = std::max(0, x - kHalo); k <= std::min(kLine - 1, x + kHalo); ++k)
            near[row + static_cast<std::size_t>(k)] = 1;
    }
    for (int y = 0; y < rows_; ++y)
      for (int k = std::max(0, y - kHalo); k <= std::min(rows_ - 1, y + kHalo); ++k)
        for (std::size_t x = 0; x < kLine; ++x)
          if (near[static_cast<std::size_t>(k) * kLine + x]) colour_[static_cast<std::size_t>(y) * kLine + x] = 0;
  }

  int skip_ = 0, margin_ = 0, used_ = 0, rows_ = 0, filled_ = 0;
  bool any_colour_ = false;
  std::vector<std::uint8_t> text_, colour_;
  std::vector<int> ink_;  // of one row of dots: text, colour, text, colour
};

/// libtiff's idea of a file, in memory.
struct Memory {
  std::string bytes;
  std::size_t at = 0;

  static Memory& of(thandle_t handle) { return *static_cast<Memory*>(handle); }
  static tmsize_t read(thandle_t h, void* to, tmsize_t n) {
    Memory& m = of(h);
    const std::size_t got = std::min(static_cast<std::size_t>(n), m.bytes.size() - std::min(m.at, m.bytes.size()));
    std::memcpy(to, m.bytes.data() + m.at, got);
    m.at += got;
    return static_cast<tmsize_t>(got);
  }
  static tmsize_t write(thandle_t h, void* from, tmsize_t n) {
    Memory& m = of(h);
    if (m.bytes.size() < m.at + static_cast<std::size_t>(n)) m.bytes.resize(m.at + static_cast<std::size_t>(n));
    std::memcpy(m.bytes.data() + m.at, from, static_cast<std::size_t>(n));
    m.at += static_cast<std::size_t>(n);
    return n;
  }
  static toff_t seek(thandle_t h, toff_t to, int whence) {
    Memory& m = of(h);
    m.at = whence == SEEK_SET ? to : (whence == SEEK_CUR ? m.at : m.bytes.size()) + to;
    return m.at;
  }
  static int close(thandle_t) { return 0; }
  static toff_t size(thandle_t h) { return of(h).bytes.size(); }
};

int silent(TIFF*, void*, const char*, const char*, va_list) { return 1; }

/// One page's rows in the form's coding, the lowest bit of a byte first, every line's end on a byte's end. No RTC: a
/// TIFF file has none (RFC 3949 section 3.4).
std::string coded(const std::vector<std::string>& rows, const FaxForm& form) {
  Memory memory;
  TIFFOpenOptions* quiet = TIFFOpenOptionsAlloc();
  TIFFOpenOptionsSetErrorHandlerExtR(quiet, silent, nullptr);
  TIFFOpenOptionsSetWarningHandlerExtR(quiet, silent, nullptr);
  TIFF* tiff = TIFFClientOpenExt("fax", "wl", &memory, Memory::read, Memory::write, Memory::seek, Memory::close,
                                 Memory::size, nullptr, nullptr, quiet);
  TIFFOpenOptionsFree(quiet);
  if (!tiff) throw Error(ErrorKind::system, "fax image", "libtiff opens no file in memory");
  const bool t6 = form.coding == FaxForm::Coding::mmr;
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, kLine);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(rows.size()));
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 1);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
  TIFFSetField(tiff, TIFFTAG_FILLORDER, FILLORDER_LSB2MSB);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, t6 ? COMPRESSION_CCITTFAX4 : COMPRESSION_CCITTFAX3);
  if (!t6)
    TIFFSetField(tiff, TIFFTAG_GROUP3OPTIONS,
                 GROUP3OPT_FILLBITS | (form.coding == FaxForm::Coding::mr ? GROUP3OPT_2DENCODING : 0));
  // How often a two-dimensional coder starts afresh hangs on the resolution (T.4, 4.2).
  TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
  TIFFSetField(tiff, TIFFTAG_YRESOLUTION, form.fine ? 196.0 : 98.0);
  TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, static_cast<std::uint32_t>(rows.size()));
  bool written = true;
  for (std::size_t y = 0; y < rows.size() && written; ++y)
    written = TIFFWriteScanline(tiff, const_cast<char*>(rows[y].data()), static_cast<std::uint32_t>(y), 0) == 1;
  written = written && TIFFFlushData(tiff) == 1;
  std::string out;
  if (written) out = memory.bytes.substr(TIFFGetStrileOffset(tiff, 0), TIFFGetStrileByteCount(tiff, 0));
  TIFFClose(tiff);
  if (out.empty()) throw Error(ErrorKind::system, "fax image", "libtiff wrote nothing");
  return out;
}

/// The file around the coded pages. Profile S is stricter than TIFF (RFC 3949 section 3): bytes in Intel order, one
/// strip a page, each page's directory before its pixels, the pages in their order. libtiff writes pixels first.
class TiffFile {
 public:
  void add(const std::string& strip, std::uint32_t rows, const FaxForm& form, int page, int pages) {
    const bool t6 = form.coding == FaxForm::Coding::mmr;
    if (out_.size() % 2) out_ += '\0';
    patch(next_at_, static_cast<std::uint32_t>(out_.size()));
    constexpr std::uint32_t entries = 18;
    // Behind the directory lie the values that do not fit into it, then the strip.
    const std::uint32_t values = static_cast<std::uint32_t>(out_.size()) + 2 + entries * 12 + 4;
    const std::uint32_t strip_at = values + 8 + 8 + 8;
    put16(entries);
    put_long(254, 2);  // NewSubfileType: one page of several
    put_short(256, kLine);
    put_long(257, rows);
    put_short(258, 1);
    put_short(259, t6 ? COMPRESSION_CCITTFAX4 : COMPRESSION_CCITTFAX3);
    put_short(262, PHOTOMETRIC_MINISWHITE);
    put_short(266, FILLORDER_LSB2MSB);
    put_long(273, strip_at);
    put_short(277, 1);
    put_long(278, rows);
    put_long(279, static_cast<std::uint32_t>(strip.size()));
    put_entry(282, 5, 1, values);      // XResolution
    put_entry(283, 5, 1, values + 8);  // YResolution
    put_long(t6 ? 293 : 292,
             t6 ? 0 : GROUP3OPT_FILLBITS | (form.coding == FaxForm::Coding::mr ? GROUP3OPT_2DENCODING : 0));
    put_short(296, RESUNIT_INCH);
    put_entry(297, 3, 2, static_cast<std::uint32_t>(page) | static_cast<std::uint32_t>(pages) << 16);  // PageNumber
    put_entry(305, 2, 8, values + 16);                                                                 // Software
    put_short(327, 0);                                                                                 // CleanFaxData
    next_at_ = out_.size();
    put32(0);
    put32(204);
    put32(1);
    put32(form.fine ? 196 : 98);
    put32(1);
    out_.append("Dunmail", 8);
    out_ += strip;
  }
  std::string take() { return std::move(out_); }

 private:
  void put16(std::uint32_t v) { out_ += {static_cast<char>(v & 0xFF), static_cast<char>(v >> 8 & 0xFF)}; }
  void put32(std::uint32_t v) { put16(v & 0xFFFF), put16(v >> 16); }
  void put_entry(std::uint32_t tag, std::uint32_t type, std::uint32_t count, std::uint32_t value) {
    put16(tag);
    put16(type);
    put32(count);
    put32(value);
  }
  void put_short(std::uint32_t tag, std::uint32_t value) { put_entry(tag, 3, 1, value); }
  void put_long(std::uint32_t tag, std::uint32_t value) { put_entry(tag, 4, 1, value); }
  void patch(std::size_t at, std::uint32_t value) {
    for (std::size_t k = 0; k < 4; ++k) out_[at + k] = static_cast<char>(value >> (8 * k) & 0xFF);
  }

  std::string out_ = std::string("II\x2A\0\0\0\0\0", 8);
  std::size_t next_at_ = 4;
};

struct CodedPage {
  std::string strip;
  std::uint32_t rows;
};

}  // namespace

Result<FaxImage> fax_image(const std::vector<std::string_view>& documents, const FaxForm& form) {
  std::vector<CodedPage> pages;
  std::optional<Sheet> sheet;
  std::optional<Problem> problem;
  const auto turn = [&] {
    if (!sheet) return;
    const auto rows = sheet->bits(form.fine);
    pages.push_back({coded(rows, form), static_cast<std::uint32_t>(rows.size())});
    sheet.reset();
  };
  const auto begin = [&](int width, int height) {
    turn();
    if (pages.size() == kMostPages)
      problem = {"fax image", fmt::format("the fax has more than {} pages", kMostPages), "send the letter by post"};
    else if (width / kAcross > kLine + kSpill)
      problem = {"fax image", "a page is wider than the 215 mm of a fax line", "use stationery of A4 or US letter"};
    else
      sheet.emplace(width, height);
    return !problem;
  };
  const PageReader reader{begin, [&](const std::uint8_t* row) { sheet->row(row); }};
  const PageDrawing drawing{204.0 * kAcross, 196.0 * kDown, static_cast<int>(kMostPages) + 1, form.program};
  for (const std::string_view pdf : documents) {
    const auto drawn = draw_pages(pdf, drawing, reader);
    if (problem) return *problem;
    if (!drawn) return drawn.problem();
    turn();
  }
  TiffFile file;
  const int count = static_cast<int>(pages.size());
  for (int k = 0; k < count; ++k)
    file.add(pages[static_cast<std::size_t>(k)].strip, pages[static_cast<std::size_t>(k)].rows, form, k, count);
  return FaxImage{file.take(), count};
}

}  // namespace dunmail
