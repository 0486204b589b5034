#include "pdf/word_shaper.h"

#include <hb.h>

namespace dunmail {

struct WordShaper::Parts {
  struct Free {
    void operator()(hb_buffer_t* made) const { hb_buffer_destroy(made); }
  };
  hb_language_t language;
  std::unique_ptr<hb_buffer_t, Free> buffer{hb_buffer_create()};
};

WordShaper::WordShaper(const std::string& locale) : parts_(std::make_unique<Parts>()) {
  parts_->language = hb_language_from_string(locale.c_str(), -1);
}

WordShaper::~WordShaper() = default;

std::vector<WordGlyph> WordShaper::shape(const Face& face, std::u32string_view word) {
  hb_buffer_t* b = parts_->buffer.get();
  hb_buffer_clear_contents(b);
  hb_buffer_add_utf32(b, reinterpret_cast<const std::uint32_t*>(word.data()), static_cast<int>(word.size()), 0,
                      static_cast<int>(word.size()));
  hb_buffer_set_language(b, parts_->language);
  hb_buffer_guess_segment_properties(b);
  hb_buffer_set_direction(b, HB_DIRECTION_LTR);
  hb_shape(face.font(), b, nullptr, 0);
  unsigned count = 0;
  const hb_glyph_info_t* infos = hb_buffer_get_glyph_infos(b, &count);
  const hb_glyph_position_t* places = hb_buffer_get_glyph_positions(b, &count);
  const auto narrow = [&](int units) { return static_cast<std::int16_t>(face.per_mille(units)); };
  std::vector<WordGlyph> out;
  for (unsigned k = 0; k < count; ++k)
    out.push_back({static_cast<GlyphId>(infos[k].codepoint), narrow(places[k].x_advance), narrow(places[k].x_offset),
                   narrow(places[k].y_offset), infos[k].cluster});
  return out;
}

}  // namespace dunmail
