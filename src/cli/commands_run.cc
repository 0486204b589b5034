#include <fmt/format.h>

#include <algorithm>
#include <cmath>
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
#include "policy/priority.h"
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

Json to_json(const std::vector<Blocker>& blockers) {
  Json out = Json::array();
  for (const Blocker& b : blockers)
    out.push_back({{"code", b.code}, {"text", b.text}, {"until", b.until ? iso(*b.until) : ""}});
  return out;
}

SendOrder stopping(SendOrder order) {
  order.stop = StopSignal::came;
  return order;
}

/// "from 10 to 8 working days because ": what a change of pace made of the tier's interval.
std::string days_in_words(const Tier& tier, const PaceChange& change) {
  const auto days = [&](double pace) {
    return std::clamp(static_cast<int>(std::lround(tier.interval * pace)), tier.interval_min, tier.interval_max);
  };
  const int before = days(change.before), after = days(change.pace);
  return before == after ? fmt::format("still {} working days: ", after)
                         : fmt::format("from {} to {} working days because ", before, after);
}

/// One case's decision, for `explain`.
void explain(const CaseInput& input, const Examined& e, const Pace& pace,
             const std::optional<Result<LetterCharges>>& charges, Answer& answer) {
  const Figures& f = e.decision.figures;
  const int digits = input.account.currency.digits();
  const std::string code(input.account.currency.code());
  Json checks = Json::array(), changes = Json::array();
  for (const Check& c : e.decision.checks)
    checks.push_back({{"tier", c.tier}, {"condition", c.condition}, {"holds", c.holds}, {"saw", c.saw}});
  for (const PaceChange& c : pace.changes)
    changes.push_back(
        {{"day", iso(c.day)}, {"factor", c.factor}, {"before", c.before}, {"pace", c.pace}, {"reason", c.reason}});
  Json data = {{"case", input.account.case_id()},
               {"group", e.group},
               {"policy",
                {{"name", e.policy->name},
                 {"file", e.policy->file},
                 {"why", e.policy_why},
                 {"grouping", word(e.policy->grouping)}}},
               {"letter", e.decision.tier ? e.decision.tier->id : ""},
               {"send", e.send()},
               {"rule", e.decision.rule},
               {"final_action", word(e.decision.final_action)},
               {"figures",
                {{"driver", f.driver},
                 {"days_overdue", f.days_overdue},
                 {"open", f.open},
                 {"overdue", f.overdue},
                 {"disputed", f.disputed},
                 {"blocked", f.blocked},
                 {"credit", f.credit},
                 {"demand", f.demand},
                 {"claims", f.claims},
                 {"reached", f.reached},
                 {"letters_at_reached", f.letters_at_reached},
                 {"ignored_at_reached", f.ignored_at_reached},
                 {"broken_promises", f.broken_promises}}},
               {"checks", checks},
               {"blockers", to_json(e.blockers)},
               {"next_possible", e.next_possible ? iso(*e.next_possible) : ""},
               {"too_late", e.too_late},
               {"pace", {{"value", pace.value}, {"changes", changes}}},
               {"track",
                {{"name", word(e.decision.track.name)},
                 {"why", e.decision.track.why},
                 {"instalments", e.decision.track.instalments},
                 {"order_hold", e.decision.track.order_hold}}}};
  const PayDays pays = pay_days_of(input.account.debtor, input.history, e.standing, e.policy->cadence, e.arrears.as_of);
  data["pay_days"] = {{"text", pays.known() ? pays.text() : ""},
                      {"of_month", pays.of_month},
                      {"weekday", pays.weekday},
                      {"learned_from", pays.payments}};
  const Campaign* campaign = e.decision.campaign;
  if (campaign)
    data["campaign"] = {{"name", campaign->name},
                        {"from", iso(campaign->from)},
                        {"to", iso(campaign->to)},
                        {"interval_factor", campaign->interval_factor},
                        {"minimum_percent", campaign->minimum_percent}};
  const Date touched = last_touch(e.arrears, e.standing, e.arrears.as_of);
  const long silent = f.demand > 0 ? days_between(touched, e.arrears.as_of) : 0;
  data["silence"] = {
      {"days", silent}, {"since", f.demand > 0 ? iso(touched) : ""}, {"at_most", e.policy->cadence.max_silence_days}};
  if (e.step)
    data["step"] = {{"day", iso(e.step->day)},
                    {"channel", e.step->channel},
                    {"contact", e.step->contact.name},
                    {"recipient", e.step->recipient},
                    {"interval_working_days", e.step->interval_working_days},
                    {"why", e.step->why}};
  if (charges && *charges)
    data["charges"] = {
        {"interest", (*charges)->interest}, {"fees", (*charges)->fees}, {"warnings", (*charges)->warnings}};
  if (charges && !*charges) data["charges"] = {{"problem", charges->problem().line()}};
  answer.data["cases"].push_back(std::move(data));

  std::string& t = answer.text;
  t += fmt::format("{}  {}{}\n", input.account.case_id(), printable(input.account.debtor.name),
                   e.group.empty() ? "" : "  (" + printable(e.group) + ")");
  t += fmt::format("  policy     {}\n", e.policy_why.empty() ? e.policy->name : e.policy_why);
  t += fmt::format("  owed       {} {} open, {} overdue, {} disputed, {} blocked, {} credit; demanded {}{}\n", code,
                   grouped(f.open, digits), grouped(f.overdue, digits), grouped(f.disputed, digits),
                   grouped(f.blocked, digits), grouped(f.credit, digits), grouped(f.demand, digits),
                   f.claims ? fmt::format(" and charges of earlier letters {}", grouped(f.claims, digits)) : "");
  if (!f.driver.empty())
    t += fmt::format("  driver     invoice {}, due {}, {} days overdue\n", f.driver, iso(f.driver_due), f.days_overdue);
  if (!f.reached.empty())
    t += fmt::format("  so far     {} {} letter(s), {} unanswered\n", f.letters_at_reached, f.reached,
                     f.ignored_at_reached);
  t += fmt::format("  pace       {:.2f}\n", pace.value);
  const Tier* paced = e.decision.tier && e.decision.tier->rank > 0 ? e.decision.tier : e.policy->find(f.reached);
  for (const PaceChange& c : pace.changes)
    t += fmt::format("             {}  {}{} ({:.2f} x {:.2f} -> {:.2f})\n", iso(c.day),
                     paced ? days_in_words(*paced, c) : "", c.reason, c.before, c.factor, c.pace);
  if (silent > 0)
    t += fmt::format("  silence    {} days since {}, {} at most\n", silent, iso(touched),
                     e.policy->cadence.max_silence_days);
  if (pays.known()) t += fmt::format("  pay-day    {}\n", pays.text());
  if (campaign)
    t += fmt::format("  campaign   {}, {} to {}: intervals x {:.2f}, minimum amounts x {:.2f}\n",
                     printable(campaign->name), iso(campaign->from), iso(campaign->to), campaign->interval_factor,
                     campaign->minimum_percent / 100.0);
  const Track& track = e.decision.track;
  if (track.name != Track::Name::normal || !track.why.empty())
    t += fmt::format("  track      {}{}{}\n", word(track.name), track.instalments ? "; offer instalments" : "",
                     track.order_hold ? "; propose an order hold" : "");
  for (const std::string& why : track.why) t += "             " + printable(why) + "\n";
  if (e.decision.tier) t += fmt::format("  decision   {}\n", e.decision.rule);
  if (charges && !*charges) t += "  charges    " + printable(charges->problem().line()) + "\n";
  if (charges && *charges && ((*charges)->interest || (*charges)->fees))
    t += fmt::format("  charges    interest {}, fees {}\n", grouped((*charges)->interest, digits),
                     grouped((*charges)->fees, digits));
  if (charges && *charges)
    for (const std::string& warning : (*charges)->warnings) t += "  warning    " + printable(warning) + "\n";
  if (e.send())
    t += fmt::format("  step       {} by {} to {}{}\n", iso(e.step->day), e.step->channel, e.step->contact.name,
                     e.step->recipient.empty() ? "" : " <" + e.step->recipient + ">");
  for (const std::string& what : e.too_late) t += "  too late   " + printable(what) + "\n";
  if (e.step)
    for (const std::string& why : e.step->why) t += "             " + why + "\n";
  for (const Blocker& b : e.blockers)
    t += fmt::format("  held back  {}: {}{}\n", b.code, printable(b.text),
                     b.until ? " (until " + iso(*b.until) + ")" : "");
  for (const Check& c : e.decision.checks)
    t += fmt::format("  {}  {} {}: {}\n", c.holds ? "holds    " : "fails    ", c.tier, c.condition, c.saw);
  if (!e.send())
    t += fmt::format("  next       {}\n",
                     e.next_possible ? "possible on " + iso(*e.next_possible) : "when something changes");
}

