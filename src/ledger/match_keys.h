// By what a bank entry is looked up in the ledger: the forms in which numbers, ids and names are kept beside an invoice
// and a debtor, and the same forms out of an entry. The store's columns hold them: who changes one here writes a
// migration that makes them anew.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/statement.h"

namespace dunmail {

/// Capital letters and digits of an invoice's number; "" where it is too short or too long to be looked for.
std::string number_key(std::string_view number);
/// The digits behind a number's leading letters, six at least; "" where there are none: payers leave "INV-" out.
std::string tail_key(std::string_view number);
/// Of a customer number; "" where it is short, or mere digits: such stand in a text by chance.
std::string id_key(std::string_view debtor_id);

/// Whom and what an entry may name.
struct MatchKeys {
  std::vector<std::string> pieces;      ///< of its text, between what may begin and end a number
  std::vector<std::string> references;  ///< what stands behind RF and right check digits
  std::vector<std::string> names;       ///< plain names of who pays; of a collective entry each line of its text
  std::string account;                  ///< the payer's
};
MatchKeys keys_of(const BankEntry& entry);

/// All that an entry says of references and numbers, as one text.
std::string text_of(const BankEntry& entry);

}  // namespace dunmail
