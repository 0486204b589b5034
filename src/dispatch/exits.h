// Unusual ways out: a folder that another program empties, and a plain command. Both take the message as it would go
// over SMTP, with LF line ends.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "dispatch/courier.h"

namespace dunmail {

/// Two files a letter: NAME.eml, the message, and NAME.json: letter, message_id, sender, recipient, envelope_id,
/// sha256. NAME comes from the Message-ID, so that the same parcel twice is one pair; other bytes under it are refused.
/// Accepted means durable. The JSON file appears last: a reader that waits for it never sees half a message. A folder
/// that cannot be written stops the route (deferred at stage connect, status 4.3.1).
class FolderCourier : public Courier {
 public:
  explicit FolderCourier(std::string path);  ///< made at the first parcel if missing
  Receipt hand_over(const Parcel& parcel) override;
  const std::string& name() const override { return name_; }

 private:
  std::string path_, name_;
};

/// A program that takes the message on its standard input: sendmail, a script. No shell is in between; {recipient} and
/// {sender} in the arguments are replaced, and without {recipient} the recipient is the last argument. An address that
/// would be read as an option is refused.
///
/// Exit code 0: accepted. 75 (EX_TEMPFAIL), and 71, 74 of sysexits.h: deferred. Any other: refused; 65, 67, 68 are the
/// address's fault. A program that cannot be run stops the route. One that is killed, or that does not end within the
/// time limit and is killed by us, is `unknown`: the letter may have left.
class CommandCourier : public Courier {
 public:
  /// `words`: the program, by its absolute path, and its arguments.
  CommandCourier(std::vector<std::string> words, std::chrono::seconds limit);
  Receipt hand_over(const Parcel& parcel) override;
  const std::string& name() const override { return name_; }

 private:
  std::vector<std::string> arguments_for(const Parcel& parcel) const;

  std::vector<std::string> words_;
  std::chrono::seconds limit_;
  std::string name_;
};

/// "/usr/sbin/sendmail -i -f {sender}" at its blanks; double quotes keep blanks together. Throws nothing; an open quote
/// gives no words.
std::vector<std::string> command_words(std::string_view text);

}  // namespace dunmail
