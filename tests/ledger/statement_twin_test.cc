// One payment in files of two formats is one; two equal payments of one day are two.
#include "ledger/statement_twin.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "ledger/statement_camt.h"
#include "ledger/statement_mt940.h"

using namespace dunmail;

namespace {

BankEntry paid(std::int64_t minor, std::string text = "", std::string payer = "", std::string payer_account = "") {
  BankEntry e;
  e.account = "DE89370400440532013000";
  e.booked = e.value = make_date(2026, 11, 23);
  e.amount = {minor, *Currency::find("EUR")};
  e.text = std::move(text);
  e.payer = std::move(payer);
  e.payer_account = std::move(payer_account);
  return e;
}

BankEntry with(BankEntry e, std::string end_to_end, std::string bank_reference = "") {
  e.end_to_end = std::move(end_to_end);
  e.bank_reference = std::move(bank_reference);
  return e;
}

std::string said(const std::vector<Twin>& twins) {
  std::string out;
  for (const Twin& t : twins)
    out +=
        t.likeness == Likeness::different ? "- " : fmt::format("{}{} ", t.likeness == Likeness::same ? '=' : '?', t.of);
  return out;
}

}  // namespace

TEST_CASE("what tells two entries of different files apart, and what makes them one") {
  BankEntry other_day = paid(100), other_account = paid(100), short_account = paid(100, "Rechnung 4711");
  other_day.booked = other_day.value = make_date(2026, 11, 24);
  other_account.account = "DE02120300000000202051";
  short_account.account = "370400440532013000";  // as MT940 has it: bank and account, without DE89
  BankEntry valued = other_day;
  valued.value = make_date(2026, 11, 23);
  valued.text = "Rechnung 4711";
  struct Row {
    const char* what;
    BankEntry a, b;
    Likeness is;
  };
  const Row rows[] = {
      {"another sum", paid(100, "Rechnung 4711"), paid(101, "Rechnung 4711"), Likeness::different},
      {"another day", paid(100), other_day, Likeness::different},
      {"booked a day later, of the same value day", paid(100, "Rechnung 4711"), valued, Likeness::same},
      {"another account of ours", paid(100), other_account, Likeness::different},
      {"the account without the IBAN's head", paid(100, "Rechnung 4711"), short_account, Likeness::same},
      {"the payer's reference", with(paid(100, "a"), "E2E-1"), with(paid(100, "b"), "E2E-1"), Likeness::same},
      {"another reference of the payer", with(paid(100, "Rechnung 4711"), "E2E-1"),
       with(paid(100, "Rechnung 4711"), "E2E-2"), Likeness::different},
      {"the bank's reference", with(paid(100, "abc"), "", "FRA-0001"), with(paid(100, "xyz"), "", "FRA-0001"),
       Likeness::same},
      {"zeros for a reference", with(paid(100, "Rechnung 4711"), "", "0000"),
       with(paid(100, "Miete November"), "", "0000"), Likeness::different},
      {"the text, blanks and marks elsewhere", paid(100, "Rechnung INV-2026-0\n751, danke"),
       paid(100, "RECHNUNG INV-2026-0751 DANKE"), Likeness::same},
      {"the text cut off", paid(100, "Rechnung INV-2026-0751 und Dank fuer die Lieferung"),
       paid(100, "Rechnung INV-2026-0751 und Da"), Likeness::same},
      {"Chinese text", paid(100, "货款 2026年11月"), paid(100, "货款2026年11月"), Likeness::same},
      {"another account of the payer", paid(100, "Miete", "", "DE11111111111111111111"),
       paid(100, "Miete", "", "DE22222222222222222222"), Likeness::different},
      {"one payer, another text", paid(100, "Rate eins", "Acme GmbH"), paid(100, "Rate zwei", "ACME GMBH"),
       Likeness::perhaps},
      {"nothing but the sum", paid(100), paid(100), Likeness::perhaps},
      {"two payers", paid(100, "", "Acme GmbH"), paid(100, "", "Zeta AG"), Likeness::different},
      {"one text of two payers", paid(100, "Miete November", "Acme GmbH"), paid(100, "Miete November", "Zeta AG"),
       Likeness::perhaps},
      {"one text, the payer's name cut off", paid(100, "Miete November", "Acme Maschinenbau GmbH"),
       paid(100, "Miete November", "ACME MASCHINENBAU GM"), Likeness::same},
      {"two texts and no payer", paid(100, "Rate eins"), paid(100, "Miete November"), Likeness::different},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    CHECK(likeness(row.a, row.b) == row.is);
    CHECK(likeness(row.b, row.a) == row.is);
  }
}

