// The command line as one table, and the one place where Errors are caught.
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <span>

#include "base/text.h"
#include "cli/command_line_assess.h"
#include "cli/command_line_charges.h"
#include "cli/command_line_data.h"
#include "cli/command_line_decide.h"
#include "cli/command_line_edit.h"
#include "cli/command_line_inspect.h"
#include "cli/command_line_parties.h"
#include "cli/command_line_print.h"
#include "cli/command_line_report.h"
#include "cli/command_line_serve.h"
#include "cli/command_line_simulate.h"
#include "cli/command_line_template.h"
#include "cli/commands.h"
#include "cli/commands_import.h"
#include "cli/commands_mail.h"
#include "cli/commands_payments.h"
#include "cli/commands_record.h"
#include "cli/commands_tasks.h"
#include "cli/data_tables.h"
#include "cli/given_day.h"

namespace {

using namespace dunmail;

struct Options {
  bool watch = false;
  std::string today, debtor, run, tier, letter, by, reason, out, what, kind, outcome, stale_by, evidence;
  std::optional<int> within;
};

/// Builds the commands into the table.
void describe(CommandTable& table, Options& o) {
  auto world = [&table] { return World::open(table.config()); };
  auto command = [&](const char* name, const char* help, std::function<Answer()> action, CLI::App* parent = nullptr) {
    return table.add(name, help, std::move(action), parent);
  };
  auto today = [&o](CLI::App* sub) { today_option(sub, o.today); };
  auto by = [&o](CLI::App* sub, bool needed) {
    auto* option = sub->add_option("--by", o.by, "who");
    if (needed) option->required();
  };

  command("init", "write dunmail.toml, unless there is one, and make the database",
          [&table] { return init_command(table.config()); });
  describe_import(table);
  auto* columns = command("columns", "the columns of a kind of file", [&o] { return columns_command(o.kind); });
  columns->add_option("kind", o.kind, "debtors, contacts, guarantors, invoices, parts, payments")->required();

  auto* arrears = command("arrears", "what is open and overdue, by age", [&o, world] {
    World w = world();
    return arrears_command(w, o.debtor, day_or_today(o.today, "--today"));
  });
  arrears->add_option("debtor", o.debtor, "one debtor with its invoices");
  today(arrears);

  auto* plan = command("plan", "choose letter and step for every debtor, as a proposal", [&o, world] {
    World w = world();
    return plan_command(w, day_or_today(o.today, "--today"), o.debtor, progress_line("planning"));
  });
  plan->add_option("debtor", o.debtor, "only this debtor");
  today(plan);
  auto* explain =
      command("explain", "why a debtor gets this letter, or none, and when the next is possible", [&o, world] {
        World w = world();
        return explain_command(w, o.debtor, day_or_today(o.today, "--today"));
      });
  explain->add_option("debtor", o.debtor, "")->required();
  today(explain);

  auto* approve = command("approve", "approve letters of a run; they are printed and frozen", [&o, world] {
    World w = world();
    const bool one = !o.run.empty() && o.run[0] == 'L';
    return approve_command(w, one ? "" : o.run, o.tier, one ? o.run : "", o.by, day_or_today(o.today, "--today"),
                           progress_line("printing"));
  });
  approve->add_option("run", o.run, "a run (R2026-0001) or one letter (L2026-000001)")->required();
  approve->add_option("--tier", o.tier, "only letters of this tier");
  by(approve, true);
  today(approve);
  auto* refuse = command("refuse", "take a letter out before it is sent", [&o, world] {
    World w = world();
    return refuse_command(w, o.letter, o.reason, o.by, day_or_today(o.today, "--today"));
  });
  refuse->add_option("letter", o.letter, "")->required();
  refuse->add_option("--reason", o.reason, "")->required();
  by(refuse, true);
  today(refuse);
  describe_edit(command, table.config());

  auto* send = command("send", "send what is approved", [&o, &table, world] {
    World w = world();
    const SendOrder order{o.run, day_or_today(o.today, "--today"), o.stale_by, {}};
    if (o.watch)
      return watch_command(
          w, order, [&o] { return day_or_today(o.today, "--today"); }, table.json());
    return send_command(w, order, progress_line("sending"));
  });
  send->add_flag("--watch", o.watch, "keep going until SIGTERM: send what is approved or due again as it comes");
  send->add_option("run", o.run, "only this run");
  auto* run = command("run", "the day's work: plan, approve what is automatic, print, send", [&o, world] {
    World w = world();
    return run_command(w, {"", day_or_today(o.today, "--today"), o.stale_by, {}}, progress_line("sending"));
  });
  for (CLI::App* sub : {send, run}) {
    today(sub);
    sub->add_option("--stale-ledger-by", o.stale_by,
                    "send although payments were not imported lately; who takes that upon themselves");
  }
  auto* outbox = command("outbox", "letters that wait or are in doubt", [world] {
    World w = world();
    return outbox_command(w);
  });
  auto* settle = command(
      "settle", "decide about a letter in doubt",
      [&o, world] {
        World w = world();
        return settle_command(w, o.letter, o.outcome, o.evidence, o.by, day_or_today(o.today, "--today"));
      },
      outbox);
  settle->add_option("letter", o.letter, "")->required();
  settle->add_option("outcome", o.outcome, "sent or not-sent")->required()->check(CLI::IsMember({"sent", "not-sent"}));
  settle->add_option("--evidence", o.evidence, "what shows it");
  by(settle, true);
  today(settle);

  auto* restore = command("restore", "after a backup was restored", [] { return Answer(); });
  restore->require_subcommand(1);
  auto* confirm = command(
      "confirm", "put in doubt what may have left since the backup was made; nothing is sent before that",
      [&o, world] {
        World w = world();
        return restore_command(w, {o.by, day_or_today(o.today, "--today")});
      },
      restore);
  by(confirm, true);
  today(confirm);

  auto* policy = command("policy", "check a policy, or compare two", [] {
    return Answer{{}, "see dunmail policy --help\n", 2};
  });
  auto* policy_check = command(
      "check", "what a policy may have wrong", [&o] { return policy_check_command(o.what); }, policy);
  policy_check->add_option("file", o.what, "policy.toml, or a folder of policies")->required();
  auto* policy_diff = command(
      "diff", "which cases would get something else",
      [&o, world] {
        World w = world();
        return policy_diff_command(w, o.what, o.out, day_or_today(o.today, "--today"));
      },
      policy);
  policy_diff->add_option("old", o.what, "policy.toml, or a folder of policies")->required();
  policy_diff->add_option("new", o.out, "policy.toml, or a folder of policies")->required();
  today(policy_diff);

  auto* show = command("show", "a run, a debtor or a letter; without a name the runs", [&o, world] {
    World w = world();
    return show_command(w, o.what);
  });
  show->add_option("what", o.what, "R2026-0001, L2026-000001 or a debtor's id");
  auto* log = command("log", "the collection log of a debtor", [&o, world] {
    World w = world();
    return log_command(w, o.debtor);
  });
  log->add_option("debtor", o.debtor, "")->required();
  auto* pdf = command("pdf", "write a letter's PDF to a file", [&o, world] {
    World w = world();
    return pdf_command(w, o.letter, o.out);
  });
  pdf->add_option("letter", o.letter, "")->required();
  pdf->add_option("--out", o.out, "file")->required();

  describe_record(table);
  auto* deadlines =
      command("deadlines", "what no case may miss: limitation, promises, letters' deadlines, by day", [&o, world] {
        World w = world();
        return deadlines_command(w, o.debtor, o.within, day_or_today(o.today, "--today"));
      });
  deadlines->add_option("debtor", o.debtor, "one debtor");
  deadlines->add_option("--within", o.within, "only what is so many days ahead, or past")->check(CLI::Range(0, 36500));
  today(deadlines);
  describe_decide(command, world, day_or_today);
  describe_claims(command, describe_inspect(command, table.config()), table.config(), day_or_today);
  describe_assess(command, table.config(), day_or_today);
  describe_tasks(table);
  describe_calls(table);
  describe_payments(table);
  describe_parties(command, table.config());

  describe_template(command, table.config());
  describe_data(command, table.config());
  describe_track(table);
  describe_inbox(table);
  describe_serve(command, table.config(), day_or_today);
  describe_print(command, {table.config(), day_or_today, progress_line});
  describe_simulate(command, table.config(), progress_line("simulating"));
  describe_report(command, table.config(), day_or_today, progress_line("reading"));

  describe_mail(table);
  command("verify", "check that no case file and no document was changed", [world] {
    World w = world();
    return verify_command(w);
  });
  command("settings", "every key of dunmail.toml", [] { return settings_command(); });
}

std::string json_of(const Answer& answer) {
  const auto text = [](const nlohmann::ordered_json& json, int indent) {
    return json.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  };
  if (!answer.one_per_line) return text(answer.data, 2);
  std::string out;
  for (const auto& line : answer.data) out += text(line, -1);
  return out;
}

int exit_code(ErrorKind kind) { return kind == ErrorKind::usage ? 2 : 1; }

}  // namespace

