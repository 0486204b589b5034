// The fonts of fonts/fonts.toml, opened once and shared by all threads: which face has a character, how wide its glyph
// is, and what a PDF font descriptor needs to know. Nothing here changes after load().
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct hb_blob_t;  // HarfBuzz's; its headers are for fonts.cc and word_shaper.cc
struct hb_face_t;
struct hb_font_t;

namespace dunmail {

using FaceId = std::uint16_t;    ///< place of a face in its FontSet
using FamilyId = std::uint16_t;  ///< place of a family in its FontSet
using GlyphId = std::uint16_t;   ///< of the whole face, not of a subset

/// Chinese characters are drawn differently by region. Locales that are not Chinese take the forms of the mainland.
enum class Region : std::uint8_t { cn, hk, tw };
Region region_of(std::string_view locale);

/// One TrueType face. Lengths are in thousandths of an em, as PDF counts them.
class Face {
 public:
  struct Metrics {
    int ascent = 0, descent = 0, cap_height = 0, stem_v = 0;
    double italic_angle = 0;
    std::array<int, 4> box{};  ///< left, bottom, right, top
    bool serif = false;
  };

  /// Throws Error(config) at `where` when the file is missing, cut off, or without TrueType outlines.
  Face(const std::string& path, unsigned index, const std::string& package, const std::string& where);

  hb_font_t* font() const { return font_.get(); }  ///< scale: font units
  GlyphId glyph(char32_t code) const;              ///< 0: the face has no such character
  int advance(GlyphId glyph) const { return advances_[glyph]; }
  unsigned glyph_count() const { return static_cast<unsigned>(advances_.size()); }
  int per_mille(int font_units) const;
  /// How far the outline is moved from where the file has it, in font units. UMing and UKai draw 、 and 。 in the
  /// middle for all regions; that is Taiwan's way, and the mainland sets them at the lower left (GB/T 15834).
  struct Shift {
    int x = 0, y = 0;
  };
  Shift shift(GlyphId glyph) const {
    for (const auto& [moved, by] : moved_)
      if (moved == glyph) return by;
    return {};
  }
  /// Left and right edge of the glyph's ink where it is printed, or nothing when the face does not say.
  struct Ink {
    int left = 0, right = 0;
  };
  std::optional<Ink> ink(GlyphId glyph) const;
  std::string_view table(const char* tag) const;  ///< bytes of the file, valid as long as the face
  const Metrics& metrics() const { return metrics_; }
  const std::string& name() const { return name_; }  ///< PostScript name

 private:
  struct Free {
    void operator()(hb_blob_t* blob) const;
    void operator()(hb_face_t* face) const;
    void operator()(hb_font_t* font) const;
  };
  void measure();
  void move_marks_to_corner();

  std::unique_ptr<hb_blob_t, Free> blob_;
  std::unique_ptr<hb_face_t, Free> face_;
  std::unique_ptr<hb_font_t, Free> font_;
  std::map<std::string, std::string_view, std::less<>> tables_;
  std::vector<std::int16_t> advances_;
  std::vector<std::pair<GlyphId, Shift>> moved_;  ///< a few
  int units_ = 1000;
  Metrics metrics_;
  std::string name_;
  friend class FontSet;
};

class FontSet {
 public:
  struct Choice {
    FaceId face;
    GlyphId glyph;
  };

  /// Throws Error(config) with file and line for every fault in fonts.toml or in a file it names.
  static std::shared_ptr<const FontSet> load(const std::string& path);

  std::optional<FamilyId> family(std::string_view name) const;
  std::vector<std::string> family_names() const;
  const Face& face(FaceId id) const { return *faces_[id]; }
  std::size_t face_count() const { return faces_.size(); }
  /// The face for a character: the family's Latin or Chinese one, then the other, then the fall-backs in their order.
  std::optional<Choice> choose(FamilyId family, bool bold, bool italic, Region region, bool chinese_text,
                               char32_t code) const;
  /// The face of plain Latin text in a family.
  FaceId latin_face(FamilyId family, bool bold, bool italic) const;
  const std::string& colour_profile() const { return profile_; }  ///< an RGB ICC profile, deflated once for all

 private:
  struct Family {
    std::string name;
    std::array<FaceId, 4> latin{};               ///< regular, bold, italic, bold italic
    std::array<std::array<FaceId, 4>, 3> han{};  ///< by Region
  };

  std::vector<std::unique_ptr<Face>> faces_;
  std::vector<Family> families_;
  std::vector<FaceId> fallback_;
  std::string profile_;
};

}  // namespace dunmail
