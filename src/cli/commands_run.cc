#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <limits>
#include <thread>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/data_tables.h"
#include "cli/stop_signal.h"
#include "cli/tell_trouble.h"
#include "desk/find.h"
#include "desk/person.h"
#include "desk/rules.h"
#include "desk/settle.h"
#include "planning/approve.h"
#include "planning/redraft.h"
#include "sending/run_day.h"
#include "sending/watch.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;
using Side = TextTable::Side;

Json to_json(const Problem& p) { return {{"where", p.where}, {"message", p.message}, {"hint", p.hint}}; }

Json to_json(const std::vector<Problem>& problems) {
  Json out = Json::array();
  for (const Problem& p : problems) out.push_back(to_json(p));
  return out;
}

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
          {"drafts", {{"replaced", p.replaced}, {"withdrawn", p.withdrawn}, {"examples", gone}}}};
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

SendOrder stopping(SendOrder order) {
  order.stop = StopSignal::came;
  return order;
}

}  // namespace

Answer plan_command(World& world, Date today, const std::string& debtor, const Progress& progress) {
  if (!debtor.empty()) need_debtor(world, debtor);
  const Proposal proposal = plan(world, today, debtor, progress);
  Answer answer{to_json(proposal), text_of(proposal), proposal.settings_lack() ? 3 : 0};
  tell(proposal.trouble, answer);
  answer.text +=
      fmt::format("\nnext: dunmail show {0}, dunmail approve {0} --by NAME, dunmail send {0}\n", proposal.run_id);
  tell_ends(world, today, answer);
  return answer;
}

Answer approve_command(World& world, const std::string& run, const std::string& tier, const std::string& letter,
                       const std::string& by, Date today, const Progress& progress) {
  const ApprovalResult result =
      approve(world, {.run_id = run, .tier = tier, .letter_id = letter, .by = by, .today = today}, progress);
  Answer answer;
  answer.data = {{"approved", result.approved}, {"held", to_json(result.held)}, {"warnings", to_json(result.warnings)}};
  answer.text = fmt::format("{} letters approved by {}, {} held\n", result.approved, by, result.held.size()) +
                lines(result.held) + lines(result.warnings);
  if (result.approved == 0 && result.held.empty())
    answer.text += "there was nothing to approve: is it the right run and tier? dunmail show lists them\n";
  answer.exit_code = result.held.empty() ? 0 : 3;
  return answer;
}

Answer refuse_command(World& world, const std::string& letter, const std::string& reason, const std::string& by,
                      Date today) {
  refuse(world, {letter, reason, known_person(world.settings, by, "--by"), today});
  return {{{"letter", letter}, {"state", "refused"}}, letter + " is refused and will not be sent\n", 0};
}

Answer send_command(World& world, const SendOrder& order, const Progress& progress) {
  Couriers couriers = Couriers::from(world.settings);
  const StopSignal signal;
  const Sent sent = send(world, couriers, stopping(order), progress);
  return {to_json(sent), text_of(sent), exit_code(sent)};
}

Answer watch_command(World& world, const SendOrder& order, const std::function<Date()>& today_of, bool json) {
  Couriers couriers = Couriers::from(world.settings);
  const StopSignal signal;
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

/// Letters that wait for a person, of whatever run, since when; exit code 3 while one waits longer than approval_days.
void tell_waiting(World& world, Date today, const std::string& run, Answer& answer) {
  int most = std::numeric_limits<int>::max();
  for (const Policy& policy : world.policies.all()) most = std::min(most, policy.cadence.approval_days);
  Date too_long = today - Days(1);
  while (weekdays_after(too_long, most) >= today) too_long -= Days(1);
  const WaitingLetters w = world.store.waiting_for_approval(run, too_long);
  answer.data["waiting_for_approval"] = w.count;
  if (w.count == 0) return;
  answer.data["waiting_since"] = iso(w.since);
  answer.data["waiting_too_long"] = w.too_long;
  const std::string& which = w.of_run == w.count ? run : w.oldest;
  answer.text += fmt::format(
      "{} letter(s) wait for approval, the oldest ({}) since {}: dunmail show {}, then dunmail approve {} --by NAME "
      "and dunmail send\n",
      w.count, w.oldest, iso(w.since), which, which);
  if (w.too_long == 0) return;
  answer.text += fmt::format("{} of them longer than {} working days (approval_days)\n", w.too_long, most);
  if (answer.exit_code == 0) answer.exit_code = 3;
}

}  // namespace

