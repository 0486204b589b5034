#include "cli/commands_show.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "base/digest.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/commands_ledger.h"
#include "cli/event_story.h"
#include "cli/given_day.h"
#include "cli/listing.h"
#include "cli/tell_trouble.h"
#include "desk/business_day.h"
#include "desk/find.h"
#include "evidence/verify.h"
#include "insight/views.h"
#include "ledger/case_key.h"
#include "planning/letter_pdf.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;
using Side = TextTable::Side;

std::string amount_of(const LetterRow& l) { return grouped(l.amount, l.currency.digits()); }

Json to_json(const LetterRow& l) {
  return {{"id", l.id},
          {"number", l.number},
          {"run", l.run_id},
          {"case", l.case_id},
          {"debtor", l.debtor_id},
          {"kind", l.kind},
          {"channel", l.channel},
          {"recipient", l.recipient},
          {"currency", l.currency.code()},
          {"amount", l.amount},
          {"day", iso(l.day)},
          {"waiting_since", iso(l.since)},
          {"deadline", iso_or_empty(l.deadline)},
          {"state", l.state},
          {"reason", l.reason},
          {"approval", l.approval},
          {"approved_by", l.approved_by},
          {"rule", l.rule},
          {"subject", l.subject},
          {"document", l.document},
          {"message_id", l.message_id},
          {"attempts", l.attempts},
          {"receipt", l.receipt}};
}

Json to_json(const RunsView& view) {
  Json runs = Json::array();
  for (const auto& [run, letters] : view.runs)
    runs.push_back({{"id", run.id},
                    {"today", iso(run.today)},
                    {"by", run.actor},
                    {"state", word(run.state)},
                    {"examined", run.examined},
                    {"letters", letters.letters},
                    {"accepted", letters.accepted},
                    {"waiting", letters.waiting}});
  return {{"runs", std::move(runs)}};
}

TextTable table_of(const RunsView& view, std::size_t lines) {
  TextTable table({{"run", Side::left},
                   {"today", Side::left},
                   {"by", Side::left},
                   {"examined", Side::right},
                   {"letters", Side::right},
                   {"accepted", Side::right},
                   {"waiting", Side::right}},
                  lines);
  for (const auto& [run, letters] : view.runs)
    table.row({run.id, iso(run.today), run.actor, std::to_string(run.examined), std::to_string(letters.letters),
               std::to_string(letters.accepted), std::to_string(letters.waiting)});
  return table;
}

std::string to_text(const RunsView& view, const TextTable& table) {
  std::string text = table.empty() ? "there was no run yet: dunmail plan\n" : table.text();
  for (const RunRow& run : view.plans)
    text += fmt::format(
        "{} plans, or was stopped behind debtor {}: nobody is shown its letters; dunmail plan goes "
        "on from there\n",
        run.id, run.reached.empty() ? "none" : printable(run.reached));
  return text;
}

Answer show_runs(World& world, const Extent& extent) {
  const RunsView view = view_runs(world);
  Answer answer;
  const TextTable table = table_of(view, extent.lines);
  answer.data = to_json(view);
  answer.text = to_text(view, table);
  if (extent.csv) answer.csv = table.csv();
  return answer;
}

std::vector<std::string> cells_of(const LetterRow& l) {
  const bool waits = l.state == LetterState::drafted && l.approval != "auto";
  return {l.id,          l.kind,
          l.debtor_id,   l.channel,
          l.recipient,   std::string(l.currency.code()),
          amount_of(l),  iso_or_empty(l.deadline),
          word(l.state), waits ? "approval by " + l.approval : "",
          l.reason};
}

/// The letters behind what the answer has said. Read one by one, so that those that are not shown cost nothing.
void letter_rows(World& world, Store::LetterQuery which, const Extent& extent, const Say& say, Answer& answer) {
  const bool whose = says_creditor(world, extent.csv);
  Listing::Columns columns{{"letter", Side::left},  {"kind", Side::left},      {"debtor", Side::left},
                           {"channel", Side::left}, {"recipient", Side::left}, {"cur", Side::left},
                           {"amount", Side::right}, {"deadline", Side::left},  {"state", Side::left},
                           {"needs", Side::left},   {"reason", Side::left}};
  put_behind(columns, 2, whose, std::pair<std::string, Side>("creditor", Side::left));
  Listing letters("letters", columns, extent, say);
  letters.head(std::exchange(answer.text, {}));
  if (!extent.json && extent.lines != Extent::all) {
    const std::size_t all = world.store.letter_count(which);
    which.most = extent.lines;
    if (all > which.most) letters.left_out(all - which.most);
  }
  for (const std::string& id : world.store.letter_ids(which))
    if (const auto row = world.store.letter(id))
      letters.add(
          [&] {
            std::vector<std::string> cells = cells_of(*row);
            put_behind(cells, 2, whose, std::string(case_words(row->case_id).creditor));
            return cells;
          },
          [&] { return to_json(*row); });
  letters.into(answer, "no letters\n");
}

