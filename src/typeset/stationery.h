// Where things stand on the sheet: frames and type sizes from letter-templates/stationery/NAME.toml, in millimetres
// from the top left corner (type sizes and leadings in points). docs: the comments of cn-a4.toml name every key.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pdf/fonts.h"
#include "pdf/placed.h"
#include "typeset/document.h"

namespace dunmail {

// All in points from here on, y downwards.

struct Type {
  FamilyId family = 0;
  double size = 11, leading = 15;
  bool bold = false;
  Align align = Align::left;
  Colour colour = 0;
};

/// A fixed place for some lines.
struct TextFrame {
  Rectangle box;
  Type type;
  Type first;                             ///< of the first line: the name in a letterhead
  bool at_bottom = false;                 ///< lines stand on the lower edge
  double rule_above = 0, rule_below = 0;  ///< thickness, 0: none
  Colour rule_colour = 0;
};

struct Mark {
  double y = 0, length = 0;
};

/// What the sheet is folded into.
struct EnvelopeShape {
  std::string name;
  /// What of the sheet's front shows through the window wherever the sheet slides; none: the envelope is written on.
  std::optional<Rectangle> window;
  std::vector<int> sheet_classes;  ///< most sheets of each class of weight or envelope, rising
};

struct Stationery {
  std::string name, file;
  double width = 0, height = 0;

  // The letter's text.
  Rectangle body, next_body;  ///< of the first page, of the pages after it
  Type text;
  bool justify = false;     ///< Chinese paragraphs; Latin text is always ragged
  double indent = 2;        ///< first line of a Chinese paragraph, in ems
  double autospace = 0.25;  ///< between Chinese and Latin, in ems
  double paragraph_space = 0;
  double tightest = 1;  ///< leading may shrink to this share, if that saves a page; 1: never
  double smallest = 1;  ///< and then the type
  Type heading, title, table, flow_recipient;
  bool table_head_bold = true;
  double title_before = 0, title_after = 0, heading_before = 0, heading_after = 0, recipient_after = 0;
  double signature_before = 0;   ///< above the signature part
  bool recipient_flows = false;  ///< stands under the title instead of in a window
  double signature_height = 0;   ///< of a signature image, and the room left for it
  double seal_size = 0;
  double code_size = 0;  ///< of a QR code's side
  /// The seam seal of letters of several pages: each page bears one strip of the seal at its right edge, so that a page
  /// that was exchanged shows. Height of its middle; 0: none.
  double seam_at = 0;

  // Furniture; an absent frame places nothing.
  std::optional<TextFrame> letterhead, return_address, recipient, info, number, place_and_date, footer, continuation,
      page_label;
  std::optional<Rectangle> logo;
  std::optional<EnvelopeShape> envelope;
  std::vector<Mark> marks;  ///< fold and punch marks at the left edge
  Type watermark;

  /// The same sheet for letters that are not in Chinese, whose lines stand closer; empty: no difference.
  std::shared_ptr<const Stationery> latin;
};

/// Throws Error(config) at file and line: an unknown key or family, a frame that leaves the page or lies on another.
std::shared_ptr<const Stationery> load_stationery(const std::string& path, const FontSet& fonts);

}  // namespace dunmail
