#include "pdf/fonts.h"

#include <fmt/format.h>
#include <hb-ot.h>
#include <hb.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "base/config_table.h"
#include "base/file.h"
#include "base/text.h"
#include "pdf/deflate.h"

namespace dunmail {
namespace {

std::uint32_t be32(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t k = 0; k < 4; ++k) value = value << 8 | static_cast<unsigned char>(bytes[at + k]);
  return value;
}

std::uint16_t be16(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[at]) << 8 |
                                    static_cast<unsigned char>(bytes[at + 1]));
}

Error font_error(const std::string& where, const std::string& file, const std::string& what,
                 const std::string& package) {
  return {ErrorKind::config, where, fmt::format("the font file {} {}", file, what),
          "install the Debian package " + package};
}

/// The table directory of OpenType (chapter "Organization of an OpenType Font"): every table must lie in the file.
std::map<std::string, std::string_view, std::less<>> directory(std::string_view bytes, unsigned index, auto&& fault) {
  if (bytes.size() < 12) throw fault("is cut off");
  std::size_t at = 0;
  if (bytes.substr(0, 4) == "ttcf") {
    if (index >= be32(bytes, 8) || bytes.size() < 16 + 4 * std::size_t{index})
      throw fault(fmt::format("has no face {}", index));
    at = be32(bytes, 12 + 4 * std::size_t{index});
  } else if (index != 0) {
    throw fault(fmt::format("has no face {}", index));
  }
  if (at + 12 > bytes.size()) throw fault("is cut off");
  if (bytes.substr(at, 4) == "OTTO") throw fault("has CFF outlines, and only TrueType outlines can be embedded");
  if (bytes.substr(at, 4) != std::string_view("\0\1\0\0", 4) && bytes.substr(at, 4) != "true")
    throw fault("is no TrueType font");
  const std::size_t count = be16(bytes, at + 4);
  if (at + 12 + 16 * count > bytes.size()) throw fault("is cut off");
  std::map<std::string, std::string_view, std::less<>> tables;
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t entry = at + 12 + 16 * k;
    const std::size_t offset = be32(bytes, entry + 8), length = be32(bytes, entry + 12);
    if (offset + length > bytes.size()) throw fault("is cut off");
    tables[std::string(bytes.substr(entry, 4))] = bytes.substr(offset, length);
  }
  for (const char* needed : {"glyf", "loca", "head", "hhea", "hmtx", "maxp", "cmap"})
    if (!tables.contains(needed)) throw fault(fmt::format("has no \"{}\" table, so no TrueType outlines", needed));
  if (tables["head"].size() < 54 || tables["hhea"].size() < 36 || tables["maxp"].size() < 6) throw fault("is cut off");
  const std::size_t glyphs = be16(tables["maxp"], 4), wide = be16(tables["head"], 50) ? 4 : 2;
  if (tables["loca"].size() < (glyphs + 1) * wide) throw fault("is cut off");
  return tables;
}

/// Punctuation that Latin and Chinese print share by code point, and that Chinese text wants a full em wide.
bool is_shared_punctuation(char32_t c) {
  return c == 0xB7 || c == 0x2014 || c == 0x2015 || c == 0x2018 || c == 0x2019 || c == 0x201C || c == 0x201D ||
         c == 0x2025 || c == 0x2026 || c == 0x203B || (c >= 0x2160 && c <= 0x217F) || (c >= 0x2190 && c <= 0x2193) ||
         (c >= 0x2460 && c <= 0x24FF) || (c >= 0x2500 && c <= 0x26FF);
}

bool is_wide(char32_t c) {
  if (c < 0x1100) return false;
  const int width = u_getIntPropertyValue(static_cast<UChar32>(c), UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH;
}

}  // namespace

Region region_of(std::string_view locale) {
  if (locale == "zh-HK" || locale == "zh-MO") return Region::hk;
  return locale == "zh-TW" || locale.starts_with("zh-Hant") ? Region::tw : Region::cn;
}

void Face::Free::operator()(hb_blob_t* blob) const { hb_blob_destroy(blob); }
void Face::Free::operator()(hb_face_t* face) const { hb_face_destroy(face); }
void Face::Free::operator()(hb_font_t* font) const { hb_font_destroy(font); }

