#include "pdf/outline.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace dunmail {
namespace {

std::uint32_t be32(std::string_view s, std::size_t at) {
  return std::uint32_t{glyf16(s, at)} << 16 | glyf16(s, at + 2);
}
void put16(std::string& out, int v) { out += static_cast<char>(v >> 8 & 255), out += static_cast<char>(v & 255); }

struct Point {
  int x = 0, y = 0;
  bool on = false;  ///< on the curve; else a control point
};
using Contour = std::vector<Point>;

constexpr unsigned kOn = 1, kShortX = 2, kShortY = 4, kRepeat = 8, kSameX = 16, kSameY = 32;

/// Contours of a simple glyph; false when its bytes do not hold what they announce.
bool read(std::string_view glyph, std::vector<Contour>& contours) {
  const std::size_t count = glyf16(glyph, 0);
  std::size_t p = 10 + 2 * count;
  if (count == 0 || p + 2 > glyph.size()) return false;
  const std::size_t points = glyf16(glyph, p - 2) + std::size_t{1};
  p += 2 + glyf16(glyph, p);
  thread_local std::vector<unsigned char> flags;
  flags.clear();
  while (flags.size() < points) {
    if (p >= glyph.size()) return false;
    const auto flag = static_cast<unsigned char>(glyph[p++]);
    std::size_t times = 1;
    if (flag & kRepeat) {
      if (p >= glyph.size()) return false;
      times += static_cast<unsigned char>(glyph[p++]);
    }
    flags.insert(flags.end(), times, flag);
  }
  if (flags.size() != points) return false;
  thread_local std::vector<Point> all;
  all.resize(points);
  for (const bool upright : {false, true}) {
    const unsigned is_short = upright ? kShortY : kShortX, same = upright ? kSameY : kSameX;
    int at = 0;
    for (std::size_t k = 0; k < points; ++k) {
      if (flags[k] & is_short) {
        if (p >= glyph.size()) return false;
        const int step = static_cast<unsigned char>(glyph[p++]);
        at += flags[k] & same ? step : -step;
      } else if (!(flags[k] & same)) {
        if (p + 2 > glyph.size()) return false;
        at += static_cast<std::int16_t>(glyf16(glyph, p));
        p += 2;
      }
      if (at < -32768 || at > 32767) return false;
      (upright ? all[k].y : all[k].x) = at;
      all[k].on = flags[k] & kOn;
    }
  }
  contours.resize(count);
  std::size_t begin = 0;
  for (std::size_t c = 0; c < count; ++c) {
    const std::size_t end = glyf16(glyph, 10 + 2 * c) + std::size_t{1};
    if (end < begin || end > points) return false;
    contours[c].assign(all.begin() + static_cast<std::ptrdiff_t>(begin),
                       all.begin() + static_cast<std::ptrdiff_t>(end));
    begin = end;
  }
  return true;
}

/// Curves go on the grid; ends of upright and level lines keep the coordinate that places the line.
void round_curves(Contour& c, int grid) {
  thread_local Contour from;
  from = c;
  const auto rounded = [grid](int v) { return (v + grid / 2 + 32768) / grid * grid - 32768; };
  for (std::size_t k = 0; k < c.size(); ++k) {
    const Point &before = from[(k + from.size() - 1) % from.size()], &at = from[k],
                &after = from[(k + 1) % from.size()];
    const auto joins = [&](int Point::*axis) {
      return at.on && ((before.on && before.*axis == at.*axis) || (after.on && after.*axis == at.*axis));
    };
    if (!joins(&Point::x)) c[k].x = rounded(at.x);
    if (!joins(&Point::y)) c[k].y = rounded(at.y);
  }
}

/// Points between two points of the curve that lie on their chord, as near as `tolerance`. Never two in a row, so that
/// small errors do not add up.
void drop_flat(Contour& c, double tolerance) {
  const auto is_flat = [&](const Point& a, const Point& b, const Point& e) {
    if (!a.on || !e.on) return false;
    const double dx = e.x - a.x, dy = e.y - a.y, square = dx * dx + dy * dy;
    const double along = dx * (b.x - a.x) + dy * (b.y - a.y), off = dx * (b.y - a.y) - dy * (b.x - a.x);
    const double most = b.on ? tolerance : 2 * tolerance;  // a curve comes half as near to its control point
    return along >= 0 && along <= square && off * off <= most * most * square;
  };
  if (c.size() < 4) return;
  std::size_t kept = 1;
  for (std::size_t k = 1; k < c.size(); ++k) {
    const std::size_t left = kept + c.size() - k;
    if (left > 3 && k + 1 < c.size() && is_flat(c[kept - 1], c[k], c[k + 1])) ++k;
    c[kept++] = c[k];
  }
  c.resize(kept);
}

/// A point of the curve midway between two control points need not be written.
void drop_implied(Contour& c, double tolerance) {
  std::size_t kept = 0;
  for (std::size_t k = 0; k < c.size(); ++k) {
    if (k > 0 && k + 1 < c.size() && c[k].on && !c[kept - 1].on && !c[k + 1].on) {
      const double dx = c[kept - 1].x + c[k + 1].x - 2.0 * c[k].x, dy = c[kept - 1].y + c[k + 1].y - 2.0 * c[k].y;
      if (dx * dx + dy * dy <= 4 * tolerance * tolerance) continue;
    }
    c[kept++] = c[k];
  }
  c.resize(kept);
}

void write(std::string& out, const std::vector<Contour>& contours) {
  int end = -1;
  for (const Contour& c : contours) put16(out, end += static_cast<int>(c.size()));
  put16(out, 0);  // no instructions
  thread_local std::string xs, ys;
  xs.clear();
  ys.clear();
  Point last;
  for (const Contour& c : contours)
    for (const Point& p : c) {
      unsigned flag = p.on ? kOn : 0;
      const auto step = [&](int delta, unsigned is_short, unsigned same, std::string& to) {
        if (delta == 0) {
          flag |= same;
        } else if (std::abs(delta) < 256) {
          flag |= is_short | (delta > 0 ? same : 0);
          to += static_cast<char>(std::abs(delta));
        } else {
          put16(to, delta);
        }
      };
      step(p.x - last.x, kShortX, kSameX, xs);
      step(p.y - last.y, kShortY, kSameY, ys);
      out += static_cast<char>(flag);
      last = p;
    }
  out += xs;
  out += ys;
}

}  // namespace

