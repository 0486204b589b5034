// Tables: widths from content, amounts under each other by their decimal mark, hairlines above and below (no grid), the
// head repeated on each page, a subtotal where the table runs over.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "typeset/layout_galley.h"

namespace dunmail {
namespace {

constexpr double kRowPadding = 2.5;  ///< points above and below a row's text
constexpr double kHeavy = 0.8, kLight = 0.4;

struct Cell {
  ClusterRange range;
  std::int32_t natural = 0, narrowest = 0;
  std::int32_t integer = 0, fraction = 0;  ///< of a decimal cell, split at its mark
};

class TableSetter {
 public:
  TableSetter(Galley& galley, const Table& table, std::string where)
      : g_(galley),
        t_(table),
        where_(std::move(where)),
        type_(galley.stationery.table),
        columns_(table.columns.size()) {}

  bool run(double x, double width) {
    if (columns_ == 0) return true;
    g_.text.clear();
    if (!measure()) return false;
    shape_.table = &t_;
    shape_.x = x;
    fit(width);
    shape_.size = type_.size;
    shape_.leading = type_.leading;
    const bool running =
        std::any_of(t_.running_totals.begin(), t_.running_totals.end(), [](auto& s) { return !s.empty(); });
    shape_.running_height = running ? type_.leading + 2 * kRowPadding : 0;
    return emit();
  }

 private:
  enum class Part { head, body, total };

  bool is_bold(Part part) const { return part == Part::total || (part == Part::head && g_.stationery.table_head_bold); }

  const Inline* cell_text(Part part, std::size_t row, std::size_t column) const {
    const auto& cells = part == Part::head ? t_.head : part == Part::total ? t_.total : t_.rows[row];
    return column < cells.size() ? &cells[column] : nullptr;
  }

  bool measure_row(Part part, std::size_t row) {
    for (std::size_t c = 0; c < columns_; ++c) {
      Cell cell;
      if (const Inline* words = cell_text(part, row, c)) {
        Type type = type_;
        type.bold = is_bold(part);
        const auto shaped = g_.room.shape(*words, type.family, type.bold, g_.document.locale, g_.stationery.autospace,
                                          g_.text, cell.range);
        if (shaped) return g_.fail(fmt::format("{}, row {}, column {}", where_, row + 1, c + 1), *shaped);
        cell.natural = natural_width(g_.text, cell.range);
        if (t_.columns[c] == Align::decimal) split(part, cell);
      }
      naturals_[c] = std::max(naturals_[c], cell.natural);
      integers_[c] = std::max(integers_[c], cell.integer);
      fractions_[c] = std::max(fractions_[c], cell.fraction);
      cells_.push_back(cell);
    }
    return true;
  }

  bool measure() {
    naturals_.assign(columns_, 0);
    integers_.assign(columns_, 0);
    fractions_.assign(columns_, 0);
    if (!t_.head.empty() && !measure_row(Part::head, 0)) return false;
    for (std::size_t r = 0; r < t_.rows.size(); ++r)
      if (!measure_row(Part::body, r)) return false;
    if (!t_.total.empty() && !measure_row(Part::total, t_.rows.size())) return false;
    for (std::size_t c = 0; c < columns_; ++c) naturals_[c] = std::max(naturals_[c], integers_[c] + fractions_[c]);
    return true;
  }

  /// At the last decimal mark that a figure follows; a text without one ends where its last figure ends.
  void split(Part part, Cell& cell) const {
    if (part == Part::head) return;
    const char32_t mark = g_.document.locale.starts_with("de") ? U',' : U'.';
    std::uint32_t at = cell.range.last, after_figure = cell.range.last;
    for (std::uint32_t k = cell.range.first; k < cell.range.last; ++k) {
      const char32_t c = g_.text.characters[g_.text.clusters[k].character];
      if (c >= '0' && c <= '9') {
        after_figure = k + 1;
        if (k > cell.range.first && g_.text.characters[g_.text.clusters[k - 1].character] == mark) at = k - 1;
      }
    }
    if (at == cell.range.last) at = after_figure;
    cell.integer = natural_width(g_.text, {cell.range.first, at});
    cell.fraction = cell.natural - cell.integer;
  }

  bool is_numeric(std::size_t column) const {
    return t_.columns[column] == Align::right || t_.columns[column] == Align::decimal;
  }

