// The day's calls and visits. Tasks are derived from the case files and the same list as `dunmail worklist`; a call or
// visit that is logged (dunmail calls log) ends its task.
#pragma once

#include <string>

#include "cli/command_table.h"
#include "insight/call_sheet.h"

namespace dunmail {

struct TasksOrder {
  std::string by;      ///< only cases that this person called or visited last; empty: all
  std::string kind;    ///< call, visit, boss, alert; empty: all
  std::string debtor;  ///< empty: all
  std::size_t limit = 50;
  Date today;
};
/// Each task with whom to speak to, why, since when, until when, and when a call is allowed.
Answer tasks_command(World& world, const TasksOrder& order, bool csv = false);

/// Prints the sheet, or writes it to `out`. JSON has its figures besides.
Answer call_sheet_command(World& world, const CallSheetOrder& order, const std::string& out = {});

void describe_tasks(CommandTable& table);

}  // namespace dunmail
