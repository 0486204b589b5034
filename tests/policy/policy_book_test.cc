#include "policy/policy_book.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "policy/policy_check.h"

using namespace dunmail;

namespace {

const Date today = make_date(2026, 11, 21);

Policy policy(const std::string& name, const std::string& scope) {
  return Policy::parse(
      fmt::format("name = \"{}\"\n[[tier]]\nid = \"reminder\"\n{}{}\n", name, scope.empty() ? "" : "[scope]\n", scope),
      name + ".toml");
}

Account account() {
  Account a;
  a.debtor.id = "D1";
  a.debtor.kind = "individual";
  a.debtor.segment = "export";
  a.debtor.address.country = "DE";
  a.creditor = "main", a.currency = *Currency::find("EUR");
  const Date due = today - Days(30);
  a.items.push_back({{"INV-1", "main", "D1", "", due - Days(30), due, {100'00, a.currency}, ""}, 100'00});
  return a;
}

SentLetter letter(const char* by, const char* invoice, int days_ago) {
  SentLetter l;
  l.id = l.number = by, l.kind = "reminder", l.policy = by, l.day = today - Days(days_ago), l.invoices = {invoice};
  return l;
}

}  // namespace

TEST_CASE("the most specific scope wins: debtor, segment, creditor, kind, country, in this order") {
  const char* scopes[] = {"debtors = [\"D1\"]",     "segments = [\"export\"]",
                          "creditors = [\"main\"]", "debtor_kinds = [\"individual\"]",
                          "countries = [\"DE\"]",   ""};
  for (std::size_t first = 0; first < std::size(scopes); ++first) {
    std::vector<Policy> policies;
    for (std::size_t i = std::size(scopes); i-- > first;) policies.push_back(policy(fmt::format("p{}", i), scopes[i]));
    const PolicyBook book = PolicyBook::of(std::move(policies));
    CHECK(book.choose(account(), {}, today).policy->name == fmt::format("p{}", first));
  }
  // One that names more does not beat one that names the narrower thing.
  const PolicyBook book =
      PolicyBook::of({policy("all", ""),
                      policy("many", "creditors = [\"main\"]\ndebtor_kinds = [\"individual\"]\ncountries = [\"DE\"]"),
                      policy("one", "segments = [\"export\"]")});
  CHECK(book.choose(account(), {}, today).policy->name == "one");
  Account other = account();
  other.debtor.segment = "home";
  CHECK(book.choose(other, {}, today).policy->name == "many");
  other.creditor = "second";
  const auto choice = book.choose(other, {}, today);
  CHECK(choice.policy->name == "all");
  CHECK(choice.why == "all is for everybody");
}

TEST_CASE("what no order can decide is an error that names both files") {
  const auto refuses = [](std::vector<Policy> policies, const char* says) {
    CHECK_THROWS_WITH(PolicyBook::of(std::move(policies)), Catch::Contains(says));
  };
  refuses({policy("all", ""), policy("a", "segments = [\"x\"]"), policy("b", "segments = [\"x\", \"y\"]")},
          "b.toml: is for segments x, y, and a.toml for segments x");
  refuses({policy("all", ""), policy("second", "")}, "neither is the more specific");
  refuses({policy("a", "segments = [\"x\"]")}, "no policy is for everybody");
  refuses({policy("all", ""), policy("all", "segments = [\"x\"]")}, "has the name \"all\"");
  CHECK_NOTHROW(
      PolicyBook::of({policy("all", ""), policy("a", "segments = [\"x\"]"), policy("b", "segments = [\"y\"]")}));
}

TEST_CASE("a policy stays for the cycle of the earliest letter about what is overdue still") {
  const PolicyBook book = PolicyBook::of({policy("all", ""), policy("export", "segments = [\"export\"]")});
  Standing s;
  s.sent = {letter("all", "INV-1", 20), letter("export", "INV-1", 10)};
  const auto frozen = book.choose(account(), s, today);
  CHECK(frozen.policy->name == "all");
  CHECK_THAT(frozen.why, Catch::Contains("began this cycle with letter all of 2026-11-01"));
  s.sent[0].bounced = true;
  CHECK(book.choose(account(), s, today).policy->name == "export");
  s.sent = {letter("all", "INV-0", 20)};  // paid by now
  CHECK(book.choose(account(), s, today).policy->name == "export");
  s.sent = {letter("old", "INV-1", 20)};
  const auto gone = book.choose(account(), s, today);
  CHECK(gone.policy->name == "export");
  CHECK_THAT(gone.why, Catch::Contains("old began this cycle") && Catch::Contains("no longer there"));
}

TEST_CASE("a letter about one part of an invoice begins a cycle, for that part") {
  const PolicyBook book = PolicyBook::of({policy("all", ""), policy("export", "segments = [\"export\"]")});
  Account a = account();
  const Invoice whole = a.items[0].invoice;
  a.items = open_parts(whole, 100'00,
                       {{1, today - Days(30), 60'00, "instalment"}, {2, today - Days(5), 40'00, "instalment"}});
  Standing s;
  s.sent = {letter("all", "INV-1 (1/2)", 20)};
  CHECK(book.choose(a, s, today).policy->name == "all");
  a.items.erase(a.items.begin());  // that part is paid
  CHECK(book.choose(a, s, today).policy->name == "export");
}

TEST_CASE("a scope that others leave nothing to is found") {
  const auto found = [](std::vector<Policy> policies) { return check_scopes(policies); };
  CHECK(found({policy("all", ""), policy("a", "segments = [\"x\"]")}).empty());
  const auto shadowed = found(
      {policy("kinds", "debtor_kinds = [\"large-enterprise\", \"small-business\", \"public-body\", \"individual\"]"),
       policy("all", "")});
  REQUIRE(shadowed.size() == 1);
  CHECK_THAT(shadowed[0].line(), Catch::Contains("all can never match"));
}