int main(int argc, char** argv) {
  ::umask(0077);  // letters, answers and the ledger are nobody else's business
  CLI::App app{"Dunmail sends the letters that get overdue invoices paid.", "dunmail"};
  app.set_version_flag("--version", "dunmail " DUNMAIL_VERSION);
  CommandTable table(app);
  Options options;
  describe(table, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == 0) return app.exit(e);
    fmt::print(stderr, "dunmail: {}\n", table.misread(e, {argv + 1, argv + argc}).line());
    return 2;
  }
  try {
    days_by_settings(table.config());
    const Answer answer = table.run();
    const std::string out = table.json() ? json_of(answer) : answer.text;
    if (std::fwrite(out.data(), 1, out.size(), stdout) != out.size() || std::fflush(stdout) != 0) {
      // A reader that has seen enough (| head) needs no message; what was to be done is done.
      if (errno != EPIPE)
        fmt::print(stderr, "dunmail: standard output: {} (the command itself was carried out)\n", std::strerror(errno));
      return 1;
    }
    if (!answer.says_ends && answer.exit_code != 2)
      for (const std::string& line :
           reminders(table.config(), std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())))
        fmt::print(stderr, "dunmail: {}\n", printable(line));
    return answer.exit_code;
  } catch (const Error& e) {
    fmt::print(stderr, "dunmail: {}\n", table.as_typed(e).line());
    return exit_code(e.kind());
  } catch (const std::exception& e) {
    fmt::print(stderr, "dunmail: {} (this should not happen; please report it)\n", printable(e.what()));
    return 1;
  }
}
