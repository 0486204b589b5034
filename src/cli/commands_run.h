// plan, approve, refuse, send, run: from a proposal to what left.
#pragma once

#include "cli/command_table.h"
#include "planning/approve.h"
#include "sending/send.h"

namespace dunmail {

Answer plan_command(World& world, Date today, const std::string& debtor, const Progress& progress);
Answer approve_command(World& world, const ApprovalOrder& order, const Progress& progress);
Answer refuse_command(World& world, const RefusalOrder& order);
Answer send_command(World& world, const SendOrder& order, const Progress& progress);
/// send --watch: on standard output a report, or with `json` a line, for each pass in which something happened; the
/// answer is the sum of all.
Answer watch_command(World& world, const SendOrder& order, const std::function<Date()>& today_of, bool json);
Answer run_command(World& world, const SendOrder& order, const Progress& planning, const Progress& sending = {});

void describe_plan(CommandTable& table);
/// approve, refuse.
void describe_approve(CommandTable& table);
/// send, run.
void describe_send(CommandTable& table);

}  // namespace dunmail
