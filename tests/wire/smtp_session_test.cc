#include "wire/smtp_session.h"

#include <catch2/catch.hpp>

#include "support/scripted_server.h"

using namespace dunmail;
using Ending = SmtpResult::Ending;

namespace {

const SmtpEnvelope envelope{"bounce+x=1@sender.example", "wang@debtor.example", "letter+1"};
const std::string message = "Subject: a\r\n\r\nbody\r\n.\r\n..two\r\nend\r\n";

ScriptedServer::Script as_usual() {
  return [](const std::string&) { return std::nullopt; };
}

/// Answers so at the first command that begins with `at`, as usual elsewhere.
ScriptedServer::Script at(const std::string& where, const Say& what) {
  return [=](const std::string& now) { return now.starts_with(where) ? std::optional<Say>(what) : std::nullopt; };
}

SmtpOptions options_for(int port) {
  SmtpOptions out;
  out.endpoint.host = "127.0.0.1";
  out.endpoint.port = port;
  out.endpoint.starttls = false;
  out.endpoint.helo = "client.example";
  out.endpoint.connect_timeout = std::chrono::seconds(10);
  out.command_timeout = out.body_timeout = out.dot_timeout = std::chrono::seconds(10);
  return out;
}

SmtpResult send_to(const ScriptedServer& server) {
  return SmtpSession(options_for(server.port())).send(envelope, message);
}

}  // namespace

TEST_CASE("a message is handed over with SIZE, DSN and dot-stuffing") {
  ScriptedServer server(as_usual());
  const SmtpResult result = send_to(server);
  CHECK(result.ending == Ending::accepted);
  CHECK(result.reply.code == 250);
  CHECK(result.reply.status == "2.0.0");
  CHECK(read_queue_id(result.reply) == "ABC123");
  REQUIRE(server.messages().size() == 1);
  CHECK(server.messages()[0] == "Subject: a\r\n\r\nbody\r\n..\r\n...two\r\nend\r\n");
  CHECK(server.count("EHLO client.example") == 2);
  CHECK(server.count("MAIL FROM:<bounce+x=1@sender.example> SIZE=" + std::to_string(message.size()) +
                     " RET=HDRS ENVID=letter+2B1") == 1);
  CHECK(server.count("RCPT TO:<wang@debtor.example> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;wang@debtor.example") ==
        1);
  CHECK(server.count("QUIT") == 1);
}

TEST_CASE("a plain old relay gets plain commands, one at a time") {
  ScriptedServer server(at("EHLO", line("502 5.5.1 not implemented")), {});
  const SmtpResult result = send_to(server);
  CHECK(result.ending == Ending::accepted);
  CHECK(server.count("HELO") == 1);
  CHECK(server.count("MAIL FROM:<bounce+x=1@sender.example>") == 1);
  for (const auto& command : server.heard()) CHECK(command.find("SIZE=") == std::string::npos);
}

TEST_CASE("refusals are read where they come, with and without pipelining") {
  const bool pipelining = GENERATE(true, false);
  struct Case {
    const char *at, *reply, *stage;
    int code;
    const char* status;
  };
  const Case c = GENERATE(values<Case>({{"MAIL", "451 4.3.0 later", "mail", 451, "4.3.0"},
                                        {"MAIL", "550 5.7.1 policy", "mail", 550, "5.7.1"},
                                        {"RCPT", "450 4.2.1 greylisted", "rcpt", 450, "4.2.1"},
                                        {"RCPT", "452 4.5.3 too many recipients", "rcpt", 452, "4.5.3"},
                                        {"RCPT", "550 5.1.1 no such user", "rcpt", 550, "5.1.1"},
                                        {"RCPT", "550-5.1.1 no\r\n550 5.1.1 user", "rcpt", 550, "5.1.1"},
                                        {"RCPT", "421 4.3.2 going down", "rcpt", 421, "4.3.2"},
                                        {"DATA", "451 4.3.0 later", "data", 451, "4.3.0"},
                                        {"DATA", "554 5.5.1 no valid recipients", "data", 554, "5.5.1"},
                                        {".", "452 4.3.1 disk full", "message", 452, "4.3.1"},
                                        {".", "552 5.3.4 too big", "message", 552, "5.3.4"},
                                        {".", "421 4.3.2 going down", "message", 421, "4.3.2"},
                                        {".", "554 rejected", "message", 554, ""}}));
  CAPTURE(pipelining, c.at, c.reply);
  auto offers = std::vector<std::string>{"SIZE 1000000"};
  if (pipelining) offers.push_back("PIPELINING");
  ScriptedServer server(at(c.at, line(c.reply)), offers);
  const SmtpResult result = send_to(server);
  CHECK(result.ending == Ending::refused);
  CHECK(result.stage == c.stage);
  CHECK(result.reply.code == c.code);
  CHECK(result.reply.status == c.status);
  CHECK(server.messages().size() == (c.at[0] == '.' ? 1u : 0u));
}

