#include "cli/commands_explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "base/text.h"
#include "cli/given_day.h"
#include "cli/tell_trouble.h"
#include "desk/whole_ledger.h"
#include "planning/explain.h"

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

Json to_json(const Account& account, const ExplainedPart& part) {
  const Examined& e = part.examined;
  const Figures& f = e.decision.figures;
  Json checks = Json::array(), changes = Json::array();
  for (const Check& c : e.decision.checks)
    checks.push_back({{"tier", c.tier}, {"condition", c.condition}, {"holds", c.holds}, {"saw", c.saw}});
  for (const PaceChange& c : part.pace.changes)
    changes.push_back(
        {{"day", iso(c.day)}, {"factor", c.factor}, {"before", c.before}, {"pace", c.pace}, {"reason", c.reason}});
  Json data = {{"case", account.case_id()},
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
               {"pace", {{"value", part.pace.value}, {"changes", changes}}},
               {"track",
                {{"name", word(e.decision.track.name)},
                 {"why", e.decision.track.why},
                 {"instalments", e.decision.track.instalments},
                 {"order_hold", e.decision.track.order_hold}}}};
  data["pay_days"] = {{"text", part.pays.known() ? part.pays.text() : ""},
                      {"of_month", part.pays.of_month},
                      {"weekday", part.pays.weekday},
                      {"learned_from", part.pays.payments}};
  const Campaign* campaign = e.decision.campaign;
  if (campaign)
    data["campaign"] = {{"name", campaign->name},
                        {"from", iso(campaign->from)},
                        {"to", iso(campaign->to)},
                        {"interval_factor", campaign->interval_factor},
                        {"minimum_percent", campaign->minimum_percent}};
  data["silence"] = {{"days", part.silent},
                     {"since", f.demand > 0 ? iso(part.touched) : ""},
                     {"at_most", e.policy->cadence.max_silence_days}};
  if (e.step)
    data["step"] = {{"day", iso(e.step->day)},
                    {"channel", e.step->channel},
                    {"contact", e.step->contact.name},
                    {"recipient", e.step->recipient},
                    {"interval_working_days", e.step->interval_working_days},
                    {"why", e.step->why}};
  if (part.charges && *part.charges)
    data["charges"] = {{"interest", (*part.charges)->interest},
                       {"fees", (*part.charges)->fees},
                       {"warnings", (*part.charges)->warnings}};
  if (part.charges && !*part.charges) data["charges"] = {{"problem", part.charges->problem().line()}};
  return data;
}

std::string text_of(const Account& account, const ExplainedPart& part) {
  const Examined& e = part.examined;
  const Figures& f = e.decision.figures;
  const int digits = account.currency.digits();
  const std::string code(account.currency.code());
  std::string t;
  t += fmt::format("{}  {}{}\n", account.case_id(), printable(account.debtor.name),
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
  t += fmt::format("  pace       {:.2f}\n", part.pace.value);
  for (const PaceChange& c : part.pace.changes)
    t += fmt::format("             {}  {}{} ({:.2f}{} x {:.2f} -> {:.2f})\n", iso(c.day),
                     part.paced ? days_in_words(*part.paced, c) : "", c.reason, c.before,
                     c.trust_lost && c.before > 1 ? ", taken as 1.00," : "", c.factor, c.pace);
  if (part.silent > 0)
    t += fmt::format("  silence    {} days since {}, {} at most\n", part.silent, iso(part.touched),
                     e.policy->cadence.max_silence_days);
  if (part.pays.known()) t += fmt::format("  pay-day    {}\n", part.pays.text());
  if (const Campaign* campaign = e.decision.campaign)
    t += fmt::format("  campaign   {}, {} to {}: intervals x {:.2f}, minimum amounts x {:.2f}\n",
                     printable(campaign->name), iso(campaign->from), iso(campaign->to), campaign->interval_factor,
                     campaign->minimum_percent / 100.0);
  const Track& track = e.decision.track;
  if (track.name != Track::Name::normal || !track.why.empty())
    t += fmt::format("  track      {}{}{}\n", word(track.name), track.instalments ? "; offer instalments" : "",
                     track.order_hold ? "; propose an order hold" : "");
  for (const std::string& why : track.why) t += "             " + printable(why) + "\n";
  if (e.decision.tier) t += fmt::format("  decision   {}\n", e.decision.rule);
  if (part.charges && !*part.charges) t += "  charges    " + printable(part.charges->problem().line()) + "\n";
  if (part.charges && *part.charges && ((*part.charges)->interest || (*part.charges)->fees))
    t += fmt::format("  charges    interest {}, fees {}\n", grouped((*part.charges)->interest, digits),
                     grouped((*part.charges)->fees, digits));
  if (part.charges && *part.charges)
    for (const std::string& warning : (*part.charges)->warnings) t += "  warning    " + printable(warning) + "\n";
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
  return t;
}

}  // namespace

Answer explain_command(World& world, const std::string& debtor, Date today) {
  const std::vector<Problem> lacks = ledger_lacks(world);
  const Explained explained = explain(world, debtor, today);
  Answer answer;
  answer.data["cases"] = Json::array();
  for (const ExplainedCase& each : explained.cases) {
    Json gives_way = Json::array();
    for (const DraftGivesWay& draft : each.gives_way)
      gives_way.push_back({{"letter", draft.letter}, {"why", draft.why}});
    for (const ExplainedPart& part : each.parts) {
      answer.data["cases"].push_back(to_json(each.account, part));
      answer.data["cases"].back()["gives_way"] = gives_way;
      answer.text += text_of(each.account, part);
    }
    for (const DraftGivesWay& draft : each.gives_way)
      answer.text += fmt::format("  gives way  {}: {}; the next plan writes what is said above, or nothing\n",
                                 draft.letter, printable(draft.why));
  }
  if (answer.text.empty() && explained.trouble.count() == 0)
    answer.text = "nothing is open, and no letter was ever sent\n";
  tell(explained.trouble, answer);
  tell(lacks, answer);
  if (explained.trouble.count() > 0) answer.exit_code = 1;  // what was asked for is not explained
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
