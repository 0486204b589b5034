// What a person decides about mail that came back. Each decision is one transaction that looks at the row again:
// another clerk may have been faster. Throws Error(usage) where the mail does not wait, Overtaken where it was changed
// since it was looked at.
#pragma once

#include <optional>
#include <string>

#include "desk/world.h"
#include "store/mail_row.h"

namespace dunmail {

/// Throws Error(usage) where there is none.
MailRow need_mail(World& world, const std::string& id);

/// What a debtor sent with the response page. The debtor chose its bytes.
struct Upload {
  std::string bytes, sha256;
  std::string media_type;  ///< by its first bytes; empty: none that we know
};
/// Throws Error(usage) where the mail came without one.
Upload mail_upload(World& world, const std::string& id);

struct AssignMailOrder {
  std::string mail;
  std::string to;  ///< a letter (L...), or a debtor: its last letter
  std::string by;
  Date today;
  std::int64_t seen = 0;  ///< the version that was looked at; 0: whatever stands there now
};
/// Ties a message to a letter; then it does what it would have done.
MailRow assign_mail(World& world, const AssignMailOrder& order);

struct ConfirmMailOrder {
  std::string mail;
  std::string as;  ///< promise, dispute, paid, ...; empty: the first suggestion
  std::string by;
  std::string amount, invoice, type, note;  ///< what is not given comes from the suggestion
  std::string reference;                    ///< of a payment the debtor says it made
  std::optional<Date> due;                  ///< of a promise
  Date today;
  std::int64_t seen = 0;
};
/// Records what an answer means.
MailRow confirm_mail(World& world, const ConfirmMailOrder& order);

struct DismissMailOrder {
  std::string mail, reason, by;
  std::int64_t seen = 0;
};
MailRow dismiss_mail(World& world, const DismissMailOrder& order);

}  // namespace dunmail
