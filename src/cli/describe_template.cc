// The options of the template workbench.
#include <memory>

#include "cli/commands_template.h"
#include "cli/given_day.h"

namespace dunmail {
namespace {

/// What the options are read into; shared by the actions, so that it lives as long as they do.
struct Read {
  std::string folder, today, name, out;
  std::vector<std::string> address;
  PreviewOrder preview;
};

Answer which_one(const char* hint) { return {{}, hint, 2}; }

}  // namespace

void describe_template(CommandTable& table) {
  const auto r = std::make_shared<Read>();
  auto* parent = table.add("template", "check and preview templates, and what they may name",
                           [] { return which_one("see dunmail template --help\n"); });
  auto* check = table.add(
      "check", "every fault in a folder of templates, with its line",
      [r, &table] { return template_check_command(table.config(), r->folder); }, parent);
  check->add_option("folder", r->folder, "default: templates of the settings");

  auto* preview = table.add(
      "preview", "print a letter from sample facts, or from a debtor's account",
      [r, &table] {
        r->preview.today = day_or_today(r->today, "--today");
        return template_preview_command(table.config(), r->preview);
      },
      parent);
  preview->add_option("kind", r->preview.kind, "reminder, credit-warning, statement, fax-cover, ...")->required();
  preview->add_option("--locale", r->preview.locale, "zh-CN, zh-TW, en, de; default: the debtor's");
  preview->add_option("--debtor-kind", r->preview.debtor_kind,
                      "large-enterprise, small-business, public-body, individual");
  preview->add_option("--debtor", r->preview.debtor, "its account instead of sample facts");
  preview->add_option("--out", r->preview.out, "PDF file; default: KIND.LOCALE.pdf");
  preview->add_flag("--png", r->preview.png, "and a picture of each page beside it");
  preview->add_flag("--fax", r->preview.fax, "and the fax image with its cover, as a TIFF beside it");
  preview->add_option("--today", r->today, "with --debtor: the business day; default: the clock's");

  table.add(
      "fields", "everything a template may name", [] { return template_fields_command(); }, parent);

  auto* stationery = table.add("stationery", "look at the sheets that letters are printed on",
                               [] { return which_one("see dunmail stationery --help\n"); });
  auto* sheet = table.add(
      "preview", "draw a sheet's frames, and check that addresses fit its window",
      [r, &table] { return stationery_preview_command(table.config(), r->name, r->out, r->address); }, stationery);
  sheet->add_option("name", r->name, "cn-a4, din5008-a, din5008-b, uk-dl, us-10, or a TOML file")->required();
  sheet->add_option("--out", r->out, "PDF file")->required();
  sheet->add_option("--address", r->address, "a line of the address to check, once for each line")
      ->allow_extra_args(false);
}

}  // namespace dunmail
