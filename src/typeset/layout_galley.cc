#include "typeset/layout_galley.h"

namespace dunmail {

Galley::Galley(const Document& d, const Stationery& s, ShapingRoom& r, Layout& l)
    : document(d), stationery(s), room(r), layout(l), chinese(d.locale.starts_with("zh")) {}

bool Galley::fail(std::string where, Problem what) {
  if (!problem) {
    problem = std::move(what);
    if (problem->where.empty()) problem->where = std::move(where);
  }
  return false;
}

bool Galley::shape(const Inline& words, const Type& type, const std::string& where, ClusterRange& range) {
  auto fault = room.shape(words, type.family, type.bold, document.locale, stationery.autospace, text, range);
  return fault ? fail(where, std::move(*fault)) : true;
}

bool Galley::shape(std::string_view words, const Type& type, const std::string& where, ClusterRange& range) {
  auto fault = room.shape(words, type.family, type.bold, document.locale, stationery.autospace, text, range);
  return fault ? fail(where, std::move(*fault)) : true;
}

double Galley::place(const Line& line, const Type& type, double x, double y, double measure, Align align,
                     bool justified) {
  const std::int32_t width = line.width;
  const std::int32_t slack = in_ems(measure, type.size) - width;
  std::int32_t pen = -line.start_trim;
  if (align == Align::right || align == Align::decimal) pen += slack;
  if (align == Align::center) pen += slack / 2;
  const std::int64_t stretch = justified && slack > 0 && line.stretch_points > 0 ? slack : 0;
  const double unit = type.size / 1000;

  GlyphRun* run = nullptr;
  std::int32_t run_end = 0, run_begin = 0;
  int rise = 0;
  std::int64_t points_seen = 0;
  const auto finish = [&] {
    if (run) run->width = (run_end - run_begin) * unit;
  };
  for (std::uint32_t k = line.first; k < line.last; ++k) {
    const Cluster& cluster = text.clusters[k];
    if (k > line.first) {
      pen += cluster.lead;
      if (stretch && may_stretch(text, k)) {
        // The remainder is spread evenly, so that the last character meets the edge exactly.
        const std::int64_t n = line.stretch_points;
        pen += static_cast<std::int32_t>(stretch * (points_seen + 1) / n - stretch * points_seen / n);
        ++points_seen;
      }
    }
    for (std::uint32_t g = cluster.glyph; g < cluster.glyph + cluster.glyphs; ++g) {
      const ShapedGlyph& glyph = text.glyphs[g];
      const std::int32_t at = pen + glyph.dx;
      if (!run || run->face != glyph.face || rise != glyph.dy) {
        finish();
        runs.push_back({glyph.face, 0, x + at * unit, y - glyph.dy * unit, type.size, 0, 0, type.colour,
                        static_cast<std::uint32_t>(layout.glyphs.size()), 0});
        run = &runs.back();
        rise = glyph.dy;
        run_begin = at;
      } else {
        layout.glyphs.back().gap += at - run_end;
      }
      char32_t source = glyph.text;
      if (source & kLigature) {
        layout.ligatures.push_back(text.ligatures[source & ~kLigature]);
        source = kLigature + static_cast<char32_t>(layout.ligatures.size() - 1);
      }
      layout.glyphs.push_back({glyph.glyph, 0, source});
      ++run->count;
      run_end = at + glyph.nominal;
      pen += glyph.advance;
    }
  }
  if (line.last > line.first) run_end -= text.clusters[line.last - 1].trim_right;  // its blank half may hang over
  finish();
  return (width + (stretch ? slack : 0)) * unit;
}

std::optional<std::uint16_t> Galley::image(const std::string& path, const std::string& where) {
  auto read = room.images().get(path);
  if (!read) {
    fail(where, read.problem());
    return std::nullopt;
  }
  for (std::size_t k = 0; k < layout.images.size(); ++k)
    if (layout.images[k] == *read) return static_cast<std::uint16_t>(k);
  layout.images.push_back(*read);
  return static_cast<std::uint16_t>(layout.images.size() - 1);
}

void Galley::open(Strip& strip) const {
  strip.first_run = static_cast<std::uint32_t>(runs.size());
  strip.first_box = static_cast<std::uint32_t>(boxes.size());
  strip.first_image = static_cast<std::uint32_t>(images.size());
  strip.first_link = static_cast<std::uint32_t>(links.size());
}

void Galley::end(Strip& strip) const {
  strip.last_run = static_cast<std::uint32_t>(runs.size());
  strip.last_box = static_cast<std::uint32_t>(boxes.size());
  strip.last_image = static_cast<std::uint32_t>(images.size());
  strip.last_link = static_cast<std::uint32_t>(links.size());
}

void Galley::close(Strip& strip) {
  end(strip);
  strips.push_back(strip);
}

}  // namespace dunmail