/// Drafts that are not true any more hold their case back no longer than until the next plan: taken out of `input`
/// here, as that plan takes them out. Returns each with the reason.
std::vector<std::pair<std::string, std::string>> drafts_that_give_way(World& world, const CaseRules& rules,
                                                                      CaseInput& input, Date today) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const PendingLetter& letter : standing_of(input.events).pending) {
    const auto row = world.store.letter(letter.id);
    if (!row || row->state != "drafted") continue;
    if (const auto why = not_to_approve(world, rules, *row, input, today)) out.emplace_back(row->id, *why);
  }
  for (const auto& [id, why] : out) {
    Event gone;
    gone.case_id = input.account.case_id();
    gone.day = today;
    gone.kind = EventKind::cancelled;
    gone.letter_id = id;
    input.events.push_back(std::move(gone));
  }
  return out;
}

/// `first`: the account's first case in the answer.
void explain_drafts(const std::vector<std::pair<std::string, std::string>>& gone, std::size_t first, Answer& answer) {
  nlohmann::ordered_json gives_way = nlohmann::ordered_json::array();
  for (const auto& [letter, why] : gone) {
    gives_way.push_back({{"letter", letter}, {"why", why}});
    answer.text += fmt::format("  gives way  {}: {}; the next plan writes what is said above, or nothing\n", letter,
                               printable(why));
  }
  auto& cases = answer.data["cases"];
  for (std::size_t i = first; i < cases.size(); ++i) cases[i]["gives_way"] = gives_way;
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

Answer explain_command(World& world, const std::string& debtor, Date today) {
  need_debtor(world, debtor);
  Answer answer;
  answer.data["cases"] = Json::array();
  const CaseRules rules = rules_of(world);
  CaseTroubles trouble;
  each_account_apart(world, debtor, trouble, [&](CaseInput&& input) {
    check_for_rules(world, input);
    const auto gone = drafts_that_give_way(world, rules, input, today);
    const std::size_t first = answer.data["cases"].size();
    for (Examined& e : examine_groups(rules, input, today)) {
      if (!e.send()) e.next_possible = first_possible(rules, input, e);
      std::optional<Result<LetterCharges>> charges;
      if (e.decision.tier) charges = world.charges_for(input, e, today);
      explain(input, e, pace_of(e.standing, e.policy->cadence, today, &e.cycle), charges, answer);
    }
    explain_drafts(gone, first, answer);
  });
  if (answer.text.empty() && trouble.count() == 0) answer.text = "nothing is open, and no letter was ever sent\n";
  tell(trouble, answer);
  if (trouble.count() > 0) answer.exit_code = 1;  // what was asked for is not explained
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
  for (const char* state : {"unknown", "sending", "approved", "held", "drafted"})
    for (const LetterRow& l : world.store.letters({"", "", state, ""})) {
      table.row({l.id, l.state, l.kind, l.channel, l.debtor_id, iso(l.since), std::to_string(l.attempts),
                 l.next_attempt, l.reason});
      answer.data["letters"].push_back({{"id", l.id},
                                        {"state", l.state},
                                        {"kind", l.kind},
                                        {"channel", l.channel},
                                        {"debtor", l.debtor_id},
                                        {"number", l.number},
                                        {"waiting_since", iso(l.since)},
                                        {"attempts", l.attempts},
                                        {"next_attempt", l.next_attempt},
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
