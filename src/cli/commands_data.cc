#include "cli/commands_data.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>

#include "base/text.h"
#include "cli/given_day.h"
#include "cli/tell_ends.h"
#include "insight/data_tables.h"
#include "intake/data_add.h"

namespace dunmail {

Answer data_check_command(World& world, Date today) {
  TablesInUse in_use(world.settings, world.calendars, world.policies, world.store);
  Answer answer;
  answer.data["tables"] = nlohmann::ordered_json::array();
  using Side = TextTable::Side;
  TextTable table({{"table", Side::left},
                   {"name", Side::left},
                   {"in use", Side::left},
                   {"known until", Side::left},
                   {"days left", Side::right},
                   {"last row", Side::left},
                   {"verified", Side::left},
                   {"source", Side::left}});
  for (const DataTable& each : data_tables(world.settings, world.calendars)) {
    const bool used = in_use.has(each);
    const long left = each.ends ? days_between(today, *each.ends) : 0;
    const std::string verified = each.kind == "law"        ? ""
                                 : each.unverified.empty() ? "yes"
                                                           : fmt::format("not {}", fmt::join(each.unverified, ", "));
    table.row({each.kind, each.name, used ? "yes" : "", each.ends ? iso(*each.ends) : "",
               each.ends ? std::to_string(left) : "", printable(each.last_row), verified, printable(each.source)});
    answer.data["tables"].push_back({{"kind", each.kind},
                                     {"name", each.name},
                                     {"in_use", used},
                                     {"known_until", each.ends ? iso(*each.ends) : ""},
                                     {"days_left", each.ends ? nlohmann::ordered_json(left) : nlohmann::ordered_json()},
                                     {"last_row", each.last_row},
                                     {"verified", each.unverified.empty()},
                                     {"unverified", each.unverified},
                                     {"source", each.source}});
  }
  answer.text = table.text();
  tell_ends(world, today, answer);
  return answer;
}

Answer data_add_command(const Settings& settings, const DataAddOrder& order) {
  const DataAdded done = add_data(settings, order);
  if (!done.added)
    return {{{"table", done.table}, {"added", false}},
            done.table + ": every row stands there already; nothing was written\n",
            0};
  return {{{"table", done.table}, {"added", true}, {"what", done.what}, {"verified", done.verified}},
          fmt::format("{}: {}{}\n", done.table, done.what,
                      done.verified ? "" : "; not verified (--verified says that you held it against the original)"),
          0};
}

void describe_data(CommandTable& table) {
  struct Read {
    std::string today, known_until;
    DataAddOrder add;
  };
  const auto r = std::make_shared<Read>();
  auto* data = table.group("data", "calendars, rates and laws: how far each reaches; new rows");
  auto* check = table.add(
      "check", "every calendar, table of rates and law with its last row, source, and whether it is verified",
      [r](World& world) { return data_check_command(world, day_or_today(r->today, "--today")); }, data);
  today_option(check, r->today);
  auto* add = table.add(
      "add", "take new rows into the folder `data` beside dunmail.toml, read over the product's tables",
      [r, &table] {
        r->add.known_until = day_if_given(r->known_until, "--known-until");
        return data_add_command(Settings::load(table.config()), r->add);
      },
      data);
  add->add_option("file", r->add.file,
                  "TOML as in config/calendars and config/rates; CSV with date,name,kind (off or work) or "
                  "from,percent; ICS of whole days")
      ->required();
  add->add_option("--table", r->add.table, "cn, bgb-base, ...; default: the file's name");
  add->add_option("--source", r->add.source, "where the rows were read");
  add->add_flag("--verified", r->add.verified, "they were held against the publisher's own text");
  add->add_option("--known-until", r->known_until, "of rates out of CSV: the last day for which they were looked up");
}

}  // namespace dunmail
