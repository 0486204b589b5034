#include "cli/commands_assess.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "casefile/people_events.h"
#include "cli/commands.h"
#include "desk/examine.h"
#include "desk/find.h"
#include "desk/rules.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;
using Side = TextTable::Side;

Reasons reasons_of(const std::string& settings_file) {
  const bool there = std::filesystem::exists(settings_file);
  return Reasons::load(there ? Settings::load(settings_file).reasons : share_folder() + "/config/reasons.toml");
}

Json to_json(const Reason& r) {
  return {{"code", r.code},
          {"group", r.group},
          {"name", r.name},
          {"strategy", r.strategy},
          {"says", r.says},
          {"answer", r.answer},
          {"ladder", word(r.ladder)},
          {"instalments", r.instalments},
          {"order_hold", r.order_hold},
          {"call_first", r.call_first},
          {"risk", r.risk},
          {"needs", r.needs}};
}

std::string effects(const Reason& r) {
  std::vector<std::string> out;
  if (r.recordable())
    out.push_back(r.ladder == LadderEffect::keep ? "ladder as it is" : std::string("ladder ") + word(r.ladder));
  if (r.instalments) out.push_back("offer instalments");
  if (r.order_hold) out.push_back("propose an order hold");
  if (r.call_first) out.push_back("call first");
  return fmt::format("{}", fmt::join(out, ", "));
}

std::string in_full(const Reason& r, const std::string& locale) {
  std::string out = fmt::format("{} ({}): {}\n", r.code, r.group, in_locale(r.name, locale));
  if (!r.says.empty())
    out += fmt::format("  says      {}\n  answer    {}\n", in_locale(r.says, locale), in_locale(r.answer, locale));
  out += fmt::format("  strategy  {}\n", in_locale(r.strategy, locale));
  if (r.recordable()) out += fmt::format("  effects   {}\n", effects(r));
  if (!r.risk.empty()) out += fmt::format("  risk      {}\n", r.risk);
  for (const std::string& need : r.needs) out += fmt::format("  needs     {}\n", need);
  return out;
}

/// What the case says before anybody decides.
struct Suggested {
  std::string cause, risk, decision, why;
  RiskScore score;
};

Suggested suggestions(const World& world, const CaseInput& input, const Standing& standing, const AssessOrder& order) {
  Suggested out;
  const Arrears arrears = arrears_of(input.account, standing.disputed_amounts(), order.on);
  out.score = risk_of(world.policies.choose(input.account, standing, order.on).policy->risk, input.account, arrears,
                      standing, input.history);
  if (standing.reason) out.cause = standing.reason->code;
  const std::string& cause = order.cause.empty() ? out.cause : order.cause;
  if (const Reason* reason = world.reasons.find(cause); reason && !reason->risk.empty())
    out.risk = reason->risk;
  else if (!out.score.risk_class.empty())
    out.risk = out.score.risk_class == "high"     ? "high"
               : out.score.risk_class == "medium" ? "uncertain"
                                                  : "controllable";
  std::string ability = order.ability, sincerity = order.sincerity;
  if (ability.empty() && standing.assessment) ability = standing.assessment->ability;
  if (sincerity.empty() && standing.assessment) sincerity = standing.assessment->sincerity;
  if (const Quadrant* q = world.reasons.quadrant(ability, sincerity)) {
    out.decision = q->suggests;
    out.why = fmt::format("{} and {}: {}", ability, sincerity, q->why);
  }
  return out;
}

void one_of(const std::string& value, const char* option, const std::vector<std::string>& words) {
  if (value.empty() || std::find(words.begin(), words.end(), value) != words.end()) return;
  throw Error(ErrorKind::usage, option, fmt::format("\"{}\" is not one of: {}", value, fmt::join(words, ", ")),
              did_you_mean(value, words));
}

void check_words(const World& world, const AssessOrder& order) {
  one_of(order.cooperative, "--cooperative", {"yes", "no"});
  if (!order.cause.empty()) need_reason(world.reasons, order.cause, "", "--cause");
  one_of(order.ability, "--ability", world.reasons.codes("ability"));
  one_of(order.sincerity, "--sincerity", world.reasons.codes("sincerity"));
  one_of(order.risk, "--risk", assessment_risks);
  one_of(order.decision, "--decision", assessment_decisions);
}

