#include "typeset/envelope.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "pdf/placed.h"
#include "typeset/stationery.h"

namespace dunmail {
namespace {

constexpr double kForgiven = 0.5 * kPointsPerMm;
constexpr double kAscent = 0.88, kDescent = 0.22;  // of Latin capitals with accents, of Chinese characters, of a "g"

/// The least box around the lines of the address; nothing when no frame holds one.
std::optional<Rectangle> ink_of_address(const Layout& letter) {
  double left = 1e9, top = 1e9, right = -1e9, bottom = -1e9;
  for (const GlyphRun& run : letter.pages.front().runs) {
    if (run.frame >= letter.frames.size() || letter.frames[run.frame].name != "recipient") continue;
    left = std::min(left, run.x);
    right = std::max(right, run.x + run.width);
    top = std::min(top, run.y - kAscent * run.size);
    bottom = std::max(bottom, run.y + kDescent * run.size);
  }
  if (right < left) return std::nullopt;
  return Rectangle{left, top, right - left, bottom - top};
}

}  // namespace

EnvelopeFit fit_envelope(const Layout& letter, const Stationery& stationery) {
  EnvelopeFit out;
  out.paper = fmt::format("{:.4g} x {:.4g} mm", stationery.width / kPointsPerMm, stationery.height / kPointsPerMm);
  if (!stationery.envelope) return out;
  out.envelope = stationery.envelope->name;
  out.sheet_classes = stationery.envelope->sheet_classes;
  if (!stationery.envelope->window) return out;
  const Rectangle& window = *stationery.envelope->window;
  const auto ink = ink_of_address(letter);
  if (!ink) {
    out.outside = "the letter has no address where the window is";
    return out;
  }
  const std::pair<const char*, double> sides[] = {{"left", window.x - ink->x},
                                                  {"right", ink->right() - window.right()},
                                                  {"upper", window.y - ink->y},
                                                  {"lower", ink->bottom() - window.bottom()}};
  for (const auto& [side, beyond] : sides)
    if (beyond > kForgiven)
      out.outside = fmt::format("the address reaches {:.1f} mm beyond the {} edge of the window ({})",
                                beyond / kPointsPerMm, side, out.envelope);
  return out;
}

}  // namespace dunmail
