#include <catch2/catch.hpp>

#include "dispatch/breaker.h"
#include "dispatch/courier.h"

using namespace dunmail;
using Outcome = Receipt::Outcome;

TEST_CASE("what follows from a receipt") {
  struct Case {
    const char* stage;
    int code;
    const char* status;
    Verdict verdict;
  };
  for (const Case& c : std::vector<Case>{{"rcpt", 550, "5.1.1", Verdict::next_channel},
                                         {"rcpt", 550, "5.1.2", Verdict::next_channel},
                                         {"rcpt", 556, "5.1.10", Verdict::next_channel},
                                         {"rcpt", 0, "5.1.3", Verdict::next_channel},
                                         {"rcpt", 550, "5.2.1", Verdict::next_channel},
                                         {"rcpt", 552, "5.2.2", Verdict::next_channel},
                                         {"rcpt", 452, "4.2.2", Verdict::retry},
                                         {"rcpt", 550, "5.4.1", Verdict::next_channel},
                                         {"rcpt", 550, "5.5.0", Verdict::next_channel},
                                         {"rcpt", 550, "", Verdict::next_channel},
                                         {"rcpt", 551, "", Verdict::next_channel},
                                         {"rcpt", 552, "", Verdict::next_channel},
                                         {"rcpt", 553, "", Verdict::next_channel},
                                         {"rcpt", 554, "", Verdict::next_channel},
                                         {"rcpt", 501, "", Verdict::next_channel},
                                         {"rcpt", 503, "", Verdict::our_fault},
                                         {"rcpt", 599, "", Verdict::next_channel},
                                         {"rcpt", 550, "5.0.0", Verdict::next_channel},
                                         {"rcpt", 0, "5.6.7", Verdict::next_channel},
                                         {"rcpt", 550, "5.7.1", Verdict::our_fault},
                                         {"rcpt", 554, "5.7.1", Verdict::our_fault},
                                         {"rcpt", 550, "5.7.26", Verdict::our_fault},
                                         {"rcpt", 450, "4.2.1", Verdict::retry},
                                         {"rcpt", 452, "4.5.3", Verdict::retry},
                                         {"rcpt", 552, "5.5.3", Verdict::retry},
                                         {"rcpt", 451, "4.7.1", Verdict::retry},
                                         {"rcpt", 421, "", Verdict::retry},
                                         {"mail", 421, "4.7.0", Verdict::retry},
                                         {"mail", 550, "5.1.8", Verdict::our_fault},
                                         {"mail", 553, "5.1.7", Verdict::our_fault},
                                         {"mail", 550, "", Verdict::our_fault},
                                         {"mail", 552, "5.3.4", Verdict::our_fault},
                                         {"mail", 0, "5.3.4", Verdict::our_fault},
                                         {"mail", 530, "5.7.0", Verdict::stop_route},
                                         {"mail", 530, "", Verdict::stop_route},
                                         {"mail", 451, "", Verdict::retry},
                                         {"data", 451, "4.3.0", Verdict::retry},
                                         {"data", 554, "5.5.1", Verdict::our_fault},
                                         {"message", 552, "", Verdict::our_fault},
                                         {"message", 552, "5.3.4", Verdict::our_fault},
                                         {"message", 552, "5.2.3", Verdict::our_fault},
                                         {"message", 554, "5.7.1", Verdict::our_fault},
                                         {"message", 550, "", Verdict::our_fault},
                                         {"message", 550, "5.1.1", Verdict::next_channel},
                                         {"message", 452, "4.3.1", Verdict::retry},
                                         {"message", 599, "", Verdict::our_fault},
                                         {"message", 550, "5.6.1", Verdict::our_fault},
                                         {"connect", 0, "", Verdict::retry},
                                         {"connect", 421, "4.3.2", Verdict::retry},
                                         {"connect", 554, "5.7.1", Verdict::stop_route},
                                         {"connect", 521, "", Verdict::stop_route},
                                         {"connect", 0, "4.3.1", Verdict::stop_route},
                                         {"connect", 452, "4.3.1", Verdict::retry},
                                         {"tls", 0, "", Verdict::stop_route},
                                         {"tls", 454, "4.7.0", Verdict::stop_route},
                                         {"auth", 535, "5.7.8", Verdict::stop_route},
                                         {"auth", 0, "", Verdict::stop_route},
                                         {"auth", 454, "4.7.0", Verdict::retry},
                                         {"ehlo", 0, "", Verdict::retry},
                                         {"message", 0, "", Verdict::retry}}) {
    CAPTURE(c.stage, c.code, c.status);
    const std::string stage = c.stage;
    const bool before = stage == "connect" || stage == "tls" || stage == "auth" || stage == "ehlo";
    const bool permanent = c.code >= 500 || (c.code == 0 && c.status[0] == '5');
    const Receipt receipt{
        permanent && !before ? Outcome::refused : Outcome::deferred, c.code, c.status, stage, "", "", ""};
    CHECK(word(judge(receipt)) == std::string(word(c.verdict)));
  }
}

TEST_CASE("an accepted letter is the relay's, an unknown one is asked about, whatever else stands there") {
  CHECK(judge({Outcome::accepted, 250, "2.0.0", "message", "", "", ""}) == Verdict::delivered_to_relay);
  CHECK(judge({Outcome::unknown, 0, "", "message", "", "", ""}) == Verdict::ask);
  CHECK(judge({}) == Verdict::ask);
}

TEST_CASE("a route that keeps failing is stopped, and a working one is not") {
  const Receipt away{Outcome::deferred, 0, "", "connect", "", "", ""};
  const Receipt greylisted{Outcome::deferred, 450, "4.2.0", "rcpt", "", "", ""};
  Breaker breaker(3);
  CHECK(breaker.judge(away) == Verdict::retry);
  CHECK(breaker.judge(away) == Verdict::retry);
  CHECK(breaker.judge(greylisted) == Verdict::retry);
  CHECK(breaker.judge(away) == Verdict::retry);
  CHECK(breaker.judge(away) == Verdict::retry);
  CHECK(breaker.judge(away) == Verdict::stop_route);
  CHECK(breaker.is_open());
  breaker.reset();
  CHECK(breaker.judge(away) == Verdict::retry);
  for (int i = 0; i < 10; ++i) CHECK(breaker.judge(greylisted) == Verdict::retry);
  CHECK(breaker.judge({Outcome::refused, 550, "5.1.1", "rcpt", "", "", ""}) == Verdict::next_channel);
}
