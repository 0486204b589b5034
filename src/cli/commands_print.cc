#include "cli/commands_print.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "base/process.h"
#include "base/text.h"
#include "cli/given_day.h"
#include "cli/problem_json.h"
#include "sending/confirm_post.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;
using Side = TextTable::Side;

std::string lines(const std::vector<Problem>& problems) {
  std::string out;
  for (const Problem& p : problems) out += "  " + p.line() + "\n";
  return out;
}

std::string envelope_of(const BatchRow& row) { return row.envelope.empty() ? "no window" : row.envelope; }

Json to_json(const BatchRow& b) {
  return {{"batch", b.id},        {"run", b.run_id},  {"day", iso(b.day)},      {"state", word(b.state)},
          {"folder", b.folder},   {"paper", b.paper}, {"envelope", b.envelope}, {"duplex", b.duplex},
          {"letters", b.letters}, {"pages", b.pages}, {"sheets", b.sheets},     {"sha256", b.sha256},
          {"job", b.job}};
}

Json to_json(const MadeBatch& m) {
  Json out = to_json(m.row);
  out["path"] = m.path;
  out["registered"] = m.registered;
  out["sheet_classes"] = m.classes;
  out["taken_up"] = m.taken_up;
  out["creditor"] = m.creditor;
  return out;
}

std::string text_of(const World& world, const MadeBatch& m) {
  std::string classes;
  for (const auto& [name, letters] : m.classes)
    classes += fmt::format("{}{} of {} sheets", classes.empty() ? "" : ", ", letters, name);
  return fmt::format("{}  {} letters{}, {} sheets of {} ({}), envelope: {}\n  {}{}\n  in {}\n", m.row.id, m.row.letters,
                     world.settings.creditors.size() > 1 ? " of " + m.creditor : "", m.row.sheets, m.row.paper,
                     m.row.duplex ? "both sides" : "one side", envelope_of(m.row), classes,
                     m.registered ? fmt::format("; {} registered", m.registered) : "", m.path);
}

/// The order of the settings with its slots filled. No shell sees it; a file name is absolute, so it is no option.
std::vector<std::string> printing_command(const World& world, const std::string& printer, const MadeBatch& batch) {
  std::vector<std::string> out = world.settings.delivery.print_command;
  if (!printer.empty())
    out = {"lp", "-d",     printer, "-o",    batch.row.duplex ? "sides=two-sided-long-edge" : "sides=one-sided",
           "-t", "{name}", "--",    "{file}"};
  const std::string file = (std::filesystem::path(batch.path) / (batch.row.id + ".pdf")).string();
  for (std::string& word : out)
    for (const auto& [slot, value] : {std::pair<std::string, std::string>{"{file}", file}, {"{name}", batch.row.id}})
      if (const std::size_t at = word.find(slot); at != word.npos) word.replace(at, slot.size(), value);
  return out;
}

/// Sends a stack to its printer. What it says is kept; that it could not is a remark: the folder is there, and
/// `print --again` sends it once more.
void send_to_printer(World& world, const std::string& printer, MadeBatch& batch, std::vector<Problem>& remarks) {
  ProcessOrder order;
  order.command = printing_command(world, printer, batch);
  if (order.command.empty()) return;
  std::string said;
  order.output = [&said](std::string_view bytes) {
    if (said.size() < 500) said += bytes.substr(0, 500 - said.size());
    return true;
  };
  if (const auto failed = run_process(order))
    return remarks.push_back({batch.row.id, "was not printed: " + failed->line(),
                              "dunmail print --again " + batch.row.id + " --out FOLDER --lp PRINTER tries again"});
  batch.row.job = printable(trim(said));
  if (batch.row.job.empty()) batch.row.job = "sent to " + order.command[0];
  world.store.update(batch.row);
}

void check_printer(const std::string& printer) {
  const auto allowed = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' ||
           c == '.' || c == '@' || c == '/' || c == ':';
  };
  if (printer.empty()) return;
  if (printer[0] == '-' || !std::all_of(printer.begin(), printer.end(), allowed))
    throw Error(ErrorKind::usage, "--lp", "\"" + printer + "\" is not a printer's name", "lpstat -p lists them");
}

