// Every command of the program. Each takes a world and its arguments and gives an Answer; none prints.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "cli/answer.h"
#include "desk/find.h"
#include "desk/world.h"
#include "sending/restore.h"
#include "sending/send.h"

namespace dunmail {

// commands_ledger.cc
/// Makes a folder's dunmail.toml (unless there is one) and its database.
Answer init_command(const std::string& settings_file);
Answer columns_command(const std::string& kind);
Answer arrears_command(World& world, const std::string& debtor, Date today);

// commands_run.cc
Answer plan_command(World& world, Date today, const std::string& debtor, const Progress& progress);
Answer explain_command(World& world, const std::string& debtor, Date today);  ///< commands_explain.cc
Answer approve_command(World& world, const std::string& run, const std::string& tier, const std::string& letter,
                       const std::string& by, Date today, const Progress& progress);
Answer refuse_command(World& world, const std::string& letter, const std::string& reason, const std::string& by,
                      Date today);
Answer send_command(World& world, const SendOrder& order, const Progress& progress);
/// send --watch: on standard output a report, or with `json` a line, for each pass in which something happened; the
/// answer is the sum of all.
Answer watch_command(World& world, const SendOrder& order, const std::function<Date()>& today_of, bool json);
Answer run_command(World& world, const SendOrder& order, const Progress& progress);
Answer outbox_command(World& world);
Answer settle_command(World& world, const std::string& letter, const std::string& outcome, const std::string& evidence,
                      const std::string& by, Date today);

Answer restore_command(World& world, const RestoreOrder& order);

// commands_policy.cc
/// What a policy that loads may still have wrong.
Answer policy_check_command(const std::string& file);
/// Which cases would get something else on a day, if the new policy stood instead of the old one.
Answer policy_diff_command(World& world, const std::string& old_file, const std::string& new_file, Date today);

// commands_show.cc
Answer show_command(World& world, const std::string& what);
Answer log_command(World& world, const std::string& debtor);
Answer pdf_command(World& world, const std::string& letter, const std::string& out);
Answer verify_command(World& world);
Answer settings_command();

// commands_deadlines.cc
/// What every case must not miss, by day; with `within` only what is so many days ahead, or past.
Answer deadlines_command(World& world, const std::string& debtor, std::optional<int> within, Date today);

// shared by them
nlohmann::ordered_json to_json(const Arrears& arrears);

}  // namespace dunmail
