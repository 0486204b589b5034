#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "wire/mail.h"

using namespace dunmail;

TEST_CASE("addresses that can be used") {
  const std::string address =
      GENERATE("a@b.example", "first.last+tag@mail.example.cn", "FAX=+862155550123@fax.example", "o'brien@x.example",
               "1@2.example", "info@例子.中国", "büro@xn--mller-kva.example", "root@localhost", "x@a-b.example");
  CHECK_FALSE(check_address(address, true));
}

TEST_CASE("addresses that cannot be used are refused with a reason") {
  const std::string address = GENERATE(
      std::string(), std::string("plain"), std::string("@b.example"), std::string("a@"), std::string("a b@c.example"),
      std::string("a@b.example\r\nRCPT TO:<x@y.example>"), std::string("a\n@b.example"), std::string("<a@b.example>"),
      std::string("a@b.example>"), std::string("A <a@b.example>"), std::string("\"a b\"@c.example"),
      std::string("\"a\"@c.example"), std::string("a@b.example(comment)"), std::string("a,b@c.example"),
      std::string("a@b@c.example"), std::string(".a@b.example"), std::string("a.@b.example"),
      std::string("a..b@c.example"), std::string("a@b..example"), std::string("a@.example"),
      std::string("a@-b.example"), std::string("a@b_c.example"), std::string("a@nodot"), std::string("a@[127.0.0.1]"),
      std::string("a\0@b.example", 12), std::string("a\x7f@b.example"), std::string("a\xff@b.example"),
      std::string("a\u00a0b@c.example"), std::string("a\u3000@c.example"), std::string("a\u200b@c.example"),
      std::string("a\u202e@c.example"), std::string("a@b.example."), fmt::format("{:a<65}@b.example", ""),
      fmt::format("a@{:b<64}.example", ""), fmt::format("a@{0:b<60}.{0:c<60}.{0:d<60}.{0:e<60}.{0:f<20}", ""));
  CAPTURE(address);
  const auto problem = check_address(address, true);
  REQUIRE(problem);
  CHECK_FALSE(problem->message.empty());
}

TEST_CASE("a local part beyond ASCII needs a relay with SMTPUTF8") {
  CHECK(check_address("财务@例子.中国"));
  CHECK_FALSE(check_address("财务@例子.中国", true));
  CHECK(needs_smtputf8("财务@b.example"));
  CHECK_FALSE(needs_smtputf8("info@例子.中国"));
}

TEST_CASE("an international domain travels in ASCII") {
  CHECK(*wire_address("info@例子.中国") == "info@xn--fsqu00a.xn--fiqs8s");
  CHECK(*wire_address("info@Straße.example") == "info@xn--strae-oqa.example");
  CHECK(*wire_address("Info@Plain.Example") == "Info@Plain.Example");
  CHECK_FALSE(wire_address("no at sign"));
}
