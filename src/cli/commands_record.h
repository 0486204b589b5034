// record and calls: what a debtor or a colleague said.
#pragma once

#include "cli/command_table.h"
#include "insight/calls.h"
#include "intake/log_call.h"

namespace dunmail {

Answer record_command(World& world, const RecordOrder& order);
/// Exit code 3 where the call was beyond the caps.
Answer log_call_command(World& world, const CallOrder& order);
Answer calls_command(World& world, const CallsOrder& order, const Extent& extent = {});

void describe_record(CommandTable& table);
void describe_calls(CommandTable& table);

}  // namespace dunmail
