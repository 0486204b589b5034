// The letter's text as strips: title, address where it flows, paragraphs, lists, quotes, pictures, codes, signature.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "typeset/layout_galley.h"

namespace dunmail {
namespace {

using Kind = Block::Kind;

struct Column {
  double x = 0, width = 0;
  bool quote = false;
};

std::string place_of(const Block& block, const char* what) {
  return block.part.empty() ? std::string(what) : fmt::format("{} of the part \"{}\"", what, block.part);
}

class Setter {
 public:
  explicit Setter(Galley& galley) : g_(galley), s_(galley.stationery) {}

  bool run() {
    const Furniture& f = g_.document.furniture;
    return title(f.title) && recipient(f.recipient) && blocks();
  }

 private:
  bool title(const std::string& words) {
    if (words.empty()) return true;
    Type type = s_.title;
    g_.text.clear();
    ClusterRange range;
    if (!g_.shape(words, type, "title", range)) return false;
    // A long title shrinks before it takes a second line.
    const double wide = natural_width(g_.text, range) * type.size / 1000;
    if (wide > s_.body.width) {
      const double factor = std::max(0.8, s_.body.width / wide);
      type.size *= factor;
      type.leading *= factor;
    }
    return paragraph_lines(range, type, {0, s_.body.width}, type.align, 0, false, s_.title_before, s_.title_after,
                           true);
  }

  bool recipient(const std::vector<std::string>& lines) {
    if (!s_.recipient_flows) return true;
    for (const std::string& line : lines) {
      g_.text.clear();
      ClusterRange range;
      if (!g_.shape(line, s_.flow_recipient, "recipient", range)) return false;
      if (!paragraph_lines(range, s_.flow_recipient, {0, s_.body.width}, s_.flow_recipient.align, 0, false, 0, 0, true))
        return false;
    }
    pending_ = lines.empty() ? pending_ : s_.recipient_after;
    return true;
  }

  bool blocks() {
    const std::vector<Block>& all = g_.document.blocks;
    std::size_t signature = all.size(), signature_end = 0, payment = all.size(), payment_end = 0, codes = all.size();
    for (std::size_t k = 0; k < all.size(); ++k) {
      if (all[k].part == "signature") {
        signature = std::min(signature, k);
        signature_end = k + 1;
      }
      if (all[k].part == "payment") {
        payment = std::min(payment, k);
        payment_end = k + 1;
      }
      if (codes == all.size() && (all[k].part == "closing" || all[k].part == "signature")) codes = k;
    }
    std::size_t first_of_signature = 0, first_of_payment = 0;
    double column = s_.body.width;
    for (std::size_t k = 0; k <= all.size(); ++k) {
      if (k == payment) {
        first_of_payment = g_.strips.size();
        column = s_.body.width - codes_width(g_);
      }
      if (k == codes && payment_end == 0 && !set_code_row(g_)) return false;
      if (k == signature) {
        first_of_signature = g_.strips.size();
        pending_ = s_.signature_before;
      }
      if (k == signature && !signature_room(all, signature, signature_end)) return false;
      if (k == all.size()) break;
      if (k == image_at_ && !signature_image(all[k])) return false;
      if (!block(all[k], {0, column})) return false;
      if (k + 1 == payment_end) {
        column = s_.body.width;
        keep_payment(first_of_payment);
        if (!hang_codes(g_, first_of_payment)) return false;
      }
      if (k + 1 == signature_end) keep_signature(first_of_signature);
      if (k + 1 == signature_end && !seal()) return false;
    }
    return true;
  }

  bool block(const Block& b, Column column) {
    switch (b.kind) {
      case Kind::heading:
        return words(b, s_.heading, column, s_.heading_before, s_.heading_after, true);
      case Kind::paragraph:
        return words(b, s_.text, column, space_before(b), 0, false);
      case Kind::bullets:
      case Kind::numbers:
        return list(b, column);
      case Kind::item:
        return children(b, column);
      case Kind::quote: {
        const double step = 2 * s_.text.size;
        return children(b, {column.x + step, std::max(step, column.width - 2 * step), true});
      }
      case Kind::table:
        return set_table(g_, b.table, place_of(b, "table"), column.x, column.width);
      case Kind::rule:
        return rule(column);
      case Kind::image:
        return picture(b, column);
      case Kind::blank_line:
        return blank(b.part == "signature" && signature_blank_ > 0 ? signature_blank_ : s_.text.leading);
    }
    return true;
  }

  /// Lines of a signature stand solid; items of a list half as far apart as paragraphs.
  double space_before(const Block& b) const {
    if (b.part == "signature") return 0;
    return in_list_ ? s_.paragraph_space / 2 : s_.paragraph_space;
  }

  bool children(const Block& b, Column column) {
    for (const Block& child : b.children)
      if (!block(child, column)) return false;
    return true;
  }

