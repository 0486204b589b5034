// A client's SMTP or LMTP session that sends many messages, one recipient each, over connections that it makes, reuses
// and renews by itself. RFC 5321, 2033, 2920 (pipelining), 1870 (size), 3461 (DSN), 6531 (SMTPUTF8), 2034.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "wire/connection.h"
#include "wire/smtp_reply.h"

namespace dunmail {

struct SmtpOptions {
  Endpoint endpoint;
  bool lmtp = false;                             ///< endpoint.protocol is plain or tls
  std::string notify = "SUCCESS,FAILURE,DELAY";  ///< DSN NOTIFY, where the relay offers DSN; empty: do not ask
  // RFC 5321 section 4.5.3.2; a message's body may in addition take a second a KiB, but not for ever.
  std::chrono::milliseconds command_timeout{300'000}, body_timeout{180'000}, dot_timeout{600'000};
  std::chrono::milliseconds mail_timeout{0}, rcpt_timeout{0};  ///< 0: command_timeout
  std::chrono::milliseconds data_timeout{120'000};             ///< 0: command_timeout
  std::size_t messages_per_connection = 1000;
  std::chrono::seconds connection_age{300};
};

struct SmtpEnvelope {
  std::string from;  ///< empty: the null sender
  std::string recipient;
  std::string envelope_id;  ///< DSN ENVID, or empty
};

/// What became of one message.
struct SmtpResult {
  enum class Ending {
    accepted,       ///< the reply to the final dot was 250: the relay has it
    refused,        ///< the relay said no: `reply` has its code, 4yz or 5yz. Or we did, with code 0 and a 5.x.x status
    broken_before,  ///< no connection, or it broke before the final dot had left: the relay cannot have it
    broken_after,   ///< it broke after the final dot had left and before a reply: the relay may have it
  };
  Ending ending = Ending::broken_before;
  std::string stage;  ///< connect, tls, auth, ehlo, mail, rcpt, data, message
  SmtpReply reply;
  std::string text;  ///< the relay's words, or what broke
};

/// What the commands must know of a message's bytes.
struct MessageBytes {
  /// Every line ends in CRLF alone and there is no NUL. A bare CR or LF is how one message is smuggled into another:
  /// relays do not agree on where it ends.
  bool clean_lines = true;
  bool eight_bit = false;
  bool dot_lines = false;  ///< a line begins with a dot
};

/// One thread's session. Connects at the first message.
class SmtpSession {
 public:
  explicit SmtpSession(SmtpOptions options);
  ~SmtpSession();  ///< says QUIT and waits two seconds for the answer, no longer
  SmtpSession(SmtpSession&&) noexcept = default;
  SmtpSession& operator=(SmtpSession&&) = delete;

  /// `message` has CRLF line ends and is not dot-stuffed. Never throws for what a relay does.
  SmtpResult send(const SmtpEnvelope& envelope, std::string_view message);
  /// What the relay offered, once connected.
  const SmtpExtensions& offers() const { return offers_; }
  void quit();

 private:
  struct Step;
  std::optional<SmtpResult> make_ready();
  std::optional<SmtpResult> connect();
  std::optional<SmtpResult> say_hello();
  std::optional<SmtpResult> refuse_ourselves(const SmtpEnvelope& envelope, std::size_t size,
                                             const MessageBytes& bytes) const;
  std::optional<std::string> read_reply(SmtpReply& reply, Deadline deadline);
  SmtpResult attempt(const SmtpEnvelope& envelope, std::string_view message);
  std::optional<SmtpResult> ask(const std::vector<Step>& steps);
  SmtpResult hand_in_message(std::string_view message, const MessageBytes& bytes);
  std::string mail_command(const SmtpEnvelope& envelope, std::size_t size, const MessageBytes& bytes) const;
  std::string rcpt_command(const SmtpEnvelope& envelope) const;
  SmtpResult broken(const char* stage, std::string why);

  SmtpOptions options_;
  Connection connection_;
  SmtpReplyParser parser_;
  SmtpExtensions offers_;
  Deadline too_old_{};
  std::size_t used_ = 0;  // transactions begun on this connection
  bool needs_reset_ = false;
  std::string stuffed_;  // kept for its memory
};

/// RFC 5321 section 4.5.2: the message as it stands between DATA and its reply, with the final dot. Replaces `out`.
void dot_stuff(std::string_view message, std::string& out);
MessageBytes look_through(std::string_view message);

}  // namespace dunmail