  /// Column widths in points. What does not fit is wrapped: words first, figures only if there is no other way.
  void fit(double width) {
    const double gap_minimum = type_.size;
    const auto n = static_cast<double>(columns_);
    const auto available = [&] { return width - gap_minimum * (n - 1); };
    const auto natural_sum = [&] {
      return std::accumulate(naturals_.begin(), naturals_.end(), 0.0) * type_.size / 1000;
    };
    if (natural_sum() > available()) narrow(available());
    std::vector<double> widths(columns_);
    for (std::size_t c = 0; c < columns_; ++c) widths[c] = naturals_[c] * type_.size / 1000;
    const double used = std::accumulate(widths.begin(), widths.end(), 0.0);
    double gap = columns_ > 1 ? gap_minimum + (available() - used) / (n - 1) : 0;
    if (columns_ <= 2) gap = std::min(gap, 4 * type_.size);
    shape_.widths = widths;
    shape_.lefts.resize(columns_);
    double at = 0;
    for (std::size_t c = 0; c < columns_; ++c) {
      shape_.lefts[c] = at;
      at += widths[c] + (c + 1 < columns_ ? gap : 0);
    }
    shape_.width = columns_ <= 2 ? at : width;
    for (const std::int32_t f : fractions_) shape_.fractions.push_back(f * type_.size / 1000);
  }

  void narrow(double available) {
    std::vector<std::int32_t> least(columns_, 0);
    for (std::size_t k = 0; k < cells_.size(); ++k)
      least[k % columns_] =
          std::max(least[k % columns_], narrowest_width(g_.text, cells_[k].range, g_.document.locale, g_.room));
    const auto sum = [&](bool numeric_natural) {
      double total = 0;
      for (std::size_t c = 0; c < columns_; ++c) total += numeric_natural && is_numeric(c) ? naturals_[c] : least[c];
      return total * type_.size / 1000;
    };
    const double full = type_.size;
    while (sum(true) > available && type_.size > full * 0.8) {
      type_.size *= 0.95;
      type_.leading *= 0.95;
    }
    const bool keep_figures = sum(true) <= available;
    const double floor = sum(keep_figures);
    double wanted = 0;
    for (const std::int32_t w : naturals_) wanted += w * type_.size / 1000;
    if (wanted <= available) return;  // the smaller type was enough
    const double share = floor < available ? (available - floor) / (wanted - floor) : 0;
    for (std::size_t c = 0; c < columns_; ++c) {
      const double low = keep_figures && is_numeric(c) ? naturals_[c] : least[c];
      // Even the widest words do not fit: they are divided, each column by its share.
      const double width = floor <= available ? low + (naturals_[c] - low) * share : low * available / floor;
      naturals_[c] = std::max(static_cast<std::int32_t>(width), 1000);
    }
  }

  /// A row's text; y is where its padding begins. Returns the height.
  double row(Part part, const Cell* cells, double y) {
    Type type = type_;
    type.bold = is_bold(part);
    std::size_t lines = 1;
    for (std::size_t c = 0; c < columns_; ++c) {
      if (cells[c].range.empty()) continue;
      const double width = shape_.widths[c], x = shape_.x + shape_.lefts[c];
      g_.lines.clear();
      // Half a thousandth of an em is lost in points and back.
      break_lines(g_.text, cells[c].range, g_.document.locale, in_ems(width, type.size) + 1, 0, g_.room, g_.lines);
      const Align align = t_.columns[c];
      double baseline_at = y + kRowPadding + baseline(type);
      for (const Line& line : g_.lines) {
        if (align == Align::decimal && part != Part::head && g_.lines.size() == 1) {
          const double left = width - shape_.fractions[c] - cells[c].integer * type.size / 1000;
          g_.place(line, type, x + left, baseline_at, width, Align::left, false);
        } else {
          g_.place(line, type, x, baseline_at, width, align, false);
        }
        baseline_at += type.leading;
      }
      lines = std::max(lines, g_.lines.size());
    }
    return static_cast<double>(lines) * type.leading + 2 * kRowPadding;
  }

  void line_at(double y, double thickness) { g_.boxes.push_back({{shape_.x, y, shape_.width, thickness}, 0, 0}); }

