#include "cli/commands_data.h"

#include <fmt/format.h>

#include "base/text.h"
#include "desk/world.h"

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

}  // namespace dunmail
