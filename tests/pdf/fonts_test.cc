#include <catch2/catch.hpp>

#include "base/file.h"
#include "support/temp_dir.h"
#include "typeset/type_room.h"

using namespace dunmail;
using namespace dunmail::testing;

namespace {

std::string face_of(const char* family, bool bold, bool italic, const char* locale, char32_t c) {
  const auto set = fonts();
  const auto found =
      set->choose(*set->family(family), bold, italic, region_of(locale), std::string_view(locale).starts_with("zh"), c);
  return found ? set->face(found->face).name() : "none";
}

std::string fonts_toml(const std::string& file) {
  return "folder = \"/\"\nfallback = []\n[profile]\nfile = \"" DUNMAIL_SOURCE_DIR
         "/fonts/srgb.icc\"\n"
         "[face.one]\nfile = \"" +
         file +
         "\"\npackage = \"fonts-example\"\n"
         "[family.serif]\nlatin = [\"one\", \"one\", \"one\", \"one\"]\nhan.cn = [\"one\", \"one\", \"one\", "
         "\"one\"]\n";
}

Problem refused_fonts(const TempDir& dir, const std::string& toml) {
  write_file(dir / "fonts.toml", toml);
  try {
    FontSet::load(dir / "fonts.toml");
  } catch (const Error& e) {
    CHECK(e.kind() == ErrorKind::config);
    return e.problem();
  }
  FAIL("was accepted");
  return {};
}

}  // namespace

TEST_CASE("each character finds the face of its script, weight and region") {
  struct Row {
    const char* family;
    bool bold, italic;
    const char* locale;
    char32_t c;
    const char* face;
  };
  const Row rows[] = {
      {"song", false, false, "zh-CN", U'款', "UMingCN"},
      {"song", false, false, "zh-TW", U'款', "UMingTW"},
      {"song", false, false, "zh-HK", U'款', "UMingHK"},
      {"song", false, false, "en", U'款', "UMingCN"},
      {"song", true, false, "zh-CN", U'款', "WenQuanYiZenHei"},
      {"song", false, true, "zh-CN", U'款', "UKaiCN"},
      {"song", false, false, "zh-CN", U'A', "LiberationSerif"},
      {"song", true, false, "zh-CN", U'7', "LiberationSerif-Bold"},
      {"song", false, false, "zh-CN", U'，', "UMingCN"},
      {"song", false, false, "zh-CN", U'“', "UMingCN"},
      {"song", false, false, "en", U'“', "LiberationSerif"},
      {"song", false, false, "zh-CN", U'\U00020BB7', "HanaMinA"},  // 𠮷
      {"song", true, false, "zh-CN", U'\U00020BB7', "HanaMinA"},
      {"serif", false, true, "de", U'ß', "LiberationSerif-Italic"},
      {"serif", false, false, "en", U'€', "LiberationSerif"},
      {"serif", false, false, "en", U'\U0001F9E8', "none"},
  };
  for (const Row& row : rows) {
    INFO(static_cast<unsigned>(row.c) << " " << row.locale);
    CHECK(face_of(row.family, row.bold, row.italic, row.locale, row.c) == row.face);
  }
}

TEST_CASE("a font file that cannot be used is named with its Debian package") {
  const TempDir dir;
  const std::string whole = read_file("/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf");
  SECTION("missing") {
    const Problem p = refused_fonts(dir, fonts_toml(dir / "none.ttf"));
    CHECK(p.where == (dir / "fonts.toml") + ":6:8");
    CHECK(p.hint == "install the Debian package fonts-example");
  }
  SECTION("cut off, at any length") {
    for (const std::size_t length : {std::size_t{0}, std::size_t{3}, std::size_t{11}, std::size_t{40}, std::size_t{200},
                                     whole.size() / 2, whole.size() - 1}) {
      write_file(dir / "cut.ttf", whole.substr(0, length));
      const Problem p = refused_fonts(dir, fonts_toml(dir / "cut.ttf"));
      INFO(length << " " << p.line());
      CHECK((p.message.find("cut off") != p.message.npos || p.message.find("cannot be read") != p.message.npos));
    }
  }
  SECTION("CFF outlines") {
    write_file(dir / "cff.otf", "OTTO" + whole.substr(4));
    CHECK(refused_fonts(dir, fonts_toml(dir / "cff.otf")).message.find("CFF") != std::string::npos);
  }
  SECTION("no font") {
    write_file(dir / "text.ttf", std::string(500, 'x'));
    CHECK(refused_fonts(dir, fonts_toml(dir / "text.ttf")).message.find("is no TrueType font") != std::string::npos);
  }
}

TEST_CASE("fonts.toml is strict") {
  const TempDir dir;
  const std::string good = fonts_toml("/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf");
  CHECK(refused_fonts(dir, good + "colour = 1\n").message.find("colour") != std::string::npos);
  std::string typo = good;
  typo.replace(typo.find("latin = [\"one\""), 14, "latin = [\"oen\"");
  CHECK(refused_fonts(dir, typo).message.find("no face is called \"oen\"") != std::string::npos);
}

TEST_CASE("a hostile glyph table is never read outside") {
  const TempDir dir;
  std::string bytes = read_file("/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf");
  const std::size_t count = static_cast<unsigned char>(bytes[5]);
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t entry = 12 + 16 * k;
    if (bytes.substr(entry, 4) != "loca") continue;
    std::size_t offset = 0;
    for (std::size_t b = 8; b < 12; ++b) offset = offset << 8 | static_cast<unsigned char>(bytes[entry + b]);
    for (std::size_t b = 0; b < 400; ++b) bytes[offset + b] = static_cast<char>(0xF0 + b % 16);
  }
  write_file(dir / "odd.ttf", bytes);
  write_file(dir / "fonts.toml", fonts_toml(dir / "odd.ttf"));
  const auto set = FontSet::load(dir / "fonts.toml");
  std::vector<UsedGlyph> used;
  for (GlyphId g = 1; g < 300; ++g) used.push_back({g, U"x"});
  CHECK(cut_subset(*set, 0, used, 6).glyphs.size() >= 300);
}
