#include "letters/subset.h"

#include <libdeflate.h>

#include <algorithm>
#include <memory>

#include "base/error.h"

namespace dunmail {
namespace {

std::uint16_t be16(std::string_view s, std::size_t at) {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(s[at]) << 8 | static_cast<unsigned char>(s[at + 1]));
}
std::uint32_t be32(std::string_view s, std::size_t at) { return std::uint32_t{be16(s, at)} << 16 | be16(s, at + 2); }
void put16(std::string& out, unsigned v) { out += static_cast<char>(v >> 8 & 255), out += static_cast<char>(v & 255); }
void put32(std::string& out, std::uint32_t v) { put16(out, v >> 16), put16(out, v & 0xFFFF); }
void set16(std::string& out, std::size_t at, unsigned v) {
  out[at] = static_cast<char>(v >> 8 & 255);
  out[at + 1] = static_cast<char>(v & 255);
}

struct Outlines {
  std::string_view glyf, loca;
  bool wide;  ///< offsets of 32 bits

  std::string_view of(GlyphId glyph) const {
    const std::size_t g = glyph;
    const std::size_t begin = wide ? be32(loca, 4 * g) : std::size_t{be16(loca, 2 * g)} * 2;
    const std::size_t end = wide ? be32(loca, 4 * g + 4) : std::size_t{be16(loca, 2 * g + 2)} * 2;
    // Ten bytes are the header; a font that lies about its offsets gives an empty glyph, never a read outside.
    return end <= glyf.size() && begin + 10 <= end ? glyf.substr(begin, end - begin) : std::string_view();
  }
};

bool is_composite(std::string_view glyph) { return !glyph.empty() && be16(glyph, 0) >= 0x8000; }

/// Calls `visit(offset of the component's glyph id, its flags)` for each part (OpenType, "glyf", composite glyphs);
/// returns the offset behind the last part, where instructions may follow, or 0 for a damaged glyph.
std::size_t for_components(std::string_view glyph, auto&& visit) {
  for (std::size_t at = 10; at + 4 <= glyph.size();) {
    const unsigned flags = be16(glyph, at);
    visit(at + 2, at);
    at += 4 + (flags & 0x0001 ? 4 : 2);
    at += flags & 0x0008 ? 2 : flags & 0x0040 ? 4 : flags & 0x0080 ? 8 : 0;
    if (!(flags & 0x0020)) return at <= glyph.size() ? at : 0;
  }
  return 0;
}

/// The glyph without its hinting instructions and padding: a quarter of the size, and no fpgm is needed.
void append_simple(std::string& out, std::string_view glyph) {
  const std::size_t contours = be16(glyph, 0);
  const std::size_t at = 10 + 2 * contours;
  if (contours == 0 || at + 2 > glyph.size()) return;
  const std::size_t skip = be16(glyph, at);
  if (at + 2 + skip > glyph.size()) return;
  // Walk flags and coordinates to find the true end: files pad glyphs to four bytes.
  const std::size_t points = be16(glyph, at - 2) + std::size_t{1};
  std::size_t p = at + 2 + skip, coordinates = 0;
  for (std::size_t seen = 0; seen < points && p < glyph.size();) {
    const unsigned flag = static_cast<unsigned char>(glyph[p++]);
    std::size_t times = 1;
    if (flag & 8) {
      if (p >= glyph.size()) return;
      times += static_cast<unsigned char>(glyph[p++]);
    }
    seen += times;
    coordinates += times * ((flag & 2 ? 1u : flag & 16 ? 0u : 2u) + (flag & 4 ? 1u : flag & 32 ? 0u : 2u));
  }
  if (p + coordinates > glyph.size()) return;
  out += glyph.substr(0, at);
  put16(out, 0);
  out += glyph.substr(at + 2 + skip, p + coordinates - (at + 2 + skip));
}

void append_table(std::string& directory, std::string& body, const char* tag, std::string_view table,
                  std::size_t base) {
  std::uint32_t sum = 0;
  for (std::size_t k = 0; k < table.size(); k += 4)
    for (std::size_t b = 0; b < 4; ++b)
      sum += (k + b < table.size() ? std::uint32_t{static_cast<unsigned char>(table[k + b])} : 0u) << (24 - 8 * b);
  directory += tag;
  put32(directory, sum);
  put32(directory, static_cast<std::uint32_t>(base + body.size()));
  put32(directory, static_cast<std::uint32_t>(table.size()));
  body += table;
  body.append((4 - body.size() % 4) % 4, '\0');
}

/// A TrueType file of the glyphs in this order; composites are renumbered by `number_of`.
std::string build_program(const Face& face, const std::vector<GlyphId>& glyphs, auto&& number_of) {
  const Outlines outlines{face.table("glyf"), face.table("loca"), be16(face.table("head"), 50) != 0};
  const std::string_view hmtx = face.table("hmtx");
  const std::size_t long_metrics = std::max<std::size_t>(1, be16(face.table("hhea"), 34));
  std::string glyf, loca, metrics;
  for (const GlyphId g : glyphs) {
    put32(loca, static_cast<std::uint32_t>(glyf.size()));
    const std::string_view glyph = outlines.of(g);
    if (is_composite(glyph)) {
      const std::size_t begin = glyf.size();
      const std::size_t end = for_components(glyph, [](std::size_t, std::size_t) {});
      glyf += glyph.substr(0, end);
      if (end != 0)
        for_components(glyph, [&](std::size_t id, std::size_t flags) {
          set16(glyf, begin + id, number_of(be16(glyph, id)));
          set16(glyf, begin + flags, be16(glyph, flags) & ~0x0100u);  // no instructions follow
        });
    } else if (!glyph.empty()) {
      append_simple(glyf, glyph);
    }
    glyf.append((2 - glyf.size() % 2) % 2, '\0');
    const std::size_t m = std::min<std::size_t>(g, long_metrics - 1);
    const std::size_t bearing = g < long_metrics ? 4 * m + 2 : 4 * long_metrics + 2 * (g - long_metrics);
    put16(metrics, 4 * m + 2 <= hmtx.size() ? be16(hmtx, 4 * m) : 0u);
    put16(metrics, bearing + 2 <= hmtx.size() ? be16(hmtx, bearing) : 0u);
  }
  put32(loca, static_cast<std::uint32_t>(glyf.size()));
  if (glyf.empty()) glyf.assign(2, '\0');

  std::string head(face.table("head").substr(0, 54)), hhea(face.table("hhea").substr(0, 36)), maxp(face.table("maxp"));
  for (std::size_t k = 8; k < 12; ++k) head[k] = '\0';
  set16(head, 50, 1);
  set16(hhea, 34, static_cast<unsigned>(glyphs.size()));
  set16(maxp, 4, static_cast<unsigned>(glyphs.size()));

  std::string directory("\0\1\0\0", 4), body;
  for (const unsigned v : {7u, 64u, 2u, 48u}) put16(directory, v);
  const std::size_t base = 12 + 16 * 7;
  const std::string cmap("\0\0\0\0", 4);  // Identity: nothing looks a character up, but readers expect the table
  append_table(directory, body, "cmap", cmap, base);
  append_table(directory, body, "glyf", glyf, base);
  append_table(directory, body, "head", head, base);
  append_table(directory, body, "hhea", hhea, base);
  append_table(directory, body, "hmtx", metrics, base);
  append_table(directory, body, "loca", loca, base);
  append_table(directory, body, "maxp", maxp, base);
  return directory + body;
}

void append_hex16(std::string& out, unsigned v) {
  for (int shift = 12; shift >= 0; shift -= 4) out += "0123456789ABCDEF"[v >> shift & 15];
}

std::string to_unicode_map(const std::vector<std::pair<unsigned, const std::u32string*>>& entries) {
  std::string map =
      "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe)/Ordering "
      "(UCS)"
      "/Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\n"
      "endcodespacerange\n";
  for (std::size_t i = 0; i < entries.size(); i += 100) {  // a block holds a hundred at most
    const std::size_t n = std::min<std::size_t>(100, entries.size() - i);
    map += std::to_string(n) + " beginbfchar\n";
    for (std::size_t k = i; k < i + n; ++k) {
      map += '<';
      append_hex16(map, entries[k].first);
      map += "> <";
      for (const char32_t c : *entries[k].second) {
        if (c >= 0x10000) {
          append_hex16(map, 0xD800 + ((c - 0x10000) >> 10));
          append_hex16(map, 0xDC00 + (c & 0x3FF));
        } else {
          append_hex16(map, c);
        }
      }
      map += ">\n";
    }
    map += "endbfchar\n";
  }
  return map + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend";
}

}  // namespace

