#pragma once

#include <vector>

#include "base/error.h"
#include "cli/answer.h"
#include "desk/case_trouble.h"

namespace dunmail {

/// "trouble" in the data, a line a case in the text, exit code 3; nothing where there was none.
void tell(const CaseTroubles& troubles, Answer& answer);

/// What of the ledger was not in when its figures were read (ledger_lacks()): "lacks" in the data, a line each on
/// stderr, exit code 3.
void tell(const std::vector<Problem>& lacks, Answer& answer);

}  // namespace dunmail
