#include "planning/assess.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.h"
#include "casefile/people_events.h"
#include "desk/examine.h"
#include "desk/find.h"
#include "desk/rules.h"

namespace dunmail {
namespace {

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

void one_of(const std::string& value, const char* field, const std::vector<std::string>& words) {
  if (value.empty() || std::find(words.begin(), words.end(), value) != words.end()) return;
  throw Error(ErrorKind::usage, field, fmt::format("\"{}\" is not one of: {}", value, fmt::join(words, ", ")),
              did_you_mean(value, words));
}

struct FormStep {
  const char* title;
  std::vector<std::pair<const char*, const std::string*>> fields;
};

std::vector<FormStep> steps(const AssessOrder& o) {
  return {{"step 1, keep cooperating", {{"cooperative", &o.cooperative}}},
          {"step 2, find the cause", {{"cause", &o.cause}}},
          {"step 3, judge the risk", {{"ability", &o.ability}, {"sincerity", &o.sincerity}, {"risk", &o.risk}}},
          {"step 4, decide", {{"decision", &o.decision}, {"why", &o.why}, {"by", &o.by}}}};
}

/// An assessment that is not whole is none: a decision without the steps before it is a mood.
void need_every_step(const AssessOrder& order) {
  std::vector<std::string> missing;
  for (const AssessStep& step : missing_steps(order))
    missing.push_back(fmt::format("{} ({})", step.title, fmt::join(step.fields, ", ")));
  if (!missing.empty())
    throw Error(ErrorKind::usage, "assess", fmt::format("the form is not complete: {}", fmt::join(missing, "; ")),
                "nothing was recorded");
}

}  // namespace

void check_words(const World& world, const AssessOrder& order) {
  one_of(order.cooperative, "cooperative", {"yes", "no"});
  if (!order.cause.empty()) need_reason(world.reasons, order.cause, "", "cause");
  one_of(order.ability, "ability", world.reasons.codes("ability"));
  one_of(order.sincerity, "sincerity", world.reasons.codes("sincerity"));
  one_of(order.risk, "risk", assessment_risks);
  one_of(order.decision, "decision", assessment_decisions);
}

bool nothing_given(const AssessOrder& order) {
  for (const FormStep& step : steps(order))
    for (const auto& [field, value] : step.fields)
      if (!value->empty()) return false;
  return true;
}

std::vector<AssessStep> missing_steps(const AssessOrder& order) {
  std::vector<AssessStep> out;
  for (const FormStep& step : steps(order)) {
    std::vector<std::string> here;
    for (const auto& [field, value] : step.fields)
      if (trim(*value).empty()) here.emplace_back(field);
    if (!here.empty()) out.push_back({step.title, std::move(here)});
  }
  return out;
}

CaseForm case_form(World& world, const AssessOrder& order) {
  check_words(world, order);
  CaseForm out;
  world.store.transaction([&] {
    const CaseInput input = need_case(world, order.debtor, order.currency, "assess");
    const Examined now = examine(rules_of(world), input, order.on);
    out.case_id = input.account.case_id();
    out.name = input.account.debtor.name;
    out.stands = now.standing.assessment;
    out.suggested = suggestions(world, input, now.standing, order);
    out.track = now.decision.track.name;
  });
  return out;
}

Assessed assess_case(World& world, const AssessOrder& order) {
  check_words(world, order);
  need_every_step(order);
  Assessed out;
  world.store.transaction([&] {
    const CaseInput input = need_case(world, order.debtor, order.currency, "assess");
    const Examined now = examine(rules_of(world), input, order.on);
    out.suggested = suggestions(world, input, now.standing, order);
    out.event = world.record(input, order.on, "",
                             told::Assessed{.cooperative = order.cooperative == "yes",
                                            .cause = order.cause,
                                            .ability = order.ability,
                                            .sincerity = order.sincerity,
                                            .risk = order.risk,
                                            .decision = order.decision,
                                            .why = order.why,
                                            .suggested = out.suggested.decision,
                                            .score = out.suggested.score.value},
                             order.by);
  });
  return out;
}

}  // namespace dunmail
