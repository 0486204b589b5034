// SWIFT MT940 (statement) and MT942 (interim report), as banks write them: with or without SWIFT's envelope, :86: as
// the German subfields (?20 ... ?63 with SVWZ+, EREF+, ABWA+), as code words (/EREF/ /REMI/ /ORDP/), or as free text.
#pragma once

#include <string>
#include <string_view>

#include "ledger/statement.h"

namespace dunmail {

Result<Statements> read_mt940(std::string_view bytes, const std::string& file);

/// What field :86: says, put into the entry: payer, account, references, text. `lines` are divided by '\n'.
void read_mt940_details(std::string_view lines, BankEntry& entry);

}  // namespace dunmail