std::string deflated(std::string_view bytes, int level) {
  struct Free {
    void operator()(libdeflate_compressor* z) const { libdeflate_free_compressor(z); }
  };
  thread_local std::unique_ptr<libdeflate_compressor, Free> compressors[13];
  auto& z = compressors[level];
  if (!z) z.reset(libdeflate_alloc_compressor(level));
  if (!z) throw Error(ErrorKind::system, "libdeflate", "no memory for a compressor");
  std::string out(libdeflate_zlib_compress_bound(z.get(), bytes.size()), '\0');
  out.resize(libdeflate_zlib_compress(z.get(), bytes.data(), bytes.size(), out.data(), out.size()));
  return out;
}

FontSubset cut_subset(const FontSet& fonts, FaceId id, std::span<const UsedGlyph> used, int level) {
  const Face& face = fonts.face(id);
  std::vector<const UsedGlyph*> order;
  for (const UsedGlyph& each : used)
    if (each.glyph != 0 && each.glyph < face.glyph_count()) order.push_back(&each);
  std::sort(order.begin(), order.end(), [](auto* a, auto* b) { return a->glyph < b->glyph; });

  FontSubset out;
  out.face = id;
  out.glyphs.push_back(0);
  for (const UsedGlyph* each : order) out.glyphs.push_back(each->glyph);
  // Parts of composites join at the end; the list grows while it is walked, so parts of parts are found too.
  const Outlines outlines{face.table("glyf"), face.table("loca"), be16(face.table("head"), 50) != 0};
  const auto sorted_end = static_cast<std::ptrdiff_t>(out.glyphs.size());
  const auto number_of = [&](GlyphId glyph) -> unsigned {
    const auto end = out.glyphs.begin() + sorted_end;
    auto at = std::lower_bound(out.glyphs.begin(), end, glyph);
    if (at == end || *at != glyph) at = std::find(end, out.glyphs.end(), glyph);
    return at == out.glyphs.end() ? 0u : static_cast<unsigned>(at - out.glyphs.begin());
  };
  for (std::size_t k = 0; k < out.glyphs.size() && out.glyphs.size() < 65535; ++k) {
    const std::string_view glyph = outlines.of(out.glyphs[k]);
    if (!is_composite(glyph)) continue;
    for_components(glyph, [&](std::size_t at, std::size_t) {
      const GlyphId part = be16(glyph, at);
      if (part != 0 && part < face.glyph_count() && number_of(part) == 0) out.glyphs.push_back(part);
    });
  }

  const std::string program = build_program(face, out.glyphs, number_of);
  out.program_length = program.size();
  out.program = deflated(program, level);
  std::vector<std::pair<unsigned, const std::u32string*>> texts;
  for (std::size_t k = 0; k < order.size(); ++k)
    if (!order[k]->text.empty()) texts.emplace_back(static_cast<unsigned>(k + 1), &order[k]->text);
  out.to_unicode = deflated(to_unicode_map(texts), level);
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
  return out;
}

PreparedSubset::PreparedSubset(const FontSet& fonts, const std::map<FaceId, std::vector<UsedGlyph>>& used) {
  by_face_.assign(fonts.face_count(), -1);
  for (const auto& [face, glyphs] : used) {
    if (glyphs.empty()) continue;
    Part part{cut_subset(fonts, face, glyphs, 12), std::vector<std::uint16_t>(fonts.face(face).glyph_count(), 0)};
    for (std::size_t k = 1; k < part.subset.glyphs.size(); ++k)
      if (k <= glyphs.size()) part.number[part.subset.glyphs[k]] = static_cast<std::uint16_t>(k);
    by_face_[face] = static_cast<int>(parts_.size());
    parts_.push_back(std::move(part));
  }
}

}  // namespace dunmail
