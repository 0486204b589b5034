#include "pdf/content.h"

#include <cmath>
#include <numbers>

namespace dunmail::pdf {
namespace {

void integer(std::string& out, std::int64_t value) {
  if (value < 0) {
    out += '-';
    value = -value;
  }
  char digits[20];
  int n = 0;
  do digits[n++] = static_cast<char>('0' + value % 10);
  while ((value /= 10) != 0);
  while (n > 0) out += digits[--n];
}

/// Two decimals, without the zeros at the end.
void number(std::string& out, double value) {
  std::int64_t hundredths = std::llround(value * 100);
  if (hundredths < 0) {
    out += '-';
    hundredths = -hundredths;
  }
  integer(out, hundredths / 100);
  const auto rest = static_cast<int>(hundredths % 100);
  if (rest == 0) return;
  out += '.';
  out += static_cast<char>('0' + rest / 10);
  if (rest % 10) out += static_cast<char>('0' + rest % 10);
}

void colour(std::string& out, Colour c) {
  for (int shift = 16; shift >= 0; shift -= 8) {
    const unsigned level = c >> shift & 255;
    if (level == 0 || level == 255) {
      out += level ? "1 " : "0 ";
      continue;
    }
    const unsigned thousandths = (level * 1000 + 127) / 255;
    out += '.';
    for (const unsigned unit : {100u, 10u, 1u}) out += static_cast<char>('0' + thousandths / unit % 10);
    out += ' ';
  }
  out += "rg\n";
}

void byte(std::string& out, unsigned b) {
  if (b == '(' || b == ')' || b == '\\') out += '\\';
  if (b == '\r')
    out += "\\r";  // a bare CR in a string would be read as LF
  else
    out += static_cast<char>(b);
}

class Writer {
 public:
  Writer(const Layout& layout, std::span<const FontTable> faces, std::string& out)
      : layout_(layout), faces_(faces), out_(out) {}

  void paint(Colour c) {
    if (c != colour_) colour(out_, c);
    colour_ = c;
  }

  void runs(const std::vector<GlyphRun>& all) {
    if (all.empty()) return;
    out_ += "BT\n";
    for (const GlyphRun& run : all) text(run);
    out_ += "ET\n";
    font_ = -1;
  }

  void boxes(const std::vector<FilledBox>& all) {
    for (std::size_t k = 0; k < all.size();) {
      paint(all[k].colour);
      const Colour c = all[k].colour;
      for (; k < all.size() && all[k].colour == c; ++k) {
        rectangle(all[k].box);
        out_ += '\n';
      }
      out_ += "f\n";
    }
  }

  void images(const std::vector<PlacedImage>& all) {
    for (const PlacedImage& each : all) {
      out_ += "q ";
      if (each.clip.width > 0) {
        rectangle(each.clip);
        out_ += "W n ";
      }
      number(out_, each.box.width);
      out_ += " 0 0 ";
      number(out_, each.box.height);
      out_ += ' ';
      number(out_, each.box.x);
      out_ += ' ';
      number(out_, layout_.height - each.box.bottom());
      out_ += " cm /I";
      integer(out_, each.image);
      out_ += " Do Q\n";
    }
  }

 private:
  void rectangle(const Rectangle& b) {
    number(out_, b.x);
    out_ += ' ';
    number(out_, layout_.height - b.bottom());
    out_ += ' ';
    number(out_, b.width);
    out_ += ' ';
    number(out_, b.height);
    out_ += " re ";
  }

  void text(const GlyphRun& run) {
    if (run.count == 0) return;
    paint(run.colour);
    const double angle = run.angle * std::numbers::pi / 180;
    if (run.angle == 0) {
      out_ += "1 0 0 1 ";
    } else {
      for (const double v : {std::cos(angle), std::sin(angle), -std::sin(angle), std::cos(angle)})
        number(out_, v), out_ += ' ';
    }
    number(out_, run.x);
    out_ += ' ';
    number(out_, layout_.height - run.y);
    out_ += " Tm\n";
    const FontTable& table = faces_[run.face];
    if (font_ != table.font || size_ != run.size) {
      out_ += "/F";
      integer(out_, table.font);
      out_ += ' ';
      number(out_, run.size);
      out_ += " Tf\n";
      font_ = table.font;
      size_ = run.size;
    }
    out_ += '[';
    bool string = false;
    for (std::uint32_t k = run.first; k < run.first + run.count; ++k) {
      const PlacedGlyph& glyph = layout_.glyphs[k];
      const unsigned number = table.number(glyph.glyph);
      if (!string) {
        out_ += '(';
        string = true;
      }
      byte(out_, number >> 8u);
      byte(out_, number & 255u);
      if (glyph.gap != 0 && k + 1 < run.first + run.count) {
        out_ += ')';
        string = false;
        integer(out_, -glyph.gap);
      }
    }
    if (string) out_ += ')';
    out_ += "]TJ\n";
  }

  const Layout& layout_;
  const std::span<const FontTable> faces_;
  std::string& out_;
  Colour colour_ = 0;  // PDF starts a page in black
  int font_ = -1;
  double size_ = 0;
};

}  // namespace

void write_content(const Layout& layout, const Page& page, std::span<const FontTable> faces, std::string& out) {
  Writer writer(layout, faces, out);
  writer.runs(page.watermark);
  writer.images(page.images);
  writer.boxes(page.boxes);
  writer.runs(page.runs);
}

}  // namespace dunmail::pdf