Answer again(World& world, const PrintCommand& command) {
  MadeBatch batch = print_again(world, command.again, command.order.folder);
  std::vector<Problem> remarks;
  // Only when asked: a stack that is looked at once more is not to be printed once more.
  if (!command.lp.empty()) send_to_printer(world, command.lp, batch, remarks);
  Answer answer{{{"batches", Json::array({to_json(batch)})}, {"remarks", to_json(remarks)}},
                text_of(world, batch) + lines(remarks),
                remarks.empty() ? 0 : 3};
  return answer;
}

std::string nothing_new(const PrintCommand& command, const PrintedBatches& p) {
  const std::string of = command.order.run_id.empty() ? std::string() : " of " + command.order.run_id;
  if (p.before.empty()) return "no approved letter" + of + " goes by post\n";
  return fmt::format("nothing to print: the letters{} are in {}\n", of, fmt::join(p.before, ", "));
}

}  // namespace

Answer print_command(World& world, const PrintCommand& command, const Progress& progress) {
  const int ways = !command.order.run_id.empty() + command.all + !command.again.empty();
  if (ways != 1)
    throw Error(ErrorKind::usage, "print", ways == 0 ? "what is to be printed?" : "one of them at a time",
                "name a run, or --all, or --again BATCH");
  if (command.order.folder.empty()) throw Error(ErrorKind::usage, "print", "where to?", "add --out FOLDER");
  check_printer(command.lp);
  if (!command.again.empty()) return again(world, command);

  PrintedBatches p = print_batches(world, command.order, progress);
  Answer answer;
  for (MadeBatch& batch : p.made) {
    send_to_printer(world, command.lp, batch, p.remarks);
    answer.text += text_of(world, batch);
    if (!batch.row.job.empty()) answer.text += "  printer: " + batch.row.job + "\n";
  }
  if (p.made.empty()) answer.text = nothing_new(command, p);
  if (p.not_approved) answer.text += fmt::format("{} letters by post wait for approval\n", p.not_approved);
  answer.text += lines(p.remarks);
  Json made = Json::array();
  for (const MadeBatch& batch : p.made) made.push_back(to_json(batch));
  answer.data = {{"batches", made},
                 {"before", p.before},
                 {"cancelled", p.cancelled},
                 {"held", p.held},
                 {"not_approved", p.not_approved},
                 {"remarks", to_json(p.remarks)}};
  answer.exit_code = p.remarks.empty() ? 0 : 3;
  return answer;
}

Answer print_show_command(World& world, const std::string& id, const Extent& extent) {
  Answer answer;
  if (id.empty()) {
    TextTable table({{"batch", Side::left},
                     {"day", Side::left},
                     {"state", Side::left},
                     {"letters", Side::right},
                     {"sheets", Side::right},
                     {"paper", Side::left},
                     {"envelope", Side::left},
                     {"folder", Side::left}},
                    extent.lines);
    answer.data["batches"] = Json::array();
    for (const BatchRow& b : world.store.batches()) {
      table.row({b.id, iso(b.day), word(b.state), std::to_string(b.letters), std::to_string(b.sheets), b.paper,
                 envelope_of(b), printable(b.folder)});
      answer.data["batches"].push_back(to_json(b));
    }
    if (extent.csv) answer.csv = table.csv();
    answer.text = table.empty() ? "no batch was printed yet\n" : table.text();
    return answer;
  }
  const auto batch = world.store.batch(id);
  if (!batch) throw Error(ErrorKind::usage, "print show", "there is no batch " + id, "dunmail print show lists them");
  TextTable table({{"no.", Side::right},
                   {"letter", Side::left},
                   {"kind", Side::left},
                   {"debtor", Side::left},
                   {"sheets", Side::right},
                   {"registered", Side::left},
                   {"tracking", Side::left},
                   {"delivered", Side::left}},
                  extent.lines);
  answer.data = to_json(*batch);
  answer.data["in_batch"] = Json::array();
  for (const BatchLetter& l : world.store.batch_letters(id)) {
    const auto row = world.store.letter(l.letter_id);
    const Posting posting = world.store.posting(l.letter_id).value_or(Posting{});
    table.row({std::to_string(l.sequence), l.letter_id, row->kind, row->debtor_id, std::to_string(l.sheets),
               l.registered ? "yes" : "", posting.tracking, posting.delivered_on});
    answer.data["in_batch"].push_back({{"sequence", l.sequence},
                                       {"letter", l.letter_id},
                                       {"kind", row->kind},
                                       {"debtor", row->debtor_id},
                                       {"state", row->state},
                                       {"pages", l.pages},
                                       {"sheets", l.sheets},
                                       {"registered", l.registered},
                                       {"tracking", posting.tracking},
                                       {"delivered_on", posting.delivered_on}});
  }
  if (extent.csv) answer.csv = table.csv();
  answer.text = fmt::format("{}, {}: {} letters, {} sheets of {}, envelope: {}\n{}\n", batch->id, word(batch->state),
                            batch->letters, batch->sheets, batch->paper, envelope_of(*batch),
                            batch->job.empty() ? "" : "printer: " + batch->job + "\n") +
                table.text();
  return answer;
}

