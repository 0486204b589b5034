#include "tracking/rules.h"

#include <catch2/catch.hpp>

#include "letters_back.h"

using namespace dunmail;

TEST_CASE("the shipped rules load, and every class is judged") {
  CHECK(rules().judge({"5.1.1", 550, "", ""}).hard);
  CHECK(rules().judge({"", 0, "", "quota exceeded"}).cls == "mailbox-full");
  CHECK(rules().judge({"", 0, "", ""}).reason == "unknown");
  CHECK(rules().judge({"", 550, "rcpt", "550 denied"}).cls == "address-dead");
  CHECK(rules().judge({"", 550, "mail", "550 no such user"}).cls == "policy");
  CHECK(rules().judge({"5.2.0", 550, "data", "550 user unknown"}).hard == false);
}

TEST_CASE("phrases match words, not parts of words, and skip at most eighty bytes") {
  PhraseSet set;
  set.add("rbl", 0);
  set.add("mailbox * full", 1);
  set.add("不存在", 2);
  CHECK_FALSE(set.any(plain_words("marble")));
  CHECK_FALSE(set.any(plain_words("rblx")));
  CHECK(set.any(plain_words("listed in RBL.")));
  CHECK(set.any(plain_words("Mailbox of\n  Mr Wang is  FULL")));
  CHECK_FALSE(set.any(plain_words("mailbox " + std::string(100, 'x') + " full")));
  CHECK(set.any(plain_words("用户不存在")));
  CHECK(plain_words("see <No-Such-User@x.example>, https://Host.example/user-unknown?x now") ==
        "see <@>, https://host.example now");
}

TEST_CASE("a mistake in the rules is an error with its line") {
  const auto fails = [](const std::string& toml, const std::string& words) {
    try {
      Rules::parse(toml, "replies.toml");
    } catch (const Error& e) {
      INFO(e.what());
      CHECK(std::string(e.what()).find(words) != std::string::npos);
      return true;
    }
    return false;
  };
  const std::string good = "[[reason]]\nword = \"unknown\"\n";
  CHECK_NOTHROW(Rules::parse(good, "replies.toml"));
  CHECK(fails("", "\"unknown\" is missing"));
  CHECK(fails(good + good, "stands twice"));
  CHECK(fails(good + "phrases = [\"User Unknown\"]\n", "could never be found"));
  CHECK(fails(good + "phrases = [\"no\"]\n", "too short"));
  CHECK(fails(good + "prases = [\"user unknown\"]\n", "phrases"));
  CHECK(fails(good + "class = \"dead\"\n", "address-dead"));
  CHECK(fails(good + "status = [\"5.x\"]\n", "not an enhanced status code"));
  CHECK(fails(good + "reply = [250]\n", "between 400 and 599"));
  CHECK(fails(good + "at_mail = \"unknwn\"\n", "did you mean"));
}