Answer run_command(World& world, const SendOrder& order, const Progress& progress) {
  Couriers couriers = Couriers::from(world.settings);
  const StopSignal signal;
  const DayReport day = run_day(world, couriers, stopping(order), progress);
  Answer answer;
  answer.data = {{"proposal", to_json(day.proposal)}, {"sent", to_json(day.sent)}};
  std::size_t detours = 0;
  for (const Proposal& p : day.detours) detours += p.letters();
  answer.data["by_next_channel"] = detours;
  answer.text = text_of(day.proposal) + "\n" +
                (detours ? fmt::format("{} letters went on by their next channel\n", detours) : "") + text_of(day.sent);
  answer.exit_code = exit_code(day.sent);
  tell_waiting(world, order.today, day.proposal.run_id, answer);
  tell_ends(world, order.today, answer);
  if (answer.exit_code == 0 && day.proposal.settings_lack()) answer.exit_code = 3;
  CaseTroubles trouble = day.proposal.trouble;
  for (const Proposal& p : day.detours)
    for (const CaseTrouble& each : p.trouble.some()) trouble.add(each.case_id, each.reason);
  tell(trouble, answer);
  return answer;
}

Answer outbox_command(World& world) {
  Answer answer;
  answer.data["letters"] = Json::array();
  TextTable table({{"letter", Side::left},
                   {"state", Side::left},
                   {"kind", Side::left},
                   {"channel", Side::left},
                   {"debtor", Side::left},
                   {"since", Side::left},
                   {"attempts", Side::right},
                   {"next attempt", Side::left},
                   {"reason", Side::left}});
  using enum LetterState;
  for (const LetterState state : {unknown, sending, approved, held, drafted})
    for (const LetterRow& l : world.store.letters({.state = state})) {
      table.row({l.id, word(l.state), l.kind, l.channel, l.debtor_id, iso(l.since), std::to_string(l.attempts),
                 iso_or_empty(l.next_attempt), l.reason});
      answer.data["letters"].push_back({{"id", l.id},
                                        {"state", l.state},
                                        {"kind", l.kind},
                                        {"channel", l.channel},
                                        {"debtor", l.debtor_id},
                                        {"number", l.number},
                                        {"waiting_since", iso(l.since)},
                                        {"attempts", l.attempts},
                                        {"next_attempt", iso_or_empty(l.next_attempt)},
                                        {"message_id", l.message_id},
                                        {"reason", l.reason}});
    }
  answer.text = table.empty() ? "nothing waits, nothing is in doubt\n" : table.text();
  return answer;
}

Answer settle_command(World& world, const std::string& letter, const std::string& outcome, const std::string& evidence,
                      const std::string& by, Date today) {
  if (by.empty()) throw Error(ErrorKind::usage, "settle", "who says so?", "add --by NAME");
  settle(world, letter, outcome == "sent", evidence, known_person(world.settings, by, "--by"), today);
  return {{{"letter", letter}, {"outcome", outcome}},
          fmt::format("{} is settled as {}{}\n", letter, outcome,
                      outcome == "sent" ? "" : "; the next plan looks at the case again"),
          0};
}

Answer restore_command(World& world, const RestoreOrder& order) {
  RestoreOrder known = order;
  known.by = known_person(world.settings, order.by, "--by");
  const Restored r = confirm_restore(world, known);
  Answer answer{{{"older", r.older}, {"in_doubt", r.in_doubt}, {"held", r.held}}, "", 0};
  if (!r.older) {
    answer.text = "the database is as new as what was sent from it: nothing to do\n";
    return answer;
  }
  answer.exit_code = 3;
  if (!r.in_doubt.empty())
    answer.text += fmt::format(
        "{} letter(s) in doubt: {}\n  the relay's log shows which of them left: dunmail outbox settle LETTER "
        "sent|not-sent --by NAME\n",
        r.in_doubt.size(), fmt::join(r.in_doubt, ", "));
  if (!r.held.empty())
    answer.text += fmt::format(
        "{} case(s) held, of which a letter left that is not here: {}\n  dunmail record release DEBTOR lets them go "
        "on\n",
        r.held.size(), fmt::join(r.held, ", "));
  answer.text += "the database may send again\n";
  return answer;
}

}  // namespace dunmail
