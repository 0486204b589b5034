// The command line as one table, and the one place where Errors are caught.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

#include "base/text.h"
#include "cli/aside.h"
#include "cli/command_table.h"
#include "cli/commands_archive.h"
#include "cli/commands_assess.h"
#include "cli/commands_charges.h"
#include "cli/commands_data.h"
#include "cli/commands_deadlines.h"
#include "cli/commands_decide.h"
#include "cli/commands_edit.h"
#include "cli/commands_explain.h"
#include "cli/commands_import.h"
#include "cli/commands_inspect.h"
#include "cli/commands_ledger.h"
#include "cli/commands_mail.h"
#include "cli/commands_outbox.h"
#include "cli/commands_parties.h"
#include "cli/commands_payments.h"
#include "cli/commands_policy.h"
#include "cli/commands_print.h"
#include "cli/commands_record.h"
#include "cli/commands_report.h"
#include "cli/commands_run.h"
#include "cli/commands_serve.h"
#include "cli/commands_show.h"
#include "cli/commands_simulate.h"
#include "cli/commands_store.h"
#include "cli/commands_tasks.h"
#include "cli/commands_template.h"
#include "cli/given_day.h"
#include "cli/left_empty.h"
#include "cli/tell_ends.h"
#include "cli/waiting.h"

namespace {

using namespace dunmail;

/// The families in the order in which dunmail --help lists them.
void describe(CommandTable& table) {
  describe_init(table);
  describe_import(table);
  describe_arrears(table);
  describe_plan(table);
  describe_explain(table);
  describe_approve(table);
  describe_edit(table);
  describe_send(table);
  describe_outbox(table);
  describe_policy(table);
  describe_show(table);
  describe_record(table);
  describe_deadlines(table);
  describe_decide(table);
  describe_claims(table, describe_inspect(table));
  describe_assess(table);
  describe_tasks(table);
  describe_calls(table);
  describe_payments(table);
  describe_parties(table);
  describe_template(table);
  describe_data(table);
  describe_track(table);
  describe_inbox(table);
  describe_serve(table);
  describe_print(table);
  describe_simulate(table);
  describe_report(table);
  describe_mail(table);
  describe_verify(table);
  describe_archive(table);
  describe_store(table);
}

/// Where a standard stream is closed, the next file that is opened would be it, and what is said would go into that.
void need_streams() {
  for (int fd = 0; fd < 3; ++fd)
    if (::fcntl(fd, F_GETFD) < 0 && ::open("/dev/null", fd == 0 ? O_RDONLY : O_WRONLY) < 0) std::_Exit(1);
}

int exit_code(ErrorKind kind) { return kind == ErrorKind::usage ? 2 : 1; }

}  // namespace

int main(int argc, char** argv) {
  need_streams();
  ::umask(0077);  // letters, answers and the ledger are nobody else's business
  CLI::App app{"Dunmail sends the letters that get overdue invoices paid.", "dunmail"};
  app.set_version_flag("--version", "dunmail " DUNMAIL_VERSION);
  CommandTable table(app);
  describe(table);
  const std::span<char*> typed{argv + 1, argv + argc};
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    if (e.get_exit_code() == 0) return app.exit(e);
    say_aside(fmt::format("dunmail: {}\n", left_empty(app, typed).value_or(table.misread(e, typed)).line()));
    return 2;
  }
  if (const auto empty = left_empty(app, typed)) {
    say_aside(fmt::format("dunmail: {}\n", empty->line()));
    return 2;
  }
  const std::string command = app.get_subcommands().front()->get_name();
  try {
    wait_as(command);
    days_by_settings(table.config());
    const Answer answer = table.run();
    const std::string out = table.json() ? json_of(answer) : answer.csv ? *answer.csv : answer.text;
    if (std::fwrite(out.data(), 1, out.size(), stdout) != out.size() || std::fflush(stdout) != 0) {
      // A reader that has seen enough (| head) needs no message; what was to be done is done.
      if (errno != EPIPE)
        say_aside(
            fmt::format("dunmail: standard output: {} (the command itself was carried out)\n", std::strerror(errno)));
      return 1;
    }
    for (const std::string& note : answer.notes) say_aside(fmt::format("dunmail: {}\n", note));
    if (!answer.says_ends && answer.exit_code != 2)
      for (const std::string& line :
           reminders(table.config(), std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())))
        say_aside(fmt::format("dunmail: {}\n", printable(line)));
    return answer.exit_code;
  } catch (const Error& e) {
    say_aside(fmt::format("dunmail: {}\n", table.as_typed(e).line()));
    return exit_code(e.kind());
  } catch (const std::bad_alloc&) {
    std::fprintf(stderr,
                 "dunmail: out of memory while it carried out \"%s\" (give it more memory, or less at a time)\n",
                 command.c_str());
    return 1;
  } catch (const std::exception& e) {
    say_aside(fmt::format("dunmail: {} (this should not happen; please report it)\n", printable(e.what())));
    return 1;
  }
}
