// A font file may be damaged anywhere: it is refused, or glyphs are cut out of it without reading outside of it.
#include <cstdint>
#include <cstdlib>

#include "base/error.h"
#include "base/file.h"
#include "pdf/fonts.h"
#include "pdf/subset.h"

using namespace dunmail;

namespace {

std::string folder() {
  char name[] = "/tmp/fuzz-pdf-XXXXXX";
  if (!mkdtemp(name)) std::abort();
  return name;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string here = folder();
  static const bool ready = [] {
    std::string toml = "folder = \"/\"\nfallback = []\n[profile]\nfile = \"" DUNMAIL_SOURCE_DIR "/fonts/srgb.icc\"\n";
    toml += "[face.one]\nfile = \"" + here + "/font.ttf\"\npackage = \"fonts-example\"\n";
    toml +=
        "[family.serif]\nlatin = [\"one\", \"one\", \"one\", \"one\"]\nhan.cn = [\"one\", \"one\", \"one\", \"one\"]\n";
    write_file(here + "/fonts.toml", toml);
    return true;
  }();
  if (!ready) return 0;
  write_file(here + "/font.ttf", std::string(reinterpret_cast<const char*>(data), size));
  try {
    const auto fonts = FontSet::load(here + "/fonts.toml");
    std::vector<UsedGlyph> all, half;
    for (unsigned g = 1; g < fonts->face(0).glyph_count() && g < 300; ++g) {
      all.push_back({static_cast<GlyphId>(g), U"x"});
      if (g % 2) half.push_back(all.back());
    }
    (void)cut_subset(*fonts, 0, all, 1);
    const PreparedSubset prepared(*fonts, {{0, half}});
    if (const PreparedSubset::Part* part = prepared.part(0)) {
      std::vector<UsedGlyph> rest;
      for (const UsedGlyph& each : all)
        if (each.glyph % 2 == 0) rest.push_back(each);
      const FontSubset whole = extended(*fonts, *part, rest, 1);
      if (whole.glyphs.size() < all.size()) std::abort();
    }
  } catch (const Error& e) {
    if (e.kind() != ErrorKind::config) std::abort();
  }
  return 0;
}
