#include "letters/facts.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "letters/sample_letter.h"

using namespace dunmail;

namespace {

/// Gives every member another value, so that one that is not kept, or is kept as another, shows.
struct Filler {
  int last = 0;

  std::string text(const char* what) { return what + std::to_string(++last); }
  std::int64_t sum() { return 1000 + ++last; }
  Date day() { return make_date(2026, 1, 1) + Days(++last); }
  Address address() { return {text("street"), text("code"), text("city"), text("region"), text("CN")}; }
};

LetterFacts filled() {
  Filler f;
  const Currency eur = *Currency::find("EUR"), cny = *Currency::find("CNY");
  LetterFacts x;
  x.kind = f.text("kind");
  x.locale = f.text("locale");
  x.number = f.text("number");
  x.date = f.day();
  x.deadline = f.day();
  x.creditor = {f.text("id"),
                f.text("name"),
                f.address(),
                f.text("phone"),
                f.text("fax"),
                f.text("email"),
                f.text("website"),
                {f.text("form"), f.text("seat")},
                {f.text("holder"), f.text("bank"), f.text("account"), f.text("iban"), f.text("bic")},
                f.text("logo"),
                f.text("seal"),
                true};
  x.signatory = {f.text("name"),  f.text("title"), f.text("authority"),
                 f.text("phone"), f.text("email"), f.text("signature")};
  x.debtor.id = f.text("id");
  x.debtor.name = f.text("name");
  x.debtor.kind = f.text("kind");
  x.debtor.locale = f.text("locale");
  x.debtor.address = f.address();
  x.debtor.segment = f.text("segment");
  x.debtor.risk_class = f.text("risk");
  x.debtor.calendar = f.text("calendar");
  x.debtor.time_zone = f.text("zone");
  x.debtor.pay_days = {++f.last, ++f.last};
  x.debtor.blocked = f.text("blocked");
  x.debtor.credit_limit = Money{f.sum(), cny};
  x.debtor.distance_km = ++f.last;
  x.debtor.size = f.text("size");
  x.addressee = {f.text("debtor"), f.text("name"), f.text("position"), f.text("role"),  f.text("honorific"),
                 f.text("email"),  f.text("fax"),  f.text("phone"),    f.text("locale")};
  x.currency = eur;
  x.items = {{f.text("invoice"), f.text("contract"), f.day(), f.day(), ++f.last, f.sum(), f.sum(), f.sum()},
             {f.text("invoice"), f.text("contract"), f.day(), f.day(), -++f.last, f.sum(), f.sum(), f.sum()}};
  x.credit = f.sum();
  x.interest = f.sum();
  x.fees = f.sum();
  x.interest_basis = f.text("basis");
  x.lump_sums = f.sum();
  x.fees_basis = f.text("basis");
  x.earlier_charges = f.sum();
  x.claims = {{f.text("kind"), f.text("invoice"), f.text("letter"), f.day(), f.day(), f.day(), f.sum()}};
  x.total = f.sum();
  x.disputed = f.sum();
  x.earlier = {{f.text("kind"), f.text("number"), f.day(), f.day()}, {f.text("kind"), f.text("number"), f.day(), {}}};
  x.law_firm =
      LawFirmFacts{f.text("firm"), f.text("registration"), f.text("lawyer"), f.text("licence"), f.day(),
                   f.address(),    f.text("phone"),        f.text("email"),  f.text("seal"),    f.text("signature")};
  x.promise = PromiseFacts{f.sum(), f.day(), f.day(), f.sum(), true};
  x.plan = {{f.day(), f.sum()}, {f.day(), f.sum()}};
  x.payment = PaymentFacts{f.sum(), f.day(), f.text("reference"), {{f.text("invoice"), f.sum()}}};
  x.dispute = DisputeFacts{f.text("invoice"), f.text("type"), f.text("reason"), f.sum(), f.day()};
  x.extra = f.text("extra");
  x.response_url = f.text("url");
  x.rf_reference = f.text("rf");
  return x;
}

}  // namespace

TEST_CASE("every member of the facts comes back as it was frozen") {
  const LetterFacts facts = filled();
  CHECK(facts_from_json(nlohmann::json::parse(to_json(facts).dump())) == facts);
  const LetterFacts empty;
  CHECK(facts_from_json(to_json(empty)) == empty);
  // Cash only is something else than no limit known.
  LetterFacts cash = facts;
  cash.debtor.credit_limit = Money{0, *Currency::find("CNY")};
  cash.debtor.distance_km = 0;
  CHECK(facts_from_json(to_json(cash)) == cash);
}

TEST_CASE("facts that say nothing new are frozen in the bytes that earlier letters have, whose approvals hold") {
  LetterFacts facts = sample_letter("en", "reminder");
  facts.debtor.credit_limit.reset();
  facts.debtor.distance_km.reset();
  facts.debtor.size.clear();
  const nlohmann::json debtor = to_json(facts)["debtor"];
  for (const char* added : {"credit_limit", "distance_km", "size"}) CHECK_FALSE(debtor.contains(added));
}

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
