// What a person takes out of the ledger by hand: a contact, an invoice, a debtor that is another one.
#pragma once

#include <string>
#include <vector>

#include "desk/world.h"

namespace dunmail {

struct ContactOrder {
  std::string debtor, name, by;
  bool active = false;
  Date on;
};
struct ContactChanged {
  std::string debtor;
  bool changed = false;    ///< else it was so before
  bool none_left = false;  ///< the debtor has no active contact any more: its letters are held
};
/// An inactive contact is never written to; it stays so whatever an import says, until a person makes it active.
ContactChanged set_contact(World& world, const ContactOrder& order);

struct CancelOrder {
  std::string invoice, reason, by;
  Date on;
};
/// Nothing of the invoice is open any more, whatever an import says; letters about it are not sent. The invoice as it
/// was.
InvoiceState cancel_invoice(World& world, const CancelOrder& order);

struct MergeOrder {
  std::string from, into, by;
  Date on;
};
struct Merged {
  std::string from, into;
  std::vector<std::string> cases;  ///< those that go on
  Moved moved;
  std::size_t cancelled = 0;  ///< letters that were not out yet
  std::string inactive;       ///< why `into` gets no letters; empty: it does
};
/// `from` was `into` all along: all it has goes over, its cases end with a pointer, and what they say counts in the
/// cases that go on. Letters that are not out yet are cancelled. Throws Error(usage) for an unknown debtor, for itself,
/// for one that was merged already (so that no circle can be), and where a letter of `from` is on its way or in doubt.
Merged merge_debtor(World& world, const MergeOrder& order);

}  // namespace dunmail