Json to_json(const RunView& view) {
  const RunRow& run = view.run;
  Json held = Json::array();
  for (const HeldBack& h : view.held) {
    Json examples = Json::array();
    for (const auto& example : h.examples) examples.push_back({{"case", example.case_id}, {"text", example.text}});
    held.push_back({{"code", h.code}, {"count", h.count}, {"demand", h.demand}, {"examples", std::move(examples)}});
  }
  return {{"run",
           {{"id", run.id},
            {"today", iso(run.today)},
            {"by", run.actor},
            {"state", word(run.state)},
            {"examined", run.examined}}},
          {"held_back", std::move(held)}};
}

std::string head_of(const RunRow& run) {
  const std::string state =
      run.state == RunState::planning    ? "; it plans, or was stopped behind debtor " + printable(run.reached)
      : run.state == RunState::abandoned ? "; it ended half way, and a later plan looked at everything again"
                                         : std::string();
  return fmt::format("run {} of {} by {}: {} cases examined{}\n\n", run.id, iso(run.today), run.actor, run.examined,
                     state);
}

std::string held_back_text(const std::vector<HeldBack>& all) {
  TextTable table({{"held back", Side::left}, {"case", Side::left}, {"why", Side::left}});
  for (const HeldBack& h : all)
    for (const auto& example : h.examples) table.row({h.code, example.case_id, example.text});
  return table.empty() ? "" : "\n" + table.text();
}

Answer show_run(World& world, const RunView& view, const Extent& extent, const Say& say) {
  Answer answer;
  answer.data = to_json(view);
  answer.text = head_of(view.run);
  letter_rows(world, {.run_id = view.run.id}, extent, say, answer);
  answer.text += held_back_text(view.held);
  return answer;
}

Json to_json(const LetterView& view) {
  Json out = to_json(view.letter);
  if (Json facts = Json::parse(view.letter.facts, nullptr, false); !facts.is_discarded())
    out["facts"] = std::move(facts);
  else
    out["facts"] = nullptr;
  if (!view.proof.empty()) out["proof"] = view.proof;
  if (const auto& went = view.archived)
    out["archived"] = {{"archive", went->folder}, {"file", went->file}, {"day", iso(went->day)}, {"by", went->by}};
  out["events"] = Json::array();
  for (const Event& e : view.events)
    out["events"].push_back({{"at", iso(e.at)}, {"kind", word(e.kind)}, {"by", e.by}, {"data", e.data}});
  return out;
}

/// A line of the letter's sheet: "  state      drafted".
std::string line(const char* what, const std::string& text) { return fmt::format("  {:<10} {}\n", what, text); }

std::string way_of(const LetterView& view) {
  const LetterRow& l = view.letter;
  std::string text = line("case", l.case_id) +
                     line("amount", fmt::format("{} {}, deadline {}", l.currency.code(), amount_of(l),
                                                l.deadline ? iso(*l.deadline) : "none")) +
                     line("why", l.rule) + line("way", l.channel + " " + l.recipient) +
                     line("state", word(l.state) + (l.reason.empty() ? "" : ": " + printable(l.reason)));
  if (l.since < l.day)
    text += line("waiting",
                 fmt::format("since {}{}", iso(l.since), view.successor ? "; the drafts before it gave way" : ""));
  return text;
}

