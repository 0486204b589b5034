#pragma once

#include "cli/answer.h"
#include "desk/case_trouble.h"

namespace dunmail {

/// "trouble" in the data, a line a case in the text, exit code 3; nothing where there was none.
void tell(const CaseTroubles& troubles, Answer& answer);

}  // namespace dunmail
