#include <catch2/catch.hpp>

#include "base/error.h"
#include "dispatch/courier.h"
#include "dispatch/smtp_courier.h"
#include "support/scripted_server.h"
#include "support/temp_dir.h"

using namespace dunmail;

namespace {

RouteOptions to(const std::string& address) {
  RouteOptions out;
  out.address = address;
  return out;
}

}  // namespace

TEST_CASE("routes have names without secrets") {
  struct Case {
    std::string address, name;
  };
  for (const Case& c : std::vector<Case>{{"maildir:out", "maildir:out"},
                                         {"smtp://relay.example", "smtp://relay.example:25"},
                                         {"smtp://relay.example:2525/", "smtp://relay.example:2525"},
                                         {"smtps://relay.example", "smtps://relay.example:465"},
                                         {"lmtp://localhost", "lmtp://localhost:24"},
                                         {"lmtps://mail.example:2424", "lmtps://mail.example:2424"},
                                         {"smtp://[::1]:25", "smtp://[::1]:25"}})
    CHECK(make_courier(to(c.address))->name() == c.name);
  RouteOptions with_user = to("smtp://relay.example");
  with_user.user = "me";
  with_user.password = "secret";
  CHECK(make_courier(with_user)->name() == "smtp://relay.example:587");
}

TEST_CASE("routes that make no sense are refused before anything connects") {
  RouteOptions o = to("smtp://relay.example:25");
  SECTION("no scheme") { o.address = "relay.example"; }
  SECTION("unknown scheme") { o.address = "http://relay.example"; }
  SECTION("no host") { o.address = "smtp://"; }
  SECTION("blank in the host") { o.address = "smtp://a b"; }
  SECTION("path") { o.address = "smtp://a/b"; }
  SECTION("line break") { o.address = "smtp://a\r\nQUIT"; }
  SECTION("port") { o.address = "smtp://a:0"; }
  SECTION("port text") { o.address = "smtp://a:x"; }
  SECTION("port empty") { o.address = "smtp://a:"; }
  SECTION("port large") { o.address = "smtp://a:65536"; }
  SECTION("bare IPv6") { o.address = "smtp://::1"; }
  SECTION("folder missing") { o.address = "maildir:"; }
  SECTION("password in the address") { o.address = "smtp://me:secret@relay.example"; }
  SECTION("tls word") { o.tls = "maybe"; }
  SECTION("auth word") { o.auth = "cram"; }
  SECTION("helo") { o.helo = "a b"; }
  SECTION("time-out") { o.timeout_seconds = 0; }
  SECTION("CA file") { o.ca_file = "no/such/file"; }
  SECTION("user without password") { o.user = "me"; }
  SECTION("password in the clear") { o.user = "me", o.password = "secret", o.tls = "never"; }
  SECTION("smtps without TLS") { o.address = "smtps://a", o.tls = "never"; }
  SECTION("LMTP over a network") { o.address = "lmtp://a"; }
  SECTION("LMTP over TLS without TLS") { o.address = "lmtps://a", o.tls = "never"; }
  SECTION("LMTP over TLS with a user") { o.address = "lmtps://a", o.user = "me", o.password = "secret"; }
  SECTION("LMTP with a user") { o.address = "lmtp://localhost", o.user = "me", o.password = "secret"; }
  try {
    make_courier(o);
    FAIL("it was taken");
  } catch (const Error& e) {
    CHECK(e.kind() == ErrorKind::config);
    CHECK(std::string(e.what()).find("secret") == std::string::npos);
  }
}

