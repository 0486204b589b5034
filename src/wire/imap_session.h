// A client's IMAP4rev1 session on one folder (RFC 3501), with UIDPLUS (4315), MOVE (6851), IDLE (2177) and ID (2971)
// where the server offers them. It reads with PEEK, never marks or deletes a message but to move it, and believes no
// length that a server claims.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "wire/connection.h"
#include "wire/imap_response.h"

namespace dunmail {

struct ImapOptions {
  Endpoint endpoint;             ///< protocol imap or imaps
  std::string folder = "INBOX";  ///< UTF-8
  std::chrono::milliseconds command_timeout{60'000};
  std::size_t chunk = 256 << 10;          ///< bytes of a message that are asked for at a time
  std::size_t messages_a_round = 10'000;  ///< that are listed at a time, lowest UID first
};

struct ImapMessage {
  std::uint32_t uid = 0;
  std::uint32_t size = 0;  ///< as the server says
};

/// One thread's session. A Problem leaves it open where the server said no, and closed (is_open()) where the connection
/// is of no further use; select() makes a new one then.
class ImapSession {
 public:
  explicit ImapSession(ImapOptions options);
  ~ImapSession();  ///< says LOGOUT, and waits a second for the answer
  ImapSession(ImapSession&&) noexcept = default;

  bool is_open() const { return connection_.is_open(); }
  /// Connects unless it is connected, and opens the folder (again): UIDVALIDITY may have changed.
  std::optional<Problem> select();
  std::uint32_t uid_validity() const { return uid_validity_; }
  /// MOVE, or COPY with UIDPLUS. Without both a message stays where it is: EXPUNGE alone would delete what others
  /// marked.
  bool can_move() const { return has("MOVE") || has("UIDPLUS"); }
  bool can_idle() const { return has("IDLE"); }

  /// Messages from this UID on, by UID.
  Result<std::vector<ImapMessage>> list(std::uint32_t from_uid);
  /// The first `at_most` bytes of a message, unmarked (BODY.PEEK). Nothing inside the Result: it is gone.
  Result<std::optional<std::string>> fetch(std::uint32_t uid, std::uint64_t at_most);
  /// Into another folder, which is made when it is missing.
  std::optional<Problem> move(std::uint32_t uid, const std::string& folder);
  /// Waits until the server tells of a message that was not in the last list, `seconds` at most, or until `stop`. True:
  /// something is new.
  Result<bool> idle(int seconds, const std::function<bool()>& stop);
  void logout();

 private:
  bool has(std::string_view capability) const;
  Problem broken(std::string what);
  /// Reads one response; the deadline is the command's.
  std::optional<Problem> read(Deadline deadline);
  /// Sends a command and gives every untagged response to `take`, up to the tagged one, which it returns.
  Result<ImapResponse> command(const std::string& text, const std::function<void(ImapResponse&)>& take = {});
  std::optional<Problem> connect();
  std::optional<Problem> learn_capabilities();
  Result<std::string> chunk(std::uint32_t uid, std::uint64_t from, bool& there);

  ImapOptions options_;
  Connection connection_;
  ImapParser parser_;
  std::vector<std::string> capabilities_;
  std::uint32_t uid_validity_ = 0;
  unsigned serial_ = 0;
  bool news_ = false;  ///< the server told of a message since the folder was listed
};

}  // namespace dunmail