TEST_CASE("two equal payments of one day stay two, however the second file orders them") {
  const BankEntry rent = paid(25000, "Abschlag November", "Acme GmbH");
  CHECK(said(twins_of({rent, rent}, {rent, rent})) == "=0 =1 ");
  CHECK(said(twins_of({rent, rent}, {rent})) == "=0 - ");
  // What is surely known does not lose its twin to what is only alike.
  CHECK(said(twins_of({paid(25000, "", "Acme GmbH"), rent}, {rent})) == "- =0 ");
}

TEST_CASE("a collective entry is known by its parts, whichever file comes first") {
  const std::string head =
      R"(<Document><BkToCstmrDbtCdtNtfctn><Ntfctn><Id>1</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>
<Ntry><Amt Ccy="EUR">300.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-23</Dt></BookgDt><AcctSvcrRef>SAMMEL-9</AcctSvcrRef><NtryDtls>)";
  const auto part = [](const char* sum, const char* text) {
    return fmt::format("<TxDtls><Amt Ccy=\"EUR\">{}</Amt><RmtInf><Ustrd>{}</Ustrd></RmtInf></TxDtls>", sum, text);
  };
  const auto details = read_camt(head + part("100.00", "INV-1") + part("200.00", "INV-2") +
                                     "</NtryDtls></Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>",
                                 "f");
  REQUIRE(details);
  const auto& parts = details->at(0).entries;
  REQUIRE(parts.size() == 2);
  CHECK(details->at(0).format == "camt.054");
  const auto whole = read_mt940(
      ":20:X\n:25:37040044/532013000\n:60F:C261123EUR0,\n:61:2611231123CR300,NTRFNONREF//"
      "77\n:86:166?00SAMMELGUTSCHRIFT\n:62F:C261123EUR300,\n",
      "f");
  REQUIRE(whole);
  const auto& entries = whole->at(0).entries;
  CHECK(entries.at(0).account == "370400440532013000");
  CHECK(is_part_of(parts[0], entries[0]));
  CHECK(said(twins_of(entries, parts)) == "=0 ");
  // A payment of the same sum that names its payer is none.
  BankEntry single = entries[0];
  single.payer = "Acme GmbH";
  CHECK(said(twins_of({single}, parts)) == "- ");
}

TEST_CASE("an announced entry is known again when it is booked, on whatever day that is") {
  const auto on = [](BankEntry e, int day) {
    e.booked = e.value = make_date(2026, 11, 10) + Days(day);
    return e;
  };
  const BankEntry announced = on(paid(100, "Rechnung 4711", "Shop GmbH"), 10);
  const auto twin = [&](const BankEntry& booked) { return announced_twins({booked}, {announced}).front().likeness; };
  CHECK(twin(on(announced, 10)) == Likeness::same);
  CHECK(twin(on(announced, 13)) == Likeness::same);
  CHECK(twin(on(announced, 24)) == Likeness::same);
  CHECK(twin(on(announced, 25)) == Likeness::different);
  CHECK(twin(on(announced, 6)) == Likeness::different);
  CHECK(twin(on(paid(101, "Rechnung 4711", "Shop GmbH"), 11)) == Likeness::different);
  CHECK(twin(on(paid(100, "Rechnung 4711", "Bakery AG", "DE11111111111111111111"), 11)) != Likeness::same);
  // Two equal ones are two.
  CHECK(said(announced_twins({on(announced, 11), on(announced, 11)}, {announced, announced})) == "=0 =1 ");
  CHECK(said(announced_twins({on(announced, 11), on(announced, 11)}, {announced})) == "=0 - ");
}
