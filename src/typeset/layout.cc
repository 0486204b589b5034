#include "typeset/layout.h"

#include <algorithm>
#include <utility>

#include "typeset/layout_galley.h"

namespace dunmail {
namespace {

/// Moves a strip's items to their place in the frame.
void put_strip(const Galley& g, const Strip& strip, const Rectangle& frame, std::uint16_t frame_id, double y,
               Page& page) {
  for (std::uint32_t k = strip.first_run; k < strip.last_run; ++k) {
    GlyphRun run = g.runs[k];
    run.x += frame.x;
    run.y += frame.y + y;
    run.frame = frame_id;
    page.runs.push_back(run);
  }
  for (std::uint32_t k = strip.first_box; k < strip.last_box; ++k) {
    FilledBox box = g.boxes[k];
    box.box.x += frame.x;
    box.box.y += frame.y + y;
    box.frame = frame_id;
    page.boxes.push_back(box);
  }
  for (std::uint32_t k = strip.first_link; k < strip.last_link; ++k) {
    PlacedLink link = g.links[k];
    link.box.x += frame.x;
    link.box.y += frame.y + y;
    page.links.push_back(std::move(link));
  }
  for (std::uint32_t k = strip.first_image; k < strip.last_image; ++k) {
    PlacedImage image = g.images[k];
    image.box.x += frame.x;
    // A seal may reach over its strip, but not out of the frame.
    image.box.y = std::clamp(image.box.y + frame.y + y, frame.y, std::max(frame.y, frame.bottom() - image.box.height));
    image.frame = frame_id;
    page.images.push_back(image);
  }
}

/// Closer lines, and smaller type.
Stationery tightened(Stationery s, double factor, double type_factor) {
  for (Type* type : {&s.text, &s.heading, &s.flow_recipient, &s.table}) {
    type->size *= type_factor;
    type->leading = std::max(type->leading * factor * type_factor, type->size * 1.15);
  }
  for (double* space : {&s.paragraph_space, &s.title_after, &s.heading_before, &s.recipient_after, &s.signature_before})
    *space *= factor * factor;
  return s;
}

Result<Layout> lay_out_once(const Document& document, const Stationery& base, ShapingRoom& room) {
  Stationery own;  // only copied when the letter wants its own family
  const Stationery* stationery = &base;
  if (!document.body_family.empty()) {
    const auto family = room.fonts().family(document.body_family);
    if (!family)
      return Problem{"body_family", "no font family is called \"" + document.body_family + "\"", "see fonts.toml"};
    if (*family != base.text.family) {
      own = base;
      own.text.family = own.table.family = own.flow_recipient.family = *family;
      stationery = &own;
    }
  }
  Layout layout;
  layout.info = {document.title, document.author, document.created};
  layout.width = base.width;
  layout.height = base.height;
  layout.frames = {{"page", {0, 0, base.width, base.height}}, {"body", base.body}, {"next_body", base.next_body}};
  layout.glyphs.reserve(2048);

  Galley galley(document, *stationery, room, layout);
  std::vector<PageStrips> pages;
  if (!set_blocks(galley) || !make_pages(galley, base.body.height, base.next_body.height, pages))
    return *galley.problem;
  layout.pages.resize(pages.size());
  for (std::size_t p = 0; p < pages.size(); ++p)
    for (const PlacedStrip& placed : pages[p])
      put_strip(galley, placed.strip, p == 0 ? base.body : base.next_body, p == 0 ? 1 : 2, placed.y, layout.pages[p]);
  galley.runs.clear();
  if (!set_furniture(galley)) return *galley.problem;
  return layout;
}

/// Share of its page that the text of the last page takes.
double last_page_filled(const Layout& layout) {
  const Rectangle& frame = layout.frames[2].box;
  double lowest = frame.y;
  for (const GlyphRun& run : layout.pages.back().runs)
    if (run.frame == 2) lowest = std::max(lowest, run.y);
  return (lowest - frame.y) / frame.height;
}

}  // namespace

Result<Layout> lay_out(const Document& document, const Stationery& sheet, ShapingRoom& room) {
  const Stationery& base = sheet.latin && !document.locale.starts_with("zh") ? *sheet.latin : sheet;
  auto layout = lay_out_once(document, base, room);
  if (!layout || layout->pages.size() < 2 || base.tightest >= 1) return layout;
  // A few lines or a signature alone on the last page: closer lines save the page, as a typist would.
  const auto pages = static_cast<double>(layout->pages.size());
  if (last_page_filled(*layout) > (pages - 1) * (1 - base.tightest * base.smallest) * 1.6) return layout;
  const std::pair<double, double> steps[] = {
      {(1 + base.tightest) / 2, 1}, {base.tightest, 1}, {base.tightest, base.smallest}};
  for (const auto& [leading, size] : steps) {
    auto closer = lay_out_once(document, tightened(base, leading, size), room);
    if (closer && closer->pages.size() < layout->pages.size()) return closer;
  }
  return layout;
}

}  // namespace dunmail
