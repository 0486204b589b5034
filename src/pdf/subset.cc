#include "pdf/subset.h"

#include <algorithm>

#include "pdf/outline.h"

namespace dunmail {
namespace {

void put16(std::string& out, unsigned v) { out += static_cast<char>(v >> 8 & 255), out += static_cast<char>(v & 255); }
void put32(std::string& out, std::uint32_t v) { put16(out, v >> 16), put16(out, v & 0xFFFF); }
void set16(std::string& out, std::size_t at, unsigned v) {
  out[at] = static_cast<char>(v >> 8 & 255);
  out[at + 1] = static_cast<char>(v & 255);
}
void pad4(std::string& out) { out.append((4 - out.size() % 4) % 4, '\0'); }

std::uint32_t checksum(std::string_view table) {
  std::uint32_t sum = 0;
  for (std::size_t k = 0; k < table.size(); ++k)
    sum += std::uint32_t{static_cast<unsigned char>(table[k])} << (24 - 8 * (k % 4));
  return sum;
}

/// A font's glyphs in their order: first those a part has, then more. Knows the number of each.
class GlyphList {
 public:
  GlyphList(const Face& face, const PreparedSubset::Part* part, std::span<const UsedGlyph> used)
      : face_(face), outlines_(face), part_(part) {
    for (const UsedGlyph& each : used)
      if (each.glyph != 0 && each.glyph < face.glyph_count()) order_.push_back(&each);
    std::sort(order_.begin(), order_.end(), [](auto* a, auto* b) { return a->glyph < b->glyph; });
    glyphs_ = part ? part->subset.glyphs : std::vector<GlyphId>{0};
    first_ = part ? glyphs_.size() : 0;
    sorted_begin_ = glyphs_.size();
    for (const UsedGlyph* each : order_) glyphs_.push_back(each->glyph);
    sorted_end_ = glyphs_.size();
    // Parts of composites join at the end; the list grows while it is walked, so parts of parts are found too.
    for (std::size_t k = first_; k < glyphs_.size() && glyphs_.size() < 65535; ++k) {
      const std::string_view glyph = outlines_.of(glyphs_[k]);
      if (!is_composite(glyph)) continue;
      for_components(glyph, [&](std::size_t at, std::size_t) {
        const auto piece = static_cast<GlyphId>(glyf16(glyph, at));
        if (piece != 0 && piece < face.glyph_count() && number_of(piece) == 0) glyphs_.push_back(piece);
      });
    }
  }

  const std::vector<GlyphId>& glyphs() const { return glyphs_; }

  /// Outlines of the glyphs that no part has; appends to `ends`.
  std::string outlines(std::vector<std::uint32_t>& ends) const {
    const std::uint32_t base = ends.empty() ? 0 : ends.back();
    std::string out;
    for (std::size_t k = first_; k < glyphs_.size(); ++k) {
      const std::string_view glyph = outlines_.of(glyphs_[k]);
      if (is_composite(glyph))
        append_composite(out, glyph);
      else if (!glyph.empty())
        append_outline(out, glyph, outlines_.units(), face_.shift(glyphs_[k]));
      out.append(out.size() % 2, '\0');
      ends.push_back(base + static_cast<std::uint32_t>(out.size()));
    }
    return out;
  }

  /// Number and text of each glyph that no part has and that stands for some.
  std::vector<std::pair<unsigned, const std::u32string*>> texts() const {
    std::vector<std::pair<unsigned, const std::u32string*>> out;
    for (std::size_t k = 0; k < order_.size(); ++k)
      if (!order_[k]->text.empty()) out.emplace_back(static_cast<unsigned>(sorted_begin_ + k), &order_[k]->text);
    return out;
  }

 private:
  unsigned number_of(GlyphId glyph) const {
    if (part_ && glyph < part_->number.size() && part_->number[glyph] != 0) return part_->number[glyph];
    const auto begin = glyphs_.begin() + static_cast<std::ptrdiff_t>(sorted_begin_);
    const auto end = glyphs_.begin() + static_cast<std::ptrdiff_t>(sorted_end_);
    auto at = std::lower_bound(begin, end, glyph);
    if (at == end || *at != glyph) at = std::find(end, glyphs_.end(), glyph);
    if (at == glyphs_.end() && part_)  // a piece of one of the part's composites
      at = std::find(glyphs_.begin(), begin, glyph), at = at == begin ? glyphs_.end() : at;
    return at == glyphs_.end() ? 0u : static_cast<unsigned>(at - glyphs_.begin());
  }

