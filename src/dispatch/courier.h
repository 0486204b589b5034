// A courier takes one parcel to the world's edge and says what became of it. This is where the world begins: the real
// ones speak SMTP or write a maildir; a test's one records.
#pragma once

#include <memory>
#include <string>

namespace dunmail {

/// One message for one recipient, ready to leave. The bytes are composed before the intent is committed, so that a
/// second attempt sends the same bytes under the same Message-ID.
struct Parcel {
  std::string letter_id;
  std::string message_id;     ///< without angle brackets
  std::string envelope_from;  ///< VERP address, or empty for the null sender
  std::string recipient;      ///< one addr-spec
  std::string envelope_id;    ///< DSN ENVID (RFC 3461), or empty
  std::string message;        ///< RFC 5322 with CRLF line ends; not dot-stuffed
};

/// The one delivery outcome, used by SMTP, maildir, fax and print alike.
struct Receipt {
  enum class Outcome {
    accepted,  ///< the other side took responsibility (250 after the final dot; the file is on the disk)
    deferred,  ///< not now: 4yz, no connection before the first byte of the message
    refused,   ///< not ever as it stands: 5yz, an address that cannot be used
    unknown,   ///< the connection broke after the final dot was (perhaps) sent and before its reply was read
  };
  Outcome outcome = Outcome::unknown;
  int reply_code = 0;    ///< SMTP reply, 0 where there was none
  std::string status;    ///< enhanced status code (RFC 3463), or empty
  std::string stage;     ///< connect, tls, auth, ehlo, mail, rcpt, data, message, quit
  std::string text;      ///< what the other side said, printable, one line, at most 500 characters
  std::string queue_id;  ///< the relay's own name for it, where its reply tells
  std::string route;     ///< the courier's name
};

/// One thread's: for several connections make several couriers of one route.
class Courier {
 public:
  virtual ~Courier() = default;
  virtual Receipt hand_over(const Parcel& parcel) = 0;
  /// "smtp://relay:587", "maildir:/var/out": without user name or password.
  virtual const std::string& name() const = 0;
};

/// How long to wait, in seconds; 0: as RouteOptions.timeout_seconds and RFC 5321 section 4.5.3.2 say.
struct Timeouts {
  int connect = 0;         ///< name look-up and TCP; a minute
  int greeting = 0;        ///< the relay's first words; TLS and log-in too; five minutes
  int mail = 0, rcpt = 0;  ///< five minutes
  int data = 0;            ///< until the 354; two minutes
  int block = 0;           ///< the message on its way, to which one second a KiB is added; three minutes
  int final = 0;           ///< the reply to the final dot; ten minutes. Too short makes letters that are in doubt
};

/// What a route is made from. Secrets come from files or the environment, never from the address.
struct RouteOptions {
  /// maildir:PATH, folder:PATH, command:/PROGRAM ARGUMENTS (exits.h), smtp://HOST[:PORT], smtps://HOST[:PORT],
  /// lmtp://HOST[:PORT], lmtps://HOST[:PORT] (TLS from the first byte). Without a port: 25 (587 with a user), 465,
  /// 24, 24.
  std::string address;
  std::string user;           ///< SASL user name, or empty: no authentication
  std::string password;       ///< in memory only
  std::string auth = "auto";  ///< auto, plain, login, xoauth2
  std::string tls = "auto";   ///< auto: required, but not used on loopback; required; never. A password needs it
  std::string ca_file;        ///< instead of the system's certificates
  std::string helo;           ///< our name in EHLO; empty: the host's
  int timeout_seconds = 300;  ///< per command, where RFC 5321 does not say less; the final dot has twice as long
  Timeouts timeouts;
};

/// Throws Error(config) for an address or option that makes no sense. Does not connect.
std::unique_ptr<Courier> make_courier(const RouteOptions& options);
/// Whether letters on the route go to another machine: a relay that is not on loopback.
bool leaves_this_machine(const std::string& address);

/// What follows from a receipt. The one place that judges deliveries; the table is in verdict.cc.
enum class Verdict {
  delivered_to_relay,
  retry,         ///< later, the same letter on the same route
  next_channel,  ///< this address will not do; the debtor must be reached otherwise
  our_fault,     ///< the address is not to blame: policy, size, our sender. A person looks; the letter waits
  stop_route,    ///< the route does not work for any letter: log-in, certificate, full disk. Nothing more goes this way
  ask,           ///< unknown: evidence or a person decides
};
Verdict judge(const Receipt& receipt);
const char* word(Receipt::Outcome outcome);
const char* word(Verdict verdict);

}  // namespace dunmail
