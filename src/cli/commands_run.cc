#include "cli/commands_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <thread>

#include "base/text.h"
#include "cli/given_day.h"
#include "cli/problem_json.h"
#include "cli/stop_signal.h"
#include "cli/tell_ends.h"
#include "cli/tell_trouble.h"
#include "desk/find.h"
#include "desk/rules.h"
#include "desk/whole_ledger.h"
#include "planning/approve.h"
#include "planning/redraft.h"
#include "planning/waiting.h"
#include "sending/run_day.h"
#include "sending/watch.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;
using Side = TextTable::Side;

std::string lines(const std::vector<Problem>& problems, std::size_t most = 30) {
  std::string out;
  for (std::size_t i = 0; i < problems.size() && i < most; ++i) out += "  " + problems[i].line() + "\n";
  if (problems.size() > most) out += fmt::format("  ... and {} more; --json shows all\n", problems.size() - most);
  return out;
}

Json to_json(const Proposal& p) {
  Json letters = Json::array(), held = Json::array();
  for (const auto& [key, group] : p.groups)
    letters.push_back(
        {{"kind", key.first}, {"channel", key.second}, {"letters", group.letters}, {"amount", group.amount}});
  for (const HeldBack& h : p.held) {
    Json examples = Json::array();
    for (const auto& e : h.examples) examples.push_back({{"case", e.case_id}, {"text", e.text}});
    held.push_back({{"code", h.code}, {"count", h.count}, {"demand", h.demand}, {"examples", examples}});
  }
  Json late = Json::array();
  for (const auto& e : p.too_late_examples) late.push_back({{"case", e.case_id}, {"text", e.text}});
  Json gone = Json::array();
  for (const Proposal::Gone& g : p.gone) gone.push_back({{"letter", g.letter}, {"why", g.why}});
  return {{"run", p.run_id},
          {"examined", p.examined},
          {"letters", letters},
          {"held_back", held},
          {"too_late", {{"count", p.too_late}, {"examples", late}}},
          {"drafts", {{"replaced", p.replaced}, {"withdrawn", p.withdrawn}, {"examples", gone}}},
          {"resumed_behind", p.resumed},
          {"stopped_behind", p.stopped}};
}

std::string text_of(const Proposal& p) {
  TextTable letters(
      {{"letter", Side::left}, {"channel", Side::left}, {"letters", Side::right}, {"amount", Side::left}});
  for (const auto& [key, group] : p.groups)
    letters.row({key.first, key.second, std::to_string(group.letters), sums(group.amount)});
  TextTable held({{"held back", Side::left},
                  {"cases", Side::right},
                  {"overdue demand", Side::left},
                  {"for instance", Side::left}});
  for (const HeldBack& h : p.held)
    held.row({h.code, std::to_string(h.count), sums(h.demand),
              h.examples.empty() ? "" : h.examples[0].case_id + ": " + h.examples[0].text});
  std::string out =
      fmt::format("run {}: {} cases examined, {} letters proposed\n\n", p.run_id, p.examined, p.letters());
  if (!p.resumed.empty()) out += "it went on behind debtor " + printable(p.resumed) + ", where it had stopped\n\n";
  if (!letters.empty()) out += letters.text() + "\n";
  if (!held.empty()) out += held.text();
  if (p.replaced + p.withdrawn > 0) {
    out += fmt::format("\ndrafts that nobody approved: {} replaced by letters of this run, {} withdrawn\n", p.replaced,
                       p.withdrawn);
    for (const Proposal::Gone& g : p.gone) out += fmt::format("  {}: {}\n", g.letter, printable(g.why));
    if (p.replaced + p.withdrawn > p.gone.size())
      out += fmt::format("  ... and {} more; dunmail show LETTER says why\n", p.replaced + p.withdrawn - p.gone.size());
  }
  if (p.too_late > 0)
    out += fmt::format("\ntoo late: {} letter(s) give time beyond a limitation or a guarantee: {}: {}\n", p.too_late,
                       p.too_late_examples[0].case_id, printable(p.too_late_examples[0].text));
  if (!p.stopped.empty())
    out += "\nstopped as asked, behind debtor " + printable(p.stopped) +
           ": the run is not finished, and nobody is shown what it has drafted; ";
  return out;
}

