#include "policy/reasons.h"

#include <fmt/format.h>

#include <algorithm>

namespace dunmail {
namespace {

const std::vector<std::string> groups{"cause", "circumstance", "dispute", "export", "excuse", "ability", "sincerity"};

Reason::ByLocale texts(const ConfigTable& table, const char* key, bool needed) {
  Reason::ByLocale out;
  const auto given = table.table(key);
  if (!given) {
    if (needed) throw table.error(key, "is missing", fmt::format("write {} = {{ en = \"...\" }}", key));
    return out;
  }
  for (const char* locale : {"en", "zh-CN", "zh-TW", "de"})
    if (given->has(locale)) out[locale] = given->text(locale);
  if (!out.contains("en")) throw given->error("en", "is missing", "other languages fall back to English");
  return out;
}

Reason read_reason(const ConfigTable& table) {
  Reason r;
  r.code = table.text("code");
  r.group = table.choice("group", "", groups);
  r.name = texts(table, "name", true);
  r.strategy = texts(table, "strategy", true);
  r.says = texts(table, "says", r.group == "excuse");
  r.answer = texts(table, "answer", r.group == "excuse");
  const std::string ladder = table.choice("ladder", "keep", {"softer", "keep", "harder"});
  r.ladder = ladder == "softer" ? LadderEffect::softer : ladder == "harder" ? LadderEffect::harder : LadderEffect::keep;
  r.instalments = table.flag("instalments", false);
  r.order_hold = table.flag("order_hold", false);
  r.call_first = table.flag("call_first", false);
  if (table.has("risk")) r.risk = table.choice("risk", "", assessment_risks);
  r.needs = table.texts("needs");
  return r;
}

}  // namespace

const char* word(LadderEffect effect) {
  return effect == LadderEffect::softer ? "softer" : effect == LadderEffect::harder ? "harder" : "keep";
}

const std::string& in_locale(const Reason::ByLocale& texts, const std::string& locale) {
  static const std::string nothing;
  auto found = texts.find(locale);
  if (found == texts.end()) found = texts.find("en");
  return found == texts.end() ? nothing : found->second;
}

const Reason* Reasons::find(std::string_view code) const {
  const auto found = std::find_if(all_.begin(), all_.end(), [&](const Reason& r) { return r.code == code; });
  return found == all_.end() ? nullptr : &*found;
}

std::vector<std::string> Reasons::codes(std::string_view group) const {
  std::vector<std::string> out;
  for (const Reason& r : all_)
    if (r.group == group) out.push_back(r.code);
  return out;
}

std::vector<std::string> Reasons::recordable() const {
  std::vector<std::string> out;
  for (const Reason& r : all_)
    if (r.recordable()) out.push_back(r.code);
  return out;
}

const Quadrant* Reasons::quadrant(std::string_view ability, std::string_view sincerity) const {
  for (const Quadrant& q : quadrants_)
    if (q.ability == ability && q.sincerity == sincerity) return &q;
  return nullptr;
}

Reasons Reasons::read(const ConfigTable& table) {
  Reasons out;
  for (const ConfigTable& each : table.tables("reason")) {
    Reason reason = read_reason(each);
    if (out.find(reason.code)) throw each.error("code", "there are two reasons \"" + reason.code + "\"");
    out.all_.push_back(std::move(reason));
  }
  const auto abilities = out.codes("ability"), sincerities = out.codes("sincerity");
  for (const ConfigTable& each : table.tables("quadrant")) {
    Quadrant q{each.choice("ability", "", abilities), each.choice("sincerity", "", sincerities),
               each.choice("suggests", "", assessment_decisions), each.text("why")};
    if (out.quadrant(q.ability, q.sincerity))
      throw each.error("ability", fmt::format("there are two quadrants {} by {}", q.ability, q.sincerity));
    out.quadrants_.push_back(std::move(q));
  }
  for (const std::string& ability : abilities)
    for (const std::string& sincerity : sincerities)
      if (!out.quadrant(ability, sincerity))
        throw Error(ErrorKind::config, table.file(), fmt::format("there is no quadrant {} by {}", ability, sincerity),
                    "add a [[quadrant]] with what it suggests");
  table.finish();
  return out;
}

Reasons Reasons::load(const std::string& path) { return read(ConfigTable::load(path)); }
Reasons Reasons::parse(std::string_view toml, const std::string& name) { return read(ConfigTable::parse(toml, name)); }

const Reasons& Reasons::none() {
  static const Reasons empty;
  return empty;
}

}  // namespace dunmail
