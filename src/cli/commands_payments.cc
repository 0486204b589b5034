#include "cli/commands_payments.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "cli/given_day.h"
#include "cli/listing.h"
#include "cli/problem_json.h"
#include "cli/stop_signal.h"
#include "cli/tell_trouble.h"
#include "desk/whole_ledger.h"
#include "intake/place_entry.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;

std::string sum_of(const BankRow& row) { return grouped(row.entry.amount.minor, row.entry.amount.currency.digits()); }

Json to_json(const BankRow& row) {
  const BankEntry& e = row.entry;
  return {{"entry", e.id},
          {"state", row.state},
          {"booked", iso(e.booked)},
          {"value", iso(e.value)},
          {"amount", e.amount.minor},
          {"currency", e.amount.currency.code()},
          {"account", e.account},
          {"payer", e.payer},
          {"payer_account", e.payer_account},
          {"on_behalf_of", e.on_behalf_of},
          {"text", e.text},
          {"reference", e.reference},
          {"end_to_end", e.end_to_end},
          {"bank_reference", e.bank_reference},
          {"reversal", e.reversal},
          {"creditor", row.creditor},
          {"debtor", row.debtor},
          {"rule", row.rule},
          {"why", row.why},
          {"evidence", row.evidence},
          {"candidates", row.candidates},
          {"payments", row.payments},
          {"other", row.other},
          {"twin", row.twin},
          {"holds_until", row.held_until ? iso(*row.held_until) : ""},
          {"by", row.by},
          {"format", row.format},
          {"file", row.file},
          {"line", e.line}};
}

std::string text_of(const StatementFile& f) {
  if (f.stopped && !f.kept) return printable(f.file) + ": stopped as asked; nothing was imported\n";
  if (!f.kept) return fmt::format("{}\n{}: nothing was imported\n", f.problems.front().line(), printable(f.file));
  std::string out;
  for (const Problem& remark : f.problems) out += remark.line() + "\n";
  const std::string elsewhere =
      f.told_elsewhere ? fmt::format(" ({} told by a file of another format)", f.told_elsewhere) : "";
  const std::string waiting = f.announced ? fmt::format(", {} announced and not booked", f.announced) : "";
  const bool newer = !f.as_of.empty() && (!f.known_before || f.as_of >= iso(*f.known_before));
  const std::string until = newer            ? "payments known until " + f.as_of
                            : f.known_before ? "payments known until " + iso(*f.known_before) + " as before"
                                             : "no payments are known yet";
  if (f.stopped)
    out +=
        printable(f.file) + ": stopped as asked, with part of its entries in; the same file again goes on from there\n";
  return out + fmt::format("{}: {} entries added, {} as before{}{}; {}\n", printable(f.file), f.added, f.same,
                           elsewhere, waiting, until);
}

Json to_json(const StatementFile& f) {
  if (!f.kept) return {{"file", f.file}, {"kept", false}, {"stopped", f.stopped}, {"problems", to_json(f.problems)}};
  return {{"file", f.file},
          {"kept", true},
          {"stopped", f.stopped},
          {"statements", f.statements},
          {"added", f.added},
          {"same", f.same},
          {"told_elsewhere", f.told_elsewhere},
          {"pending", f.announced},
          {"as_of", f.as_of},
          {"remarks", to_json(f.problems)}};
}

std::int64_t count(const MatchResult& result, BankState state) {
  const auto found = result.states.find(state);
  return found == result.states.end() ? 0 : found->second;
}

/// What is left out of a list that is no table.
std::string left_out(std::size_t more) {
  return more == 0 ? std::string() : fmt::format("... and {} more: --all shows them\n", more);
}

std::string text_of(const MatchResult& result, const Extent& extent) {
  std::string out;
  std::size_t lines = 0;
  for (const PlacedEntry& placed : result.entries)
    if ((placed.state == BankState::booked || placed.state == BankState::returned) && lines++ < extent.lines)
      out += fmt::format("{}  {} {} {}  {}  {}\n", placed.entry, iso(placed.booked), placed.amount.currency.code(),
                         grouped(placed.amount.minor, placed.amount.currency.digits()), word(placed.state), placed.why);
  out += left_out(lines - std::min(lines, extent.lines));
  std::vector<std::string> parts;
  for (const BankState state :
       {BankState::booked, BankState::returned, BankState::suggested, BankState::unmatched, BankState::ignored})
    parts.push_back(fmt::format("{} {}", count(result, state), word(state)));
  if (const std::int64_t announced = count(result, BankState::announced); announced > 0)
    parts.push_back(fmt::format("{} announced", announced));
  out += fmt::format("{}\n", fmt::join(parts, ", "));
  if (count(result, BankState::suggested) + count(result, BankState::unmatched) > 0)
    out += "see: dunmail payments suggest\n";
  if (result.stopped) out += "stopped as asked; dunmail payments match looks at the others\n";
  return out;
}