std::string to_text(const LetterView& view) {
  const LetterRow& l = view.letter;
  const auto sum = [&](std::int64_t minor) { return grouped(minor, l.currency.digits()); };
  std::string text = fmt::format("{}  {}  {}\n", l.id, l.number, l.kind) + way_of(view);
  if (view.facts && (view.facts->interest || view.facts->fees))
    text += line("charges", fmt::format("interest {}, fees {} within the amount", sum(view.facts->interest),
                                        sum(view.facts->fees)));
  for (const std::string& warning : view.warnings) text += line("warning", printable(warning));
  for (const std::string& lost : view.not_kept) text += line("not kept", printable(lost));
  if (!l.approved_by.empty()) text += line("approved", fmt::format("by {}, as document {}", l.approved_by, l.document));
  if (const auto& went = view.archived)
    text += line("archived",
                 fmt::format("on {} by {}, in {}/{}", iso(went->day), went->by, printable(went->folder), went->file));
  if (!l.subject.empty()) text += line("subject", printable(l.subject));
  if (!l.message_id.empty())
    text += line("message",
                 fmt::format("<{}>, {} attempt(s), last answer: {}", l.message_id, l.attempts, printable(l.receipt)));
  if (!view.proof.empty())
    text += line("proof", view.proof + (l.state == LetterState::bounced ? ": it arrived after all" : ""));
  for (const Event& e : view.events) text += fmt::format("  {}  {} {}\n", iso(e.at), word(e.kind), e.by);
  return text;
}

Answer show_letter(const LetterView& view) {
  Answer answer;
  answer.data = to_json(view);
  answer.text = to_text(view);
  return answer;
}

Json to_json(const DebtorView& view) {
  const Debtor& d = view.debtor;
  Json contacts = Json::array();
  for (const auto& [name, why] : view.inactive_contacts) contacts.push_back({{"name", name}, {"why", why}});
  return {{"debtor",
           {{"id", d.id},
            {"name", d.name},
            {"kind", d.kind},
            {"locale", d.locale},
            {"blocked", d.blocked},
            {"inactive", view.inactive}}},
          {"inactive_contacts", std::move(contacts)}};
}

std::string to_text(const DebtorView& view) {
  const Debtor& d = view.debtor;
  std::string text = fmt::format("{}  {}  ({}, {})\n", d.id, printable(d.name), d.kind, d.locale);
  if (!d.blocked.empty()) text += "  blocked: " + printable(d.blocked) + "\n";
  if (!view.inactive.empty()) text += "  inactive: " + printable(view.inactive) + "\n";
  for (const auto& [name, why] : view.inactive_contacts)
    text += fmt::format("  inactive contact: {}, {}\n", printable(name), printable(why));
  return text;
}

Answer show_debtor(World& world, const DebtorView& view, const Extent& extent, const Say& say) {
  const Date today = business_day(business_zone(world.settings, world.calendars), world.now());
  Answer answer;
  answer.data = to_json(view);
  const Answer arrears = arrears_command(world, view.debtor.id, today);
  answer.text = to_text(view) + "\n" + arrears.text + "\n";
  answer.notes = arrears.notes;
  answer.exit_code = arrears.exit_code;
  letter_rows(world, {.debtor_id = view.debtor.id}, extent, say, answer);
  return answer;
}

}  // namespace

Answer show_command(World& world, const std::string& what, const Extent& extent, const Say& say) {
  if (what.empty()) return show_runs(world, extent);
  if (const auto run = view_run(world, what)) return show_run(world, *run, extent, say);
  if (const auto letter = view_letter(world, what)) {
    if (extent.csv)
      throw Error(ErrorKind::usage, "--csv", "a letter's sheet is no list",
                  "its run or its debtor has letters as rows");
    return show_letter(*letter);
  }
  if (const auto debtor = view_debtor(world, what)) return show_debtor(world, *debtor, extent, say);
  const auto like = world.store.debtor_ids_like(what);
  throw Error(ErrorKind::usage, "show", "there is no run, letter or debtor \"" + what + "\"",
              like.empty() ? "dunmail show lists the runs" : fmt::format("there are: {}", fmt::join(like, ", ")));
}

