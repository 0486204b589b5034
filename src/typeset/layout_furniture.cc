// What stands at fixed places: letterhead, addresses, footer, page numbers, marks, the draft mark.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "typeset/layout_galley.h"

namespace dunmail {
namespace {

constexpr double kRuleDistance = 4;

class FurnitureSetter {
 public:
  explicit FurnitureSetter(Galley& galley) : g_(galley), s_(galley.stationery), f_(galley.document.furniture) {}

  bool run() {
    const std::size_t pages = g_.layout.pages.size();
    for (std::size_t p = 0; p < pages; ++p) {
      page_ = &g_.layout.pages[p];
      if (p == 0 && !first_page()) return false;
      if (p > 0 && !lines("continuation", s_.continuation, {f_.continuation})) return false;
      if (!footer()) return false;
      if (!lines("page_label", s_.page_label, {numbered(f_.page_label, p + 1, pages)})) return false;
      if (!f_.watermark.empty() && !watermark()) return false;
      if (pages > 1 && !seam_seal(p, pages)) return false;
    }
    return true;
  }

 private:
  bool first_page() {
    if (!lines("letterhead", s_.letterhead, f_.letterhead) ||
        !lines("return_address", s_.return_address, {f_.return_address}) ||
        !lines("recipient", s_.recipient, f_.recipient) || !info() || !lines("number", s_.number, {f_.number}) ||
        !lines("place_and_date", s_.place_and_date, {f_.place_and_date}) || !logo())
      return false;
    if (s_.marks.empty()) return true;
    for (const Mark& mark : s_.marks)
      page_->boxes.push_back({{5 * kPointsPerMm, mark.y - 0.15, mark.length, 0.3}, 0x808080, 0});
    return true;
  }

  static std::string numbered(std::string label, std::size_t page, std::size_t pages) {
    for (const auto& [name, value] : {std::pair{std::string("{page}"), page}, {std::string("{pages}"), pages}})
      for (std::size_t at; (at = label.find(name)) != label.npos;)
        label.replace(at, name.size(), std::to_string(value));
    return label;
  }

  std::uint16_t frame(const std::string& name, const Rectangle& box) {
    auto& frames = g_.layout.frames;
    for (std::size_t k = 0; k < frames.size(); ++k)
      if (frames[k].name == name) return static_cast<std::uint16_t>(k);
    frames.push_back({name, box});
    return static_cast<std::uint16_t>(frames.size() - 1);
  }

  /// Runs placed since `begin` go to the page.
  void take(std::size_t begin, std::uint16_t in) {
    for (std::size_t k = begin; k < g_.runs.size(); ++k) {
      g_.runs[k].frame = in;
      page_->runs.push_back(g_.runs[k]);
    }
    g_.runs.resize(begin);
  }

  struct Set {
    std::vector<ClusterRange> ranges;
    std::vector<Type> types;
    std::vector<std::vector<Line>> lines;
    double height = 0;
  };

  /// Lines that are too wide shrink to four fifths, then wrap; too many lines shrink, then fail.
  bool fit(const std::string& name, const std::vector<std::string>& texts, const Type& first, const Type& rest,
           double width, double height, Set& out) {
    g_.text.clear();
    for (std::size_t k = 0; k < texts.size(); ++k) {
      const Type& type = k == 0 ? first : rest;
      ClusterRange range;
      if (!g_.shape(texts[k], type, name, range)) return false;
      out.ranges.push_back(range);
    }
    for (const double all : {1.0, 0.9, 0.8}) {
      out.types.clear();
      out.lines.clear();
      out.height = 0;
      for (std::size_t k = 0; k < texts.size(); ++k) {
        Type type = k == 0 ? first : rest;
        const double wide = natural_width(g_.text, out.ranges[k]) * type.size / 1000;
        const double factor = all * std::clamp(wide > 0 ? width / (wide * all) : 1.0, 0.8, 1.0);
        type.size *= factor;
        type.leading *= factor;
        std::vector<Line> broken;
        break_lines(g_.text, out.ranges[k], g_.document.locale, in_ems(width, type.size) + 1, 0, g_.room, broken);
        out.height += type.leading * static_cast<double>(broken.size());
        out.types.push_back(type);
        out.lines.push_back(std::move(broken));
      }
      if (out.height <= height + 0.01) return true;
    }
    return g_.fail(name, {"",
                          fmt::format("{} lines do not fit into the frame \"{}\" of {:.0f} x {:.0f} mm", texts.size(),
                                      name, width / kPointsPerMm, height / kPointsPerMm),
                          "shorten the lines, or make the frame in the stationery larger"});
  }

  bool lines(const std::string& name, const std::optional<TextFrame>& place, const std::vector<std::string>& texts) {
    if (!place || texts.empty() || (texts.size() == 1 && texts[0].empty())) return true;
    return column(name, *place, texts, place->box.x, place->box.width) && rules(name, *place);
  }

  bool column(const std::string& name, const TextFrame& place, const std::vector<std::string>& texts, double x,
              double width) {
    double top = place.box.y, height = place.box.height;
    if (place.rule_above > 0) {
      top += place.rule_above + kRuleDistance;
      height -= place.rule_above + kRuleDistance;
    }
    if (place.rule_below > 0) height -= place.rule_below + kRuleDistance;
    Set set;
    if (!fit(name, texts, place.first, place.type, width, height, set)) return false;
    double y = place.at_bottom ? top + height - set.height : top;
    const std::size_t begin = g_.runs.size();
    for (std::size_t k = 0; k < texts.size(); ++k)
      for (const Line& line : set.lines[k]) {
        g_.place(line, set.types[k], x, y + baseline(set.types[k]), width, place.type.align, false);
        y += set.types[k].leading;
      }
    take(begin, frame(name, place.box));
    return true;
  }