Json to_json(const MatchResult& result, const Extent& extent) {
  Json out;
  out["stopped"] = result.stopped;
  for (const BankState state : {BankState::booked, BankState::returned, BankState::suggested, BankState::unmatched,
                                BankState::ignored, BankState::announced})
    out[word(state)] = count(result, state);
  out["entries"] = Json::array();
  if (!extent.json) return out;
  for (const PlacedEntry& placed : result.entries)
    out["entries"].push_back({{"entry", placed.entry},
                              {"state", placed.state},
                              {"rule", placed.rule},
                              {"debtor", placed.debtor},
                              {"payments", placed.payments},
                              {"why", placed.why}});
  return out;
}

/// The command that does what is suggested.
std::string command_of(const BankRow& row, const std::vector<std::string>& invoices) {
  const std::string who = !row.debtor.empty() ? row.debtor : row.candidates.empty() ? "DEBTOR" : row.candidates.front();
  std::string out = fmt::format("dunmail payments assign {} {}", row.entry.id, who);
  for (const std::string& each : invoices) out += " --invoice " + each;
  return out + " --by NAME";
}

std::string suggestion_text(const BankRow& row, const std::string& command) {
  std::string out =
      fmt::format("{}  {}  {} {}  {}\n  {}\n", row.entry.id, iso(row.entry.booked), row.entry.amount.currency.code(),
                  sum_of(row), printable(row.entry.payer), printable(row.why));
  if (!row.entry.text.empty()) out += "  text: " + printable(row.entry.text) + "\n";
  if (!row.evidence.empty()) out += "  shown by: " + printable(fmt::format("{}", fmt::join(row.evidence, ", "))) + "\n";
  if (row.candidates.size() > 1) out += fmt::format("  candidates: {}\n", fmt::join(row.candidates, ", "));
  if (row.held_until) out += fmt::format("  holds letters until {}\n", iso(*row.held_until));
  if (row.entry.amount.minor > 0)
    out += "  " + printable(command) + "\n  or: dunmail payments ignore " + row.entry.id + " --reason TEXT --by NAME\n";
  return out;
}

Answer match_command(World& world, Date today, const Extent& extent) {
  const StopSignal signal;
  const MatchResult result = match_statements(world, today, StopSignal::came, progress_line("matching"));
  Answer out{to_json(result, extent), text_of(result, extent), result.stopped ? StopSignal::exit_code : 0};
  tell(ledger_lacks(world), out);  // of a file that is half in, the other half
  return out;
}

/// What waits, as rows for a spreadsheet.
TextTable waiting_table() {
  using Side = TextTable::Side;
  return TextTable({{"entry", Side::left},
                    {"booked", Side::left},
                    {"cur", Side::left},
                    {"amount", Side::right},
                    {"state", Side::left},
                    {"debtor", Side::left},
                    {"payer", Side::left},
                    {"text", Side::left},
                    {"why", Side::left},
                    {"candidates", Side::left},
                    {"invoices", Side::left},
                    {"holds until", Side::left},
                    {"command", Side::left}});
}

void put_waiting(const BankRow& row, const std::vector<std::string>& invoices, const std::string& command,
                 TextTable& table) {
  table.row({row.entry.id, iso(row.entry.booked), std::string(row.entry.amount.currency.code()), sum_of(row),
             word(row.state), row.debtor, row.entry.payer, row.entry.text, row.why,
             fmt::format("{}", fmt::join(row.candidates, " ")), fmt::format("{}", fmt::join(invoices, " ")),
             iso_or_empty(row.held_until), command});
}

