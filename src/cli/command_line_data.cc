#include "cli/command_line_data.h"

#include <memory>

#include "cli/commands_data.h"
#include "cli/given_day.h"
#include "desk/world.h"

namespace dunmail {
namespace {

/// What the options are read into; shared by the actions, so that it lives as long as they do.
struct Read {
  std::string today, known_until;
  DataAddOrder add;
};

}  // namespace

void describe_data(const AddCommandBelow& command, const std::string& config) {
  const auto r = std::make_shared<Read>();
  auto* data = command(
      "data", "calendars, rates and laws: how far each reaches; new rows", [] { return Answer(); }, nullptr);
  data->require_subcommand(1);
  auto* check = command(
      "check", "every calendar, table of rates and law with its last row, source, and whether it is verified",
      [r, &config] {
        World world = World::open(config);
        return data_check_command(world, day_or_today(r->today, "--today"));
      },
      data);
  check->add_option("--today", r->today, "the business day, 2026-11-21; default: the clock's");
  auto* add = command(
      "add", "take new rows into the folder `data` beside dunmail.toml, read over the product's tables",
      [r, &config] {
        r->add.known_until = day_if_given(r->known_until, "--known-until");
        return data_add(Settings::load(config), r->add);
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