  bool rules(const std::string& name, const TextFrame& place) {
    const std::uint16_t in = frame(name, place.box);
    const Rectangle& b = place.box;
    if (place.rule_above > 0) page_->boxes.push_back({{b.x, b.y, b.width, place.rule_above}, place.rule_colour, in});
    if (place.rule_below > 0)
      page_->boxes.push_back({{b.x, b.bottom() - place.rule_below, b.width, place.rule_below}, place.rule_colour, in});
    return true;
  }

  /// Labels in one column, values in the next.
  bool info() {
    if (!s_.info || f_.info.empty()) return true;
    const TextFrame& place = *s_.info;
    std::vector<std::string> labels;
    double widest = 0;
    for (const auto& [label, value] : f_.info) {
      g_.text.clear();
      ClusterRange range;
      if (!g_.shape(label, place.type, "info", range)) return false;
      widest = std::max(widest, natural_width(g_.text, range) * place.type.size / 1000);
    }
    const double label_width = std::min(widest + place.type.size * 0.2, place.box.width / 2);
    const double x = place.box.x + label_width + place.type.size * 0.8;
    double y = place.box.y;
    for (const auto& [label, value] : f_.info) {
      const double room = place.box.bottom() - y;
      Set left, right;
      const std::size_t begin = g_.runs.size();
      if (!fit("info", {label}, place.type, place.type, label_width, room, left)) return false;
      draw(left, place.box.x, y, label_width);
      if (!fit("info", {value}, place.type, place.type, place.box.right() - x, room, right)) return false;
      draw(right, x, y, place.box.right() - x);
      take(begin, frame("info", place.box));
      y += std::max({left.height, right.height, label.empty() && value.empty() ? place.type.leading * 0.6 : 0.0});
    }
    return true;
  }

  void draw(const Set& set, double x, double y, double width) {
    for (std::size_t k = 0; k < set.lines.size(); ++k)
      for (const Line& line : set.lines[k]) {
        g_.place(line, set.types[k], x, y + baseline(set.types[k]), width, Align::left, false);
        y += set.types[k].leading;
      }
  }

  bool footer() {
    if (!s_.footer || f_.footer.empty()) return true;
    const double gap = 10, n = static_cast<double>(f_.footer.size());
    const double width = (s_.footer->box.width - gap * (n - 1)) / n;
    double x = s_.footer->box.x;
    for (const auto& lines_of_column : f_.footer) {
      if (!lines_of_column.empty() && !column("footer", *s_.footer, lines_of_column, x, width)) return false;
      x += width + gap;
    }
    return rules("footer", *s_.footer);
  }

  bool logo() {
    if (!s_.logo || f_.logo.empty()) return true;
    const auto image = g_.image(f_.logo, "logo");
    if (!image) return false;
    const Image& shown = *g_.layout.images[*image];
    const double scale = std::min(s_.logo->width / shown.width, s_.logo->height / shown.height);
    page_->images.push_back(
        {{s_.logo->x, s_.logo->y, shown.width * scale, shown.height * scale}, *image, frame("logo", *s_.logo), {}});
    return true;
  }

  /// The seal cut into as many upright strips as there are pages; laid side by side the pages show it whole.
  bool seam_seal(std::size_t page, std::size_t pages) {
    if (s_.seam_at <= 0 || f_.seal.empty()) return true;
    const auto image = g_.image(f_.seal, "seal");
    if (!image) return false;
    const Image& shown = *g_.layout.images[*image];
    const double width = s_.seal_size, height = width * shown.height / shown.width;
    const double strip = width / static_cast<double>(pages);
    if (strip < 1 || s_.seam_at - height / 2 < 0 || s_.seam_at + height / 2 > s_.height)
      return true;  // too many pages to cut it
    const Rectangle part{s_.width - strip, s_.seam_at - height / 2, strip, height};
    page_->images.push_back({{part.x - strip * static_cast<double>(page), part.y, width, height}, *image, 0, part});
    return true;
  }

  bool watermark() {
    Type type = s_.watermark;
    g_.text.clear();
    g_.lines.clear();
    ClusterRange range;
    if (!g_.shape(f_.watermark, type, "watermark", range) || range.empty()) return g_.problem ? false : true;
    const std::int32_t wide = natural_width(g_.text, range);
    type.size = std::min(type.size, s_.width * 0.9 * 1000 / wide);
    break_lines(g_.text, range, g_.document.locale, wide + 1, 0, g_.room, g_.lines);
    const double angle = 45 * std::numbers::pi / 180, cosine = std::cos(angle), sine = std::sin(angle);
    const std::size_t begin = g_.runs.size();
    g_.place(g_.lines.front(), type, 0, 0, wide * type.size / 1000, Align::left, false);
    const double half = wide * type.size / 2000, drop = 0.36 * type.size;
    for (std::size_t k = begin; k < g_.runs.size(); ++k) {
      GlyphRun run = g_.runs[k];
      const double along = run.x - half;
      run.x = s_.width / 2 + along * cosine + drop * sine;
      run.y = s_.height / 2 - along * sine + drop * cosine;
      run.angle = 45;
      page_->watermark.push_back(run);
    }
    g_.runs.resize(begin);
    return true;
  }

  Galley& g_;
  const Stationery& s_;
  const Furniture& f_;
  Page* page_ = nullptr;
};

}  // namespace

bool set_furniture(Galley& galley) { return FurnitureSetter(galley).run(); }

}  // namespace dunmail