TEST_CASE("each answer is waited for as long as RFC 5321 section 4.5.3.2 wants, unless the settings say otherwise") {
  using std::chrono::minutes, std::chrono::seconds;
  const auto waits = [](const RouteOptions& o) {
    SmtpOptions out;
    set_timeouts(o, out);
    return std::vector<std::chrono::milliseconds>{out.endpoint.connect_timeout,
                                                  out.endpoint.greeting_timeout,
                                                  out.mail_timeout,
                                                  out.rcpt_timeout,
                                                  out.data_timeout,
                                                  out.body_timeout,
                                                  out.dot_timeout};
  };
  using Waits = std::vector<std::chrono::milliseconds>;
  RouteOptions o = to("smtp://relay.example");
  CHECK(waits(o) == Waits{minutes(1), minutes(5), minutes(5), minutes(5), minutes(2), minutes(3), minutes(10)});
  o.timeout_seconds = 60;
  CHECK(waits(o) == Waits{minutes(1), minutes(1), minutes(1), minutes(1), minutes(1), minutes(1), minutes(2)});
  o.timeout_seconds = 600;  // longer for what it is about; DATA and its blocks have their own measure
  CHECK(waits(o) == Waits{minutes(1), minutes(10), minutes(10), minutes(10), minutes(2), minutes(3), minutes(20)});
  o.timeouts = {1, 2, 3, 4, 5, 6, 7};
  CHECK(waits(o) == Waits{seconds(1), seconds(2), seconds(3), seconds(4), seconds(5), seconds(6), seconds(7)});
  const SmtpOptions plain;  // what a session does that is told nothing
  CHECK(plain.data_timeout == minutes(2));
  CHECK(plain.body_timeout == minutes(3));
  CHECK(plain.dot_timeout == minutes(10));
}

TEST_CASE("a receipt tells what the relay said") {
  struct Case {
    const char* at;
    Say say;
    Receipt::Outcome outcome;
    const char* stage;
    Verdict verdict;
  };
  const Case c = GENERATE(
      values<Case>({{".", line("250 2.0.0 Ok: queued as QUEUED1"), Receipt::Outcome::accepted, "message",
                     Verdict::delivered_to_relay},
                    {"RCPT", line("450 4.2.0 greylisted"), Receipt::Outcome::deferred, "rcpt", Verdict::retry},
                    {"RCPT", line("550 5.1.1 unknown"), Receipt::Outcome::refused, "rcpt", Verdict::next_channel},
                    {"RCPT", drop(), Receipt::Outcome::deferred, "rcpt", Verdict::retry},
                    {".", line("550 5.7.1 spam"), Receipt::Outcome::refused, "message", Verdict::our_fault},
                    {".", drop(), Receipt::Outcome::unknown, "message", Verdict::ask},
                    {"connect", line("554 5.7.1 not you"), Receipt::Outcome::deferred, "connect", Verdict::stop_route},
                    {"connect", line("421 4.3.2 busy"), Receipt::Outcome::deferred, "connect", Verdict::retry}}));
  ScriptedServer server(
      [&](const std::string& now) { return now.starts_with(c.at) ? std::optional<Say>(c.say) : std::nullopt; });
  const auto courier = make_courier(to("smtp://127.0.0.1:" + std::to_string(server.port())));
  const Receipt receipt = courier->hand_over({"L1", "m@x.example", "", "wang@debtor.example", "", "a: b\r\n\r\n"});
  CAPTURE(c.at, receipt.text);
  CHECK(receipt.outcome == c.outcome);
  CHECK(receipt.stage == c.stage);
  CHECK(judge(receipt) == c.verdict);
  CHECK(receipt.route == courier->name());
  CHECK(receipt.queue_id == (c.outcome == Receipt::Outcome::accepted ? "QUEUED1" : ""));
}

TEST_CASE("TLS is demanded of every host that is not on loopback") {
  // ip-literal of the machine itself would do, but none is sure to exist: required stands in for it.
  ScriptedServer server([](const std::string&) { return std::nullopt; });
  RouteOptions o = to("smtp://127.0.0.1:" + std::to_string(server.port()));
  o.tls = "required";
  const Receipt receipt =
      make_courier(o)->hand_over({"L1", "m@x.example", "", "wang@debtor.example", "", "a: b\r\n\r\n"});
  CHECK(receipt.outcome == Receipt::Outcome::deferred);
  CHECK(receipt.stage == "tls");
  CHECK(judge(receipt) == Verdict::stop_route);
  CHECK(server.count("MAIL") == 0);
}
