// What a mail's row says of the mail alone: it can be read from the kept bytes at any time.
#pragma once

#include "store/mail_row.h"
#include "tracking/message.h"

namespace dunmail {

/// Message-ID, sender, subject and the day in its Date field.
void put_head(MailRow& row, const ForeignMail& mail);

}  // namespace dunmail
