// Handing letters over. The promise: a letter is sent once, or known to be in doubt.
//
//   1. At hand-off the account is read again. If a payment, a hold, a dispute or a promise came since the letter was
//      drafted, it is cancelled, and the next plan looks at the case anew.
//   2. The intent (Message-ID, recipient, hash of the bytes) is committed before the first byte leaves, the receipt after
//      the last. The receipt of one letter and the intent of the next share a commit, so a letter costs one sync.
//   3. A process that dies in between leaves its letter `sending`; the next send makes it `unknown`. Unknown is settled by
//      evidence or a person (dunmail outbox settle), never by sending again.
//   4. One sender at a time holds the lock file; a second one says so and leaves.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/plan.h"
#include "app/world.h"
#include "dispatch/courier.h"

namespace dunmail {

struct Couriers {
  std::unique_ptr<Courier> mail;  ///< e-mail, and fax through a gateway
  std::unique_ptr<Courier> post;  ///< none: letters by post wait for `dunmail print` (print_batch.h)
  /// As dunmail.toml says; reads the password from its file or the environment.
  static Couriers from(const Settings& settings);
};

struct SendOrder {
  std::string run_id;          ///< empty: every run
  Date today;
  std::string stale_ledger_by; ///< who overrides a ledger that is too old; empty: nobody
};

struct Sent {
  std::size_t accepted = 0, deferred = 0, rejected = 0, unknown = 0, cancelled = 0, held = 0, waiting = 0;
  std::vector<Problem> remarks;   ///< one a letter that did not simply go
  std::string stopped;            ///< why the route was stopped, or empty
  std::vector<std::string> next_channel;  ///< debtors whose letter must go another way
  std::size_t to_print = 0;       ///< letters by post that wait for `dunmail print`
  std::size_t recovered = 0;      ///< found `sending` from a process that died: now unknown
};

/// Approves and prints what is automatic, then sends every approved letter that is due.
Sent send(World& world, Couriers& couriers, const SendOrder& order, const Progress& progress);

/// A person or evidence decides about an unknown letter: it was sent, or it was not.
void settle(World& world, const std::string& letter_id, bool sent, const std::string& evidence, const std::string& by, Date today);

}  // namespace dunmail
