// QR codes for payment and for the debtor's answer: beside the payment details, or in a row of their own.
#include <algorithm>

#include "pdf/codes.h"
#include "typeset/layout_galley.h"

namespace dunmail {
namespace {

struct Code {
  const std::string *payload, *label;
  const char* where;
};

std::vector<Code> codes_of(const Galley& g) {
  const Furniture& f = g.document.furniture;
  std::vector<Code> out;
  if (!f.payment_qr.empty()) out.push_back({&f.payment_qr, &f.payment_qr_label, "payment code"});
  if (!f.response_qr.empty()) out.push_back({&f.response_qr, &f.response_qr_label, "response code"});
  return out;
}

bool code(Galley& g, const Code& each, double x, double y) {
  const auto boxes = qr_code(*each.payload, g.stationery.code_size);
  if (!boxes) return g.fail(each.where, boxes.problem());
  for (Rectangle box : *boxes) {
    box.x += x;
    box.y += y;
    g.boxes.push_back({box, 0, 0});
  }
  // Who reads the PDF on a screen has no camera at hand: a code that holds an address is one to click as well.
  if (each.payload->starts_with("https://") || each.payload->starts_with("http://"))
    g.links.push_back({{x, y, g.stationery.code_size, g.stationery.code_size}, *each.payload});
  return true;
}

Type label_type(const Galley& g, double factor) {
  Type type = g.stationery.text;
  type.size *= factor;
  type.leading = type.size * 1.3;
  return type;
}

bool code_label(Galley& g, const std::string& label, const char* where, const Type& type, double x, double width,
                double top, double height, Align align) {
  g.text.clear();
  ClusterRange range;
  if (!g.shape(label, type, where, range)) return false;
  g.lines.clear();
  break_lines(g.text, range, g.document.locale, in_ems(width, type.size), 0, g.room, g.lines);
  const double needed = static_cast<double>(g.lines.size()) * type.leading;
  if (needed > height) return g.fail(where, {"", "the label of the code is too long", "shorten it"});
  double y = align == Align::center ? top : top + (height - needed) / 2;
  for (const Line& line : g.lines) {
    g.place(line, type, x, y + baseline(type), width, align, false);
    y += type.leading;
  }
  return true;
}

}  // namespace

/// Width of the codes that stand beside the payment details.
double codes_width(const Galley& g) { return static_cast<double>(codes_of(g).size()) * (g.stationery.code_size + 10); }

/// At the right of the payment part, which is kept on one page with them; each code with its label below.
bool hang_codes(Galley& g, std::size_t first) {
  const auto all = codes_of(g);
  if (all.empty() || first == g.strips.size()) return true;
  const Type type = label_type(g, 0.65);
  const double side = g.stationery.code_size;
  double below = 0;  // room for the longest label, three lines at most
  double height = 0;
  for (std::size_t k = first; k < g.strips.size(); ++k) {
    height += (k == first ? 0 : g.strips[k].before) + g.strips[k].height;
    g.strips[k].keep_next = true;
  }
  // They hang from a strip of their own, of no height, in front of the part.
  Strip strip;
  g.open(strip);
  strip.before = g.strips[first].before;
  g.strips[first].before = 0;
  strip.keep_next = true;
  double x = g.stationery.body.width - codes_width(g) + 10;
  for (const Code& each : all) {
    if (!code(g, each, x, 0)) return false;
    if (!each.label->empty() &&
        !code_label(g, *each.label, each.where, type, x, side, side, 3 * type.leading, Align::center))
      return false;
    below = std::max(below, static_cast<double>(each.label->empty() ? 0 : g.lines.size()) * type.leading);
    x += side + 10;
  }
  g.end(strip);
  g.strips.insert(g.strips.begin() + static_cast<std::ptrdiff_t>(first), strip);
  if (height < side + below) {
    Strip rest;
    g.open(rest);
    rest.height = side + below - height;
    g.close(rest);
  } else {
    g.strips.back().keep_next = false;
  }
  return true;
}

bool set_code_row(Galley& g) {
  const auto all = codes_of(g);
  if (all.empty()) return true;
  Strip strip;
  g.open(strip);
  const double side = g.stationery.code_size, half = g.stationery.body.width / 2;
  strip.before = g.stationery.text.leading * 0.4;
  strip.height = side;
  double x = 0;
  for (const Code& each : all) {
    if (!code(g, each, x, 0)) return false;
    if (!each.label->empty() && !code_label(g, *each.label, each.where, label_type(g, 0.75), x + side + 4,
                                            half - side - 12, 0, side, Align::left))
      return false;
    x += half;
  }
  g.close(strip);
  return true;
}

}  // namespace dunmail
