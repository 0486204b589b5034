// Taking in what came back, once or until the process shall end.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "desk/world.h"
#include "intake/give_up_faxes.h"
#include "store/mail_row.h"

namespace dunmail {

struct TrackOrder {
  std::vector<std::string> paths;  ///< files, folders, Maildirs; empty: the settings' mailbox
  bool watch = false;              ///< stay, and take in what comes as it comes
  std::function<Date()> today;     ///< asked in every round: a watch outlives the day
  std::function<bool()> stop;      ///< true once the process shall end: the message at hand is finished first
};

/// Told of each thing as it happens.
struct TrackListener {
  std::function<void(const MailRow&)> mail = [](const MailRow&) {};
  std::function<void(const Problem&)> trouble = [](const Problem&) {};
  std::function<void(const GivenUpFax&)> given_up = [](const GivenUpFax&) {};
};

struct TrackResult {
  std::map<std::string, std::size_t> states;  ///< how many messages were taken in, by what became of them
  std::vector<MailRow> mails;                 ///< they; none of a watch
  std::vector<GivenUpFax> given_up;           ///< none of a watch
  std::size_t known = 0;                      ///< taken in before
  std::size_t postponed = 0;                  ///< left until their letter is sent
  std::vector<Problem> remarks;   ///< messages that could not be read or moved; of a watch the first hundred
  std::optional<Problem> broken;  ///< a mailbox that could not be read to its end in the last round
};

/// Throws Error(usage) where no mailbox is set up and no path is named.
TrackResult watch_mail(World& world, const TrackOrder& order, const TrackListener& listener = {});

}  // namespace dunmail
