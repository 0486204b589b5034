#include "letters/facts.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "letters/sample_letter.h"

using namespace dunmail;

TEST_CASE("frozen facts come back without loss, and as the same text") {
  for (const char* kind : {"reminder", "lawyers-letter", "short-payment", "dispute-acknowledgement", "thanks"}) {
    const LetterFacts facts = sample_letter("zh-CN", kind);
    const std::string frozen = to_json(facts).dump();
    const LetterFacts back = facts_from_json(nlohmann::json::parse(frozen));
    CHECK(to_json(back).dump() == frozen);
    CHECK(back.items.size() == facts.items.size());
    CHECK(back.deadline == facts.deadline);
    CHECK(back.currency == facts.currency);
    CHECK(back.debtor == facts.debtor);
  }
}

TEST_CASE("a mail's two names are found without reading the rest") {
  for (const char* kind : {"reminder", "lawyers-letter", "dispute-acknowledgement"}) {
    const LetterFacts facts = sample_letter("zh-CN", kind);
    const MailNames names = mail_names(to_json(facts).dump());
    CHECK(names.creditor == facts.creditor.name);
    CHECK(names.addressee == facts.addressee.name);
  }
  // Names of others, deeper down or before them, are not theirs.
  const MailNames names = mail_names(
      R"({"name":"x","addressee":{"also":{"name":"x"},"name":"A"},"bank":{"name":"x"},"creditor":{"bank":{"name":"x"},"list":["x",{"name":"x"}],"name":""}})");
  CHECK(names.addressee == "A");
  CHECK(names.creditor.empty());
  for (const char* broken : {"", "{}", "[]", R"({"addressee":{"name":"A"},"creditor":{"name":1}})",
                             R"({"addressee":{"name":"A"},"creditor":{"na)"})
    CHECK_THROWS_WITH(mail_names(broken), Catch::Contains("does not name creditor and addressee"));
}

TEST_CASE("whatever to_json did not write is refused with its place") {
  const nlohmann::json good = to_json(sample_letter("en", "reminder"));
  const auto fails = [&](auto change, const char* where) {
    nlohmann::json broken = good;
    change(broken);
    CHECK_THROWS_WITH(facts_from_json(broken), Catch::Contains(where));
  };
  fails([](auto& j) { j.erase("total"); }, "letter.total: is missing");
  fails([](auto& j) { j["total"] = 1.5; }, "letter.total: is not a whole number");
  fails([](auto& j) { j["date"] = "2026-02-30"; }, "letter.date: is not a date");
  fails([](auto& j) { j["currency"] = "ABC"; }, "letter.currency");
  fails([](auto& j) { j["creditor"]["bank"]["colour"] = "red"; }, "letter.creditor.bank: has a member");
  fails([](auto& j) { j["items"] = nlohmann::json::object(); }, "letter.items: is not a list");
  CHECK_THROWS(facts_from_json(nlohmann::json::array()));
}

TEST_CASE("what a law firm's record lacks") {
  LawFirmFacts firm = *sample_letter("zh-CN", "lawyers-letter").law_firm;
  CHECK(firm.missing().empty());
  firm.licence.clear();
  firm.engaged.reset();
  CHECK(firm.missing() == std::vector<std::string>{"licence", "engaged"});
  CHECK(LawFirmFacts{}.missing().size() == 5);
}
