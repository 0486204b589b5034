// An IMAP folder as a mailbox. Where the server can neither MOVE nor expunge one message by UIDPLUS, what was taken in
// stays in the folder, unmarked; from round to round only what lies behind the last UID without a gap is listed.
#pragma once

#include <memory>

#include "tracking/mailbox.h"
#include "wire/imap_session.h"

namespace dunmail {

struct ImapMailboxOptions {
  ImapOptions session;
  std::string processed;        ///< where messages go once they are taken in
  std::uint64_t max_bytes = 0;  ///< of a message
};

std::unique_ptr<Mailbox> open_imap_mailbox(ImapMailboxOptions options);

}  // namespace dunmail
