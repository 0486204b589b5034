#include "cli/commands_show.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/digest.h"
#include "base/file.h"
#include "base/text.h"
#include "casefile/letter_events.h"
#include "cli/commands_ledger.h"
#include "cli/event_story.h"
#include "cli/given_day.h"
#include "desk/business_day.h"
#include "desk/find.h"
#include "desk/frozen.h"
#include "evidence/verify.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;
using Side = TextTable::Side;

std::string money(const LetterRow& l) {
  return fmt::format("{} {}", l.currency.code(), grouped(l.amount, l.currency.digits()));
}

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

Answer show_runs(World& world, const Extent& extent) {
  Answer answer;
  answer.data["runs"] = Json::array();
  TextTable table({{"run", Side::left},
                   {"today", Side::left},
                   {"by", Side::left},
                   {"examined", Side::right},
                   {"letters", Side::right},
                   {"accepted", Side::right},
                   {"waiting", Side::right}},
                  extent.lines);
  auto counts = world.store.run_counts();
  for (const RunRow& run : world.store.runs()) {
    const auto& [letters, accepted, waiting] = counts[run.id];
    table.row({run.id, iso(run.today), run.actor, std::to_string(run.examined), std::to_string(letters),
               std::to_string(accepted), std::to_string(waiting)});
    answer.data["runs"].push_back({{"id", run.id},
                                   {"today", iso(run.today)},
                                   {"by", run.actor},
                                   {"state", word(run.state)},
                                   {"examined", run.examined},
                                   {"letters", letters},
                                   {"accepted", accepted},
                                   {"waiting", waiting}});
  }
  answer.text = table.empty() ? "there was no run yet: dunmail plan\n" : table.text();
  for (const RunRow& run : world.store.runs_that_plan())
    answer.text += fmt::format(
        "{} plans, or was stopped behind debtor {}: nobody is shown its letters; dunmail plan goes "
        "on from there\n",
        run.id, run.reached.empty() ? "none" : printable(run.reached));
  return answer;
}

/// Read one by one, so that those that are not shown cost nothing.
void letter_rows(World& world, const Store::LetterQuery& which, const Extent& extent, Answer& answer) {
  TextTable table({{"letter", Side::left},
                   {"kind", Side::left},
                   {"debtor", Side::left},
                   {"channel", Side::left},
                   {"recipient", Side::left},
                   {"amount", Side::right},
                   {"deadline", Side::left},
                   {"state", Side::left},
                   {"needs", Side::left},
                   {"reason", Side::left}},
                  extent.lines);
  answer.data["letters"] = Json::array();
  const std::vector<std::string> ids = world.store.letter_ids(which);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (table.full() && !extent.json) {
      table.left_out(ids.size() - i);
      break;
    }
    const auto row = world.store.letter(ids[i]);
    if (!row) continue;
    const LetterRow& l = *row;
    table.row({l.id, l.kind, l.debtor_id, l.channel, l.recipient, money(l), iso_or_empty(l.deadline), word(l.state),
               l.state == LetterState::drafted && l.approval != "auto" ? "approval by " + l.approval : "", l.reason});
    if (extent.json) answer.data["letters"].push_back(to_json(l));
  }
  answer.text += table.empty() ? "no letters\n" : table.text();
}

Answer show_run(World& world, const RunRow& run, const Extent& extent) {
  Answer answer;
  answer.data["run"] = {{"id", run.id},
                        {"today", iso(run.today)},
                        {"by", run.actor},
                        {"state", word(run.state)},
                        {"examined", run.examined}};
  answer.data["held_back"] = Json::parse(run.held, nullptr, false);
  answer.text = fmt::format(
      "run {} of {} by {}: {} cases examined{}\n\n", run.id, iso(run.today), run.actor, run.examined,
      run.state == RunState::planning    ? "; it plans, or was stopped behind debtor " + printable(run.reached)
      : run.state == RunState::abandoned ? "; it ended half way, and a later plan looked at everything again"
                                         : std::string());
  letter_rows(world, {.run_id = run.id}, extent, answer);
  if (answer.data["held_back"].is_array() && !answer.data["held_back"].empty()) {
    TextTable held({{"held back", Side::left}, {"case", Side::left}, {"why", Side::left}});
    for (const auto& h : answer.data["held_back"])
      for (const auto& e : h["examples"]) held.row({h.value("code", ""), e.value("case", ""), e.value("text", "")});
    answer.text += "\n" + held.text();
  }
  return answer;
}

