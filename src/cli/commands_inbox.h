// Mail that came back: taking it in, and the list of what a person has to look at.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/answer.h"
#include "cli/commands.h"
#include "desk/world.h"

namespace dunmail {

struct TrackOrder {
  std::vector<std::string> paths;  ///< files, folders, Maildirs; empty: the settings' mailbox
  bool watch = false;
  std::function<Date()> today;
  std::function<bool()> stop;  ///< true once the process shall end: the message at hand is finished first
  std::function<void(const std::string& line)> say;  ///< a line as it happens; in --watch
};
/// Exit code 3 when a message could not be read or moved, 1 when the mailbox could not be read and we do not watch.
Answer track_command(World& world, const TrackOrder& order);

/// What waits for a person, oldest first; `all` of it, also what is settled.
Answer inbox_command(World& world, bool all);
Answer inbox_show_command(World& world, const std::string& id);

/// Writes what a debtor sent with the response page to a file that is not there yet. Empty `out`: the mail's id and an
/// ending by the first bytes, in this folder; a folder: the same in it.
Answer inbox_attachment_command(World& world, const std::string& id, const std::string& out);

struct InboxOrder {
  std::string id, to, as, reason, by, type;
  std::string reference;  ///< of a payment the debtor says it made
  RecordOrder record;     ///< amount, due, invoice, until, currency, note as given
  Date today;
  std::int64_t seen = 0;  ///< the version that was looked at; 0: whatever stands there now
};
/// Ties a message to a letter (L...) or, for the debtor's last letter, to a debtor; then it does what it would have
/// done.
Answer inbox_assign_command(World& world, const InboxOrder& order);
/// Records what an answer means: `as`, or the first suggestion. What is not given comes from the suggestion.
Answer inbox_confirm_command(World& world, const InboxOrder& order);
Answer inbox_dismiss_command(World& world, const InboxOrder& order);

}  // namespace dunmail
