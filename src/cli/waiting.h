// How long a command waits for another process that writes the database.
#pragma once

#include <string>

namespace dunmail {

/// Of every store that is opened after this. What has handed something over or reads mailboxes waits as long as it
/// takes; whoever sits before a screen waits a minute. One line on standard error says for whom.
void wait_as(const std::string& command);

}  // namespace dunmail
