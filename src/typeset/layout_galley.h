// Inside layout: the galley, one endless column of strips (lines, table rows, rules) with positions relative to each
// strip, before pages are made of it. Not for use outside src/typeset/layout*.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "typeset/layout.h"
#include "typeset/line_break.h"

namespace dunmail {

/// One unbreakable horizontal piece of the column.
struct Strip {
  double before = 0;  ///< space above, dropped at the head of a page
  double height = 0;
  bool keep_next = false;  ///< no page break behind it
  int table = -1;          ///< index into Galley::tables, for body rows
  int row = -1;
  std::uint32_t first_run = 0, last_run = 0, first_box = 0, last_box = 0, first_image = 0, last_image = 0,
                first_link = 0, last_link = 0;
};

/// What of a table is needed when it runs over a page.
struct TableShape {
  const Table* table = nullptr;
  double x = 0, width = 0, size = 0, leading = 0;
  std::vector<double> lefts, widths, fractions;  ///< columns; fraction: width behind the decimal mark
  Strip head;                                    ///< repeated; height 0 without one
  double running_height = 0;                     ///< of a subtotal row, 0 without
};

struct Galley {
  Galley(const Document& d, const Stationery& s, ShapingRoom& r, Layout& l);

  const Document& document;
  const Stationery& stationery;
  ShapingRoom& room;
  Layout& layout;
  const bool chinese;

  std::vector<GlyphRun> runs;
  std::vector<FilledBox> boxes;
  std::vector<PlacedImage> images;
  std::vector<PlacedLink> links;
  std::vector<Strip> strips;
  std::vector<TableShape> tables;
  std::optional<Problem> problem;

  ShapedText text;          ///< of the block at hand
  std::vector<Line> lines;  ///< of the block at hand

  /// Keeps the first problem; always false, so that callers can return it.
  bool fail(std::string where, Problem what);
  bool shape(const Inline& words, const Type& type, const std::string& where, ClusterRange& range);
  bool shape(std::string_view words, const Type& type, const std::string& where, ClusterRange& range);

  /// Places a line: x is the left edge of `measure`, y the baseline, all in points. Returns its width.
  double place(const Line& line, const Type& type, double x, double y, double measure, Align align, bool justified);
  /// The index of an image in the layout, or nothing with `problem` set.
  std::optional<std::uint16_t> image(const std::string& path, const std::string& where);

  void open(Strip& strip) const;
  void close(Strip& strip);  ///< and appends it to the strips
  void end(Strip& strip) const;
};

/// Where the baseline stands in a line of this type: Chinese and Latin optically centred in the leading.
inline double baseline(const Type& type) { return type.leading / 2 + 0.36 * type.size; }
inline std::int32_t in_ems(double points, double size) { return static_cast<std::int32_t>(points * 1000 / size); }

// The phases, each appending to the galley; false when it failed.
bool set_blocks(Galley& galley);
bool set_table(Galley& galley, const Table& table, const std::string& where, double x, double width);
/// A subtotal row behind body row `row`, as a strip that is not in the column.
bool set_running_row(Galley& galley, const TableShape& shape, int row, bool at_foot, Strip& strip);

/// A strip on its page; y is its top edge within the frame.
struct PlacedStrip {
  Strip strip;
  double y = 0;
};
using PageStrips = std::vector<PlacedStrip>;
bool make_pages(Galley& galley, double first_height, double next_height, std::vector<PageStrips>& pages);
bool set_furniture(Galley& galley);

/// Codes in a row of their own.
bool set_code_row(Galley& galley);
/// Codes at the right of the strips from `first` on, which were set in a column narrower by codes_width().
double codes_width(const Galley& galley);
bool hang_codes(Galley& galley, std::size_t first);

}  // namespace dunmail