  void append_composite(std::string& out, std::string_view glyph) const {
    const std::size_t begin = out.size();
    const std::size_t end = for_components(glyph, [](std::size_t, std::size_t) {});
    out += glyph.substr(0, end);
    if (end == 0) return;
    for_components(glyph, [&](std::size_t id, std::size_t flags) {
      set16(out, begin + id, number_of(static_cast<GlyphId>(glyf16(glyph, id))));
      set16(out, begin + flags, glyf16(glyph, flags) & ~0x0100u);  // no instructions follow
    });
  }

  const Face& face_;
  const Outlines outlines_;
  const PreparedSubset::Part* part_;
  std::vector<const UsedGlyph*> order_;
  std::vector<GlyphId> glyphs_;
  std::size_t first_, sorted_begin_, sorted_end_;
};

/// The tables of a TrueType file in the order they are written: the outlines first, since their beginning may be
/// compressed already.
struct FontFile {
  std::string directory;  ///< with the file's head
  std::string tables;     ///< behind the outlines
};

FontFile font_file(const Face& face, const std::vector<GlyphId>& glyphs, const std::vector<std::uint32_t>& ends,
                   std::size_t outlines_size, std::uint32_t outlines_sum) {
  const std::string_view hmtx = face.table("hmtx");
  const std::size_t long_metrics = std::max<std::size_t>(1, glyf16(face.table("hhea"), 34));
  std::string loca, metrics;
  const bool wide = ends.back() > 2 * 65535;
  const auto offset = [&](std::uint32_t at) { wide ? put32(loca, at) : put16(loca, at / 2); };
  offset(0);
  for (const std::uint32_t end : ends) offset(end);
  for (const std::size_t g : glyphs) {
    const std::size_t m = std::min(g, long_metrics - 1);
    const std::size_t bearing = g < long_metrics ? 4 * m + 2 : 4 * long_metrics + 2 * (g - long_metrics);
    put16(metrics, 4 * m + 2 <= hmtx.size() ? glyf16(hmtx, 4 * m) : 0u);
    const int moved = face.shift(static_cast<GlyphId>(g)).x;
    put16(metrics,
          static_cast<unsigned>(moved + (bearing + 2 <= hmtx.size() ? static_cast<int>(glyf16(hmtx, bearing)) : 0)));
  }
  std::string head(face.table("head").substr(0, 54)), hhea(face.table("hhea").substr(0, 36)), maxp(face.table("maxp"));
  for (std::size_t k = 8; k < 12; ++k) head[k] = '\0';
  set16(head, 50, wide ? 1 : 0);
  set16(hhea, 34, static_cast<unsigned>(glyphs.size()));
  set16(maxp, 4, static_cast<unsigned>(glyphs.size()));
  const std::string cmap("\0\0\0\0", 4);  // nothing looks a character up, but readers expect the table

  FontFile out;
  constexpr unsigned count = 7, start = 12 + 16 * count;
  out.directory.assign("\0\1\0\0", 4);
  for (const unsigned v : {count, 64u, 2u, 48u}) put16(out.directory, v);
  const auto enter = [&](const char* tag, std::uint32_t sum, std::size_t at, std::size_t size) {
    out.directory += tag;
    put32(out.directory, sum);
    put32(out.directory, static_cast<std::uint32_t>(at));
    put32(out.directory, static_cast<std::uint32_t>(size));
  };
  const auto append = [&](const char* tag, std::string_view table) {
    enter(tag, checksum(table), start + outlines_size + out.tables.size(), table.size());
    out.tables += table;
    pad4(out.tables);
  };
  append("cmap", cmap);
  enter("glyf", outlines_sum, start, outlines_size);
  append("head", head);
  append("hhea", hhea);
  append("hmtx", metrics);
  append("loca", loca);
  append("maxp", maxp);
  return out;
}

void append_hex16(std::string& out, unsigned v) {
  for (int shift = 12; shift >= 0; shift -= 4) out += "0123456789ABCDEF"[v >> shift & 15];
}

constexpr std::string_view kMapHead =
    "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe)/Ordering (UCS)"
    "/Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\n"
    "endcodespacerange\n";
constexpr std::string_view kMapTail = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend";

/// Ranges with one text for each number (PDF 1.4, 5.9.2): neighbours that share the numbers' high byte.
void append_texts(std::string& map, const std::vector<std::pair<unsigned, const std::u32string*>>& entries) {
  for (std::size_t begin = 0, end; begin < entries.size(); begin = end) {
    end = begin + 1;
    while (end < entries.size() && end - begin < 100 && entries[end].first == entries[end - 1].first + 1 &&
           entries[end].first >> 8 == entries[begin].first >> 8)
      ++end;
    map += "1 beginbfrange\n<";
    append_hex16(map, entries[begin].first);
    map += "> <";
    append_hex16(map, entries[end - 1].first);
    map += "> [";
    for (std::size_t k = begin; k < end; ++k) {
      map += '<';
      for (const char32_t c : *entries[k].second) {
        if (c >= 0x10000) {
          append_hex16(map, 0xD800 + ((c - 0x10000) >> 10));
          append_hex16(map, 0xDC00 + (c & 0x3FF));
        } else {
          append_hex16(map, c);
        }
      }
      map += '>';
    }
    map += "]\nendbfrange\n";
  }
}

/// What the PDF says of a font's glyphs: widths, and which there are.
void describe(const Face& face, FontSubset& out) {
  out.widths = "[";
  bool open = false;  // runs of neighbours share one list; a full em is the default width
  for (std::size_t k = 0; k < out.glyphs.size(); ++k) {
    const int advance = face.advance(out.glyphs[k]);
    if (advance == 1000) {
      if (open) out.widths += ']';
      open = false;
      continue;
    }
    if (!open)
      out.widths += std::to_string(k) + "[";
    else
      out.widths += ' ';
    out.widths += std::to_string(advance);
    open = true;
  }
  out.widths += open ? "]]" : "]";
  out.cid_set.assign((out.glyphs.size() + 7) / 8, '\0');
  for (std::size_t k = 0; k < out.glyphs.size(); ++k)
    out.cid_set[k / 8] = static_cast<char>(out.cid_set[k / 8] | 0x80 >> (k % 8));
}

/// A whole font of these glyphs; what it is made of goes to `part`, if any.
FontSubset cut(const FontSet& fonts, FaceId id, std::span<const UsedGlyph> used, int level,
               PreparedSubset::Part* part) {
  const Face& face = fonts.face(id);
  const GlyphList list(face, nullptr, used);
  FontSubset out;
  out.face = id;
  out.glyphs = list.glyphs();
  std::vector<std::uint32_t> ends;
  std::string outlines = list.outlines(ends);
  pad4(outlines);
  const FontFile file = font_file(face, out.glyphs, ends, outlines.size(), checksum(outlines));
  const std::string program = file.directory + outlines + file.tables;
  out.program_length = program.size();
  out.program = deflated(program, level);
  std::string map(kMapHead);
  append_texts(map, list.texts());
  if (part) {
    part->ends = ends;
    part->ends.back() = static_cast<std::uint32_t>(outlines.size());
    part->checksum = checksum(outlines);
    part->outlines = open_stream(outlines);
    part->texts = open_stream(map);
  }
  map += kMapTail;
  out.to_unicode = deflated(map, level);
  describe(face, out);
  return out;
}

}  // namespace

FontSubset cut_subset(const FontSet& fonts, FaceId id, std::span<const UsedGlyph> used, int level) {
  return cut(fonts, id, used, level, nullptr);
}

FontSubset extended(const FontSet& fonts, const PreparedSubset::Part& part, std::span<const UsedGlyph> more,
                    int level) {
  const Face& face = fonts.face(part.subset.face);
  const GlyphList list(face, &part, more);
  FontSubset out;
  out.face = part.subset.face;
  out.glyphs = list.glyphs();
  std::vector<std::uint32_t> ends = part.ends;
  std::string own = list.outlines(ends);
  pad4(own);
  const std::size_t size = part.outlines.length + own.size();
  const FontFile file = font_file(face, out.glyphs, ends, size, part.checksum + checksum(own));
  own += file.tables;
  out.program_length = file.directory.size() + part.outlines.length + own.size();
  out.program = close_stream(file.directory, part.outlines, own, level);
  std::string map;
  append_texts(map, list.texts());
  map += kMapTail;
  out.to_unicode = close_stream({}, part.texts, map, level);
  describe(face, out);
  return out;
}

PreparedSubset::PreparedSubset(const FontSet& fonts, const std::map<FaceId, std::vector<UsedGlyph>>& used) {
  by_face_.assign(fonts.face_count(), -1);
  for (const auto& [face, glyphs] : used) {
    if (glyphs.empty()) continue;
    Part part;
    part.subset = cut(fonts, face, glyphs, 12, &part);
    part.number.assign(fonts.face(face).glyph_count(), 0);
    for (std::size_t k = 1; k < part.subset.glyphs.size(); ++k)
      if (k <= glyphs.size()) part.number[part.subset.glyphs[k]] = static_cast<std::uint16_t>(k);
    by_face_[face] = static_cast<int>(parts_.size());
    parts_.push_back(std::move(part));
  }
}

}  // namespace dunmail