  bool emit() {
    const int id = static_cast<int>(g_.tables.size());
    const double before = g_.stationery.text.leading * 0.35;
    const Cell* cells = cells_.data();
    const std::size_t first_strip = g_.strips.size();
    if (!t_.head.empty()) {
      Strip strip;
      g_.open(strip);
      strip.before = before;
      line_at(0, kHeavy);
      strip.height = row(Part::head, cells, kHeavy) + kHeavy + kLight;
      line_at(strip.height - kLight, kLight);
      strip.keep_next = true;
      g_.close(strip);
      shape_.head = strip;
      cells += columns_;
    }
    const bool closes = t_.total.empty();
    for (std::size_t r = 0; r < t_.rows.size(); ++r, cells += columns_) {
      Strip strip;
      g_.open(strip);
      if (g_.strips.size() == first_strip) strip.before = before;
      strip.height = row(Part::body, cells, 0);
      strip.table = id;
      strip.row = static_cast<int>(r);
      const bool last = r + 1 == t_.rows.size();
      if (last && closes) {
        line_at(strip.height, kHeavy);
        strip.height += kHeavy;
      }
      strip.keep_next = last && !closes;
      g_.close(strip);
    }
    if (!closes) {
      Strip strip;
      g_.open(strip);
      line_at(0, kLight);
      strip.height = row(Part::total, cells, kLight) + kLight + kHeavy;
      line_at(strip.height - kHeavy, kHeavy);
      g_.close(strip);
    }
    Strip air;  // behind the table; vanishes at the head of a page
    g_.open(air);
    air.before = before;
    g_.close(air);
    g_.tables.push_back(std::move(shape_));
    return true;
  }

  Galley& g_;
  const Table& t_;
  const std::string where_;
  Type type_;
  const std::size_t columns_;
  TableShape shape_;
  std::vector<Cell> cells_;  ///< row by row: head, body, total
  std::vector<std::int32_t> naturals_, integers_, fractions_;
};

}  // namespace

bool set_table(Galley& galley, const Table& table, const std::string& where, double x, double width) {
  return TableSetter(galley, table, where).run(x, width);
}

bool set_running_row(Galley& g, const TableShape& shape, int row, bool at_foot, Strip& strip) {
  const Table& t = *shape.table;
  Type type = g.stationery.table;
  type.size = shape.size;
  type.leading = shape.leading;
  g.open(strip);
  strip.height = shape.running_height;
  const double y = kRowPadding + baseline(type);
  const std::size_t columns = t.columns.size();
  std::size_t sum_column = columns - 1;  // the sum stands in the last column of amounts
  for (std::size_t c = 0; c < columns; ++c)
    if (t.columns[c] == Align::decimal) sum_column = c;
  const double right = shape.x + shape.lefts[sum_column] + shape.widths[sum_column];
  double left_of_sum = right;
  const auto put = [&](const std::string& words, bool is_sum) {
    if (words.empty()) return true;
    g.text.clear();
    g.lines.clear();
    ClusterRange range;
    if (!g.shape(words, type, "subtotal", range)) return false;
    const std::int32_t wide = natural_width(g.text, range);
    break_lines(g.text, range, g.document.locale, wide + 1, 0, g.room, g.lines);
    const double width = wide * type.size / 1000;
    double x = shape.x;
    if (is_sum) {
      const char32_t mark = g.document.locale.starts_with("de") ? U',' : U'.';
      double fraction = 0;
      for (std::uint32_t k = range.first; k < range.last; ++k)
        if (g.text.characters[g.text.clusters[k].character] == mark)
          fraction = natural_width(g.text, {k, range.last}) * type.size / 1000;
      x = right - width -
          (t.columns[sum_column] == Align::decimal ? std::max(0.0, shape.fractions[sum_column] - fraction) : 0);
      x = std::max(x, shape.x);
      left_of_sum = x;
    } else if (x + width > left_of_sum - type.size / 2) {
      return g.fail("subtotal", {"", "the label of the subtotal row is too long", "shorten it"});
    }
    g.place(g.lines.front(), type, x, y, width, Align::left, false);
    return true;
  };
  if (!put(t.running_totals[static_cast<std::size_t>(row)], true) ||
      !put(at_foot ? t.carried_label : t.brought_label, false))
    return false;
  g.boxes.push_back({{shape.x, strip.height - kLight, shape.width, kLight}, 0, 0});
  g.end(strip);
  return true;
}

}  // namespace dunmail
