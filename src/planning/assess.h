// The four-step assessment of a case: keep cooperating, find the cause, judge the risk, decide.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "casefile/standing.h"
#include "desk/world.h"
#include "policy/risk.h"
#include "policy/track.h"

namespace dunmail {

struct AssessOrder {
  std::string debtor, currency;
  std::string cooperative, cause, ability, sincerity, risk, decision, why, by;
  Date on;
};
/// The order fills in no step: it asks for the form as it stands.
bool nothing_given(const AssessOrder& order);

/// Throws Error(usage) for a word that its step does not know.
void check_words(const World& world, const AssessOrder& order);

struct AssessStep {
  std::string title;                ///< "step 3, judge the risk"
  std::vector<std::string> fields;  ///< of AssessOrder
};
/// Steps that lack something, with what they lack.
std::vector<AssessStep> missing_steps(const AssessOrder& order);

/// What the case says before anybody decides.
struct Suggested {
  std::string cause, risk, decision, why;
  RiskScore score;
};

struct CaseForm {
  std::string case_id, name;         ///< of the debtor
  std::optional<Assessment> stands;  ///< the last one; nothing: not assessed yet
  Suggested suggested;
  Track::Name track = Track::Name::normal;
};
/// Throws Error(usage) for a word that a step does not know.
CaseForm case_form(World& world, const AssessOrder& order);

struct Assessed {
  Event event;
  Suggested suggested;
};
/// Writes the assessment down. Throws Error(usage) besides where a step is missing.
Assessed assess_case(World& world, const AssessOrder& order);

}  // namespace dunmail