Answer suggest_command(World& world, const Extent& extent) {
  Answer out;
  out.data["entries"] = Json::array();
  TextTable table = waiting_table();
  std::size_t entries = 0;
  for (const BankState state : {BankState::suggested, BankState::unmatched})
    for (const BankRow& row : world.store.bank_entries(state)) {
      const auto invoices = suggested_invoices(row);
      const std::string command = command_of(row, invoices);
      Json json = to_json(row);
      json["invoices"] = invoices;
      json["command"] = command;
      out.data["entries"].push_back(std::move(json));
      if (extent.csv) put_waiting(row, invoices, command, table);
      if (entries++ < extent.lines) out.text += suggestion_text(row, command);
    }
  if (extent.csv) out.csv = table.csv();
  out.text += left_out(entries - std::min(entries, extent.lines));
  if (out.text.empty()) out.text = "nothing waits for a decision\n";
  const std::size_t announced = world.store.bank_entries(BankState::announced).size();
  out.data["announced"] = announced;
  if (announced > 0)
    out.text +=
        fmt::format("{} announced by the bank and not booked: dunmail payments list --state announced\n", announced);
  tell(ledger_lacks(world), out);
  return out;
}

Answer assign_command(World& world, const AssignOrder& order) {
  const BankRow row = assign_entry(world, order);
  return {to_json(row), fmt::format("{} booked to {} as {}\n", row.entry.id, row.debtor, fmt::join(row.payments, ", ")),
          0};
}

Answer ignore_command(World& world, const IgnoreOrder& order) {
  const BankRow row = ignore_entry(world, order);
  return {to_json(row),
          fmt::format("{} is no payment of a debtor; payments assign --although-ignored books it all the same\n",
                      row.entry.id),
          0};
}

Answer reverse_command(World& world, const ReverseOrder& order) {
  const Reversed done = reverse_entry(world, order);
  Answer out;
  out.data = to_json(done.row);
  out.data["also_by_that_account"] = done.doubtful;
  out.text = fmt::format("{} taken back from {}; payments assign books it again\n", done.row.entry.id, done.debtor);
  if (!done.doubtful.empty())
    out.text += fmt::format("booked to {} by the same account, which is forgotten now; are they right? {}\n",
                            done.debtor, fmt::join(done.doubtful, ", "));
  return out;
}

Answer list_command(World& world, const std::string& state, const Extent& extent, const Say& say) {
  const auto wanted = find_bank_state(state);
  if (!state.empty() && !wanted) {
    std::vector<std::string> names;
    for (int i = 0; i <= static_cast<int>(BankState::superseded); ++i) names.push_back(word(static_cast<BankState>(i)));
    const std::string hint = did_you_mean(state, names);
    throw Error(ErrorKind::usage, "--state",
                "\"" + state + "\" is not one of: " + fmt::format("{}", fmt::join(names, ", ")), hint);
  }
  using Side = TextTable::Side;
  Listing entries("entries",
                  {{"entry", Side::left},
                   {"booked", Side::left},
                   {"cur", Side::left},
                   {"amount", Side::right},
                   {"state", Side::left},
                   {"debtor", Side::left},
                   {"payer", Side::left},
                   {"why", Side::left}},
                  extent, say);
  for (const BankRow& row : world.store.bank_entries(wanted))
    entries.add(
        [&] {
          return std::vector<std::string>{row.entry.id,
                                          iso(row.entry.booked),
                                          std::string(row.entry.amount.currency.code()),
                                          sum_of(row),
                                          word(row.state),
                                          row.debtor,
                                          row.entry.payer,
                                          row.why};
        },
        [&] { return to_json(row); });
  Answer out;
  entries.into(out, "no bank entries\n");
  tell(ledger_lacks(world), out);
  return out;
}

}  // namespace

Answer payments_import_command(World& world, const StatementOrder& order, const Extent& extent,
                               const Progress& importing, const Progress& matching) {
  const StatementResult result = import_statements(world, order, importing, matching);
  Answer out;
  out.data["files"] = Json::array();
  for (const StatementFile& f : result.files) {
    out.data["files"].push_back(to_json(f));
    out.text += text_of(f);
    if (f.stopped)
      out.exit_code = StopSignal::exit_code;
    else if (!f.kept && out.exit_code != StopSignal::exit_code)
      out.exit_code = 1;
    else if (!f.problems.empty() && out.exit_code == 0)
      out.exit_code = 3;
  }
  if (result.match) {
    out.text += text_of(*result.match, extent);
    out.data["match"] = to_json(*result.match, extent);
    if (result.match->stopped) out.exit_code = StopSignal::exit_code;
  }
  return out;
}