TEST_CASE("a refused letter leaves the connection usable for the next") {
  ScriptedServer server([n = 0](const std::string& now) mutable -> std::optional<Say> {
    if (now.starts_with("RCPT") && n++ == 0) return line("550 5.1.1 no such user");
    if (now.starts_with("DATA") && n == 1) return ++n, line("554 5.5.1 no valid recipients");
    return std::nullopt;
  });
  SmtpSession session(options_for(server.port()));
  CHECK(session.send(envelope, message).ending == Ending::refused);
  CHECK(session.send(envelope, message).ending == Ending::accepted);
  CHECK(server.connections() == 1);
  CHECK(server.count("RSET") == 1);
}

TEST_CASE("a relay that says 354 after refusing the recipient gets no message") {
  ScriptedServer server(at("RCPT", line("550 5.1.1 no such user")));
  SmtpSession session(options_for(server.port()));
  CHECK(session.send(envelope, message).stage == "rcpt");
  CHECK(server.messages().empty());
  CHECK(session.send(envelope, message).reply.code == 550);
  CHECK(server.connections() == 2);
}

TEST_CASE("a connection that breaks before the final dot has left was not a delivery") {
  const std::string where = GENERATE("connect", "EHLO", "MAIL", "RCPT", "DATA");
  CAPTURE(where);
  ScriptedServer server(at(where, drop()));
  const SmtpResult result = send_to(server);
  CHECK(result.ending == Ending::broken_before);
  CHECK_FALSE(result.text.empty());
  CHECK(server.messages().empty());
}

TEST_CASE("a relay that goes away within a long message was not delivered to") {
  ScriptedServer server(at("body", drop()), {"PIPELINING"});
  std::string big;
  while (big.size() < 8'000'000) big.append(76, 'x').append("\r\n");
  const SmtpResult result = SmtpSession(options_for(server.port())).send(envelope, big);
  CHECK(result.ending == Ending::broken_before);
  CHECK(result.stage == "message");
  CHECK(server.messages().empty());
}