struct FormStep {
  const char* title;
  std::vector<std::pair<const char*, const std::string*>> options;
};

std::vector<FormStep> steps(const AssessOrder& o) {
  return {{"step 1, keep cooperating", {{"--cooperative", &o.cooperative}}},
          {"step 2, find the cause", {{"--cause", &o.cause}}},
          {"step 3, judge the risk", {{"--ability", &o.ability}, {"--sincerity", &o.sincerity}, {"--risk", &o.risk}}},
          {"step 4, decide", {{"--decision", &o.decision}, {"--why", &o.why}, {"--by", &o.by}}}};
}

bool nothing_given(const AssessOrder& order) {
  for (const FormStep& step : steps(order))
    for (const auto& [option, value] : step.options)
      if (!value->empty()) return false;
  return true;
}

/// An assessment that is not whole is none: a decision without the steps before it is a mood.
void need_every_step(const AssessOrder& order) {
  std::vector<std::string> missing, options;
  for (const FormStep& step : steps(order)) {
    std::vector<std::string> here;
    for (const auto& [option, value] : step.options)
      if (trim(*value).empty()) here.emplace_back(option);
    if (!here.empty()) missing.push_back(fmt::format("{} ({})", step.title, fmt::join(here, ", ")));
  }
  if (missing.empty()) return;
  throw Error(ErrorKind::usage, "assess", fmt::format("the form is not complete: {}", fmt::join(missing, "; ")),
              "nothing was recorded; dunmail assess " + order.debtor + " shows what the case suggests");
}

Json to_json(const RiskScore& score) {
  Json parts = Json::array();
  for (const RiskPart& p : score.parts)
    parts.push_back({{"name", p.name}, {"weight", p.weight}, {"known", p.known}, {"points", p.points}, {"saw", p.saw}});
  return {{"value", score.value},
          {"class", score.risk_class},
          {"class_from", score.risk_class.empty()  ? ""
                         : score.class_from_ledger ? "ledger"
                                                   : "score"},
          {"left_out_some", score.rescaled},
          {"parts", parts}};
}

std::string text_of(const RiskScore& score) {
  std::string out = fmt::format(
      "risk score {} of 100{}{}\n", score.value,
      score.risk_class.empty()
          ? ""
          : fmt::format(", class {} ({})", score.risk_class, score.class_from_ledger ? "the ledger's" : "by score"),
      score.rescaled ? "; what is not known is left out, the rest counts for the whole" : "");
  TextTable table({{"part", Side::left}, {"weight", Side::right}, {"points", Side::right}, {"saw", Side::left}});
  for (const RiskPart& p : score.parts)
    table.row({p.name, std::to_string(p.weight), p.known ? fmt::format("{:.1f}", p.points) : "-", p.saw});
  return out + table.text();
}

std::string or_dash(const std::string& text) { return text.empty() ? "-" : text; }

Answer show_form(const CaseInput& input, const Standing& standing, const Suggested& s, const Track& track) {
  const Assessment a = standing.assessment.value_or(Assessment{});
  const bool done = standing.assessment.has_value();
  Answer answer;
  answer.data = {{"case", input.account.case_id()}, {"assessed", done}};
  if (done)
    answer.data["assessment"] = {{"day", iso(a.day)},
                                 {"by", a.by},
                                 {"cooperative", a.cooperative},
                                 {"cause", a.cause},
                                 {"ability", a.ability},
                                 {"sincerity", a.sincerity},
                                 {"risk", a.risk},
                                 {"decision", a.decision},
                                 {"why", a.why}};
  answer.data["suggested"] = {{"cause", s.cause}, {"risk", s.risk}, {"decision", s.decision}, {"why", s.why}};
  answer.data["track"] = word(track.name);
  answer.data["score"] = to_json(s.score);
  TextTable table({{"step", Side::left}, {"asks", Side::left}, {"stands", Side::left}, {"suggested", Side::left}});
  const auto row = [&](const char* step, const char* asks, const std::string& stands, const std::string& suggested) {
    table.row({step, asks, done ? or_dash(printable(stands)) : "-", or_dash(suggested)});
  };
  row("1 keep cooperating", "--cooperative", a.cooperative ? "yes" : "no", "");
  row("2 find the cause", "--cause", a.cause, s.cause);
  row("3 judge the risk", "--ability", a.ability, "");
  row("", "--sincerity", a.sincerity, "");
  row("", "--risk", a.risk, s.risk);
  row("4 decide", "--decision", a.decision, s.decision);
  row("", "--why", a.why, s.why);
  row("", "--by", a.by, "");
  answer.text = fmt::format("{}  {}\n{}\n", input.account.case_id(), printable(input.account.debtor.name),
                            done ? "assessed on " + iso(a.day) : "not assessed yet") +
                table.text() + "\n" + text_of(s.score);
  return answer;
}

