#include "pdf/subset.h"

#include <hb.h>
#include <libdeflate.h>

#include <cmath>

#include "pdf/outline.h"
#include "typeset/type_room.h"

using namespace dunmail;
using dunmail::testing::fonts;

namespace {

std::string inflated(std::string_view zlib, std::size_t length) {
  libdeflate_decompressor* z = libdeflate_alloc_decompressor();
  std::string out(length, '\0');
  std::size_t made = 0;
  const auto status = libdeflate_zlib_decompress(z, zlib.data(), zlib.size(), out.data(), out.size(), &made);
  libdeflate_free_decompressor(z);
  REQUIRE(status == LIBDEFLATE_SUCCESS);
  CHECK(made == length);
  return out;
}

FaceId face_named(std::string_view name) {
  for (FaceId id = 0; id < fonts()->face_count(); ++id)
    if (fonts()->face(id).name() == name) return id;
  FAIL("no face " << name);
  return 0;
}

std::vector<UsedGlyph> glyphs_of(FaceId face, std::u32string_view text) {
  std::vector<UsedGlyph> out;
  for (const char32_t c : text) out.push_back({fonts()->face(face).glyph(c), std::u32string(1, c)});
  return out;
}

struct Spot {
  double x, y;
};

/// A glyph's outline as points close to each other.
std::vector<Spot> outline_of(hb_font_t* font, GlyphId glyph) {
  struct Pen {
    std::vector<Spot> spots;
    void line(double x0, double y0, double x1, double y1) {
      const int steps = 1 + static_cast<int>(std::hypot(x1 - x0, y1 - y0) / 2);
      for (int k = 0; k <= steps; ++k) spots.push_back({x0 + (x1 - x0) * k / steps, y0 + (y1 - y0) * k / steps});
    }
    void curve(double x0, double y0, double cx, double cy, double x1, double y1) {
      constexpr int steps = 12;
      Spot at{x0, y0};
      for (int k = 1; k <= steps; ++k) {
        const double t = static_cast<double>(k) / steps, u = 1 - t;
        const Spot to{u * u * x0 + 2 * u * t * cx + t * t * x1, u * u * y0 + 2 * u * t * cy + t * t * y1};
        line(at.x, at.y, to.x, to.y);
        at = to;
      }
    }
  } pen;
  hb_draw_funcs_t* draw = hb_draw_funcs_create();
  hb_draw_funcs_set_line_to_func(
      draw,
      [](hb_draw_funcs_t*, void* data, hb_draw_state_t* at, float x, float y, void*) {
        static_cast<Pen*>(data)->line(at->current_x, at->current_y, x, y);
      },
      nullptr, nullptr);
  hb_draw_funcs_set_quadratic_to_func(
      draw,
      [](hb_draw_funcs_t*, void* data, hb_draw_state_t* at, float cx, float cy, float x, float y, void*) {
        static_cast<Pen*>(data)->curve(at->current_x, at->current_y, cx, cy, x, y);
      },
      nullptr, nullptr);
  hb_font_get_glyph_shape(font, glyph, draw, &pen);
  hb_draw_funcs_destroy(draw);
  return pen.spots;
}

/// How far the farthest spot of one outline is from the other.
double distance(const std::vector<Spot>& from, const std::vector<Spot>& to) {
  double worst = 0;
  for (const Spot& a : from) {
    double nearest = 1e9;
    for (const Spot& b : to) nearest = std::min(nearest, (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
    worst = std::max(worst, nearest);
  }
  return std::sqrt(worst);
}

}  // namespace

TEST_CASE("outlines are written smaller, and stay within 1/400 em of the font's own") {
  for (const char* name : {"UMingCN", "WenQuanYiZenHei", "LiberationSerif", "LiberationSerif-Bold"}) {
    INFO(name);
    const FaceId id = face_named(name);
    const Face& face = fonts()->face(id);
    const auto used = glyphs_of(id, std::string_view(name).starts_with("Lib") ? U"QRg&@5äß" : U"函款鑫国警〔，龙");
    const FontSubset subset = cut_subset(*fonts(), id, used, 6);
    const std::string program = inflated(subset.program, subset.program_length);
    hb_blob_t* blob = hb_blob_create(program.data(), static_cast<unsigned>(program.size()), HB_MEMORY_MODE_READONLY,
                                     nullptr, nullptr);
    hb_face_t* cut_face = hb_face_create(blob, 0);
    hb_font_t* cut_font = hb_font_create(cut_face);
    const double em = hb_face_get_upem(cut_face);
    CHECK(hb_face_get_glyph_count(cut_face) == subset.glyphs.size());
    const Outlines outlines(face);
    for (std::size_t k = 1; k <= used.size(); ++k) {
      const auto before = outline_of(face.font(), subset.glyphs[k]);
      const auto after = outline_of(cut_font, static_cast<GlyphId>(k));
      INFO("glyph " << subset.glyphs[k]);
      REQUIRE_FALSE(after.empty());
      CHECK(distance(before, after) < em / 400);
      CHECK(distance(after, before) < em / 400);
      std::string smaller;
      append_outline(smaller, outlines.of(subset.glyphs[k]), outlines.units());
      CHECK(smaller.size() <= outlines.of(subset.glyphs[k]).size() * 11 / 10);
    }
    hb_font_destroy(cut_font);
    hb_face_destroy(cut_face);
    hb_blob_destroy(blob);
  }
}

TEST_CASE("a prepared font takes more glyphs and keeps the numbers it gave") {
  const FaceId id = face_named("UMingCN");
  const auto common = glyphs_of(id, U"催款提示函贵司应付"), more = glyphs_of(id, U"杭州临溪");
  const PreparedSubset prepared(*fonts(), {{id, common}});
  const PreparedSubset::Part& part = *prepared.part(id);
  const FontSubset whole = extended(*fonts(), part, more, 6);
  REQUIRE(whole.glyphs.size() == 1 + common.size() + more.size());
  for (const UsedGlyph& each : common) CHECK(whole.glyphs[part.number[each.glyph]] == each.glyph);
  const std::string program = inflated(whole.program, whole.program_length);
  hb_blob_t* blob =
      hb_blob_create(program.data(), static_cast<unsigned>(program.size()), HB_MEMORY_MODE_READONLY, nullptr, nullptr);
  hb_face_t* face = hb_face_create(blob, 0);
  hb_font_t* font = hb_font_create(face);
  for (std::size_t k = 1; k < whole.glyphs.size(); ++k)
    CHECK(distance(outline_of(fonts()->face(id).font(), whole.glyphs[k]), outline_of(font, static_cast<GlyphId>(k))) <
          1024.0 / 400);
  hb_font_destroy(font);
  hb_face_destroy(face);
  hb_blob_destroy(blob);
}

TEST_CASE("the mainland's full stop stands at the lower left, Taiwan's in the middle") {
  for (const auto& [name, corner] : {std::pair{"UMingCN", true}, std::pair{"UMingTW", false}}) {
    INFO(name);
    const FaceId id = face_named(name);
    const auto used = glyphs_of(id, U"。");
    const FontSubset subset = cut_subset(*fonts(), id, used, 6);
    const std::string program = inflated(subset.program, subset.program_length);
    hb_blob_t* blob = hb_blob_create(program.data(), static_cast<unsigned>(program.size()), HB_MEMORY_MODE_READONLY,
                                     nullptr, nullptr);
    hb_face_t* face = hb_face_create(blob, 0);
    hb_font_t* font = hb_font_create(face);
    double right = 0, top = 0;
    for (const Spot& spot : outline_of(font, 1)) {
      right = std::max(right, spot.x);
      top = std::max(top, spot.y);
    }
    CHECK((right < 400) == corner);
    CHECK((top < 250) == corner);
    hb_glyph_extents_t ink;
    REQUIRE(hb_font_get_glyph_extents(font, 1, &ink));
    CHECK(ink.x_bearing + ink.width == Approx(right).margin(3));
    hb_font_destroy(font);
    hb_face_destroy(face);
    hb_blob_destroy(blob);
  }
}

TEST_CASE("a stream that was left open is closed by any rest") {
  const std::string common(3000, 'c'), stored = "head";
  const OpenStream open = open_stream(common);
  for (const std::string rest : {"", "x", "a longer rest of some words of some words"}) {
    const std::string whole = close_stream(stored, open, rest, 6);
    CHECK(inflated(whole, stored.size() + common.size() + rest.size()) == stored + common + rest);
    CHECK(inflated(close_stream({}, open, rest, 6), common.size() + rest.size()) == common + rest);
  }
}

TEST_CASE("a damaged glyph appends nothing") {
  const Outlines outlines(fonts()->face(face_named("UMingCN")));
  const std::string good(outlines.of(fonts()->face(face_named("UMingCN")).glyph(U'函')));
  for (std::size_t length = 10; length + 4 < good.size(); length += 7) {
    std::string out;
    append_outline(out, std::string_view(good).substr(0, length), outlines.units());
    CHECK(out.empty());
  }
}
