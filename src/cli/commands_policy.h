// policy check and diff.
#pragma once

#include "cli/command_table.h"
#include "insight/policy_diff.h"

namespace dunmail {

/// What a policy that loads may still have wrong.
Answer policy_check_command(const std::string& file);
/// Which cases would get something else on a day, if the new policy stood instead of the old one.
Answer policy_diff_command(World& world, PolicyDiffOrder order, const Extent& extent = {});

void describe_policy(CommandTable& table);

}  // namespace dunmail
