// ISO 20022 camt.052 (report), camt.053 (statement), camt.054 (notification), all versions: elements are known by their
// local names, wherever a version has put them, and whatever namespace it has.
#pragma once

#include <string>
#include <string_view>

#include "ledger/statement.h"

namespace dunmail {

Result<Statements> read_camt(std::string_view bytes, const std::string& file);

}  // namespace dunmail