TEST_CASE("after the final dot, silence and nonsense alike mean that nobody knows") {
  const Say what = GENERATE(drop(), drop("250 2.0.0 O"), drop("25"), line("garbage"),
                            line("250-2.0.0 one\r\n550 5.0.0 two"), line("354 go on"), line(std::string(100'000, 'x')));
  CAPTURE(what.bytes.substr(0, 40));
  ScriptedServer server(at(".", what));
  const SmtpResult result = send_to(server);
  CHECK(result.ending == Ending::broken_after);
  CHECK(result.stage == "message");
  CHECK(server.messages().size() == 1);
}

TEST_CASE("a relay that does not answer the final dot in time leaves the letter in doubt") {
  ScriptedServer server(at(".", Say{}));
  SmtpOptions options = options_for(server.port());
  options.dot_timeout = std::chrono::milliseconds(100);
  const SmtpResult result = SmtpSession(options).send(envelope, message);
  CHECK(result.ending == Ending::broken_after);
  CHECK(result.text == "the server did not answer in time");
}

TEST_CASE("a relay that does not answer a command in time has not got the letter") {
  ScriptedServer server(at("RCPT", Say{}));
  SmtpOptions options = options_for(server.port());
  options.command_timeout = std::chrono::milliseconds(100);
  const SmtpResult result = SmtpSession(options).send(envelope, message);
  CHECK(result.ending == Ending::broken_before);
}

TEST_CASE("replies may come a byte at a time") {
  ScriptedServer server([](const std::string& now) -> std::optional<Say> {
    if (now.starts_with("MAIL")) return Say{"250-2.1.0 Ok\r\n250 2.1.0 Ok\r\n", false, true};
    if (now == ".") return Say{"250 2.0.0 Ok: queued as SLOW1\r\n", false, true};
    return std::nullopt;
  });
  const SmtpResult result = send_to(server);
  CHECK(result.ending == Ending::accepted);
  CHECK(read_queue_id(result.reply) == "SLOW1");
}

TEST_CASE("an answer of ten megabytes is cut off") {
  std::string lines;
  while (lines.size() < 10'000'000) lines += "250-" + std::string(500, 'x') + "\r\n";
  const std::string where = GENERATE("MAIL", "EHLO");
  CAPTURE(where);
  // In the second EHLO: the first is libcurl's, with bounds of its own.
  ScriptedServer server([&, n = 0](const std::string& now) mutable -> std::optional<Say> {
    return now.starts_with(where) && (where == "MAIL" || n++ == 1) ? std::optional<Say>(drop(lines)) : std::nullopt;
  });
  const SmtpResult result = send_to(server);
  CHECK(result.ending == Ending::broken_before);
  CHECK(result.text == "the relay's answer is not SMTP");
}

TEST_CASE("a greeting that refuses or is not SMTP is no delivery") {
  struct Case {
    const char* at;
    Say say;
    Ending ending;
    const char* stage;
    int code;
  };
  const Case c = GENERATE(values<Case>({{"connect", line("421 4.3.2 too busy"), Ending::refused, "connect", 421},
                                        {"connect", line("554 5.7.1 not you"), Ending::refused, "connect", 554},
                                        {"connect", line("SSH-2.0-OpenSSH_9"), Ending::broken_before, "connect", 0},
                                        {"EHLO", drop("garbage\r\n"), Ending::broken_before, "ehlo", 0}}));
  CAPTURE(c.say.bytes);
  SmtpOptions options;
  ScriptedServer server(at(c.at, c.say));
  options = options_for(server.port());
  options.endpoint.connect_timeout = std::chrono::seconds(2);
  const SmtpResult result = SmtpSession(options).send(envelope, message);
  CHECK(result.ending == c.ending);
  CHECK(result.stage == c.stage);
  CHECK(result.reply.code == c.code);
  CHECK_FALSE(result.text.empty());
}

TEST_CASE("nobody there, and no such name") {
  SmtpOptions options = options_for(free_port());
  SmtpResult result = SmtpSession(options).send(envelope, message);
  CHECK(result.ending == Ending::broken_before);
  CHECK(result.stage == "connect");
  options.endpoint.host = "no-such-relay.invalid";
  result = SmtpSession(options).send(envelope, message);
  CHECK(result.ending == Ending::broken_before);
  CHECK(result.stage == "connect");
}

TEST_CASE("a connection is reused, and renewed at its limits") {
  ScriptedServer server(as_usual());
  SmtpOptions options = options_for(server.port());
  options.messages_per_connection = 3;
  {
    SmtpSession session(options);
    for (int i = 0; i < 7; ++i) CHECK(session.send(envelope, message).ending == Ending::accepted);
  }
  CHECK(server.connections() == 3);
  CHECK(server.messages().size() == 7);
  CHECK(eventually([&] { return server.count("QUIT") == 3; }));
  options.connection_age = std::chrono::seconds(0);
  SmtpSession session(options);
  for (int i = 0; i < 2; ++i) CHECK(session.send(envelope, message).ending == Ending::accepted);
  CHECK(server.connections() == 5);
}

TEST_CASE("nobody who says nothing of it gets more than a thousand messages over one connection") {
  ScriptedServer server(as_usual());
  SmtpSession session(options_for(server.port()));
  for (int i = 0; i < 1001; ++i) REQUIRE(session.send(envelope, message).ending == Ending::accepted);
  CHECK(server.connections() == 2);
}

TEST_CASE("a kept connection that the relay closed meanwhile is replaced, and nothing is sent twice") {
  const Say closing = GENERATE(drop("250 2.0.0 Ok\r\n"), drop("250 2.0.0 Ok\r\n421 4.4.2 timeout\r\n"));
  ScriptedServer server([=, n = 0](const std::string& now) mutable -> std::optional<Say> {
    return now == "." && n++ == 0 ? std::optional<Say>(closing) : std::nullopt;
  });
  SmtpSession session(options_for(server.port()));
  CHECK(session.send(envelope, message).ending == Ending::accepted);
  CHECK(session.send(envelope, message).ending == Ending::accepted);
  CHECK(server.connections() == 2);
  CHECK(server.messages().size() == 2);
}

TEST_CASE("an answer that nobody asked for is not taken for the final one") {
  ScriptedServer server(at("DATA", line("354 go\r\n250 2.0.0 Ok: queued as FORGED")));
  const SmtpResult result = send_to(server);
  CHECK(result.ending == Ending::broken_before);
  CHECK(server.messages().empty());
}

TEST_CASE("what the relay cannot take is refused before it is asked") {
  ScriptedServer server(as_usual(), {"PIPELINING", "SIZE 20"});
  SmtpSession session(options_for(server.port()));
  struct Case {
    SmtpEnvelope envelope;
    std::string message;
    const char *stage, *status;
  };
  const std::vector<Case> cases = {
      {envelope, std::string(21, 'x'), "mail", "5.3.4"},
      {{"a@b.example", "x@y.example>\r\nRCPT TO:<z@y.example", ""}, "a\r\n", "rcpt", "5.1.3"},
      {{"a b@c.example", "x@y.example", ""}, "a\r\n", "mail", "5.1.7"},
      {{"a@b.example", "财务@y.example", ""}, "a\r\n", "rcpt", "5.6.7"},
      {envelope, "a\n", "message", "5.6.0"},
      {envelope, "a\r\n\r.\r\n", "message", "5.6.0"},
      {envelope, std::string("a\0\r\n", 4), "message", "5.6.0"}};
  for (const Case& c : cases) {
    CAPTURE(c.message, c.status);
    const SmtpResult result = session.send(c.envelope, c.message);
    CHECK(result.ending == Ending::refused);
    CHECK(result.stage == c.stage);
    CHECK(result.reply.code == 0);
    CHECK(result.reply.status == c.status);
  }
  CHECK(server.count("MAIL") == 0);
}

TEST_CASE("SMTPUTF8 and IDN on the wire, the null sender") {
  ScriptedServer server(as_usual(), {"PIPELINING", "SMTPUTF8", "8BITMIME"});
  SmtpSession session(options_for(server.port()));
  CHECK(session.send({"", "财务@例子.中国", ""}, "To: <财务@xn--fsqu00a.xn--fiqs8s>\r\n\r\n").ending ==
        Ending::accepted);
  CHECK(server.count("MAIL FROM:<> BODY=8BITMIME SMTPUTF8") == 1);
  CHECK(server.count("RCPT TO:<财务@xn--fsqu00a.xn--fiqs8s>") == 1);
}

TEST_CASE("SASL: accepted, refused, and never in the clear words of an error") {
  const std::string mechanism = GENERATE("plain", "login", "xoauth2");
  const bool good = GENERATE(true, false);
  CAPTURE(mechanism, good);
  ScriptedServer server(
      [&](const std::string& now) -> std::optional<Say> {
        if (now == "AUTH LOGIN") return line("334 VXNlcm5hbWU6");
        if (now == "AUTH PLAIN" || now == "AUTH XOAUTH2") return line("334 ");
        if (now == "dXNlcg==") return line("334 UGFzc3dvcmQ6");
        if (now == "c2VjcmV0" || now == "AHVzZXIAc2VjcmV0" || now == "dXNlcj11c2VyAWF1dGg9QmVhcmVyIHNlY3JldAEB")
          return line(good ? "235 2.7.0 welcome" : "535 5.7.8 Authentication credentials invalid");
        return std::nullopt;
      },
      {"AUTH PLAIN LOGIN XOAUTH2", "PIPELINING"});
  SmtpOptions options = options_for(server.port());
  options.endpoint.user = "user";
  options.endpoint.password = "secret";
  options.endpoint.auth = mechanism;
  const SmtpResult result = SmtpSession(options).send(envelope, message);
  CHECK(result.ending == (good ? Ending::accepted : Ending::refused));
  if (good) return;
  CHECK(result.stage == "auth");
  CHECK(result.reply.code == 535);
  CHECK(result.reply.status == "5.7.8");
  CHECK(result.text.find("secret") == std::string::npos);
  CHECK(server.messages().empty());
}

TEST_CASE("a relay that offers no AUTH although a user is set gets nothing") {
  ScriptedServer server(as_usual());
  SmtpOptions options = options_for(server.port());
  options.endpoint.user = "user";
  options.endpoint.password = "secret";
  options.endpoint.auth = "plain";
  const SmtpResult result = SmtpSession(options).send(envelope, message);
  CHECK(result.ending == Ending::broken_before);
  CHECK(result.stage == "auth");
  CHECK(server.count("MAIL") == 0);
}

TEST_CASE("a stripped STARTTLS ends the attempt") {
  ScriptedServer server(as_usual());
  SmtpOptions options = options_for(server.port());
  options.endpoint.starttls = true;
  const SmtpResult result = SmtpSession(options).send(envelope, message);
  CHECK(result.ending == Ending::broken_before);
  CHECK(result.stage == "tls");
  CHECK(server.count("MAIL") == 0);
}

TEST_CASE("LMTP says LHLO and reads the answer to its one recipient") {
  ScriptedServer server(at(".", line("250 2.0.0 <wang@debtor.example> aBcDeF12 Saved")));
  SmtpOptions options = options_for(server.port());
  options.lmtp = true;
  options.endpoint.protocol = Endpoint::Protocol::plain;
  CHECK(SmtpSession(options).send(envelope, message).ending == Ending::accepted);
  CHECK(server.count("LHLO client.example") == 1);
}

TEST_CASE("dot-stuffing by table") {
  struct Case {
    std::string in, out;
  };
  for (const Case& c : std::vector<Case>{{"", ".\r\n"},
                                         {"a\r\n", "a\r\n.\r\n"},
                                         {"a", "a\r\n.\r\n"},
                                         {".\r\n", "..\r\n.\r\n"},
                                         {"a\r\n.", "a\r\n..\r\n.\r\n"},
                                         {"a\r\n..b\r\n", "a\r\n...b\r\n.\r\n"},
                                         {"\r\n.\r\n.\r\n", "\r\n..\r\n..\r\n.\r\n"},
                                         {"a.b\r\n", "a.b\r\n.\r\n"}}) {
    std::string out = "left over";
    dot_stuff(c.in, out);
    CHECK(out == c.out);
  }
}

TEST_CASE("bare line breaks are found wherever they stand") {
  for (const std::string good : {"", "\r\n", "a\r\n\r\nb", "a", "\r\n\r\n"}) CHECK(look_through(good).clean_lines);
  for (const std::string bad : {"\n", "\r", "a\n", "a\r", "\n\r", "a\r\r\n", "a\r\n\n", "\na", "\ra", "a\rb\r\n"}) {
    CAPTURE(bad);
    CHECK_FALSE(look_through(bad).clean_lines);
    CHECK_FALSE(look_through(std::string(1000, 'x') + bad + std::string(1000, 'x')).clean_lines);
  }
  CHECK_FALSE(look_through(std::string_view("\0", 1)).clean_lines);
  CHECK_FALSE(look_through(std::string_view("a\0b", 3)).clean_lines);
}