Json to_json(const Sent& s) {
  return {{"accepted", s.accepted}, {"deferred", s.deferred},       {"rejected", s.rejected},
          {"unknown", s.unknown},   {"cancelled", s.cancelled},     {"held", s.held},
          {"waiting", s.waiting},   {"to_print", s.to_print},       {"recovered", s.recovered},
          {"stopped", s.stopped},   {"remarks", to_json(s.remarks)}};
}

std::string text_of(const Sent& s) {
  std::string out =
      fmt::format("{} accepted, {} deferred, {} rejected, {} in doubt, {} cancelled, {} held, {} waiting\n", s.accepted,
                  s.deferred, s.rejected, s.unknown + s.recovered, s.cancelled, s.held, s.waiting);
  if (!s.stopped.empty())
    out += "stopped: " + printable(s.stopped) + " (the letters wait; send again when the route works)\n";
  if (s.to_print > 0)
    out += fmt::format("{} for the post: dunmail print --all --out FOLDER makes the stacks\n", s.to_print);
  return out + lines(s.remarks);
}

int exit_code(const Sent& s) {
  if (!s.stopped.empty()) return 1;
  return s.deferred + s.rejected + s.unknown + s.recovered + s.cancelled + s.held > 0 ? 3 : 0;
}

/// Nobody else minds them: they wait until a person settles each.
void tell_in_doubt(World& world, Answer& answer) {
  const InDoubt doubt = letters_in_doubt(world);
  answer.data["in_doubt"] = {{"count", doubt.count}, {"since", doubt.count > 0 ? iso(doubt.since) : ""}};
  if (doubt.count == 0) return;
  answer.text += fmt::format(
      "{} letter(s) in doubt since {}: dunmail outbox lists them, dunmail outbox settle LETTER sent|not-sent --by "
      "NAME\n",
      doubt.count, iso(doubt.since));
  if (answer.exit_code == 0) answer.exit_code = 3;
}

SendOrder stopping(SendOrder order) {
  order.stop = StopSignal::came;
  return order;
}

}  // namespace

Answer plan_command(World& world, Date today, const std::string& debtor, const Progress& progress) {
  if (!debtor.empty()) need_debtor(world, debtor);
  const StopSignal signal;
  const Proposal proposal = plan(world, {.today = today, .debtor = debtor, .stop = StopSignal::came}, progress);
  Answer answer{to_json(proposal), text_of(proposal), proposal.settings_lack() ? 3 : 0};
  if (!proposal.stopped.empty()) {
    answer.text += "dunmail plan goes on from there\n";
    answer.exit_code = StopSignal::exit_code;
    return answer;
  }
  tell(proposal.trouble, answer);
  if (proposal.letters() > 0)
    answer.text +=
        fmt::format("\nnext: dunmail show {0}, dunmail approve {0} --by NAME, dunmail send {0}\n", proposal.run_id);
  tell_ends(world, today, answer);
  return answer;
}

Answer approve_command(World& world, const ApprovalOrder& given, const Progress& progress) {
  ApprovalOrder order = given;
  order.stop = StopSignal::came;
  const StopSignal signal;
  const std::vector<Problem> lacks = ledger_lacks(world);
  const ApprovalResult result = approve(world, order, progress);
  Answer answer;
  answer.data = {{"approved", result.approved},
                 {"held", to_json(result.held)},
                 {"decided", to_json(result.decided)},
                 {"warnings", to_json(result.warnings)}};
  answer.text = fmt::format("{} letters approved by {}, {} held{}\n", result.approved, order.by, result.held.size(),
                            result.decided.empty() ? "" : fmt::format(", {} decided already", result.decided.size())) +
                lines(result.held) + lines(result.decided) + lines(result.warnings);
  if (result.approved == 0 && result.held.empty() && result.decided.empty())
    answer.text += "there was nothing to approve: is it the right run and tier? dunmail show lists them\n";
  answer.exit_code = result.held.empty() && result.decided.empty() ? 0 : 3;
  tell(lacks, answer);
  if (StopSignal::came()) {
    answer.text += "stopped as asked; the others stay as they were, and the same command goes on\n";
    answer.exit_code = StopSignal::exit_code;
  }
  return answer;
}

