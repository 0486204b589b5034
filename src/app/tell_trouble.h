#pragma once

#include "app/answer.h"
#include "app/case_trouble.h"

namespace dunmail {

/// "trouble" in the data, a line a case in the text, exit code 3; nothing where there was none.
void tell(const CaseTroubles& troubles, Answer& answer);

}  // namespace dunmail