Face::Face(const std::string& path, unsigned index, const std::string& package, const std::string& where) {
  // Mapped, not read: the collections hold 110 MB, of which a run of letters touches a few.
  blob_.reset(hb_blob_create_from_file_or_fail(path.c_str()));
  if (!blob_) throw font_error(where, path, "cannot be read", package);
  unsigned size = 0;
  const char* bytes = hb_blob_get_data(blob_.get(), &size);
  tables_ =
      directory({bytes, size}, index, [&](const std::string& what) { return font_error(where, path, what, package); });
  face_.reset(hb_face_create(blob_.get(), index));
  font_.reset(hb_font_create(face_.get()));
  if (hb_face_get_glyph_count(face_.get()) == 0) throw font_error(where, path, "holds no glyphs", package);
  units_ = static_cast<int>(hb_face_get_upem(face_.get()));
  hb_font_set_scale(font_.get(), units_, units_);
  hb_font_make_immutable(font_.get());
  measure();
}

std::optional<Face::Ink> Face::ink(GlyphId glyph) const {
  hb_glyph_extents_t extents;
  if (!hb_font_get_glyph_extents(font_.get(), glyph, &extents)) return std::nullopt;
  const int left = extents.x_bearing + shift(glyph).x;
  return Ink{per_mille(left), per_mille(left + extents.width)};
}

void Face::measure() {
  advances_.resize(hb_face_get_glyph_count(face_.get()));
  for (std::size_t g = 0; g < advances_.size(); ++g)
    advances_[g] =
        static_cast<std::int16_t>(per_mille(hb_font_get_glyph_h_advance(font_.get(), static_cast<hb_codepoint_t>(g))));
  const auto metric = [&](hb_ot_metrics_tag_t tag, int otherwise) {
    hb_position_t value = 0;
    return hb_ot_metrics_get_position(font_.get(), tag, &value) ? per_mille(value) : otherwise;
  };
  metrics_.ascent = metric(HB_OT_METRICS_TAG_HORIZONTAL_ASCENDER, 880);
  metrics_.descent = metric(HB_OT_METRICS_TAG_HORIZONTAL_DESCENDER, -120);
  metrics_.cap_height = metric(HB_OT_METRICS_TAG_CAP_HEIGHT, 0);
  if (metrics_.cap_height == 0) {  // an OS/2 table of version 1 does not say
    hb_glyph_extents_t extents;
    metrics_.cap_height =
        hb_font_get_glyph_extents(font_.get(), glyph(U'H'), &extents) ? per_mille(extents.y_bearing) : 700;
  }
  const std::string_view head = table("head");
  for (std::size_t k = 0; k < 4; ++k) metrics_.box[k] = per_mille(static_cast<std::int16_t>(be16(head, 36 + 2 * k)));
  const std::string_view os2 = table("OS/2"), post = table("post");
  const int weight = os2.size() >= 6 ? be16(os2, 4) : 400;
  metrics_.stem_v = 10 + 220 * (std::clamp(weight, 100, 900) - 50) / 900;  // no table holds it; the usual estimate
  if (post.size() >= 8) metrics_.italic_angle = static_cast<std::int32_t>(be32(post, 4)) / 65536.0;
  char name[128];
  unsigned size = sizeof name;
  hb_ot_name_get_utf8(face_.get(), HB_OT_NAME_ID_POSTSCRIPT_NAME, HB_LANGUAGE_INVALID, &size, name);
  for (unsigned k = 0; k < size; ++k)
    if (std::isalnum(static_cast<unsigned char>(name[k])) || name[k] == '-') name_ += name[k];
  if (name_.empty()) name_ = "Font";
  metrics_.serif =
      name_.find("Serif") != name_.npos || name_.find("Ming") != name_.npos || name_.find("HanaMin") != name_.npos;
}

GlyphId Face::glyph(char32_t code) const {
  hb_codepoint_t found = 0;
  return hb_font_get_nominal_glyph(font_.get(), code, &found) ? static_cast<GlyphId>(found) : GlyphId{0};
}

void Face::move_marks_to_corner() {
  for (const char32_t mark : {U'、', U'。', U'，', U'：', U'；'}) {
    hb_glyph_extents_t ink;
    const GlyphId g = glyph(mark);
    if (g == 0 || !hb_font_get_glyph_extents(font_.get(), g, &ink) || per_mille(ink.x_bearing) < 300) continue;
    const bool stands_on_line = mark == U'：' || mark == U'；';
    const int bottom = ink.y_bearing + ink.height;
    moved_.push_back({g, {units_ * 8 / 100 - ink.x_bearing, stands_on_line ? 0 : -units_ * 7 / 100 - bottom}});
  }
}

int Face::per_mille(int font_units) const { return static_cast<int>(std::lround(font_units * 1000.0 / units_)); }

std::string_view Face::table(const char* tag) const {
  const auto found = tables_.find(std::string_view(tag));
  return found == tables_.end() ? std::string_view() : found->second;
}