void describe_payments(CommandTable& table) {
  struct Read {
    std::string today, as_of, state;
    bool no_match = false, all = false;
    StatementOrder statements;
    AssignOrder assign;
    ReverseOrder reverse;
    IgnoreOrder ignore;
  };
  const auto r = std::make_shared<Read>();
  auto* payments = table.group("payments", "payments from bank statements");

  auto* import = table.add(
      "import", "take bank statements: camt.052/053/054, MT940 or CSV; then match",
      [r, &table](World& world) {
        r->statements.today = day_or_today(r->today, "--today");
        r->statements.as_of = day_if_given(r->as_of, "--as-of");
        r->statements.match = !r->no_match;
        const StopSignal signal;
        r->statements.stop = StopSignal::came;
        return payments_import_command(world, r->statements, table.extent(r->all), progress_line("importing"),
                                       progress_line("matching"));
      },
      payments);
  import->add_option("files", r->statements.files, "statements; the format is seen in the file")->required();
  import->add_option("--profile", r->statements.profile,
                     "of CSV: a name in config/bank-profiles, or a TOML file; default: the one that fits best");
  import->add_option("--as-of", r->as_of, "the day up to which the statements tell all; default: their newest day");
  import->add_flag("--give-up-half", r->statements.give_up_half,
                   "another file, whose import was stopped, is lost: go on without what it still had");
  import->add_flag("--no-match", r->no_match, "only take them in");
  all_option(import, r->all);
  today_option(import, r->today);

  auto* match = table.add(
      "match", "book what is sure, suggest the rest",
      [r, &table](World& world) {
        return match_command(world, day_or_today(r->today, "--today"), table.extent(r->all));
      },
      payments);
  all_option(match, r->all);
  today_option(match, r->today);

  auto* suggest = table.add(
      "suggest", "what waits for a decision, with the evidence and the command",
      [r, &table](World& world) { return suggest_command(world, table.extent(r->all)); }, payments);
  all_option(suggest, r->all);
  table.csv_option(suggest);

  auto* assign = table.add(
      "assign", "book an entry to a debtor; its account is known from then on",
      [r](World& world) {
        r->assign.today = day_or_today(r->today, "--today");
        return assign_command(world, r->assign);
      },
      payments);
  assign->add_option("entry", r->assign.entry, "BE-...; its beginning is enough")->required();
  assign->add_option("debtor", r->assign.debtor, "")->required();
  assign->add_option("--invoice", r->assign.invoices,
                     "INV-1 or INV-1:500.00; may be repeated; default: as suggested, else oldest due first");
  assign->add_flag("--although-ignored", r->assign.although_ignored,
                   "book it although somebody decided that it is no payment of a debtor");
  assign->add_option("--by", r->assign.by, "who")->required();
  today_option(assign, r->today);

  auto* reverse = table.add(
      "reverse", "take a booking back",
      [r](World& world) {
        r->reverse.today = day_or_today(r->today, "--today");
        return reverse_command(world, r->reverse);
      },
      payments);
  reverse->add_option("entry", r->reverse.entry, "")->required();
  reverse->add_option("--by", r->reverse.by, "who")->required();
  reverse->add_option("--reason", r->reverse.reason, "")->required();
  today_option(reverse, r->today);

  auto* ignore = table.add(
      "ignore", "an entry that is no payment of a debtor; it holds no letter any more",
      [r](World& world) {
        r->ignore.today = day_or_today(r->today, "--today");
        return ignore_command(world, r->ignore);
      },
      payments);
  ignore->add_option("entry", r->ignore.entry, "BE-...; its beginning is enough")->required();
  ignore->add_option("--reason", r->ignore.reason, "why")->required();
  ignore->add_option("--by", r->ignore.by, "who")->required();
  today_option(ignore, r->today);

  auto* list = table.add(
      "list", "bank entries and what became of them",
      [r, &table](World& world) { return list_command(world, r->state, table.extent(r->all), say_at_once()); },
      payments);
  all_option(list, r->all);
  table.csv_option(list);
  list->add_option("--state", r->state,
                   "new, booked, suggested, unmatched, ignored, returned, reversed, announced, superseded");
}

}  // namespace dunmail
