#include "cli/command_line_print.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands_print.h"

namespace dunmail {
namespace {

/// What the options are read into; shared by the actions, so that it lives as long as they do.
struct Read {
  PrintCommand print;
  ConfirmCommand confirm;
  std::string today, batch;
  bool simplex = false, plain = false;
};

}  // namespace

void describe_print(const AddCommandBelow& command, const PrintLine& line) {
  const auto r = std::make_shared<Read>();
  auto* print = command(
      "print", "hand approved letters by post over, as stacks ready to print",
      [r, line] {
        World world = World::open(line.config);
        PrintOrder& order = r->print.order;
        order.today = line.day(r->today, "--today");
        order.duplex = !r->simplex;
        order.marks = !r->plain;
        return print_command(world, r->print, line.progress("printing"));
      },
      nullptr);
  PrintOrder& order = r->print.order;
  print->add_option("run", order.run_id, "letters of this run (R2026-0001)");
  print->add_flag("--all", r->print.all, "letters of every run");
  print->add_option("--again", r->print.again, "a batch that was printed (B2026-0001), the same bytes");
  print->add_option("--out", order.folder, "folder in which each batch gets a folder of its own");
  print->add_option("--lp", r->print.lp, "and send the stacks to this CUPS printer");
  print->add_flag("--simplex", r->simplex, "one side only; default: both, each letter on sheets of its own");
  print->add_flag("--plain", r->plain, "without marks at the edge");
  print->add_option("--most", order.most, "letters of one batch; default 500")->check(CLI::Range(1, 5000));
  print->add_option("--today", r->today, "the business day, 2026-11-21; default: the clock's");
  print->add_option("--stale-ledger-by", order.stale_ledger_by,
                    "print although payments were not imported lately; who takes that upon themselves");

  auto* show = command(
      "show", "the batches, or the letters of one",
      [r, line] {
        World world = World::open(line.config);
        return print_show_command(world, r->batch);
      },
      print);
  show->add_option("batch", r->batch, "B2026-0001");

  auto* confirm = command(
      "confirm", "note tracking numbers and deliveries, as evidence",
      [r, line] {
        World world = World::open(line.config);
        r->confirm.today = line.day(r->today, "--today");
        return print_confirm_command(world, r->confirm);
      },
      print);
  confirm->add_option("what", r->confirm.what, "a batch's manifest.csv, filled in; or a letter (L2026-000001)")
      ->required();
  confirm->add_option("--tracking", r->confirm.tracking, "of the letter");
  confirm->add_option("--delivered-on", r->confirm.delivered_on, "the day it was delivered, when known");
  confirm->add_option("--by", r->confirm.by, "who")->required();
  confirm->add_flag("--update", r->confirm.update, "let a known number or day change");
  confirm->add_flag("--skip-bad", r->confirm.skip_bad, "take the good rows of a file that has bad ones");
  confirm->add_option("--today", r->today, "the business day; default: the clock's");
}

}  // namespace dunmail
