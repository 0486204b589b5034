// An IMAP folder as a mailbox.
#pragma once

#include <memory>

#include "tracking/mailbox.h"
#include "wire/imap_session.h"

namespace dunmail {

struct ImapMailboxOptions {
  ImapOptions session;
  std::string processed;        ///< where messages go once they are taken in
  std::uint64_t max_bytes = 0;  ///< of a message
  /// The highest UID that was taken in, where the server can neither MOVE nor expunge one message by UIDPLUS: what was
  /// taken in stays in the folder then, and only what lies behind it is listed.
  std::function<std::int64_t(const std::string& source, std::int64_t validity)> last_uid;
};

std::unique_ptr<Mailbox> open_imap_mailbox(ImapMailboxOptions options);

}  // namespace dunmail
