#include "ledger/case_key.h"

#include <catch2/catch.hpp>

#include "base/unreadable.h"
#include "ledger/invoice.h"

using namespace dunmail;

TEST_CASE("a case's id and its key are one") {
  const CaseKey key{"main", "D0001", *Currency::find("CNY")};
  CHECK(key.id() == "main/D0001/CNY");
  CHECK(case_key("main/D0001/CNY") == key);
  Account account;
  account.creditor = "main";
  account.debtor.id = "D0001";
  account.currency = key.currency;
  CHECK(account.key() == key);
  CHECK(account.case_id() == key.id());
}

TEST_CASE("what is no case's id is refused, and has no words") {
  for (const char* text : {"", "main", "main/D0001", "main//CNY", "main/D0001/ABC", "main/D0001/", "-"}) {
    INFO(text);
    CHECK_THROWS_AS(case_key(text), UnreadableRecord);
  }
  CHECK(case_words("main/D0001").creditor.empty());
  CHECK(case_words("main/D0001/CNY").debtor == "D0001");
}
