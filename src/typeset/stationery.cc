#include "typeset/stationery.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/config_table.h"
#include "base/text.h"

namespace dunmail {
namespace {

double millimetres(const ConfigTable& table, const char* key, double max) {
  if (!table.has(key)) throw table.error(key, "is missing", fmt::format("add the line {} = millimetres", key));
  return table.real(key, 0, 0, max) * kPointsPerMm;
}

Rectangle rectangle(const ConfigTable& table) {
  return {millimetres(table, "x", 1000), millimetres(table, "y", 1000), millimetres(table, "width", 1000),
          millimetres(table, "height", 1000)};
}

Colour colour(const ConfigTable& table, const char* key, Colour otherwise) {
  const std::string text = table.text(key, "");
  if (text.empty()) return otherwise;
  if (text.size() != 7 || text[0] != '#' || text.find_first_not_of("0123456789abcdefABCDEF", 1) != text.npos)
    throw table.error(key, "must be a colour such as \"#1a2b3c\"");
  return static_cast<Colour>(std::stoul(text.substr(1), nullptr, 16));
}

struct Reader {
  const FontSet& fonts;
  Type body;

  FamilyId family(const ConfigTable& table, const char* key, FamilyId otherwise) const {
    if (!table.has(key)) return otherwise;
    const std::string name = table.text(key);
    if (const auto found = fonts.family(name)) return *found;
    throw table.error(key, fmt::format("no font family is called \"{}\"", name),
                      did_you_mean(name, fonts.family_names()));
  }

  /// Keys with a prefix: size, first_size and so on. What is absent is taken from `base`.
  Type type(const ConfigTable& t, Type base, const std::string& prefix = "") const {
    const auto key = [&](const char* name) { return prefix + name; };
    base.family = family(t, key("family").c_str(), base.family);
    const double size = t.real(key("size"), base.size, 4, 144);
    base.leading = t.real(key("leading"), size == base.size ? base.leading : size * 1.4, size, 288);
    base.size = size;
    base.bold = t.flag(key("bold"), base.bold);
    base.colour = colour(t, key("colour").c_str(), base.colour);
    const char* names[] = {"left", "right", "center"};
    const std::string word =
        t.choice(key("align"), names[static_cast<int>(base.align) % 3], {"left", "right", "center"});
    base.align = word == "right" ? Align::right : word == "center" ? Align::center : Align::left;
    return base;
  }

  TextFrame frame(const ConfigTable& t) const {
    TextFrame out;
    out.box = rectangle(t);
    out.type = type(t, body);
    out.first = type(t, out.type, "first_");
    out.at_bottom = t.flag("at_bottom", false);
    out.rule_above = t.real("rule_above", 0, 0, 10);
    out.rule_below = t.real("rule_below", 0, 0, 10);
    out.rule_colour = colour(t, "rule_colour", 0);
    return out;
  }
};

EnvelopeShape read_envelope(const ConfigTable& table, const Stationery& sheet) {
  EnvelopeShape out;
  out.name = table.text("name");
  for (const std::int64_t most : table.numbers("sheet_classes")) {
    if (most < 1 || most > 1000 || (!out.sheet_classes.empty() && most <= out.sheet_classes.back()))
      throw table.error("sheet_classes", "must rise, from 1", "[3, 8]: up to 3 sheets, up to 8, and more");
    out.sheet_classes.push_back(static_cast<int>(most));
  }
  const auto window = table.table("window");
  if (!window) return out;
  out.window = rectangle(*window);
  if (out.window->right() > sheet.width + 1 || out.window->bottom() > sheet.height + 1)
    throw window->error("x", "the window leaves the page");
  return out;
}

struct Named {
  std::string name, where;
  Rectangle box;
};

/// A tenth of a point is forgiven: millimetres do not divide points.
void check(const Stationery& s, const std::vector<Named>& frames) {
  constexpr double kSlack = 0.1;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const Rectangle& a = frames[i].box;
    if (a.right() > s.width + kSlack || a.bottom() > s.height + kSlack)
      throw Error(ErrorKind::config, frames[i].where, fmt::format("the frame {} leaves the page", frames[i].name),
                  fmt::format("the page is {:g} x {:g} mm", s.width / kPointsPerMm, s.height / kPointsPerMm));
    if (a.width < 5 || a.height < 5)
      throw Error(ErrorKind::config, frames[i].where,
                  fmt::format("the frame {} is too small for text", frames[i].name));
    for (std::size_t k = 0; k < i; ++k) {
      const Rectangle& b = frames[k].box;
      if (a.x + kSlack < b.right() && b.x + kSlack < a.right() && a.y + kSlack < b.bottom() &&
          b.y + kSlack < a.bottom())
        throw Error(ErrorKind::config, frames[i].where,
                    fmt::format("the frame {} lies on the frame {}", frames[i].name, frames[k].name),
                    "move one of them, or make it smaller");
    }
  }
}

}  // namespace

