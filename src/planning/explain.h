// Why a debtor gets this letter, another, or none on a day: what `plan` would decide, gathered for whoever shows it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cadence/pace.h"
#include "cadence/pay_days.h"
#include "desk/case_trouble.h"
#include "desk/examine.h"
#include "desk/world.h"

namespace dunmail {

/// What one letter would be about: the whole account, or a group of it.
struct ExplainedPart {
  Examined examined;
  Pace pace;
  const Tier* paced = nullptr;  ///< whose interval the pace stretches: of the letter to come, or of the last one
  PayDays pays;
  Date touched;                                  ///< the last day on which anything was said or paid
  long silent = 0;                               ///< days since, where something is demanded
  std::optional<Result<LetterCharges>> charges;  ///< of the letter to come
};

struct DraftGivesWay {
  std::string letter, why;
};

struct ExplainedCase {
  Account account;
  std::vector<ExplainedPart> parts;
  std::vector<DraftGivesWay> gives_way;  ///< drafts that the next plan takes out before it decides
};

struct Explained {
  std::vector<ExplainedCase> cases;
  CaseTroubles trouble;
};

/// Throws Error(usage) for a debtor that is not known. Writes nothing.
Explained explain(World& world, const std::string& debtor, Date today);

}  // namespace dunmail