void drafted_remarks(const told::Drafted& drafted, Answer& answer) {
  for (const std::string& warning : drafted.warnings) answer.text += "  warning    " + printable(warning) + "\n";
  for (const std::string& lost : drafted.edits.lost) answer.text += "  not kept   " + printable(lost) + "\n";
}

Answer show_letter(World& world, const LetterRow& l) {
  const std::vector<Event> events = world.store.events(l.case_id);
  Answer answer;
  answer.data = to_json(l);
  answer.data["facts"] = Json::parse(l.facts, nullptr, false);
  answer.text = fmt::format(
      "{}  {}  {}\n  case       {}\n  amount     {}, deadline {}\n  why        {}\n  way        {} {}\n  state      "
      "{}{}\n",
      l.id, l.number, l.kind, l.case_id, money(l), l.deadline ? iso(*l.deadline) : "none", l.rule, l.channel,
      l.recipient, word(l.state), l.reason.empty() ? "" : ": " + printable(l.reason));
  const bool successor = std::count(l.id.begin(), l.id.end(), '-') > 1;  // L2026-000001-2
  if (l.since < l.day)
    answer.text +=
        fmt::format("  waiting    since {}{}\n", iso(l.since), successor ? "; the drafts before it gave way" : "");
  if (answer.data["facts"].is_object()) {
    const auto sum = [&](const char* key) { return answer.data["facts"].value(key, std::int64_t{0}); };
    if (sum("interest") || sum("fees"))
      answer.text +=
          fmt::format("  charges    interest {}, fees {} within the amount\n",
                      grouped(sum("interest"), l.currency.digits()), grouped(sum("fees"), l.currency.digits()));
  }
  for (const Event& e : events)
    if (e.letter_id == l.id && e.kind == EventKind::drafted) drafted_remarks(told::Drafted::read(e), answer);
  if (!l.approved_by.empty())
    answer.text += fmt::format("  approved   by {}, as document {}\n", l.approved_by, l.document);
  if (!l.subject.empty()) answer.text += "  subject    " + printable(l.subject) + "\n";
  if (!l.message_id.empty())
    answer.text += fmt::format("  message    <{}>, {} attempt(s), last answer: {}\n", l.message_id, l.attempts,
                               printable(l.receipt));
  const Standing standing = standing_of(events);
  for (const SentLetter& sent : standing.sent)
    if (sent.id == l.id && sent.proven) {
      answer.text += fmt::format("  proof      {}{}\n", sent.proof,
                                 l.state == LetterState::bounced ? ": it arrived after all" : "");
      answer.data["proof"] = sent.proof;
    }
  answer.data["events"] = Json::array();
  for (const Event& e : events) {
    if (e.letter_id != l.id) continue;
    answer.text += fmt::format("  {}  {} {}\n", iso(e.at), word(e.kind), e.by);
    answer.data["events"].push_back({{"at", iso(e.at)}, {"kind", word(e.kind)}, {"by", e.by}, {"data", e.data}});
  }
  return answer;
}

