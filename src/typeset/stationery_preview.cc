#include "typeset/stationery_preview.h"

#include <fmt/format.h>

namespace dunmail {
namespace {

constexpr Colour kFrame = 0x3070B0;

void outline(Page& page, const Rectangle& b, std::uint16_t frame) {
  constexpr double kThin = 0.4;
  page.boxes.push_back({{b.x, b.y, b.width, kThin}, kFrame, frame});
  page.boxes.push_back({{b.x, b.bottom() - kThin, b.width, kThin}, kFrame, frame});
  page.boxes.push_back({{b.x, b.y, kThin, b.height}, kFrame, frame});
  page.boxes.push_back({{b.right() - kThin, b.y, kThin, b.height}, kFrame, frame});
}

}  // namespace

std::optional<Problem> check_address(const std::vector<std::string>& lines, const std::string& locale,
                                     const Stationery& stationery, ShapingRoom& room) {
  Document letter;
  letter.locale = locale;
  letter.furniture.recipient = lines;
  const auto layout = lay_out(letter, stationery, room);
  if (!layout) return layout.problem();
  return std::nullopt;
}

Result<Layout> preview(const Stationery& s, ShapingRoom& room) {
  // Each frame's name and measures stand in a sheet of its own, whose only frame is that one.
  Layout out;
  out.width = s.width;
  out.height = s.height;
  out.frames = {{"page", {0, 0, s.width, s.height}}};
  out.pages.resize(2);
  std::optional<Problem> problem;
  const auto draw = [&](std::size_t page, const std::string& name, const Rectangle& box) {
    if (problem) return;
    Document label;
    label.locale = "en";
    Block text;
    const auto mm = [](double points) { return points / kPointsPerMm; };
    text.text = {{fmt::format("{}  {:.1f}, {:.1f}  {:.1f} x {:.1f} mm", name, mm(box.x), mm(box.y), mm(box.width),
                              mm(box.height)),
                  false,
                  false,
                  {}}};
    label.blocks = {text};
    Stationery one;
    one.width = s.width;
    one.height = s.height;
    one.body = one.next_body = box;
    one.text = s.text;
    one.text.size = 6.5;
    one.text.leading = 8;
    one.text.colour = kFrame;
    const auto laid = lay_out(label, one, room);
    if (!laid) {
      problem = laid.problem();
      return;
    }
    const auto frame = static_cast<std::uint16_t>(out.frames.size());
    out.frames.push_back({name, box});
    const auto offset = static_cast<std::uint32_t>(out.glyphs.size());
    out.glyphs.insert(out.glyphs.end(), laid->glyphs.begin(), laid->glyphs.end());
    for (GlyphRun run : laid->pages[0].runs) {
      run.first += offset;
      run.frame = frame;
      out.pages[page].runs.push_back(run);
    }
    outline(out.pages[page], box, frame);
  };
  const auto draw_text = [&](const std::string& name, const std::optional<TextFrame>& frame, bool first, bool later) {
    if (frame && first) draw(0, name, frame->box);
    if (frame && later) draw(1, name, frame->box);
  };
  draw(0, "body", s.body);
  draw(1, "next_body", s.next_body);
  draw_text("letterhead", s.letterhead, true, false);
  draw_text("return_address", s.return_address, true, false);
  draw_text("recipient", s.recipient, true, false);
  draw_text("info", s.info, true, false);
  draw_text("number", s.number, true, false);
  draw_text("place_and_date", s.place_and_date, true, false);
  draw_text("continuation", s.continuation, false, true);
  draw_text("footer", s.footer, true, true);
  draw_text("page_label", s.page_label, true, true);
  if (s.logo) draw(0, "logo", *s.logo);
  for (const Mark& mark : s.marks)
    out.pages[0].boxes.push_back({{5 * kPointsPerMm, mark.y - 0.15, mark.length, 0.3}, kFrame, 0});
  if (problem) return *problem;
  return out;
}

}  // namespace dunmail