std::shared_ptr<const FontSet> FontSet::load(const std::string& path) {
  const ConfigTable file = ConfigTable::load(path);
  auto set = std::make_shared<FontSet>();
  const std::filesystem::path folder = file.text("folder");
  std::map<std::string, FaceId> ids;

  const auto faces = file.table("face");
  const auto families = file.table("family");
  const auto profile = file.table("profile");
  if (!faces || !families || !profile)
    throw Error(ErrorKind::config, path, "needs [profile], [face.NAME] and [family.NAME]",
                "compare with the fonts.toml that came with Dunmail");
  for (const auto& [name, entry] : faces->named_tables()) {
    ids[name] = static_cast<FaceId>(set->faces_.size());
    set->faces_.push_back(std::make_unique<Face>((folder / entry.text("file")).string(),
                                                 static_cast<unsigned>(entry.number("index", 0, 0, 99)),
                                                 entry.text("package"), entry.where("file")));
    if (entry.flag("marks_at_corner", false)) set->faces_.back()->move_marks_to_corner();
  }
  const auto list = [&](const ConfigTable& table, const char* key) {
    std::vector<FaceId> out;
    std::vector<std::string> names;
    for (const auto& [name, id] : ids) names.push_back(name);
    for (const std::string& name : table.texts(key)) {
      if (!ids.contains(name))
        throw table.error(key, fmt::format("no face is called \"{}\"", name), did_you_mean(name, names));
      out.push_back(ids[name]);
    }
    return out;
  };
  const auto four = [&](const ConfigTable& table, const char* key) {
    const auto found = list(table, key);
    if (found.size() != 4) throw table.error(key, "must name four faces: regular, bold, italic, bold italic");
    return std::array<FaceId, 4>{found[0], found[1], found[2], found[3]};
  };
  for (const auto& [name, entry] : families->named_tables()) {
    Family family{name, four(entry, "latin"), {}};
    const auto han = entry.table("han");
    if (!han) throw entry.error("han", "is missing", "add the line han.cn = [\"uming-cn\", ...]");
    family.han[0] = four(*han, "cn");
    family.han[1] = han->has("hk") ? four(*han, "hk") : family.han[0];
    family.han[2] = han->has("tw") ? four(*han, "tw") : family.han[0];
    set->families_.push_back(std::move(family));
  }
  set->fallback_ = list(file, "fallback");
  try {  // our own, beside fonts.toml; or any other by its whole path
    set->profile_ = read_file(std::filesystem::path(path).parent_path() / profile->text("file"));
  } catch (const Error& e) {
    throw profile->error("file", e.problem().line());
  }
  if (set->profile_.size() < 128 || set->profile_.substr(16, 4) != "RGB " ||
      be32(set->profile_, 0) != set->profile_.size())
    throw profile->error("file", "is no RGB colour profile");
  set->profile_ = deflated(set->profile_, 12);
  file.finish();
  return set;
}

std::optional<FamilyId> FontSet::family(std::string_view name) const {
  for (std::size_t k = 0; k < families_.size(); ++k)
    if (families_[k].name == name) return static_cast<FamilyId>(k);
  return std::nullopt;
}

std::vector<std::string> FontSet::family_names() const {
  std::vector<std::string> out;
  for (const Family& each : families_) out.push_back(each.name);
  return out;
}

FaceId FontSet::latin_face(FamilyId family, bool bold, bool italic) const {
  return families_[family].latin[(bold ? 1u : 0u) + (italic ? 2u : 0u)];
}

std::optional<FontSet::Choice> FontSet::choose(FamilyId family, bool bold, bool italic, Region region,
                                               bool chinese_text, char32_t code) const {
  const Family& from = families_[family];
  const std::size_t style = (bold ? 1u : 0u) + (italic ? 2u : 0u);
  const FaceId latin = from.latin[style];
  const FaceId han = from.han[static_cast<std::size_t>(region)][style];
  const FaceId song = from.han[static_cast<std::size_t>(region)][0];  // a bold face may lack what the regular one has
  const bool han_first = is_wide(code) || (chinese_text && is_shared_punctuation(code));
  for (const FaceId id : {han_first ? han : latin, han_first ? latin : han, song})
    if (const GlyphId glyph = faces_[id]->glyph(code)) return Choice{id, glyph};
  for (const FaceId id : fallback_)
    if (const GlyphId glyph = faces_[id]->glyph(code)) return Choice{id, glyph};
  return std::nullopt;
}

}  // namespace dunmail
