#include "policy/policy.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "policy/policy_check.h"

using namespace dunmail;

TEST_CASE("the shipped policy loads, most severe first, with the fax rule kept") {
  const Policy p = Policy::load(std::string(DUNMAIL_SOURCE_DIR) + "/config/policy.toml");
  REQUIRE(p.tiers.size() == 4);
  CHECK(p.tiers[0].id == "lawyers-letter");
  CHECK(p.tiers[0].rank == 3);
  CHECK(p.tiers[0].approval == Approval::legal);
  CHECK(p.tiers[0].proof_below == Proof::proven);
  CHECK(p.tiers[3].id == "pre-due-notice");
  CHECK(p.tiers[3].rank == 0);
  for (const Tier& t : p.tiers)
    if (t.id != "reminder")
      for (const std::string& channel : t.channels) CHECK(channel != "fax");
}

TEST_CASE("a mistake in a policy is named with its line and, where it looks like one, the word that was meant") {
  struct Row {
    const char* toml;
    const char* says;
  };
  const Row rows[] = {
      {"name = \"x\"\n", "no tier"},
      {"name = \"x\"\n[[tier]]\nid = \"reminder\"\nminimum_amout = 3\n",
       "minimum_amout: is not a known key (did you mean minimum_amount?)"},
      {"name = \"x\"\n[[tier]]\nid = \"warning\"\nbelow = \"remind\"\n[[tier]]\nid = \"reminder\"\n", "no tier"},
      {"name = \"x\"\n[[tier]]\nid = \"a\"\nbelow = \"b\"\n[[tier]]\nid = \"b\"\nbelow = \"a\"\n", "in a circle"},
      {"name = \"x\"\n[[tier]]\nid = \"a\"\n[[tier]]\nid = \"b\"\n", "same rung"},
      {"name = \"x\"\n[[tier]]\nid = \"a\"\n[[tier]]\nid = \"b\"\nbelow = \"a\"\n", "most severe first"},
      {"name = \"x\"\n[[tier]]\nid = \"a\"\n[[tier]]\nid = \"a\"\n", "two tiers"},
      {"name = \"x\"\n[[tier]]\nid = \"a\"\ninterval = 3\ninterval_min = 5\n", "must lie between"},
      {"name = \"x\"\n[[tier]]\nid = \"a\"\ndays_overdue_from = 9\ndays_overdue_to = 3\n", "before days_overdue_from"},
      {"name = \"x\"\n[[tier]]\nid = \"a\"\nminimum_amount = { RMB = \"1\" }\n", "ISO 4217"},
      {"name = \"x\"\n[[tier]]\nid = \"a\"\nchannels = [\"e-mail\"]\n", "did you mean email"},
      {"name = \"x\"\n[[tier]]\nid = \"lawyers-letter\"\napproval = \"auto\"\n", "needs approval"},
      {"name = \"x\"\n[[tier]]\nid = \"lawyers-letter\"\nchannels = [\"fax\"]\n", "never goes by fax"},
      {"name = \"x\"\n[[tier]]\nid = \"a\"\n[cadence]\nslower = 0.5\n", "must be from 1"},
      {"name = \"x\"\n[[tier]]\nid = \"a\"\n[cadence]\ndraft_days = 0\n", "must be from 1 to 60"},
      {"name = \"x\"\n[[tier]]\nid = \"a\"\n[cadence]\ndraft_days = 61\n", "must be from 1 to 60"},
      {"name = \"x\"\n[[tier]]\nid = \"a\"\napproval = \"credit\"\ncredit_from = { CNY = \"1.00\" }\n",
       "every letter needs a credit clerk"},
      {"name = \"x\"\n[[tier]]\nid = \"a\"\ncharges = \"fees\"\n", "fee"},
      {"name = \"x\"\n[[tier]]\nid = \"a\"\ngrace_per_itme = 3\n", "did you mean grace_per_item?"},
      {"name = \"x\"\n[[tier]]\nid = \"a\"\nminimum_percent = 101\n", "p.toml:4:"},
      {"name = \"x\"\n[[tier]]\nid = \"a\"\nalways_send = true\nfinal_action = \"write-off\"\n", "never comes"},
      {"name = \"x\"\n[[tier]]\nid = \"b\"\nbelow = \"a\"\n[[tier]]\nid = \"a\"\nalways_send = true\n",
       "only the last tier"},
      {"name = \"x\"\n[[tier]]\nid = \"w\"\ntemplate = \"lawyers-letter\"\napproval = \"credit\"\n", "needs approval"},
      {"name = \"x\"\n[[tier]]\nid = \"lawyers-letter\"\n[tier.legal_gate]\nrequires = [\"limitation\"]\n",
       "no lawyer's letter goes without it"},
      {"name = \"x\"\n[[tier]]\nid = \"lawyers-letter\"\n[tier.legal_gate]\nrequires = [\"law-form\"]\n",
       "did you mean law-firm"},
      {"name = \"x\"\ngrouping = \"contracts\"\n[[tier]]\nid = \"a\"\n", "contract"},
      {"name = \"x\"\n[[tier]]\nid = \"a\"\n[scope]\ncountries = [\"China\"]\n", "ISO 3166-1"},
      {"name = \"x\"\n[[tier]]\nid = \"a\"\n[scope]\ndebtors = []\n", "is for nobody"},
      {"name = \"x\"\n[[tier]]\nid = \"a\"\n[scope]\nsegment = [\"a\"]\n", "did you mean segments"},
      {"name = \"x\n", "not valid TOML"},
  };
  for (const Row& r : rows) {
    INFO(r.toml);
    CHECK_THROWS_WITH(Policy::parse(r.toml, "p.toml"), Catch::Contains(r.says));
  }
}