  bool words(const Block& b, const Type& type, Column column, double before, double after, bool heading) {
    Inline shown;
    for (const Span& span : b.text) {
      if (span.image.empty()) {
        shown.push_back(span);
        if (column.quote && g_.chinese) shown.back().italic = true;  // Kai, as Chinese print sets quotations
      } else if (!picture(span.image, b, column)) {
        return false;
      }
    }
    g_.text.clear();
    ClusterRange range;
    if (!g_.shape(shown, type, place_of(b, heading ? "heading" : "paragraph"), range)) return false;
    const Align align = heading && b.align == Align::left ? type.align : b.align;
    const bool signs = b.part == "signature" && align == Align::right && g_.chinese;
    if (signs)
      column.width -= std::min(2 * type.size, column.width / 4);  // the date stands two characters in, GB/T 9704
    const double indent = b.indent_first && !heading ? s_.indent * type.size : 0;
    return paragraph_lines(range, type, column, align, indent, s_.justify && g_.chinese && !heading, before, after,
                           heading);
  }

  bool paragraph_lines(ClusterRange range, const Type& type, Column column, Align align, double indent, bool justified,
                       double before, double after, bool heads) {
    bool keep = heads;
    g_.lines.clear();
    break_lines(g_.text, range, g_.document.locale, in_ems(column.width, type.size), in_ems(indent, type.size), g_.room,
                g_.lines);
    const std::size_t count = g_.lines.size();
    // Lines broken by hand are bank details, addresses, steps of a sum: they belong together.
    for (std::size_t k = 0; k + 1 < count && count < 12; ++k) keep = keep || g_.lines[k].ends_paragraph;
    for (std::size_t k = 0; k < count; ++k) {
      const Line& line = g_.lines[k];
      const double in = k == 0 ? indent : 0;
      Strip strip;
      g_.open(strip);
      strip.before = k == 0 ? std::max(before, pending_) : 0;
      strip.height = type.leading;
      // No first line alone at the foot of a page, no last line alone at its head.
      strip.keep_next = (keep && (heads || k + 1 < count)) || (count > 1 && (k == 0 || k + 2 == count));
      g_.place(line, type, column.x + in, baseline(type), column.width - in, align,
               justified && align == Align::left && !line.ends_paragraph && !line.forced);
      g_.close(strip);
    }
    pending_ = after;
    return true;
  }

  bool list(const Block& b, Column column) {
    const bool numbered = b.kind == Kind::numbers;
    const double start = g_.chinese ? s_.indent * s_.text.size : 0;
    const auto last = static_cast<std::size_t>(b.start) + b.children.size();
    const double hang = s_.text.size * (numbered ? last > 100 ? 2.6 : last > 10 ? 2.1 : 1.6 : 1.2);
    int number = b.start;
    const bool outer = std::exchange(in_list_, true);
    for (const Block& item : b.children) {
      const Column inner{column.x + start + hang, std::max(4 * s_.text.size, column.width - start - hang),
                         column.quote};
      const std::size_t first = g_.strips.size();
      if (item.kind == Kind::item ? !children(item, inner) : !block(item, inner)) return false;
      const std::string mark = numbered ? fmt::format("{}.", number++) : "•";
      if (first == g_.strips.size()) continue;
      // The mark joins the item's first strip; runs stay together because it is re-collected at the end.
      if (!mark_item(first, mark, column.x + start, hang)) return false;
    }
    in_list_ = outer;
    return true;
  }

  bool mark_item(std::size_t at, const std::string& mark, double x, double hang) {
    g_.text.clear();
    ClusterRange range;
    if (!g_.shape(mark, s_.text, "list", range)) return false;
    g_.lines.clear();
    break_lines(g_.text, range, g_.document.locale, in_ems(hang, s_.text.size) + 1000, 0, g_.room, g_.lines);
    Strip& strip = g_.strips[at];
    const std::size_t begin = g_.runs.size();
    g_.place(g_.lines.front(), s_.text, x, baseline(s_.text), hang, Align::left, false);
    const std::size_t added = g_.runs.size() - begin;
    std::rotate(g_.runs.begin() + strip.first_run, g_.runs.begin() + static_cast<std::ptrdiff_t>(begin), g_.runs.end());
    strip.last_run += static_cast<std::uint32_t>(added);
    for (std::size_t k = at + 1; k < g_.strips.size(); ++k) {
      g_.strips[k].first_run += static_cast<std::uint32_t>(added);
      g_.strips[k].last_run += static_cast<std::uint32_t>(added);
    }
    for (TableShape& t : g_.tables)
      if (t.head.first_run >= strip.first_run && t.head.last_run > t.head.first_run)
        t.head.first_run += static_cast<std::uint32_t>(added), t.head.last_run += static_cast<std::uint32_t>(added);
    return true;
  }

