// Where mail that came back lies: an IMAP folder, a Maildir, or .eml files. One message after another, and none is ever
// deleted: what was taken in is moved aside where there is a place for it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"

namespace dunmail {

/// A message's place, which is its name for ever: an IMAP UID within its UIDVALIDITY (RFC 3501 section 2.3.1.1), or a
/// file's name. A folder that changes its UIDVALIDITY has new places for old messages; their bytes tell that they are
/// old.
struct MailPlace {
  std::string source;  ///< "imaps://host/INBOX", "maildir:/path", "files"
  std::int64_t validity = 0, uid = 0;
  std::string name;  ///< of a file without its flags; "" for IMAP
  std::string text() const;
  bool operator==(const MailPlace&) const = default;
};

struct ReceivedMail {
  MailPlace place;
  std::string bytes;       ///< at most the cap of the mailbox
  std::uint64_t size = 0;  ///< of the whole message
};

class Mailbox {
 public:
  virtual ~Mailbox() = default;
  virtual const std::string& name() const = 0;

  struct Next {
    enum class What {
      message,     ///< `mail`
      end,         ///< nothing more for now
      unreadable,  ///< this one could not be had: `problem`; the next one may
      broken,      ///< the mailbox itself cannot be read now: `problem`
    } what = What::end;
    ReceivedMail mail;
    Problem problem;
  };
  /// The next message of this round that is not `known`; after `end` a new round begins. A known one that still lies
  /// here (a crash after it was taken in) is moved aside.
  virtual Next next(const std::function<bool(const MailPlace&)>& known) = 0;
  /// Everything about it is on the disk: it may be moved aside. A Problem where that failed; the message is then met
  /// again as a known one.
  virtual std::vector<Problem> done(const MailPlace& place) = 0;
  /// Waits for something new, `seconds` at most, or until `stop` says so.
  virtual void wait(int seconds, const std::function<bool()>& stop) = 0;
};

/// DIR/new and DIR/cur. What is done goes to the Maildir++ folder DIR/.Processed.
std::unique_ptr<Mailbox> open_maildir(const std::string& folder, const std::string& processed, std::uint64_t max_bytes);
bool is_maildir(const std::string& folder);
/// .eml files, and folders of them; left where they lie. Throws Error(input) for a path that is not there.
std::unique_ptr<Mailbox> open_mail_files(const std::vector<std::string>& paths, std::uint64_t max_bytes);

/// Waits so many seconds; wakes at any signal to look at `stop`.
void wait_seconds(int seconds, const std::function<bool()>& stop);

}  // namespace dunmail
