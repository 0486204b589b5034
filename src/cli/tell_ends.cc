#include "cli/tell_ends.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "desk/business_day.h"
#include "insight/data_tables.h"

namespace dunmail {
namespace {

std::string line_of(const DataTable& table, Date today) {
  const long left = days_between(today, *table.ends);
  const std::string when =
      left < 0 ? "ended on " + iso(*table.ends) : fmt::format("ends on {}, in {} day(s)", iso(*table.ends), left);
  const char* then = table.kind == "calendar" ? "later deadlines are set on its provisional calendar"
                                              : "no charge is reckoned on later days";
  return fmt::format("the {} {} {}: {}; dunmail data add FILE --table {} takes new rows",
                     table.kind == "calendar" ? "calendar" : "table of rates", table.name, when, then, table.name);
}

}  // namespace

std::vector<std::string> lines_of_ending(World& world, Date today) {
  std::vector<std::string> out;
  for (const DataTable& table : tables_ending(world, today)) out.push_back(line_of(table, today));
  return out;
}

std::vector<std::string> reminders(const std::string& settings_file, Instant now) {
  try {
    if (!std::filesystem::exists(settings_file)) return {};
    const Settings settings = Settings::load(settings_file);
    const Calendars calendars = Calendars::load(settings.calendars, settings.own_calendars());
    const Date today = business_day(business_zone(settings, calendars), now);
    const std::vector<DataTable> tables = data_tables(settings, calendars);
    const bool any =
        std::any_of(tables.begin(), tables.end(), [&](const DataTable& table) { return ends_soon(table, today); });
    if (!any || (!settings.on_server() && !std::filesystem::exists(settings.database))) return {};
    World world = World::open(settings_file);
    return lines_of_ending(world, today);
  } catch (const Error& e) {
    return {e.what()};
  }
}

void tell_ends(World& world, Date today, Answer& answer) {
  answer.says_ends = true;
  const std::vector<std::string> lines = lines_of_ending(world, today);
  if (lines.empty()) return;
  answer.data["tables_ending"] = lines;
  answer.text += fmt::format("\n{}\n", fmt::join(lines, "\n"));
  if (answer.exit_code == 0) answer.exit_code = 3;
}

}  // namespace dunmail
