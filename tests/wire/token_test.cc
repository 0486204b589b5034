#include "wire/token.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/file.h"
#include "support/temp_dir.h"
#include "wire/mail.h"

using namespace dunmail;

namespace {

const TokenKeys keys{{{'b', "0123456789abcdef-new"}, {'a', "0123456789abcdef-old"}}};
const char* const pattern = "bounce+{token}@mail.sender.example";

}  // namespace

TEST_CASE("a bounce address names its letter, in any case of letters") {
  for (const std::string id : {"2026-000017", "L", "催款-7", "a\0b"}) {
    const auto address = make_verp(keys, id, pattern);
    REQUIRE(address);
    CHECK_FALSE(check_address(*address));
    CHECK(read_verp(keys, *address, pattern) == id);
    std::string upper = *address;
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    CHECK(read_verp(keys, upper, pattern) == id);
  }
}

TEST_CASE("nobody else can make a token") {
  const std::string good = *make_verp(keys, "2026-000017", pattern);
  const std::size_t start = good.find('+') + 1, end = good.find('@');
  for (std::size_t i = start; i < end; ++i) {
    std::string bad = good;
    bad[i] = bad[i] == 'a' ? 'b' : 'a';
    CAPTURE(bad);
    CHECK_FALSE(read_verp(keys, bad, pattern));
  }
  CHECK_FALSE(read_verp(keys, good.substr(0, end - 1) + good.substr(end), pattern));
  CHECK_FALSE(read_verp({{{'b', "another key altogether"}}}, good, pattern));
  CHECK_FALSE(read_verp(keys, "bounce+@mail.sender.example", pattern));
  CHECK_FALSE(read_verp(keys, "", pattern));
  CHECK_FALSE(read_verp(keys, good, "bounce+{token}@other.example"));
}

TEST_CASE("keys rotate: the first signs, all are read") {
  const TokenKeys old{{keys.keys[1]}};
  const std::string before = *make_verp(old, "L1", pattern);
  CHECK(read_verp(keys, before, pattern) == "L1");
  CHECK_FALSE(read_verp(old, *make_verp(keys, "L1", pattern), pattern));
}

TEST_CASE("a Message-ID is the letter's own, and no bounce address can be made from it") {
  const std::string id = make_message_id(keys, "2026-000017", "mail.sender.example");
  CHECK(id == make_message_id(keys, "2026-000017", "mail.sender.example"));
  CHECK(read_message_id(keys, "<" + id + ">") == "2026-000017");
  CHECK(read_message_id(keys, id) == "2026-000017");
  CHECK_FALSE(read_message_id(keys, "<x" + id + ">"));
  CHECK_FALSE(read_message_id(keys, "<someone@else.example>"));
  CHECK_FALSE(read_verp(keys, "bounce+" + id.substr(0, id.find('@')) + "@mail.sender.example", pattern));
}

TEST_CASE("a Message-ID that some mail system wrote in capitals is read all the same") {
  std::string id = make_message_id(keys, "L2026-000017", "mail.sender.example");
  for (char& c : id) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  CHECK(read_message_id(keys, id) == "L2026-000017");
}

TEST_CASE("what does not fit an address is a problem") {
  CHECK_FALSE(make_verp(keys, "a-letter-id-that-is-far-too-long", pattern));
  CHECK_FALSE(make_verp(keys, "L1", "bounce@mail.sender.example"));
  CHECK_FALSE(make_verp(keys, "L1", "bounce+{token}@a b"));
}

TEST_CASE("the key file is made once, for its owner alone") {
  TempDir dir;
  const TokenKeys made = load_or_create_keys(dir / "keys");
  struct stat info;
  REQUIRE(::stat((dir / "keys").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  REQUIRE(made.keys.size() == 1);
  CHECK(made.keys[0].secret.size() == 32);
  CHECK(load_or_create_keys(dir / "keys").keys[0].secret == made.keys[0].secret);
  TempDir other;
  CHECK(load_or_create_keys(other / "keys").keys[0].secret != made.keys[0].secret);
}

TEST_CASE("a key file that others may read, or that is not one, is refused") {
  TempDir dir;
  const std::string key = "a 00112233445566778899aabbccddeeff\n";
  struct Case {
    std::string text;
    mode_t mode;
    bool good;
  };
  for (const Case& c : std::vector<Case>{{key, 0600, true},
                                         {key, 0400, true},
                                         {key, 0640, false},
                                         {key, 0604, false},
                                         {"", 0600, false},
                                         {"a 0011\n", 0600, false},
                                         {"a 0g112233445566778899aabbccddeeff\n", 0600, false},
                                         {"A 00112233445566778899aabbccddeeff\n", 0600, false},
                                         {key + key, 0600, false},
                                         {"# old\n\n" + key, 0600, true}}) {
    CAPTURE(c.text, c.mode);
    write_file(dir / "keys", c.text);
    REQUIRE(::chmod((dir / "keys").c_str(), c.mode) == 0);
    if (c.good)
      CHECK(load_or_create_keys(dir / "keys").keys.size() == 1);
    else
      CHECK_THROWS_AS(load_or_create_keys(dir / "keys"), Error);
  }
  CHECK_THROWS_AS(load_or_create_keys(dir / "no/such/folder/keys"), Error);
  CHECK_THROWS_AS(load_or_create_keys(dir.path().string()), Error);
}
