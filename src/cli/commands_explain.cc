#include "cli/commands_explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

#include "base/text.h"
#include "cli/given_day.h"
#include "cli/tell_trouble.h"
#include "desk/find.h"
#include "desk/rules.h"
#include "planning/redraft.h"
#include "policy/priority.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const std::vector<Blocker>& blockers) {
  Json out = Json::array();
  for (const Blocker& b : blockers)
    out.push_back({{"code", b.code}, {"text", b.text}, {"until", b.until ? iso(*b.until) : ""}});
  return out;
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
  for (auto letter = e.standing.sent.rbegin(); !paced && letter != e.standing.sent.rend(); ++letter)
    if (const Tier* tier = e.policy->find(letter->kind); tier && tier->rank > 0 && !letter->bounced) paced = tier;
  for (const PaceChange& c : pace.changes)
    t += fmt::format("             {}  {}{} ({:.2f}{} x {:.2f} -> {:.2f})\n", iso(c.day),
                     paced ? days_in_words(*paced, c) : "", c.reason, c.before,
                     c.trust_lost && c.before > 1 ? ", taken as 1.00," : "", c.factor, c.pace);
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

void take_out(const std::string& letter, CaseInput& input, Date today) {
  Event gone;
  gone.case_id = input.account.case_id();
  gone.day = today;
  gone.kind = EventKind::cancelled;
  gone.letter_id = letter;
  input.events.push_back(std::move(gone));
}

/// Drafts that are not true any more hold their case back no longer than until the next plan: taken out of `input`
/// here, as that plan takes them out. Returns each with the reason.
std::vector<std::pair<std::string, std::string>> drafts_that_give_way(World& world, const CaseRules& rules,
                                                                      CaseInput& input, Date today) {
  const std::vector<PendingLetter> pending = standing_of(input.events).pending;
  CaseInput without = input;
  std::map<std::string, LetterRow> drafts;
  for (const PendingLetter& letter : pending)
    if (auto row = world.store.letter(letter.id); row && row->state == LetterState::drafted) {
      take_out(letter.id, without, today);
      drafts.emplace(letter.id, std::move(*row));
    }
  std::vector<std::pair<std::string, std::string>> out;
  if (drafts.empty()) return out;
  const std::vector<Examined> groups = examine_groups(rules, without, today);
  for (const PendingLetter& letter : pending) {
    const auto draft = drafts.find(letter.id);
    if (draft == drafts.end()) continue;
    const auto why = not_to_approve(world, rules, draft->second, input, today);
    const Examined* turn = turn_of(draft->second, letter.group, groups);
    if (why && !(turn && !turn->send() && stays(draft->second, *turn))) out.emplace_back(letter.id, *why);
  }
  for (const auto& [id, why] : out) take_out(id, input, today);
  return out;
}

/// The letter that a plan would not write a second time: of the same kind, occasion and way, and not taken out. Those
/// that give way leave their place.
bool stands_already(World& world, const CaseInput& input, const Examined& e,
                    const std::vector<std::pair<std::string, std::string>>& gone) {
  using enum LetterState;
  for (const LetterRow& l : world.store.letters({.debtor_id = input.account.debtor.id, .kind = e.decision.tier->id})) {
    if (l.case_id != input.account.case_id() || l.occasion != e.decision.occasion || l.channel != e.step->channel)
      continue;
    if (l.state == cancelled || l.state == refused || l.state == rejected || l.state == bounced) continue;
    if (std::none_of(gone.begin(), gone.end(), [&](const auto& draft) { return draft.first == l.id; })) return true;
  }
  return false;
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
      if (!e.send())
        e.next_possible = first_possible(rules, input, e);
      else if (stands_already(world, input, e, gone))
        e.blockers.push_back({"sent-already",
                              fmt::format("a {} for {} stands already", e.decision.tier->id, e.decision.occasion),
                              std::nullopt});
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

void describe_explain(CommandTable& table) {
  struct Read {
    std::string debtor, today;
  };
  const auto r = std::make_shared<Read>();
  auto* explain =
      table.add("explain", "why a debtor gets this letter, or none, and when the next is possible",
                [r](World& world) { return explain_command(world, r->debtor, day_or_today(r->today, "--today")); });
  explain->add_option("debtor", r->debtor, "")->required();
  today_option(explain, r->today);
}

}  // namespace dunmail
