#include "wire/smtp_reply.h"

#include <catch2/catch.hpp>

using namespace dunmail;
using State = SmtpReplyParser::State;

namespace {

SmtpReply reply_of(const std::string& bytes) {
  SmtpReplyParser parser;
  parser.add(bytes);
  REQUIRE(parser.next() == State::complete);
  return parser.reply();
}

}  // namespace

TEST_CASE("replies by table") {
  struct Case {
    std::string bytes;
    int code;
    std::string status, text;
  };
  for (const Case& c : std::vector<Case>{{"250 2.1.0 Ok\r\n", 250, "2.1.0", "Ok"},
                                         {"250\r\n", 250, "", ""},
                                         {"250 \n", 250, "", ""},
                                         {"550-5.1.1 first\r\n550 5.1.1 second\r\n", 550, "5.1.1", "first second"},
                                         {"550-first\r\n550 5.7.1 second\r\n", 550, "5.7.1", "first second"},
                                         {"550 4.1.1 another class\r\n", 550, "", "4.1.1 another class"},
                                         {"550 5.1.1234 no status\r\n", 550, "", "5.1.1234 no status"},
                                         {"550 5.1.1x no status\r\n", 550, "", "5.1.1x no status"},
                                         {"421 4.7.0 \x1b[2Jwipe\r\n", 421, "4.7.0", "<U+001B>[2Jwipe"}}) {
    CAPTURE(c.bytes);
    const SmtpReply reply = reply_of(c.bytes);
    CHECK(reply.code == c.code);
    CHECK(reply.status == c.status);
    CHECK(reply.text() == c.text);
  }
}

TEST_CASE("what is not a reply") {
  const std::string bytes = GENERATE("hello\r\n", "25\r\n", "150 x\r\n", "650 x\r\n", "2a0 x\r\n", "\r\n", "250_x\r\n",
                                     "250-a\r\n251 b\r\n", "999 \r\n");
  SmtpReplyParser parser;
  parser.add(bytes);
  CHECK(parser.next() == State::garbage);
}

TEST_CASE("bytes in any pieces give the same replies") {
  const std::string bytes = "250-a\r\n250 2.0.0 b\r\n354 go\r\n";
  SmtpReplyParser parser;
  std::vector<int> codes;
  for (const char c : bytes) {
    parser.add({&c, 1});
    while (parser.next() == State::complete) codes.push_back(parser.reply().code);
  }
  CHECK(codes == std::vector<int>{250, 354});
  CHECK_FALSE(parser.has_pending());
}

TEST_CASE("lines and replies have bounds") {
  SmtpReplyParser endless;
  endless.add(std::string(SmtpReplyParser::max_line + 1, '2'));
  CHECK(endless.next() == State::garbage);
  SmtpReplyParser many;
  for (std::size_t i = 0; i <= SmtpReplyParser::max_reply / 8; ++i) many.add("250-12\r\n");
  CHECK(many.next() == State::garbage);
}

TEST_CASE("a long text is cut between characters") {
  std::string text = "250 x";
  for (int i = 0; i < 300; ++i) text += "中";
  const std::string cut = reply_of(text + "\r\n").text();
  CHECK(cut.size() <= 500);
  CHECK(cut.ends_with("中"));
}

TEST_CASE("extensions of real relays") {
  const SmtpExtensions e =
      read_extensions(reply_of("250-relay.example\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n250-ETRN\r\n250-AUTH "
                               "PLAIN\r\n250-8bitmime\r\n250-DSN\r\n"
                               "250-ENHANCEDSTATUSCODES\r\n250 SMTPUTF8\r\n"));
  CHECK((e.pipelining && e.eight_bit_mime && e.dsn && e.smtputf8 && e.enhanced_codes && e.size_known));
  CHECK(e.size == 10240000);
  CHECK(read_extensions(reply_of("250-x\r\n250 SIZE\r\n")).size_known);
  CHECK(read_extensions(reply_of("250-x\r\n250 SIZE 99999999999999999999999\r\n")).size == 0);
  CHECK_FALSE(read_extensions(reply_of("250 PIPELINING\r\n")).pipelining);  // the first line is the greeting
}

TEST_CASE("the relay's name for a message") {
  struct Case {
    std::string reply, id;
  };
  for (const Case& c : std::vector<Case>{
           {"250 2.0.0 Ok: queued as 4F2A81C0B2", "4F2A81C0B2"},
           {"250 2.0.0 Ok: queued as 4ThXyZ1abcz9Q", "4ThXyZ1abcz9Q"},
           {"250 OK id=1pXyZa-0001Ab-2C", "1pXyZa-0001Ab-2C"},
           {"250 2.6.0 <a@b> [InternalId=123456789, Hostname=X.example] Queued mail for delivery", "123456789"},
           {"250 2.0.0 u7ABCdef012345 Message accepted for delivery", "u7ABCdef012345"},
           {"250 2.0.0 1a2b3c4d Message accepted for delivery", "1a2b3c4d"},
           {"250 Mail OK queued as smtp1,AbCdEf123456", "smtp1"},
           {"250 ok 1293810123 qp 4711", "4711"},
           {"250 2.0.0 OK  1600000000 a1-20020si2.3 - gsmtp", "a1-20020si2.3"},
           {"250 2.0.0 Ok", ""}})
    CHECK(read_queue_id(reply_of(c.reply + "\r\n")) == c.id);
}

TEST_CASE("xtext") {
  CHECK(xtext("plain@a.example") == "plain@a.example");
  CHECK(xtext("a+b=c d\r\n") == "a+2Bb+3Dc+20d+0D+0A");
  CHECK(xtext("中") == "+E4+B8+AD");
}