  bool rule(Column column) {
    Strip strip;
    g_.open(strip);
    strip.height = s_.text.leading * 0.6;
    g_.boxes.push_back({{column.x, strip.height / 2, column.width, 0.5}, 0, 0});
    g_.close(strip);
    return true;
  }

  bool blank(double height) {
    Strip strip;
    g_.open(strip);
    strip.height = height;
    strip.keep_next = false;
    g_.close(strip);
    return true;
  }

  bool picture(const Block& b, Column column) {
    for (const Span& span : b.text)
      if (!span.image.empty() && !picture(span.image, b, column)) return false;
    return true;
  }

  bool picture(const std::string& path, const Block& b, Column column) {
    const auto image = g_.image(path, place_of(b, "picture"));
    if (!image) return false;
    const Image& shown = *g_.layout.images[*image];
    // 150 dots an inch unless it is wider than the column or higher than half the page.
    const double scale = std::min({72.0 / 150, column.width / shown.width, s_.next_body.height / 2 / shown.height});
    const double width = shown.width * scale, height = shown.height * scale;
    const double slack = column.width - width;
    Strip strip;
    g_.open(strip);
    strip.before = s_.text.leading * 0.25;
    strip.height = height;
    g_.images.push_back({{column.x + (b.align == Align::center  ? slack / 2
                                      : b.align == Align::right ? slack
                                                                : 0),
                          0, width, height},
                         *image,
                         0,
                         {}});
    g_.close(strip);
    return true;
  }

  /// Where the signature image goes: the signature part's first blank line, or room made in front of the part.
  bool signature_room(const std::vector<Block>& all, std::size_t begin, std::size_t end) {
    if (g_.document.furniture.signature.empty()) return true;
    for (std::size_t k = begin; k < end; ++k)
      if (all[k].kind == Kind::blank_line) {
        image_at_ = k;
        return true;
      }
    image_at_ = begin;
    return true;
  }

  bool signature_image(const Block& b) {
    const auto image = g_.image(g_.document.furniture.signature, "signature");
    if (!image) return false;
    const Image& shown = *g_.layout.images[*image];
    const double height = s_.signature_height;
    const double width = std::min(shown.width * height / shown.height, s_.body.width / 2);
    const bool right = b.align == Align::right;
    Strip strip;
    g_.open(strip);
    strip.height = height;
    g_.images.push_back(
        {{right ? s_.body.width - width : 0, 0, width, width * shown.height / shown.width}, *image, 0, {}});
    g_.close(strip);
    signature_blank_ = 0.1;  // the blank line it stands in is used up
    return true;
  }

  /// An account that is torn in two by a page gets copied wrongly.
  void keep_payment(std::size_t first) {
    constexpr std::size_t most = 12;  // lines
    if (g_.strips.size() - first > most) return;
    for (std::size_t k = first; k + 1 < g_.strips.size(); ++k) g_.strips[k].keep_next = true;
  }

  /// Kept together, and with the line in front of it.
  void keep_signature(std::size_t first) {
    for (std::size_t k = first == 0 ? 0 : first - 1; k + 1 < g_.strips.size(); ++k) g_.strips[k].keep_next = true;
  }

  /// Over the date line, the signature part's last: pressed on it from above, clear of the letter's text.
  bool seal() {
    const std::string& path = g_.document.furniture.seal;
    if (path.empty()) return true;
    std::size_t at = g_.strips.size();
    while (at > 0 && g_.strips[at - 1].first_run == g_.strips[at - 1].last_run) --at;
    if (at == 0) return true;
    const auto image = g_.image(path, "seal");
    if (!image) return false;
    Strip& strip = g_.strips[at - 1];
    const GlyphRun &first = g_.runs[strip.first_run], &last = g_.runs[strip.last_run - 1];
    const Image& shown = *g_.layout.images[*image];
    const double width = s_.seal_size, height = width * shown.height / shown.width;
    const double middle = (first.x + last.x + last.width) / 2;
    const double x = std::clamp(middle - width / 2, 0.0, std::max(0.0, s_.body.width - width));
    strip.first_image = static_cast<std::uint32_t>(g_.images.size());
    g_.images.push_back({{x, strip.height / 2 - height * 0.65, width, height}, *image, 0, {}});
    strip.last_image = static_cast<std::uint32_t>(g_.images.size());
    return true;
  }

  Galley& g_;
  const Stationery& s_;
  double pending_ = 0;  ///< space that the block before asked for behind it
  bool in_list_ = false;
  std::size_t image_at_ = SIZE_MAX;
  double signature_blank_ = 0;  ///< height of blank lines in the signature, 0: a whole line
};

}  // namespace

bool set_blocks(Galley& galley) { return Setter(galley).run(); }

}  // namespace dunmail
