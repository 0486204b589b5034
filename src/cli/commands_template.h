// The template workbench: what someone who writes templates or stationery needs, without a database.
#pragma once

#include <string>
#include <vector>

#include "cli/command_table.h"

namespace dunmail {

/// Every fault in a folder of templates and stationery; empty: the folder of the settings. Exit code 1 when there are
/// any.
Answer template_check_command(const std::string& settings_file, const std::string& folder);

struct PreviewOrder {
  std::string kind, locale, debtor_kind;
  std::string debtor;  ///< its account instead of sample facts: the only order that opens the database
  std::string out;     ///< empty: KIND.LOCALE.pdf
  bool png = false;    ///< and a picture of each page beside it
  bool fax = false;    ///< and the fax image with its cover
  Date today;          ///< for a debtor's account; sample letters have dates of their own
};
/// A letter as it would be printed. Nothing is planned, numbered or kept.
Answer template_preview_command(const std::string& settings_file, const PreviewOrder& order);

/// Everything a template may name.
Answer template_fields_command();

/// The sheet with its frames drawn, and whether addresses fit its window: those of the sample debtors, or `address`.
Answer stationery_preview_command(const std::string& settings_file, const std::string& name, const std::string& out,
                                  const std::vector<std::string>& address);

/// template and stationery (describe_template.cc).
void describe_template(CommandTable& table);

}  // namespace dunmail