Answer show_debtor(World& world, const Debtor& d, const Extent& extent) {
  Answer answer;
  answer.data["debtor"] = {
      {"id", d.id}, {"name", d.name}, {"kind", d.kind}, {"locale", d.locale}, {"blocked", d.blocked}};
  answer.text = fmt::format("{}  {}  ({}, {})\n", d.id, printable(d.name), d.kind, d.locale);
  if (!d.blocked.empty()) answer.text += "  blocked: " + printable(d.blocked) + "\n";
  const std::string inactive = world.store.inactive_debtor(d.id);
  if (!inactive.empty()) answer.text += "  inactive: " + printable(inactive) + "\n";
  answer.data["debtor"]["inactive"] = inactive;
  answer.data["inactive_contacts"] = Json::array();
  for (const auto& [name, why] : world.store.inactive_contacts(d.id)) {
    answer.text += fmt::format("  inactive contact: {}, {}\n", printable(name), printable(why));
    answer.data["inactive_contacts"].push_back({{"name", name}, {"why", why}});
  }
  const Date today = business_day(business_zone(world.settings, world.calendars), world.now());
  answer.text += "\n" + arrears_command(world, d.id, today).text + "\n";
  letter_rows(world, {.debtor_id = d.id}, extent, answer);
  return answer;
}

}  // namespace

Answer show_command(World& world, const std::string& what, const Extent& extent) {
  if (what.empty()) return show_runs(world, extent);
  if (const auto run = world.store.run(what)) return show_run(world, *run, extent);
  if (const auto letter = world.store.letter(what)) return show_letter(world, *letter);
  if (const auto debtor = world.store.debtor(what)) return show_debtor(world, *debtor, extent);
  const auto like = world.store.debtor_ids_like(what);
  throw Error(ErrorKind::usage, "show", "there is no run, letter or debtor \"" + what + "\"",
              like.empty() ? "dunmail show lists the runs" : fmt::format("there are: {}", fmt::join(like, ", ")));
}

Answer log_command(World& world, const std::string& debtor) {
  need_debtor(world, debtor);
  Answer answer;
  answer.data["events"] = Json::array();
  TextTable table(
      {{"day", Side::left}, {"event", Side::left}, {"letter", Side::left}, {"by", Side::left}, {"what", Side::left}});
  for (const Event& e : world.store.events_of_debtor(debtor)) {
    table.row({iso(e.day), word(e.kind), e.letter_id, e.by, event_story(e)});
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
  answer.text = table.empty() ? "nothing has happened yet\n" : table.text();
  return answer;
}

Answer pdf_command(World& world, const std::string& id, const std::string& out) {
  const auto letter = world.store.letter(id);
  if (!letter) throw Error(ErrorKind::usage, "pdf", "there is no letter \"" + id + "\"", "dunmail show RUN lists them");
  std::string pdf;
  const bool frozen = !letter->document.empty();
  if (frozen) {
    auto kept = world.store.document(letter->document);
    if (!kept) throw Error(ErrorKind::storage, id, "its document is gone from the database", "restore a backup");
    pdf = std::move(*kept);
  } else {
    auto printed = Printer(world.press()).print(facts_of(*letter));
    if (!printed)
      throw Error(ErrorKind::input, {id + (printed.problem().where.empty() ? "" : ", " + printed.problem().where),
                                     printed.problem().message, printed.problem().hint});
    pdf = std::move(printed->pdf);
  }
  write_file(out, pdf);
  Answer answer;
  answer.data = {
      {"letter", id}, {"file", out}, {"bytes", pdf.size()}, {"sha256", sha256_hex(pdf)}, {"approved", frozen}};
  answer.text = fmt::format("{}: {} bytes, {}\n", out, pdf.size(),
                            frozen ? "as it was approved" : "a preview; approval freezes it");
  return answer;
}

Answer verify_command(World& world) {
  const Verified v = verify(world);
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
  const std::string found =
      v.findings.empty() ? "all whole" : fmt::format("{} finding(s), see above", v.findings.size());
  answer.text += fmt::format("{} case files with {} events, {} letters and {} documents checked: {}\n", v.cases,
                             v.events, v.letters, v.documents, found);
  answer.exit_code = v.findings.empty() ? 0 : 1;
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
  auto* show = table.add("show", "a run, a debtor or a letter; without a name the runs",
                         [r, &table](World& world) { return show_command(world, r->what, table.extent(r->all)); });
  all_option(show, r->all);
  show->add_option("what", r->what, "R2026-0001, L2026-000001 or a debtor's id");
  auto* log =
      table.add("log", "the collection log of a debtor", [r](World& world) { return log_command(world, r->what); });
  log->add_option("debtor", r->what, "")->required();
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
