// Taking in what came back. The promise: a message is taken in once, whatever crashes.
//   1. Its row, its event, the letter's new state and its bytes go to the disk in one transaction.
//   2. Only then is it moved aside in the mailbox. A crash in between leaves it where it lay; the next round knows its
//      place (UIDVALIDITY and UID, or the file's name) and only moves it.
//   3. A folder that was renumbered, or a second copy, has the same bytes: the SHA-256 of a message is its second key.
//   4. Whatever a message holds, it becomes a row; what cannot be understood is for a person (dunmail inbox).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "desk/world.h"
#include "intake/take_report.h"
#include "tracking/mailbox.h"
#include "tracking/rules.h"
#include "wire/token.h"

namespace dunmail {

/// What has to be at hand to read mail.
struct Tracking {
  Rules rules;
  TokenKeys keys;
  std::vector<std::string> bounce_addresses;
  static Tracking open(const Settings& settings);
};

struct Tracked {
  std::vector<MailRow> taken;     ///< of this round, in the mailbox's order
  std::size_t known = 0;          ///< the same bytes were taken in before
  std::size_t postponed = 0;      ///< their letter is being sent at this moment
  std::vector<Problem> remarks;   ///< messages that could not be read or moved
  std::optional<Problem> broken;  ///< the mailbox could not be read to its end
};

/// One round over a mailbox; between two messages it looks at `stop`. `seen` is told of each.
Tracked track(World& world, const Tracking& tracking, Mailbox& mailbox, Date today, const std::function<bool()>& stop,
              const std::function<void(const MailRow&)>& seen);

/// The settings' mailbox, or nothing.
std::unique_ptr<Mailbox> settings_mailbox(World& world);
/// Files, folders of .eml files and Maildirs as the command line names them.
std::vector<std::unique_ptr<Mailbox>> named_mailboxes(const Settings& settings, const std::vector<std::string>& paths);

}  // namespace dunmail