Answer log_command(World& world, const std::string& debtor, const Extent& extent) {
  need_debtor(world, debtor);
  Answer answer;
  answer.data["events"] = Json::array();
  const bool whose = says_creditor(world, extent.csv);
  Listing::Columns columns{
      {"day", Side::left}, {"event", Side::left}, {"letter", Side::left}, {"by", Side::left}, {"what", Side::left}};
  put_behind(columns, 0, whose, std::pair<std::string, Side>("creditor", Side::left));
  TextTable table(columns, extent.lines);
  for (const Event& e : world.store.events_of_debtor(debtor)) {
    std::vector<std::string> cells{iso(e.day), word(e.kind), e.letter_id, e.by, std::string(trim(event_story(e)))};
    put_behind(cells, 0, whose, std::string(case_words(e.case_id).creditor));
    table.row(std::move(cells));
    answer.data["events"].push_back({{"case", e.case_id},
                                     {"seq", e.seq},
                                     {"day", iso(e.day)},
                                     {"at", iso(e.at)},
                                     {"kind", word(e.kind)},
                                     {"letter", e.letter_id},
                                     {"by", e.by},
                                     {"data", e.data},
                                     {"hash", e.hash}});
  }
  if (extent.csv) answer.csv = table.csv();
  answer.text = table.empty() ? "nothing has happened yet\n" : table.text();
  return answer;
}

Answer pdf_command(World& world, const std::string& id, const std::string& out) {
  const LetterPdf letter = letter_pdf(world, id);
  write_file(out, letter.bytes);
  Answer answer;
  answer.data = {{"letter", id},
                 {"file", out},
                 {"bytes", letter.bytes.size()},
                 {"sha256", sha256_hex(letter.bytes)},
                 {"approved", letter.approved}};
  answer.text = fmt::format("{}: {} bytes, {}\n", out, letter.bytes.size(),
                            letter.approved ? "as it was approved" : "a preview; approval freezes it");
  return answer;
}

Answer verify_command(World& world) {
  const Verified v = verify(world, progress_line("checking"));
  Answer answer;
  answer.data["broken"] = Json::array();
  for (const Finding& each : v.findings) {
    answer.text += fmt::format("{}: {}\n", printable(each.where), printable(each.what));
    answer.data["broken"].push_back({{"where", each.where}, {"what", each.what}});
  }
  answer.data["cases"] = v.cases;
  answer.data["events"] = v.events;
  answer.data["letters"] = v.letters;
  answer.data["documents"] = v.documents;
  answer.data["archived"] = v.archived;
  const std::string found =
      v.findings.empty() ? "all whole" : fmt::format("{} finding(s), see above", v.findings.size());
  const std::string archived = v.archived == 0 ? "" : fmt::format(" ({} more in archives)", v.archived);
  answer.text += fmt::format("{} case files with {} events, {} letters and {} documents{} checked: {}\n", v.cases,
                             v.events, v.letters, v.documents, archived, found);
  answer.exit_code = v.findings.empty() ? 0 : 1;
  tell(v.lacks, answer);
  return answer;
}

Answer settings_command() {
  Answer answer;
  TextTable table({{"setting", Side::left}, {"default", Side::left}, {"meaning", Side::left}});
  answer.data["settings"] = Json::array();
  for (const SettingRule& rule : setting_rules()) {
    table.row({rule.key, rule.otherwise, rule.meaning});
    answer.data["settings"].push_back({{"key", rule.key}, {"default", rule.otherwise}, {"meaning", rule.meaning}});
  }
  answer.text = table.text();
  return answer;
}

void describe_show(CommandTable& table) {
  struct Read {
    std::string what, out;
    bool all = false;
  };
  const auto r = std::make_shared<Read>();
  auto* show = table.add("show", "a run, a debtor or a letter; without a name the runs", [r, &table](World& world) {
    return show_command(world, r->what, table.extent(r->all), say_at_once());
  });
  all_option(show, r->all);
  table.csv_option(show);
  show->add_option("what", r->what, "R2026-0001, L2026-000001 or a debtor's id");
  auto* log = table.add("log", "the collection log of a debtor",
                        [r, &table](World& world) { return log_command(world, r->what, table.extent(r->all)); });
  log->add_option("debtor", r->what, "")->required();
  all_option(log, r->all);
  table.csv_option(log);
  auto* pdf = table.add("pdf", "write a letter's PDF to a file",
                        [r](World& world) { return pdf_command(world, r->what, r->out); });
  pdf->add_option("letter", r->what, "")->required();
  pdf->add_option("--out", r->out, "file")->required();
}

void describe_verify(CommandTable& table) {
  table.add("verify", "check that no case file and no document was changed", verify_command);
  table.add("settings", "every key of dunmail.toml", settings_command);
}

}  // namespace dunmail
