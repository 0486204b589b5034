// Any text may come in a name or a sentence: the letter is held with a reason, or every piece stands inside its frame
// and the PDF is written.
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "pdf/write_pdf.h"
#include "typeset/layout.h"
#include "typeset/sample_document.h"

using namespace dunmail;

namespace {

struct Place {
  std::shared_ptr<const FontSet> fonts = FontSet::load(DUNMAIL_SOURCE_DIR "/fonts/fonts.toml");
  std::shared_ptr<const Stationery> sheet =
      load_stationery(DUNMAIL_SOURCE_DIR "/letter-templates/stationery/cn-a4.toml", *fonts);
  ShapingRoom shaping{fonts};
  PdfRoom pdf;
};

void check(bool good) {
  if (!good) std::abort();
}

void check_frames(const Layout& layout) {
  constexpr double kSlack = 0.6;
  for (const Page& page : layout.pages)
    for (const GlyphRun& run : page.runs) {
      check(std::isfinite(run.x) && std::isfinite(run.y) && run.frame < layout.frames.size());
      const Rectangle& frame = layout.frames[run.frame].box;
      check(run.x >= frame.x - kSlack && run.x + run.width <= frame.right() + kSlack);
      check(run.y >= frame.y - kSlack && run.y <= frame.bottom() + kSlack);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Place place;
  if (size < 2 || size > 4000) return 0;
  const unsigned choice = data[0];
  const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
  if (first_bad_utf8(text)) return 0;  // is refused where it is read
  Document d = sample::reminder(choice % 8);
  const char* locales[] = {"zh-CN", "zh-TW", "en", "de"};
  d.locale = locales[choice / 8 % 4];
  d.blocks[1].text[0].text = text;
  d.blocks[1].text[0].bold = choice & 64;
  const std::string start = text.substr(0, text.find('\n'));
  if (choice & 128) {
    d.furniture.recipient[0] = start;
    d.furniture.title = start;
    if (!d.blocks[2].table.rows.empty()) d.blocks[2].table.rows[0][1] = sample::cell(start);
  }
  const auto layout = lay_out(d, *place.sheet, place.shaping);
  if (!layout) {
    check(!layout.problem().message.empty());
    return 0;
  }
  check_frames(*layout);
  static const PreparedSubset none;
  check(write_pdf(*layout, *place.fonts, none, place.pdf).starts_with("%PDF-1.4"));
  return 0;
}
