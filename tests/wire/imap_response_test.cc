#include "wire/imap_response.h"

#include <catch2/catch.hpp>

using namespace dunmail;
using State = ImapParser::State;

namespace {

std::optional<ImapResponse> read(std::string_view bytes, std::size_t most = 1 << 20) {
  ImapParser parser(most);
  parser.add(bytes);
  return parser.next() == State::complete ? std::optional(parser.response()) : std::nullopt;
}

}  // namespace

TEST_CASE("imap: a status has its code and its words") {
  const auto r = read("D3 NO [TRYCREATE] Mailbox doesn't exist: {5}\r\n");
  REQUIRE(r);
  CHECK(r->tag == "D3");
  CHECK(r->kind == "NO");
  CHECK(r->code == "TRYCREATE");
  CHECK(r->text == "Mailbox doesn't exist: {5}");  // words for people, no literal
  CHECK(read("* OK [UIDVALIDITY 3857529045] UIDs valid\r\n")->argument == "3857529045");
  CHECK(read("+ idling\r\n")->tag == "+");
  CHECK(read("* 18 EXISTS\r\n")->number == 18);
}

TEST_CASE("imap: a message comes as a literal, in whatever pieces") {
  const std::string bytes = "* 2 FETCH (UID 42 BODY[]<0> {10}\r\nab\r\n(\")\r\nx FLAGS (\\Seen $a))\r\nD9 OK done\r\n";
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    ImapParser parser(100);
    std::vector<ImapResponse> all;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      parser.add(std::string_view(bytes).substr(at, piece));
      while (parser.next() == State::complete) all.push_back(parser.response());
    }
    REQUIRE(all.size() == 2);
    CHECK(all[0].item("uid")->number() == 42u);
    CHECK(all[0].item("BODY[]<0>")->text == "ab\r\n(\")\r\nx");
    CHECK(all[0].item("FLAGS")->list.size() == 2);
    CHECK(all[1].kind == "OK");
  }
}

TEST_CASE("imap: quoted strings, nil, and atoms with brackets") {
  const auto r = read("* LIST (\\Noselect) \"/\" \"a \\\"b\\\\c\" NIL BODY[HEADER.FIELDS (DATE FROM)]\r\n");
  REQUIRE(r);
  REQUIRE(r->values.size() == 5);
  CHECK(r->values[2].text == "a \"b\\c");
  CHECK(r->values[3].type == ImapValue::Type::nil);
  CHECK(r->values[4].text == "BODY[HEADER.FIELDS (DATE FROM)]");
}

TEST_CASE("imap: what a hostile server says ends the connection, and takes no memory") {
  CHECK_FALSE(read("* 1 FETCH (UID 1 BODY[] {4294967295}\r\n"));  // more than was asked for
  CHECK_FALSE(read("* 1 FETCH (UID 1 BODY[] {101}\r\n", 100));
  CHECK_FALSE(read("* 1 FETCH (UID 1\r\n"));
  CHECK_FALSE(read("* 1 FETCH UID 1)\r\n"));
  CHECK_FALSE(read("\r\n"));
  CHECK_FALSE(read("D1 FETCH (UID 1)\r\n"));  // data under a tag
  CHECK_FALSE(read("* X " + std::string(1000, '(') + "\r\n"));
  ImapParser endless(100);
  const std::string part(10'000, 'x');
  State state = State::more;
  for (int i = 0; i < 10 && state == State::more; ++i) endless.add(part), state = endless.next();
  CHECK(state == State::garbage);
  CHECK(read("* NO " + std::string(2000, 'y') + "\x1b[2J\r\n")->text.size() <= 500);
}

TEST_CASE("imap: what we send cannot break out of its quotes") {
  CHECK(imap_quoted("a\"b\\c") == "\"a\\\"b\\\\c\"");
  CHECK_FALSE(imap_quoted("a\r\nD1 DELETE x"));
  // RFC 3501 section 5.1.3's own example, and a folder in Chinese.
  CHECK(imap_folder("~peter/mail/台北/日本語") == "~peter/mail/&U,BTFw-/&ZeVnLIqe-");
  CHECK(imap_folder("R&D") == "R&-D");
}
