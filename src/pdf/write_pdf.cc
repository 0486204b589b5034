#include "pdf/write_pdf.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"
#include "base/error.h"
#include "pdf/content.h"
#include "pdf/image.h"
#include "pdf/metadata.h"
#include "pdf/objects.h"
#include "pdf/phases.h"

namespace dunmail {

struct PdfRoom::Parts {
  Parts() : doc(HPDF_New(nullptr, nullptr)) {
    if (!doc) throw Error(ErrorKind::system, "libharu", "no memory for a document");
  }
  ~Parts() { HPDF_Free(doc); }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  HPDF_Doc doc;
  bool used = false;
  std::string content;
  std::vector<std::vector<std::uint16_t>> numbers;  ///< by face and glyph; all zero between letters
};

PdfRoom::PdfRoom() : parts_(std::make_unique<Parts>()) {}
PdfRoom::~PdfRoom() = default;
PdfRoom::PdfRoom(PdfRoom&&) noexcept = default;

namespace {

using pdf::Objects;

/// PDF 1.4, 5.5.3: six capitals and a plus sign. P: as prepared; L: with glyphs of this letter.
std::string font_name(const Face& face, FaceId id, char kind) {
  return fmt::format("DM{}{}{}{}+{}", kind, static_cast<char>('A' + id / 676 % 26),
                     static_cast<char>('A' + id / 26 % 26), static_cast<char>('A' + id % 26), face.name());
}

HPDF_Dict add_font(Objects& objects, const Face& face, const FontSubset& subset, const std::string& name) {
  const Face::Metrics& m = face.metrics();
  HPDF_Dict program = objects.flate(subset.program, fmt::format("/Length1 {}\n", subset.program_length));
  HPDF_Dict cid_set = objects.stream(subset.cid_set, {});
  const int flags = 4 + (m.serif ? 2 : 0) + (m.italic_angle != 0 ? 64 : 0);
  HPDF_Dict descriptor = objects.dict(fmt::format(
      "/Type/FontDescriptor/FontName/{}/Flags {}/Ascent {}/Descent {}/CapHeight {}/ItalicAngle {:.2f}/StemV {}"
      "/FontBBox[{} {} {} {}]/CIDSet {}/FontFile2 {}\n",
      name, flags, m.ascent, m.descent, m.cap_height, m.italic_angle, m.stem_v, m.box[0], m.box[1], m.box[2], m.box[3],
      Objects::reference(cid_set), Objects::reference(program)));
  HPDF_Dict cid =
      objects.dict(fmt::format("/Type/Font/Subtype/CIDFontType2/BaseFont/{}/CIDToGIDMap/Identity/DW 1000/W {}"
                               "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor {}\n",
                               name, subset.widths, Objects::reference(descriptor)));
  HPDF_Dict to_unicode = objects.flate(subset.to_unicode);
  return objects.dict(
      fmt::format("/Type/Font/Subtype/Type0/BaseFont/{}/Encoding/Identity-H/ToUnicode {}/DescendantFonts[{}]\n", name,
                  Objects::reference(to_unicode), Objects::reference(cid)));
}

HPDF_Dict add_image(Objects& objects, const Image& image) {
  std::string body = fmt::format("/Type/XObject/Subtype/Image/Width {}/Height {}/BitsPerComponent 8/ColorSpace/{}\n",
                                 image.width, image.height, image.channels == 1 ? "DeviceGray" : "DeviceRGB");
  // Pure white lets what lies below show through (a seal over a signature); a colour key, since ISO 19005-1, 6.4
  // forbids soft masks only.
  if (!image.jpeg) body += image.channels == 1 ? "/Mask[255 255]\n" : "/Mask[255 255 255 255 255 255]\n";
  if (image.jpeg) return objects.stream(image.bytes, body + "/Filter/DCTDecode\n");
  return objects.flate(image.bytes, std::move(body));
}

/// The fonts of one letter, one for each face it uses: as prepared, or with its own glyphs.
class Fonts {
 public:
  Fonts(const Layout& layout, const FontSet& fonts, const PreparedSubset& prepared, PdfRoom::Parts& room)
      : fonts_(fonts),
        prepared_(prepared),
        room_(room),
        tables_(fonts.face_count()),
        uses_prepared_(fonts.face_count()),
        extra_(fonts.face_count()) {
    room_.numbers.resize(fonts.face_count());
    for (const Page& page : layout.pages)
      for (const auto* runs : {&page.watermark, &page.runs})
        for (const GlyphRun& run : *runs) collect(layout, run);
  }
  ~Fonts() {  // leave the room's tables as they were found
    for (FaceId id = 0; id < extra_.size(); ++id)
      for (const UsedGlyph& each : extra_[id]) room_.numbers[id][each.glyph] = 0;
  }
  Fonts(const Fonts&) = delete;
  Fonts& operator=(const Fonts&) = delete;

  /// Adds the font objects; returns the resource dictionary's /Font entry.
  std::string write(Objects& objects) {
    std::string entry = "/Font<<";
    std::uint16_t next = 0;
    for (FaceId id = 0; id < tables_.size(); ++id) {
      if (!uses_prepared_[id] && extra_[id].empty()) continue;
      HPDF_Dict font = nullptr;
      if (extra_[id].empty()) {
        font = add_font(objects, fonts_.face(id), prepared_.part(id)->subset, font_name(fonts_.face(id), id, 'P'));
      } else {
        const FontSubset own = cut(id);
        font = add_font(objects, fonts_.face(id), own, font_name(fonts_.face(id), id, 'L'));
        tables_[id].own = room_.numbers[id];
      }
      if (uses_prepared_[id]) tables_[id].prepared = prepared_.part(id)->number;
      tables_[id].font = next;
      entry += fmt::format("/F{} {}", next++, Objects::reference(font));
    }
    return entry + ">>";
  }