TEST_CASE("a draft waits for its approval for five working days unless the policy says otherwise") {
  const std::string tier = "name = \"x\"\n[[tier]]\nid = \"a\"\n";
  CHECK(Policy::parse(tier, "p.toml").cadence.draft_days == 5);
  CHECK(Policy::parse(tier + "[cadence]\ndraft_days = 2\n", "p.toml").cadence.draft_days == 2);
  CHECK(Policy::load(std::string(DUNMAIL_SOURCE_DIR) + "/config/policy.toml").cadence.draft_days == 5);
}

TEST_CASE("the shipped policy contradicts itself nowhere") {
  for (const Problem& p : check(Policy::load(std::string(DUNMAIL_SOURCE_DIR) + "/config/policy.toml")))
    FAIL_CHECK(p.line());
}

TEST_CASE("a check finds tiers nothing reaches, gaps and contradictions") {
  struct Row {
    const char* upper;
    const char* lower;
    const char* says;
  };
  const Row rows[] = {
      {"ignored_below = 2", "", "only a broken promise reaches it"},
      {"days_overdue_to = 5", "days_overdue_from = 10", "never reached"},
      {"days_overdue_from = 60", "days_overdue_to = 30", "nothing is sent"},
      {"days_overdue_from = 5", "days_overdue_from = 10", "no effect"},
      {"minimum_amount = { CNY = \"10.00\" }", "minimum_amount = { CNY = \"100.00\" }", "lower minimum amount"},
      {"debtor_kinds = [\"individual\"]", "debtor_kinds = [\"public-body\"]", "never gets here"},
      {"proof_below = \"proven\"", "channels = [\"fax\"]", "goes by fax only"},
      {"deadline_days = 0", "", "prints no deadline"},
      {"channels = [\"fax\"]", "", "others read it"},
      {"fee = { EUR = \"5.00\" }", "", "names a fee"},
      {"regime = \"eu\"", "", "computes nothing by it"},
  };
  for (const Row& r : rows) {
    INFO(r.upper);
    const Policy p = Policy::parse(std::string("name = \"x\"\n[[tier]]\nid = \"warning\"\nbelow = \"reminder\"\n") +
                                       r.upper + "\n[[tier]]\nid = \"reminder\"\n" + r.lower + "\n",
                                   "p.toml");
    const auto found = check(p);
    CHECK(std::any_of(found.begin(), found.end(),
                      [&](const Problem& problem) { return problem.line().find(r.says) != std::string::npos; }));
  }
}

TEST_CASE("what a tier says of its letter is read, and what it leaves out is harmless") {
  const Policy p = Policy::parse(R"(name = "x"
grouping = "contract"
[scope]
creditors = ["main"]
countries = ["DE"]
[[tier]]
id = "second"
below = "first"
template = "reminder"
charges = "both"
fee = { EUR = "2.50" }
regime = "de-b2b"
items = "all"
final_action = "stop-supply"
grace_per_item = 5
minimum_percent = 10
[[tier]]
id = "first"
)",
                                 "p.toml");
  const Tier &second = p.tiers[0], &first = p.tiers[1];
  CHECK(second.template_kind == "reminder");
  CHECK(second.charges == ChargesMode::both);
  CHECK(second.fee.at("EUR") == 250);
  CHECK(second.regime == "de-b2b");
  CHECK(second.lists_all);
  CHECK(second.final_action == FinalAction::stop_supply);
  CHECK(second.grace_per_item == 5);
  CHECK(second.minimum_percent == 10);
  CHECK(p.grouping == Grouping::contract);
  CHECK(p.scope.countries == std::vector<std::string>{"DE"});
  CHECK(first.template_kind == "first");
  CHECK(first.charges == ChargesMode::none);
  CHECK(first.final_action == FinalAction::none);
  CHECK(first.legal_gate.empty());
}

TEST_CASE("an automatic letter needs a credit clerk from its sum on, in its own currency") {
  const Policy p = Policy::parse("name = \"x\"\n[[tier]]\nid = \"a\"\ncredit_from = { CNY = \"500.00\" }\n", "p.toml");
  const Currency cny = *Currency::find("CNY"), eur = *Currency::find("EUR");
  CHECK(approval_for(p.tiers[0], 499'99, cny) == Approval::automatic);
  CHECK(approval_for(p.tiers[0], 500'00, cny) == Approval::credit);
  CHECK(approval_for(p.tiers[0], 500'00, eur) == Approval::automatic);
}
