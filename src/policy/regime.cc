#include "policy/regime.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace dunmail {
namespace {

struct DayCountWord {
  DayCount count;
  const char* word;
};
constexpr std::array<DayCountWord, 4> day_counts{{{DayCount::of_365, "365"},
                                                  {DayCount::of_360, "360"},
                                                  {DayCount::actual, "actual"},
                                                  {DayCount::thirty_360, "30/360"}}};

Rate rate_of(const ConfigTable& t, const char* key) {
  if (!t.has(key)) return 0;
  const auto rate = parse_percent(t.text(key));
  if (!rate) throw t.error(key, rate.problem().message, rate.problem().hint);
  if (*rate < 0) throw t.error(key, "must not be negative");
  return *rate;
}

LawWords wording_of(const ConfigTable& t, const char* key) {
  LawWords out;
  const auto words = t.table(key);
  if (!words) return out;
  for (const char* locale : {"zh-CN", "zh-TW", "en", "de"}) out[locale] = words->text(locale);
  words->finish();
  for (const auto& [locale, text] : out)
    for (std::size_t at = text.find('{'); at != text.npos; at = text.find('{', at + 1))
      if (text.compare(at, 8, "{uplift}") != 0 && text.compare(at, 6, "{lump}") != 0)
        throw words->error(locale, "has a field that is not known", "there are {uplift} and {lump}");
  return out;
}

Regime::Uplift uplift_of(const ConfigTable& t) {
  Regime::Uplift out;
  out.from = static_cast<int>(t.number("from", 0, 100));
  out.to = static_cast<int>(t.number("to", out.from, 100));
  out.otherwise = static_cast<int>(t.number("otherwise", out.from, out.to));
  return out;
}

void read_lump_sums(const ConfigTable& t, Regime& r) {
  const auto rows = t.tables("lump_sum");
  const std::string code = t.text("lump_currency", "");
  if (rows.empty() && code.empty()) return;
  const auto currency = Currency::find(code);
  if (!currency) throw t.error("lump_currency", "is no currency of ISO 4217");
  r.lump_currency = *currency;
  for (const ConfigTable& row : rows) {
    auto sum = [&](const char* key) {
      const auto minor = parse_minor(row.text(key), currency->digits());
      if (!minor) throw row.error(key, minor.problem().message, minor.problem().hint);
      if (*minor < 0) throw row.error(key, "must not be negative");
      return *minor;
    };
    const LumpSum read{sum("from"), sum("amount")};
    if (!r.lump_sums.empty() && read.from <= r.lump_sums.back().from)
      throw row.error("from", "must rise from row to row");
    r.lump_sums.push_back(read);
  }
}

/// What the keys say together.
void check(const ConfigTable& t, const Regime& r) {
  const bool from_table = r.pricing == Pricing::fixed || r.pricing == Pricing::repriced;
  if (from_table == r.rate_table.empty())
    throw t.error("rate_table", from_table ? "is missing" : "is for pricing fixed and re-priced only");
  if ((r.pricing == Pricing::daily) != (r.daily > 0))
    throw t.error("daily_percent", "goes with pricing = \"daily\", and only with it");
  if ((r.pricing == Pricing::agreed) != (r.agreed == Regime::Agreed::needed))
    throw t.error("agreed", "\"needed\" goes with pricing = \"agreed\"");
  if (r.excess_table.empty() != (r.excess_percent == 0)) throw t.error("excess_table", "goes with excess_percent");
  if (r.pricing != Pricing::none && r.pricing != Pricing::agreed && r.basis.empty())
    throw t.error("basis", "is missing", "a letter states the law of what it asks for");
  if (r.agreed != Regime::Agreed::refused && r.agreed_basis.empty())
    throw t.error("agreed_basis", "is missing", "a letter states the law of what it asks for");
  if (!r.lump_sums.empty() && (r.lump_basis.empty() || r.lump_law.empty()))
    throw t.error(r.lump_basis.empty() ? "lump_basis" : "lump_law", "is missing",
                  "a letter states the law of what it asks for");
}

Regime read_regime(const ConfigTable& t, const std::string& id) {
  Regime r;
  r.id = id;
  r.title = t.text("title");
  const std::string pricing = t.choice("pricing", "none", {"none", "fixed", "re-priced", "daily", "agreed"});
  r.pricing = pricing == "fixed"       ? Pricing::fixed
              : pricing == "re-priced" ? Pricing::repriced
              : pricing == "daily"     ? Pricing::daily
              : pricing == "agreed"    ? Pricing::agreed
                                       : Pricing::none;
  r.rate_table = t.text("rate_table", "");
  r.fixed_on_due_day = t.choice("fixed_on", "default", {"default", "due"}) == "due";
  r.margin = rate_of(t, "margin_percent");
  if (const auto uplift = t.table("uplift")) r.uplift = uplift_of(*uplift);
  r.daily = rate_of(t, "daily_percent");
  const std::string agreed = t.choice("agreed", "refused", {"refused", "allowed", "needed"});
  r.agreed = agreed == "needed"    ? Regime::Agreed::needed
             : agreed == "allowed" ? Regime::Agreed::allowed
                                   : Regime::Agreed::refused;
  r.floor_table = t.text("floor_table", "");
  r.cap_table = t.text("cap_table", "");
  r.excess_table = t.text("excess_table", "");
  r.excess_percent = static_cast<int>(t.number("excess_percent", 0, 100, 1000));
  r.day_count = *find_day_count(t.choice("day_count", "365", {"365", "360", "actual", "30/360"}));
  r.in_force = t.date("in_force");
  r.moves_due_day = t.flag("moves_due_day", false);
  read_lump_sums(t, r);
  r.whole_units = t.texts("whole_units");
  r.basis = wording_of(t, "basis"), r.agreed_basis = wording_of(t, "agreed_basis"),
  r.lump_basis = wording_of(t, "lump_basis"), r.lump_law = wording_of(t, "lump_law");
  check(t, r);
  return r;
}

}  // namespace

std::optional<DayCount> find_day_count(std::string_view text) {
  for (const auto& [count, name] : day_counts)
    if (text == name) return count;
  return std::nullopt;
}

const char* word(DayCount count) { return day_counts[static_cast<std::size_t>(count)].word; }

Regimes Regimes::load(const std::string& path) { return read(ConfigTable::load(path)); }

Regimes Regimes::parse(std::string_view toml, const std::string& name) { return read(ConfigTable::parse(toml, name)); }

Regimes Regimes::read(const ConfigTable& table) {
  Regimes out;
  out.file_ = table.file();
  for (const auto& [id, regime] : table.named_tables()) out.regimes_.push_back(read_regime(regime, id));
  table.finish();
  return out;
}

Result<const Regime*> Regimes::find(const std::string& id) const {
  std::vector<std::string> names;
  for (const Regime& regime : regimes_) {
    if (regime.id == id) return &regime;
    names.push_back(regime.id);
  }
  const std::string hint = did_you_mean(id, names);
  return Problem{"regime", "there is no regime \"" + id + "\" in " + file_,
                 hint.empty() ? fmt::format("there are: {}", fmt::join(names, ", ")) : hint};
}

}  // namespace dunmail
