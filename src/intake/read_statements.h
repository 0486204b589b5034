// The bytes of a statement, in whatever format they are.
#pragma once

#include <string>

#include "ledger/statement_csv.h"
#include "settings/settings.h"

namespace dunmail {

/// A file, where `name` looks like one; else a profile of the settings' folder or of the product's. Throws Error(usage)
/// with a suggestion.
BankProfile profile_named(const Settings& settings, const std::string& name);

/// camt, MT940, or CSV by a profile: the one named, else the one that fits best.
Result<Statements> read_statements(const Settings& settings, const std::string& bytes, const std::string& name,
                                   const std::string& profile);

}  // namespace dunmail