  std::span<const pdf::FontTable> tables() const { return tables_; }

 private:
  void collect(const Layout& layout, const GlyphRun& run) {
    const PreparedSubset::Part* part = prepared_.part(run.face);
    auto& numbers = room_.numbers[run.face];
    for (std::uint32_t k = run.first; k < run.first + run.count; ++k) {
      const PlacedGlyph& glyph = layout.glyphs[k];
      if (part && part->number[glyph.glyph]) {
        uses_prepared_[run.face] = true;
        continue;
      }
      if (numbers.empty()) numbers.assign(fonts_.face(run.face).glyph_count(), 0);
      if (numbers[glyph.glyph]) continue;
      numbers[glyph.glyph] = 1;
      UsedGlyph used{glyph.glyph, {}};
      if (glyph.text & kLigature)
        used.text = layout.ligatures[glyph.text & ~kLigature];
      else if (glyph.text)
        used.text.assign(1, glyph.text);
      extra_[run.face].push_back(std::move(used));
    }
  }

  FontSubset cut(FaceId id) {
    const Phase phase(&PhaseTimes::subset);
    constexpr int kQuick = 1;  // for one letter only, and a harder level gains 0.1 %
    const PreparedSubset::Part* part = uses_prepared_[id] ? prepared_.part(id) : nullptr;
    FontSubset out = part ? extended(fonts_, *part, extra_[id], kQuick) : cut_subset(fonts_, id, extra_[id], kQuick);
    const std::size_t first = part ? part->subset.glyphs.size() : 1;
    for (std::size_t k = first; k < first + extra_[id].size() && k < out.glyphs.size(); ++k)
      room_.numbers[id][out.glyphs[k]] = static_cast<std::uint16_t>(k);
    return out;
  }

  const FontSet& fonts_;
  const PreparedSubset& prepared_;
  PdfRoom::Parts& room_;
  std::vector<pdf::FontTable> tables_;
  std::vector<bool> uses_prepared_;
  std::vector<std::vector<UsedGlyph>> extra_;
};

/// Straight from libharu's buffers: its own reading copies byte by byte.
std::string saved(HPDF_Doc doc) {
  pdf::check(doc, HPDF_SaveToStream(doc));
  std::string out;
  out.reserve(HPDF_GetStreamSize(doc));
  const HPDF_UINT buffers = HPDF_MemStream_GetBufCount(doc->stream);
  for (HPDF_UINT k = 0; k < buffers; ++k) {
    HPDF_UINT length = 0;
    const HPDF_BYTE* bytes = HPDF_MemStream_GetBufPtr(doc->stream, k, &length);
    if (!bytes) throw Error(ErrorKind::system, "libharu", "the document was cut short");
    out.append(reinterpret_cast<const char*>(bytes), length);
  }
  if (out.size() != HPDF_GetStreamSize(doc)) throw Error(ErrorKind::system, "libharu", "the document was cut short");
  return out;
}

}  // namespace

std::string write_pdf(const Layout& layout, const FontSet& fonts, const PreparedSubset& prepared, PdfRoom& room) {
  PdfRoom::Parts& parts = room.parts();
  HPDF_Doc doc = parts.doc;
  if (parts.used) HPDF_FreeDoc(doc);
  HPDF_ResetError(doc);
  parts.used = true;
  pdf::check(doc, HPDF_NewDoc(doc));
  Objects objects(doc);

  Fonts used(layout, fonts, prepared, parts);
  std::string resource_body = "/ProcSet[/PDF/Text/ImageB/ImageC]" + used.write(objects);
  if (!layout.images.empty()) {
    resource_body += "/XObject<<";
    for (std::size_t k = 0; k < layout.images.size(); ++k)
      resource_body += fmt::format("/I{} {}", k, Objects::reference(add_image(objects, *layout.images[k])));
    resource_body += ">>";
  }
  HPDF_Dict resources = objects.dict(resource_body + "\n");

  std::string identity;
  for (const Page& page : layout.pages) {
    parts.content.clear();
    pdf::write_content(layout, page, used.tables(), parts.content);
    identity += sha256_hex(parts.content);
    HPDF_Page made = HPDF_AddPage(doc);
    if (!made) pdf::check(doc, HPDF_GetError(doc));
    pdf::check(doc, HPDF_Page_SetWidth(made, static_cast<HPDF_REAL>(layout.width)));
    pdf::check(doc, HPDF_Page_SetHeight(made, static_cast<HPDF_REAL>(layout.height)));
    objects.add(made, "Resources", resources);
    if (!page.links.empty()) objects.add_links(made, page.links, layout.height);
    objects.fill(static_cast<HPDF_PageAttr>(made->attr)->contents, deflated(parts.content, 3));
  }
  pdf::add_metadata(objects, layout.info, identity, fonts.colour_profile());
  std::string out = saved(doc);
  HPDF_FreeDoc(doc);
  parts.used = false;
  return out;
}

}  // namespace dunmail