std::shared_ptr<const Stationery> load_stationery(const std::string& path, const FontSet& fonts) {
  const ConfigTable file = ConfigTable::load(path);
  auto out = std::make_shared<Stationery>();
  Stationery& s = *out;
  s.file = path;
  s.name = std::filesystem::path(path).stem().string();
  file.text("description", "");
  const auto page = file.table("page"), body = file.table("body"), next = file.table("next_body");
  if (!page || !body || !next)
    throw Error(ErrorKind::config, path, "needs [page], [body] and [next_body]", "compare with cn-a4.toml");
  s.width = millimetres(*page, "width", 1000);
  s.height = millimetres(*page, "height", 1000);
  for (const double y : page->reals("fold_marks")) s.marks.push_back({y * kPointsPerMm, 4 * kPointsPerMm});
  for (const double y : page->reals("punch_marks")) s.marks.push_back({y * kPointsPerMm, 7 * kPointsPerMm});
  for (const Mark& mark : s.marks)
    if (mark.y <= 0 || mark.y >= s.height) throw page->error("fold_marks", "a mark leaves the page");

  s.seam_at = page->real("seam_seal_at", 0, 0, s.height / kPointsPerMm) * kPointsPerMm;

  Reader read{fonts, {}};
  s.body = rectangle(*body);
  s.next_body = rectangle(*next);
  s.text = read.type(*body, Type{});
  read.body = s.text;
  s.justify = body->flag("justify", false);
  s.indent = body->real("indent", 2, 0, 8);
  s.autospace = body->real("autospace", 0.25, 0, 1);
  s.paragraph_space = body->real("paragraph_space", 0, 0, 72);
  s.tightest = body->real("tightest", 1, 0.7, 1);
  s.smallest = body->real("smallest", 1, 0.8, 1);
  s.signature_height = body->real("signature_height", 12, 0, 60) * kPointsPerMm;
  s.signature_before = body->real("signature_before", s.text.leading * 0.75, 0, 200);
  s.seal_size = body->real("seal_size", 42, 5, 80) * kPointsPerMm;
  s.code_size = body->real("code_size", 25, 10, 60) * kPointsPerMm;

  const auto optional_type = [&](const char* key, Type base, double* before = nullptr, double* after = nullptr) {
    const auto table = file.table(key);
    if (!table) return base;
    const Type type = read.type(*table, base);
    if (before) *before = table->real("before", *before, 0, 200);
    if (after) *after = table->real("after", *after, 0, 200);
    return type;
  };
  Type strong = s.text;
  strong.bold = true;
  s.heading_before = s.text.leading * 0.5;
  s.heading = optional_type("heading", strong, &s.heading_before, &s.heading_after);
  s.title = optional_type("title", strong, &s.title_before, &s.title_after);
  s.table = s.text;
  if (const auto table = file.table("table")) {
    s.table = read.type(*table, s.text);
    s.table_head_bold = table->flag("head_bold", true);
  }
  Type mark = s.text;
  mark.size = 72;
  mark.colour = 0xE0E0E0;
  s.watermark = optional_type("watermark", mark);

  std::vector<Named> first{{"body", body->where(), s.body}}, later{{"next_body", next->where(), s.next_body}};
  const auto frame = [&](const char* key, std::optional<TextFrame>& into, bool on_first, bool on_later) {
    const auto table = file.table(key);
    if (!table) return;
    if (std::string_view(key) == "recipient" && (s.recipient_flows = table->flag("flows", false))) {
      s.flow_recipient = read.type(*table, s.text);
      s.recipient_after = table->real("after", 0, 0, 72);
      return;
    }
    into = read.frame(*table);
    if (on_first) first.push_back({key, table->where(), into->box});
    if (on_later) later.push_back({key, table->where(), into->box});
  };
  frame("letterhead", s.letterhead, true, false);
  frame("return_address", s.return_address, true, false);
  frame("recipient", s.recipient, true, false);
  frame("info", s.info, true, false);
  frame("number", s.number, true, false);
  frame("place_and_date", s.place_and_date, true, false);
  frame("footer", s.footer, true, true);
  frame("continuation", s.continuation, false, true);
  frame("page_label", s.page_label, true, true);
  if (const auto envelope = file.table("envelope")) s.envelope = read_envelope(*envelope, s);
  if (const auto logo = file.table("logo")) {
    s.logo = rectangle(*logo);
    first.push_back({"logo", logo->where(), *s.logo});
  }
  if (const auto table = file.table("latin")) {
    auto other = std::make_shared<Stationery>(s);
    other->text = read.type(*table, s.text);
    other->heading = read.type(*table, s.heading, "heading_");
    other->title = read.type(*table, s.title, "title_");
    other->table = read.type(*table, s.table, "table_");
    other->table_head_bold = table->flag("table_head_bold", true);
    other->flow_recipient = s.recipient_flows ? other->text : s.flow_recipient;
    other->paragraph_space = table->real("paragraph_space", s.paragraph_space, 0, 72);
    s.latin = std::move(other);
  }
  file.finish();
  check(s, first);
  check(s, later);
  return out;
}

}  // namespace dunmail