Answer print_confirm_command(World& world, const ConfirmCommand& c) {
  if (c.by.empty()) throw Error(ErrorKind::usage, "print confirm", "who says so?", "add --by NAME");
  const bool one = !c.what.empty() && c.what[0] == 'L' && world.store.letter(c.what).has_value();
  if (one && c.tracking.empty())
    throw Error(ErrorKind::usage, "print confirm", "which number?", "add --tracking NUMBER");
  if (!one && (!c.tracking.empty() || !c.delivered_on.empty()) && !std::filesystem::exists(c.what))
    throw Error(ErrorKind::usage, "print confirm", "there is no letter " + c.what);
  if (!one && (!c.tracking.empty() || !c.delivered_on.empty()))
    throw Error(ErrorKind::usage, "print confirm", "a file brings its own numbers",
                "leave out --tracking and --delivered-on");
  const std::vector<PostNote> notes =
      one ? std::vector<PostNote>{{"", c.what, c.tracking, c.delivered_on}} : read_post_notes(c.what);
  const Confirmed done = confirm_post(world, notes, c.by, c.today, c.update, c.skip_bad);
  Answer answer;
  answer.data = {{"kept", done.kept},
                 {"noted", done.noted},
                 {"delivered", done.delivered},
                 {"same", done.same},
                 {"problems", to_json(done.problems)}};
  answer.text = lines(done.problems);
  answer.text += done.kept ? fmt::format("{} tracking numbers noted, {} deliveries proven, {} known already\n",
                                         done.noted, done.delivered, done.same)
                           : fmt::format("nothing was written, {} problem(s); --skip-bad takes the others\n",
                                         done.problems.size());
  answer.exit_code = !done.kept ? 1 : done.problems.empty() ? 0 : 3;
  return answer;
}

void describe_print(CommandTable& table) {
  struct Read {
    PrintCommand print;
    ConfirmCommand confirm;
    std::string today, batch;
    bool simplex = false, plain = false, all = false;
  };
  const auto r = std::make_shared<Read>();
  auto* print = table.add("print", "hand approved letters by post over, as stacks ready to print", [r](World& world) {
    PrintOrder& order = r->print.order;
    order.today = day_or_today(r->today, "--today");
    order.duplex = !r->simplex;
    order.marks = !r->plain;
    return print_command(world, r->print, progress_line("printing"));
  });
  PrintOrder& order = r->print.order;
  print->add_option("run", order.run_id, "letters of this run (R2026-0001)");
  print->add_flag("--all", r->print.all, "letters of every run");
  print->add_option("--again", r->print.again, "a batch that was printed (B2026-0001), the same bytes");
  print->add_option("--out", order.folder, "folder in which each batch gets a folder of its own");
  print->add_option("--lp", r->print.lp, "and send the stacks to this CUPS printer");
  print->add_flag("--simplex", r->simplex, "one side only; default: both, each letter on sheets of its own");
  print->add_flag("--plain", r->plain, "without marks at the edge");
  print->add_option("--most", order.most, "letters of one batch; default 500")->check(CLI::Range(1, 5000));
  today_option(print, r->today);
  print->add_option("--stale-ledger-by", order.stale_ledger_by,
                    "print although payments were not imported lately; who takes that upon themselves");

  auto* show = table.add(
      "show", "the batches, or the letters of one",
      [r, &table](World& world) { return print_show_command(world, r->batch, table.extent(r->all)); }, print);
  all_option(show, r->all);
  table.csv_option(show);
  show->add_option("batch", r->batch, "B2026-0001");

  auto* confirm = table.add(
      "confirm", "note tracking numbers and deliveries, as evidence",
      [r](World& world) {
        r->confirm.today = day_or_today(r->today, "--today");
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