Answer write_form(World& world, const AssessOrder& order, const CaseInput& input, const Suggested& s) {
  const Event event = world.record(input, order.on, "",
                                   told::Assessed{.cooperative = order.cooperative == "yes",
                                                  .cause = order.cause,
                                                  .ability = order.ability,
                                                  .sincerity = order.sincerity,
                                                  .risk = order.risk,
                                                  .decision = order.decision,
                                                  .why = order.why,
                                                  .suggested = s.decision,
                                                  .score = s.score.value},
                                   order.by);
  Answer answer;
  answer.data = {{"case", event.case_id},   {"seq", event.seq},       {"decision", order.decision},
                 {"suggested", s.decision}, {"suggested_why", s.why}, {"score", s.score.value},
                 {"by", event.by}};
  answer.text =
      fmt::format("{}: {} by {}: {}\n", event.case_id, order.decision, printable(order.by), printable(order.why));
  answer.text += s.decision == order.decision
                     ? fmt::format("the same is suggested ({})\n", s.why)
                     : fmt::format("suggested was {} ({}); your decision stands\n", s.decision, s.why);
  if (const Reason* cause = world.reasons.find(order.cause))
    answer.text += "strategy: " + in_locale(cause->strategy, "en") + "\n";
  return answer;
}

}  // namespace

Answer reasons_command(const std::string& settings_file, const std::string& code, const std::string& locale) {
  one_of(locale, "--locale", {"en", "zh-CN", "zh-TW", "de"});
  const Reasons reasons = reasons_of(settings_file);
  Answer answer;
  answer.data["reasons"] = Json::array();
  if (const Reason* one = reasons.find(code)) {
    answer.data["reasons"].push_back(to_json(*one));
    answer.text = in_full(*one, locale);
    return answer;
  }
  TextTable table({{"group", Side::left}, {"code", Side::left}, {"name", Side::left}, {"effects", Side::left}});
  for (const Reason& r : reasons.all()) {
    if (!code.empty() && r.group != code) continue;
    table.row({r.group, r.code, in_locale(r.name, locale), effects(r)});
    answer.data["reasons"].push_back(to_json(r));
  }
  if (table.empty()) {
    std::vector<std::string> known;
    for (const Reason& r : reasons.all()) known.push_back(r.code);
    throw Error(ErrorKind::usage, "reasons", "\"" + code + "\" is neither a reason nor a group",
                did_you_mean(code, known));
  }
  answer.text = table.text() + "\ndunmail reasons CODE tells the strategy, and the answer to an excuse\n";
  return answer;
}

Answer assess_command(World& world, const AssessOrder& order) {
  check_words(world, order);
  const bool show = nothing_given(order);
  if (!show) need_every_step(order);
  Answer answer;
  world.store.transaction([&] {
    const CaseInput input = need_case(world, order.debtor, order.currency, "assess");
    const Examined now = examine(rules_of(world), input, order.on);
    const Suggested s = suggestions(world, input, now.standing, order);
    answer = show ? show_form(input, now.standing, s, now.decision.track) : write_form(world, order, input, s);
  });
  return answer;
}

}  // namespace dunmail