Answer refuse_command(World& world, const RefusalOrder& order) {
  const std::string undone = refuse(world, order);
  return {{{"letter", order.letter_id}, {"state", "refused"}},
          order.letter_id + " is refused and will not be sent" + (undone.empty() ? "" : "; it was" + undone) + "\n",
          0};
}

Answer send_command(World& world, const SendOrder& order, const Progress& progress) {
  Couriers couriers = Couriers::from(world.settings);
  const StopSignal signal(StopSignal::in_doubt);
  const Sent sent = send(world, couriers, stopping(order), progress);
  Answer answer{to_json(sent), text_of(sent), StopSignal::came() ? StopSignal::exit_code : exit_code(sent)};
  if (StopSignal::came()) answer.text += "stopped as asked; what is waiting leaves with the next dunmail send\n";
  tell_in_doubt(world, answer);
  return answer;
}

Answer watch_command(World& world, const SendOrder& order, const std::function<Date()>& today_of, bool json) {
  Couriers couriers = Couriers::from(world.settings);
  const StopSignal signal(StopSignal::in_doubt);
  Watch how;
  how.today = today_of;
  how.wait = [](std::chrono::seconds length) {
    const auto end = std::chrono::steady_clock::now() + length;
    while (!StopSignal::came() && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
  };
  how.tell = [json](const Sent& sent) {
    fmt::print("{}\n", json ? to_json(sent).dump(-1, ' ', false, Json::error_handler_t::replace) : text_of(sent));
    std::fflush(stdout);
  };
  const Sent all = watch(world, couriers, stopping(order), how);
  Answer answer{Json::array({to_json(all)}), "stopped as asked; in all: " + text_of(all), 0};
  answer.one_per_line = true;
  return answer;
}

namespace {

/// What nobody printed or read since an earlier day; `way` is the command for it.
void tell_waiting_since(const WaitingSince& w, Date today, int days, const char* key, const char* what, const char* way,
                        Answer& answer) {
  if (w.count == 0 || w.since >= today) return;
  answer.data[key] = {{"count", w.count}, {"since", iso(w.since)}, {"too_long", w.too_long}};
  answer.text += fmt::format("{} {} since {}{}: {}\n", w.count, what, iso(w.since),
                             w.too_long ? fmt::format(", {} longer than {} working days", w.too_long, days) : "", way);
  if (w.too_long > 0 && answer.exit_code == 0) answer.exit_code = 3;
}

/// Exit code 3 while something waits longer than approval_days.
void tell_waiting(World& world, Date today, const std::string& run, Answer& answer) {
  const Waiting waiting = waiting_for_approval(world, run, today);
  const WaitingLetters& w = waiting.letters;
  tell_waiting_since(waiting.to_print, today, waiting.days, "waiting_to_print", "letter(s) by post wait to be printed",
                     "dunmail print --all --out FOLDER", answer);
  tell_waiting_since(waiting.mail, today, waiting.days, "waiting_mail", "message(s) wait in the inbox", "dunmail inbox",
                     answer);
  answer.data["waiting_for_approval"] = w.count;
  if (waiting.resting > 0) {
    answer.data["waiting_on_hold"] = waiting.resting;
    answer.text += fmt::format("{} draft(s) rest with their cases, which are on hold\n", waiting.resting);
  }
  if (w.count == 0) return;
  answer.data["waiting_since"] = iso(w.since);
  answer.data["waiting_too_long"] = w.too_long;
  const std::string& which = w.of_run == w.count ? run : w.oldest;
  answer.text += fmt::format(
      "{} letter(s) wait for approval, the oldest ({}) since {}: dunmail show {}, then dunmail approve {} --by NAME "
      "and dunmail send\n",
      w.count, w.oldest, iso(w.since), which, which);
  if (w.too_long == 0) return;
  answer.text += fmt::format("{} of them longer than {} working days (approval_days)\n", w.too_long, waiting.days);
  if (answer.exit_code == 0) answer.exit_code = 3;
}

}  // namespace

Answer run_command(World& world, const SendOrder& order, const Progress& planning, const Progress& sending) {
  Couriers couriers = Couriers::from(world.settings);
  const StopSignal signal(StopSignal::in_doubt);
  const DayReport day = run_day(world, couriers, stopping(order), planning, sending);
  if (!day.proposal.stopped.empty()) {
    Answer stopped{{{"proposal", to_json(day.proposal)}}, text_of(day.proposal), StopSignal::exit_code};
    stopped.text += "nothing was sent: dunmail run goes on from there\n";
    return stopped;
  }
  Answer answer;
  answer.data = {{"proposal", to_json(day.proposal)}, {"sent", to_json(day.sent)}};
  std::size_t detours = 0;
  for (const Proposal& p : day.detours) detours += p.letters();
  answer.data["by_next_channel"] = detours;
  answer.text = text_of(day.proposal) + "\n" +
                (detours ? fmt::format("{} letters went on by their next channel\n", detours) : "") + text_of(day.sent);
  answer.exit_code = StopSignal::came() ? StopSignal::exit_code : exit_code(day.sent);
  if (StopSignal::came()) answer.text += "stopped as asked; drafts and what is waiting are the next dunmail run's\n";
  tell_in_doubt(world, answer);
  tell_waiting(world, order.today, day.proposal.run_id, answer);
  tell_ends(world, order.today, answer);
  if (answer.exit_code == 0 && day.proposal.settings_lack()) answer.exit_code = 3;
  CaseTroubles trouble = day.proposal.trouble;
  for (const Proposal& p : day.detours)
    for (const CaseTrouble& each : p.trouble.some()) trouble.add(each.case_id, each.reason);
  tell(trouble, answer);
  return answer;
}

void describe_plan(CommandTable& table) {
  struct Read {
    std::string debtor, today;
  };
  const auto r = std::make_shared<Read>();
  auto* plan = table.add("plan", "choose letter and step for every debtor, as a proposal", [r](World& world) {
    return plan_command(world, day_or_today(r->today, "--today"), r->debtor, progress_line("planning"));
  });
  plan->add_option("debtor", r->debtor, "only this debtor");
  today_option(plan, r->today);
}

void describe_approve(CommandTable& table) {
  struct Read {
    std::string what, today;
    ApprovalOrder approval;
    RefusalOrder refusal;
  };
  const auto r = std::make_shared<Read>();
  auto* approve = table.add("approve", "approve letters of a run; they are printed and frozen", [r](World& world) {
    (r->what.starts_with('L') ? r->approval.letter_id : r->approval.run_id) = r->what;
    r->approval.today = day_or_today(r->today, "--today");
    return approve_command(world, r->approval, progress_line("printing"));
  });
  approve->add_option("run", r->what, "a run (R2026-0001) or one letter (L2026-000001)")->required();
  approve->add_option("--tier", r->approval.tier, "only letters of this tier");
  approve->add_option("--by", r->approval.by, "who")->required();
  today_option(approve, r->today);
  auto* refuse = table.add("refuse", "take a letter out before it is sent", [r](World& world) {
    r->refusal.today = day_or_today(r->today, "--today");
    return refuse_command(world, r->refusal);
  });
  refuse->add_option("letter", r->refusal.letter_id, "")->required();
  refuse->add_option("--reason", r->refusal.reason, "")->required();
  refuse->add_option("--by", r->refusal.by, "who")->required();
  today_option(refuse, r->today);
}

void describe_send(CommandTable& table) {
  struct Read {
    std::string run, today, stale_by;
    bool watch = false;
  };
  const auto r = std::make_shared<Read>();
  auto* send = table.add("send", "send what is approved", [r, &table](World& world) {
    const SendOrder order{r->run, day_or_today(r->today, "--today"), r->stale_by, {}};
    if (r->watch)
      return watch_command(
          world, order, [r] { return day_or_today(r->today, "--today"); }, table.json());
    return send_command(world, order, progress_line("sending"));
  });
  send->add_flag("--watch", r->watch, "keep going until SIGTERM: send what is approved or due again as it comes");
  send->add_option("run", r->run, "only this run");
  auto* run = table.add("run", "the day's work: plan, approve what is automatic, print, send", [r](World& world) {
    return run_command(world, {"", day_or_today(r->today, "--today"), r->stale_by, {}}, progress_line("planning"),
                       progress_line("sending"));
  });
  for (CLI::App* sub : {send, run}) {
    today_option(sub, r->today);
    sub->add_option("--stale-ledger-by", r->stale_by,
                    "send although payments were not imported lately; who takes that upon themselves");
  }
}

}  // namespace dunmail
