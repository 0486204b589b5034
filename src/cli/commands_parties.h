// What a person takes out of the ledger by hand: a contact, an invoice, a debtor that is another one.
#pragma once

#include <string>

#include "cli/answer.h"
#include "desk/world.h"

namespace dunmail {

struct ContactOrder {
  std::string debtor, name, by;
  bool active = false;
  Date on;
};
/// An inactive contact is never written to; it stays so whatever an import says, until a person makes it active.
Answer contact_command(World& world, const ContactOrder& order);

struct CancelOrder {
  std::string invoice, reason, by;
  Date on;
};
/// Nothing of the invoice is open any more, whatever an import says; letters about it are not sent.
Answer invoice_cancel_command(World& world, const CancelOrder& order);

struct MergeOrder {
  std::string from, into, by;
  Date on;
};
/// `from` was `into` all along: all it has goes over, its cases end with a pointer, and what they say counts in the
/// cases that go on. Letters that are not out yet are cancelled. Throws Error(usage) for an unknown debtor, for itself,
/// for one that was merged already (so that no circle can be), and where a letter of `from` is on its way or in doubt.
Answer debtor_merge_command(World& world, const MergeOrder& order);

}  // namespace dunmail