Outlines::Outlines(const Face& face)
    : glyf_(face.table("glyf")),
      loca_(face.table("loca")),
      wide_(glyf16(face.table("head"), 50) != 0),
      units_(static_cast<int>(glyf16(face.table("head"), 18))) {}

std::string_view Outlines::of(GlyphId glyph) const {
  const std::size_t g = glyph;
  const std::size_t begin = wide_ ? be32(loca_, 4 * g) : std::size_t{glyf16(loca_, 2 * g)} * 2;
  const std::size_t end = wide_ ? be32(loca_, 4 * g + 4) : std::size_t{glyf16(loca_, 2 * g + 2)} * 2;
  // Ten bytes are the header.
  return end <= glyf_.size() && begin + 10 <= end ? glyf_.substr(begin, end - begin) : std::string_view();
}

void append_outline(std::string& out, std::string_view glyph, int units_per_em, Face::Shift shift) {
  thread_local std::vector<Contour> contours;
  if (!read(glyph, contours)) return;
  const double em = units_per_em;
  for (Contour& c : contours) {
    for (Point& p : c) {
      p.x += shift.x;
      p.y += shift.y;
    }
    drop_flat(c, em / 1280);
    drop_implied(c, em / 768);
    round_curves(c, std::max(1, units_per_em / 512));
  }
  out += glyph.substr(0, 2);
  // The box may be a trifle too large now; renderers place the glyph by its left edge.
  for (const std::size_t side : {2u, 4u, 6u, 8u})
    put16(out, static_cast<std::int16_t>(glyf16(glyph, side)) + (side % 4 == 2 ? shift.x : shift.y));
  write(out, contours);
}

}  // namespace dunmail
