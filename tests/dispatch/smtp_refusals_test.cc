// Every reply code a relay refuses with, at every stage of the conversation, with and without an enhanced status code,
// to a sender that pipelines and to one that cannot. What must follow is written by hand from RFC 5321 section 4.2 and
// 4.3.2, RFC 3207 and 4954: the letter waits, goes another way, or is held; it is never in doubt; and when the relay
// has come to its senses the next letter goes through once.
#include <algorithm>
#include <catch2/catch.hpp>

#include "dispatch/courier.h"
#include "support/scripted_server.h"

using namespace dunmail;
using Outcome = Receipt::Outcome;

namespace {

constexpr int for_now[] = {421, 450, 451, 452, 454, 455};
constexpr int for_good[] = {500, 501, 502, 503, 504, 521, 530, 535, 550, 551, 552, 553, 554, 555, 556};

struct Stage {
  const char* name;
  const char* command;  // as ScriptedServer's script is asked
};
constexpr Stage stages[] = {{"connect", "connect"}, {"ehlo", "EHLO"}, {"tls", "STARTTLS"}, {"auth", "AUTH"},
                            {"mail", "MAIL"},       {"rcpt", "RCPT"}, {"data", "DATA"},    {"message", "."}};

bool is(int code, std::initializer_list<int> any) { return std::find(any.begin(), any.end(), code) != any.end(); }

Verdict wanted(const std::string& stage, int code) {
  // Without TLS or a log-in, as they are demanded, no letter can go this way, whatever the reason.
  if (stage == "tls") return Verdict::stop_route;
  if (stage == "auth") return is(code, {421, 454}) ? Verdict::retry : Verdict::stop_route;
  // "No mail service here", for whoever comes.
  if (stage == "connect" || stage == "ehlo") return is(code, {521, 550, 554}) ? Verdict::stop_route : Verdict::retry;
  if (code < 500) return Verdict::retry;
  if (is(code, {530, 535})) return Verdict::stop_route;  // a log-in is wanted first
  // Only at RCPT is it about the address; and not where the command itself was not understood.
  return stage == "rcpt" && !is(code, {500, 502, 503, 504, 555}) ? Verdict::next_channel : Verdict::our_fault;
}

Parcel parcel(const std::string& id) {
  return {id, id + "@x.example", "bounce@x.example", "wang@debtor.example", id, "Subject: " + id + "\r\n\r\nbody\r\n"};
}

RouteOptions options_for(int port, const std::string& stage) {
  RouteOptions out;
  out.address = "smtp://127.0.0.1:" + std::to_string(port);
  out.timeout_seconds = 20;
  if (stage == "tls") out.tls = "required";
  if (stage == "auth") {
    out.user = "credit";
    out.password = "secret";
    out.auth = "plain";
  }
  return out;
}

std::vector<std::string> offers_at(const std::string& stage, bool pipelining) {
  std::vector<std::string> out{"8BITMIME", "DSN", "ENHANCEDSTATUSCODES"};
  if (pipelining) out.push_back("PIPELINING");
  if (stage == "tls") out.push_back("STARTTLS");
  if (stage == "auth") out.push_back("AUTH PLAIN");
  return out;
}

void refuse_and_recover(const Stage& stage, int code, bool enhanced, bool pipelining) {
  const std::string name = stage.name,
                    text = std::to_string(code) + (enhanced ? " " + std::to_string(code / 100) + ".0.0 no" : " no");
  CAPTURE(name, text, pipelining);
  std::atomic<bool> refusing{true};
  ScriptedServer server(
      [&](const std::string& now) {
        const bool here =
            name == "ehlo" ? now.starts_with("EHLO") || now.starts_with("HELO") : now.starts_with(stage.command);
        if (!refusing) return std::optional<Say>();
        // What came in the same packet behind a refused MAIL or RCPT is refused as well (RFC 2920 section 3.2).
        const bool behind =
            (name == "mail" && (now.starts_with("RCPT") || now == "DATA")) || (name == "rcpt" && now == "DATA");
        return here     ? std::optional<Say>(line(text))
               : behind ? std::optional<Say>(line("503 5.5.1 no recipient"))
                        : std::nullopt;
      },
      offers_at(name, pipelining));
  const auto courier = make_courier(options_for(server.port(), name));
  const Receipt refused = courier->hand_over(parcel("first"));
  CAPTURE(refused.text);
  CHECK(refused.stage == name);
  CHECK(refused.reply_code == code);
  CHECK(refused.outcome == (code < 500 || name == "connect" || name == "ehlo" || name == "tls" || name == "auth"
                                ? Outcome::deferred
                                : Outcome::refused));
  CHECK(word(judge(refused)) == std::string(word(wanted(name, code))));
  // The whole message reaches a relay only when it is the final dot that is refused.
  CHECK(server.messages().size() == (name == "message" ? 1 : 0));
  if (name == "tls") return;  // the scripted server has none to offer
  refusing = false;
  const Receipt then = courier->hand_over(parcel("second"));
  CAPTURE(then.text);
  CHECK(then.outcome == Outcome::accepted);
  REQUIRE(server.messages().size() == (name == "message" ? 2 : 1));
  CHECK(server.messages().back() == "Subject: second\r\n\r\nbody\r\n");
  // A refused letter costs no connection; 421 does (RFC 5321 section 3.8), and what comes before MAIL as well.
  const bool kept = code != 421 && (name == "mail" || name == "rcpt" || name == "data" || name == "message");
  CHECK(server.connections() == (kept ? 1 : 2));
}

}  // namespace

TEST_CASE("a refusal for now, at every stage: the letter waits, and the next one goes") {
  for (const Stage& stage : stages)
    for (const int code : for_now)
      for (const bool enhanced : {true, false})
        for (const bool pipelining : {true, false}) refuse_and_recover(stage, code, enhanced, pipelining);
}

TEST_CASE("a refusal for good, at every stage: the letter goes another way, is held, or the route is stopped") {
  for (const Stage& stage : stages)
    for (const int code : for_good)
      for (const bool enhanced : {true, false})
        for (const bool pipelining : {true, false}) refuse_and_recover(stage, code, enhanced, pipelining);
}
