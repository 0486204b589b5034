// Handing letters over. The promise: a letter is sent once, or known to be in doubt.
//
//   1. At hand-off the account is read again. If a payment, a hold, a dispute or a promise came since the letter was
//      drafted, it is cancelled, and the next plan looks at the case anew. Whoever writes to the database between that
//      look and the intent makes us look once more, so that nothing known when the intent is committed is passed over.
//   2. The intent (Message-ID, recipient, hash of the bytes) is committed before the first byte leaves, the receipt
//   after
//      the last. One commit holds the receipts that have come in, the intents of the letters that go next, and the
//      claims on those behind them, so that a group of letters costs one sync. While a fast relay has half of its group
//      still before it, answers wait up to 5 ms for others to share their commit.
//   3. The main thread alone reads and writes the database. Each connection has a thread and a courier of its own
//      (delivery.connections, 4), and one more thread makes messages; they know parcels and receipts and nothing else.
//      From one commit to the next at most two letters a connection are without a receipt, one on its way and one next
//      in turn; with a relay that takes them faster, what it takes in a thirtieth of a second, up to sixteen. That is
//      what a process that dies can leave in doubt. Until one letter has been accepted on a route, or an address
//      judged, it goes by one at a time: a wrong password is tried once, not once a connection. A letter that would
//      begin later than half a minute after its intent is taken back unsent and looked at anew.
//   4. A letter belongs to the process that has claimed it (letter.lease_by, lease_until). Several processes may send
//      from one database; intents are guarded by the claim, so no two send the same letter. A claim ends with its
//      process: each holds a lock on a byte of DATABASE.send, which the kernel lets go of when it dies; one that hangs
//      loses its claims when they expire. What a dead process had claimed only is free again; what it had begun is
//      `unknown`. Should a process thus given up come back with an answer, that answer settles the doubt.
//   5. Unknown is settled by evidence or a person (dunmail outbox settle), never by sending again.
//   6. A process told to stop (SIGTERM, SIGINT) begins no letter, takes back what no thread has begun, waits for what
//   is
//      on its way and commits its receipts.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/progress.h"
#include "desk/world.h"
#include "dispatch/courier.h"
#include "sending/mail_groups.h"

namespace dunmail {

struct Couriers {
  std::unique_ptr<Courier> post;               ///< none: letters by post wait for `dunmail print` (print_batch.h)
  std::vector<std::unique_ptr<Courier>> mail;  ///< e-mail, and fax through a gateway: one a connection
  FindMailHosts mail_hosts;                    ///< none: limits by recipient domain only
  /// As dunmail.toml says; reads the password from its file or the environment.
  static Couriers from(const Settings& settings);
};

struct SendOrder {
  std::string run_id;  ///< empty: every run
  Date today;
  std::string stale_ledger_by;      ///< who overrides a ledger that is too old; empty: nobody
  std::function<bool()> stop = {};  ///< true once the process is to end; empty: never
  bool again = false;               ///< a later pass of a watch: what is held stays so
};

struct Sent {
  std::size_t accepted = 0, deferred = 0, rejected = 0, unknown = 0, cancelled = 0, held = 0, waiting = 0;
  std::vector<Problem> remarks;           ///< one a letter that did not simply go
  std::string stopped;                    ///< why the route was stopped, or empty
  std::vector<std::string> next_channel;  ///< debtors whose letter must go another way
  std::size_t to_print = 0;               ///< letters by post that wait for `dunmail print`
  std::size_t recovered = 0;              ///< begun by a process that died: now unknown
};
void add(Sent& all, Sent&& more);

/// Approves and prints what is automatic, then sends every approved letter that is due.
Sent send(World& world, Couriers& couriers, const SendOrder& order, const Progress& progress);

}  // namespace dunmail
