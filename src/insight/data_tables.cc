#include "insight/data_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "desk/world.h"

namespace dunmail {
namespace {

DataTable table_of(const Calendar& calendar) {
  const int year = calendar.last_year();
  const auto [off, worked] = calendar.count(year);
  DataTable out{"calendar",
                calendar.name(),
                fmt::format("{}: {} days off", year, off),
                make_date(year, 12, 31),
                calendar.source(),
                {}};
  if (worked) out.last_row += fmt::format(", {} weekend days worked", worked);
  if (!calendar.verified()) out.unverified.push_back(std::to_string(year));
  return out;
}

DataTable table_of(const RateTable& rates) {
  const RateRow& last = rates.rows().back();
  DataTable out{"rates",
                rates.name(),
                fmt::format("{} % from {}", percent_text(last.rate), iso(last.from)),
                rates.known_until(),
                last.source,
                {}};
  if (out.source.empty()) out.source = rates.publisher();
  for (const RateRow& row : rates.rows())
    if (!row.verified) out.unverified.push_back(iso(row.from));
  return out;
}

DataTable table_of(const Regime& regime) {
  DataTable out{"law", regime.id, regime.title, std::nullopt, "", {}};
  if (regime.in_force) out.last_row += fmt::format(" (in force since {})", iso(*regime.in_force));
  for (const LawWords* words : {&regime.lump_law, &regime.basis, &regime.agreed_basis})
    if (const auto law = words->find("en"); out.source.empty() && law != words->end()) out.source = law->second;
  return out;
}

std::vector<std::string> rates_of(const Regime& regime) {
  std::vector<std::string> out;
  for (const std::string& name : {regime.rate_table, regime.floor_table, regime.cap_table, regime.excess_table})
    if (!name.empty()) out.push_back(name);
  return out;
}

bool contains(const std::vector<std::string>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

}  // namespace

bool ends_soon(const DataTable& table, Date today) {
  return table.ends && days_between(today, *table.ends) <= days_of_warning;
}

TableFolders table_folders(const std::string& settings_file) {
  const std::string config = share_folder() + "/config";
  if (settings_file.empty() || !std::filesystem::exists(settings_file))
    return {config + "/calendars", "", config + "/rates", "", config + "/regimes.toml"};
  const Settings settings = Settings::load(settings_file);
  return {settings.calendars, settings.own_calendars(), settings.rates, settings.own_rates(), settings.regimes};
}

std::vector<DataTable> data_tables(const Settings& settings, const Calendars& calendars) {
  std::vector<DataTable> out;
  for (const auto& [name, calendar] : calendars.all()) out.push_back(table_of(calendar));
  const Rates rates = Rates::load(settings.rates, settings.own_rates());
  for (const auto& [name, table] : rates.all()) out.push_back(table_of(table));
  const Regimes regimes = Regimes::load(settings.regimes);
  for (const Regime& regime : regimes.all()) out.push_back(table_of(regime));
  return out;
}

TablesInUse::TablesInUse(const Settings& settings, const Calendars& calendars, const PolicyBook& policies, Store& store)
    : settings_(settings), calendars_(calendars), store_(store) {
  for (const auto& [creditor, charges] : settings.charging)
    for (const auto& [where, regime] : charges.regimes) regimes_.push_back(regime);
  for (const Policy& policy : policies.all()) {
    for (const Tier& tier : policy.tiers) regimes_.push_back(tier.regime);
    for (const auto& [kind, tier] : policy.occasional) regimes_.push_back(tier.regime);
  }
  const Regimes regimes = Regimes::load(settings.regimes);
  for (const Regime& regime : regimes.all())
    if (contains(regimes_, regime.id))
      for (const std::string& name : rates_of(regime)) rates_.push_back(name);
}

bool TablesInUse::has(const DataTable& table) {
  if (table.kind == "law") return contains(regimes_, table.name);
  if (table.kind == "rates") return contains(rates_, table.name);
  const std::vector<std::string> countries = calendars_.countries_of(table.name);
  for (const auto& [creditor, by_locale] : settings_.creditors)
    if (const auto base = by_locale.find("");
        base != by_locale.end() && contains(countries, base->second.address.country))
      return true;
  return store_.has_debtor_of(table.name, countries);
}

std::vector<DataTable> tables_ending(World& world, Date today) {
  TablesInUse in_use(world.settings, world.calendars, world.policies, world.store);
  std::vector<DataTable> out;
  for (DataTable& table : data_tables(world.settings, world.calendars))
    if (ends_soon(table, today) && in_use.has(table)) out.push_back(std::move(table));
  return out;
}

}  // namespace dunmail
