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
#include "cli/command_line_calls.h"
#include "cli/command_line_charges.h"
#include "cli/command_line_data.h"
#include "cli/command_line_decide.h"
#include "cli/command_line_edit.h"
#include "cli/command_line_inspect.h"
#include "cli/command_line_mail.h"
#include "cli/command_line_parties.h"
#include "cli/command_line_payments.h"
#include "cli/command_line_print.h"
#include "cli/command_line_report.h"
#include "cli/command_line_serve.h"
#include "cli/command_line_simulate.h"
#include "cli/command_line_template.h"
#include "cli/commands.h"
#include "cli/data_tables.h"
#include "cli/given_day.h"
#include "cli/waiting.h"

namespace {

using namespace dunmail;

struct Options {
  std::string config = "dunmail.toml";
  bool json = false, watch = false;
  std::string today, debtor, run, tier, letter, by, reason, out, what, kind, outcome, stale_by, evidence, due, until;
  ImportOrder import;
  std::string as_of;
  RecordOrder record;
  std::optional<int> within;
  std::vector<std::string> mails;
};

/// One line on a terminal's stderr, rewritten; nothing into a pipe or a log.
Progress progress_line(const char* what) {
  if (!isatty(STDERR_FILENO)) return {};
  return [what](std::size_t done, std::size_t of) {
    std::fprintf(stderr, "\r%s %zu of %zu%s", what, done, of, done >= of ? "\n" : "");
    std::fflush(stderr);
  };
}

/// Builds the commands into `app`; the chosen one leaves its work in `work`.
void describe(CLI::App& app, Options& o, std::function<Answer()>& work) {
  auto world = [&o] { return World::open(o.config); };
  auto command = [&](const char* name, const char* help, std::function<Answer()> action, CLI::App* parent = nullptr) {
    CLI::App* sub = (parent ? parent : &app)->add_subcommand(name, help);
    // CLI11 calls a parent after its child; the child's work stands.
    sub->callback([&work, action, sub] {
      if (sub->get_subcommands().empty()) work = action;
    });
    sub->add_option("-c,--config", o.config, "settings file")->envname("DUNMAIL_CONFIG");
    sub->add_flag("--json", o.json, "print JSON");
    return sub;
  };
  auto today = [&o](CLI::App* sub) {
    sub->add_option("--today", o.today, "the business day, 2026-11-21; default: the clock's");
  };
  auto by = [&o](CLI::App* sub, bool needed) {
    auto* option = sub->add_option("--by", o.by, "who");
    if (needed) option->required();
  };

  command("init", "write dunmail.toml, unless there is one, and make the database",
          [&o] { return init_command(o.config); });
  auto* import =
      command("import", "take debtors, contacts, guarantors, invoices, parts or payments from CSV files", [&o, world] {
        World w = world();
        o.import.as_of = day_or_today(o.as_of, "--as-of");
        return import_command(w, o.import);
      });
  import->add_option("kind", o.import.kind, "debtors, contacts, guarantors, invoices, parts, payments")->required();
  import
      ->add_option("files", o.import.files,
                   "CSV files: UTF-8, UTF-16, GB18030 or Windows-1252; commas, semicolons or tabs")
      ->required();
  import->add_option("--profile", o.import.profile, "TOML file that maps foreign columns, dates and decimal marks");
  import->add_option("--as-of", o.as_of, "the day the export was made; default: today");
  import->add_flag("--skip-bad", o.import.skip_bad, "take the good rows of a file that has bad ones");
  import->add_flag("--update", o.import.update,
                   "let a known invoice change its amount, its parts, its debtor or its creditor");
  import->add_flag("--complete", o.import.complete,
                   "invoices, contacts, debtors: the file names them all; what it lacks is closed or inactive");
  import->add_option("--creditor", o.import.creditor,
                     "whose file it is, where it has no column for it; default: main, or the only one");
  import->add_flag("--allow-vanish", o.import.allow_vanish,
                   "with --complete: also when more is gone than import.max_vanish_percent");
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
  describe_edit(command, o.config);

  auto* send = command("send", "send what is approved", [&o, world] {
    World w = world();
    const SendOrder order{o.run, day_or_today(o.today, "--today"), o.stale_by, {}};
    if (o.watch)
      return watch_command(
          w, order, [&o] { return day_or_today(o.today, "--today"); }, o.json);
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

  auto* record = command("record", "write down what a debtor or a colleague said", [&o, world] {
    World w = world();
    o.record.on = day_or_today(o.today, "--on");
    o.record.due = day_if_given(o.due, "--due");
    o.record.until = day_if_given(o.until, "--until");
    return record_command(w, o.record);
  });
  record
      ->add_option(
          "kind", o.record.kind,
          "response, promise, plan, acknowledgement, dispute, settled, hold, release, delivered, bounced, reason, call")
      ->required();
  record->add_option("debtor", o.record.debtor, "")->required();
  record->add_option("--on,--today", o.today, "the day it happened; default: today");
  record->add_option("--due", o.due, "promise: the exact day of payment");
  record->add_option("--dates", o.record.dates,
                     "plan: its dates and sums, as 2026-12-15:5000.00,2027-01-15:5000.00; together all that is open");
  record->add_option("--amount", o.record.amount, "promise, dispute: the sum; default: all of it");
  record->add_option("--invoice", o.record.invoice,
                     "acknowledgement, dispute, settled: the invoice, or a part as arrears lists it");
  record->add_flag("--beside", o.record.beside,
                   "promise: besides those before it; default: one about the same money renews them");
  record->add_flag("--written", o.record.written,
                   "response, acknowledgement, promise, plan: in a document that the debtor signed or sent");
  record->add_option("--until", o.until, "hold: its last day");
  record->add_option("--letter", o.record.letter, "the letter it is about; default: the last demand");
  record->add_option("--currency", o.record.currency, "when the debtor has cases in several");
  record->add_option("--creditor", o.record.creditor,
                     "when the debtor has cases with several; default: that of the invoice or the letter");
  record->add_option("--code", o.record.code, "reason, dispute: its code; dunmail reasons lists them");
  record->add_option("--outcome", o.record.outcome, "call: reached, no-answer, refused, wrong-number, message-left");
  record->add_option("--note", o.record.note, "reason, evidence, or what was said");
  record->add_option("--by", o.record.by, "who; default: you");

  auto* deadlines =
      command("deadlines", "what no case may miss: limitation, promises, letters' deadlines, by day", [&o, world] {
        World w = world();
        return deadlines_command(w, o.debtor, o.within, day_or_today(o.today, "--today"));
      });
  deadlines->add_option("debtor", o.debtor, "one debtor");
  deadlines->add_option("--within", o.within, "only what is so many days ahead, or past")->check(CLI::Range(0, 36500));
  today(deadlines);
  describe_decide(command, world, day_or_today);
  describe_claims(command, describe_inspect(command, o.config), o.config, day_or_today);
  describe_assess(command, o.config, day_or_today);
  describe_calls(command, o.config, day_or_today);
  describe_payments(command, o.config);
  describe_parties(command, o.config);

  describe_template(command, o.config);
  describe_data(command, o.config);
  describe_mail(command, o.config);
  describe_serve(command, o.config, day_or_today);
  describe_print(command, {o.config, day_or_today, progress_line});
  describe_simulate(command, o.config, progress_line("simulating"));
  describe_report(command, o.config, day_or_today, progress_line("reading"));

  auto* mail = command("mail", "mail that came back", [] { return Answer(); });
  mail->require_subcommand(1);
  auto* classify = command(
      "classify", "what each file says: failure, delay, delivered, read, auto-reply, complaint, reply, other",
      [&o] { return mail_classify_command(o.config, o.mails); }, mail);
  classify->add_option("files", o.mails, "messages as .eml")->required();

  command("verify", "check that no case file and no document was changed", [world] {
    World w = world();
    return verify_command(w);
  });
  command("settings", "every key of dunmail.toml", [] { return settings_command(); });
  app.add_option("-c,--config", o.config, "settings file");
  app.add_flag("--json", o.json, "print JSON");
  app.require_subcommand(1);
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

/// What CLI11 could not read, in our words, with a suggestion for an unknown command or option.
Problem misread(const CLI::App& app, const CLI::ParseError& e, std::span<char*> arguments) {
  std::vector<std::string> names;
  const auto below = [](const CLI::App* parent) {
    return parent->get_subcommands([](const CLI::App*) { return true; });
  };
  for (const CLI::App* each : below(&app)) names.push_back(each->get_name());
  const CLI::App* chosen = nullptr;
  for (const std::string argument : arguments) {
    if (!argument.starts_with('-')) {
      const auto commands = below(chosen ? chosen : &app);
      const auto found = std::find_if(commands.begin(), commands.end(),
                                      [&](const CLI::App* each) { return each->get_name() == argument; });
      if (found != commands.end()) chosen = *found;
      if (chosen) continue;
      const std::string hint = did_you_mean(argument, names);
      return {"", "there is no command \"" + argument + "\"", hint.empty() ? "see dunmail --help" : hint};
    }
    if (!chosen || !argument.starts_with("--") || argument.size() == 2) continue;
    const std::string option = argument.substr(0, argument.find('='));
    std::vector<std::string> options;
    for (const CLI::Option* each : chosen->get_options())
      for (const std::string& name : each->get_lnames()) options.push_back("--" + name);
    if (std::find(options.begin(), options.end(), option) != options.end()) continue;
    const std::string hint = did_you_mean(option, options);
    return {chosen->get_name(), "there is no option " + option,
            hint.empty() ? "see dunmail " + chosen->get_name() + " --help" : hint};
  }
  return {chosen ? chosen->get_name() : "", e.what(),
          chosen ? "see dunmail " + chosen->get_name() + " --help" : "see dunmail --help"};
}

}  // namespace

int main(int argc, char** argv) {
  ::umask(0077);  // letters, answers and the ledger are nobody else's business
  CLI::App app{"Dunmail sends the letters that get overdue invoices paid.", "dunmail"};
  app.set_version_flag("--version", "dunmail " DUNMAIL_VERSION);
  Options options;
  std::function<Answer()> work;
  describe(app, options, work);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == 0) return app.exit(e);
    fmt::print(stderr, "dunmail: {}\n", misread(app, e, {argv + 1, argv + argc}).line());
    return 2;
  }
  try {
    wait_as(app.get_subcommands().front()->get_name());
    days_by_settings(options.config);
    const Answer answer = work();
    const std::string out = options.json ? json_of(answer) : answer.text;
    if (std::fwrite(out.data(), 1, out.size(), stdout) != out.size() || std::fflush(stdout) != 0) {
      // A reader that has seen enough (| head) needs no message; what was to be done is done.
      if (errno != EPIPE)
        fmt::print(stderr, "dunmail: standard output: {} (the command itself was carried out)\n", std::strerror(errno));
      return 1;
    }
    if (!answer.says_ends && answer.exit_code != 2)
      for (const std::string& line :
           reminders(options.config, std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())))
        fmt::print(stderr, "dunmail: {}\n", printable(line));
    return answer.exit_code;
  } catch (const Error& e) {
    fmt::print(stderr, "dunmail: {}\n", e.what());
    return exit_code(e.kind());
  } catch (const std::exception& e) {
    fmt::print(stderr, "dunmail: {} (this should not happen; please report it)\n", printable(e.what()));
    return 1;
  }
}
