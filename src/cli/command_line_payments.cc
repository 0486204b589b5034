#include "cli/command_line_payments.h"

#include <memory>

#include "base/error.h"
#include "cli/commands_payments.h"
#include "cli/given_day.h"

namespace dunmail {
namespace {

struct PaymentsRead {
  std::string today, as_of, entry, by, reason, state;
  bool no_match = false;
  StatementOrder statements;
  AssignOrder assign;
};

}  // namespace

void describe_payments(
    const std::function<CLI::App*(const char*, const char*, std::function<Answer()>, CLI::App*)>& command,
    const std::string& config) {
  const auto r = std::make_shared<PaymentsRead>();
  const auto today = [r](CLI::App* sub) {
    sub->add_option("--today", r->today, "the business day, 2026-11-21; default: the clock's");
  };
  auto* payments = command(
      "payments", "payments from bank statements", [] { return Answer(); }, nullptr);
  payments->require_subcommand(1);

  auto* import = command(
      "import", "take bank statements: camt.052/053/054, MT940 or CSV; then match",
      [r, &config] {
        World w = World::open(config);
        r->statements.today = day_or_today(r->today, "--today");
        if (!r->as_of.empty()) r->statements.as_of = day_given(r->as_of, "--as-of");
        r->statements.match = !r->no_match;
        return payments_import_command(w, r->statements);
      },
      payments);
  import->add_option("files", r->statements.files, "statements; the format is seen in the file")->required();
  import->add_option("--profile", r->statements.profile,
                     "of CSV: a name in config/bank-profiles, or a TOML file; default: the one that fits best");
  import->add_option("--as-of", r->as_of, "the day up to which the statements tell all; default: their newest day");
  import->add_flag("--no-match", r->no_match, "only take them in");
  today(import);

  auto* match = command(
      "match", "book what is sure, suggest the rest",
      [r, &config] {
        World w = World::open(config);
        return payments_match_command(w, day_or_today(r->today, "--today"));
      },
      payments);
  today(match);

  command(
      "suggest", "what waits for a decision, with the evidence and the command",
      [&config] {
        World w = World::open(config);
        return payments_suggest_command(w);
      },
      payments);

  auto* assign = command(
      "assign", "book an entry to a debtor; its account is known from then on",
      [r, &config] {
        World w = World::open(config);
        r->assign.today = day_or_today(r->today, "--today");
        return payments_assign_command(w, r->assign);
      },
      payments);
  assign->add_option("entry", r->assign.entry, "BE-...; its beginning is enough")->required();
  assign->add_option("debtor", r->assign.debtor, "")->required();
  assign->add_option("--invoice", r->assign.invoices,
                     "INV-1 or INV-1:500.00; may be repeated; default: as suggested, else oldest due first");
  assign->add_option("--by", r->assign.by, "who")->required();
  today(assign);

  auto* reverse = command(
      "reverse", "take a booking back",
      [r, &config] {
        World w = World::open(config);
        return payments_reverse_command(w, r->entry, r->by, r->reason, day_or_today(r->today, "--today"));
      },
      payments);
  reverse->add_option("entry", r->entry, "")->required();
  reverse->add_option("--by", r->by, "who")->required();
  reverse->add_option("--reason", r->reason, "")->required();
  today(reverse);

  auto* ignore = command(
      "ignore", "an entry that is no payment of a debtor; it holds no letter any more",
      [r, &config] {
        World w = World::open(config);
        return payments_ignore_command(w, r->entry, r->by, r->reason);
      },
      payments);
  ignore->add_option("entry", r->entry, "BE-...; its beginning is enough")->required();
  ignore->add_option("--reason", r->reason, "why")->required();
  ignore->add_option("--by", r->by, "who")->required();

  auto* list = command(
      "list", "bank entries and what became of them",
      [r, &config] {
        World w = World::open(config);
        return payments_list_command(w, r->state);
      },
      payments);
  list->add_option("--state", r->state,
                   "new, booked, suggested, unmatched, ignored, returned, reversed, announced, superseded");
}

}  // namespace dunmail
