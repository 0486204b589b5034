// Which of our letters a message is about: by tokens that only we can have made (wire/token.h).
#pragma once

#include <string>
#include <vector>

#include "tracking/message.h"
#include "tracking/report.h"
#include "wire/token.h"

namespace dunmail {

struct LetterMatch {
  std::string letter;  ///< its id, or ""
  std::string
      matched_by;  ///< verp, envid, original-message-id, in-reply-to, references, returned-message-id, subject, or ""
  bool forged = false;  ///< something looked like a token of ours and its signature did not hold
};

/// Tried in this order; the first token that holds wins:
///   verp                 the address the message came to (Delivered-To, X-Original-To, Envelope-To, To, Cc)
///   envid                Original-Envelope-Id of a delivery report (RFC 3461 section 4.4: a Message-ID, or its left
///   side) original-message-id  of a disposition notification in-reply-to, references returned-message-id  Message-ID
///   in the returned header, or in a feedback report's copy subject              "[token]" of a Message-ID's left side
///   within the subject
LetterMatch match_letter(const ForeignMail& mail, const TokenKeys& keys,
                         const std::vector<std::string>& bounce_addresses);

}  // namespace dunmail
