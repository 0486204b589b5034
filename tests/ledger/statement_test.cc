// Bank statements: what each format says, its traps, and what is refused. Amounts are those written in the fixtures.
#include "ledger/statement.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "base/file.h"
#include "ledger/statement_camt.h"
#include "ledger/statement_csv.h"
#include "ledger/statement_mt940.h"

using namespace dunmail;

namespace {

Statements good(Result<Statements> read) {
  if (!read) FAIL(read.problem().line());
  return std::move(*read);
}

BankEntry only(Result<Statements> read) {
  const Statements s = good(std::move(read));
  REQUIRE(s.size() == 1);
  REQUIRE(s[0].entries.size() == 1);
  return s[0].entries[0];
}

std::string problem(const Result<Statements>& read) { return read ? "read" : read.problem().line(); }

std::string camt(const std::string& entries, const std::string& before = "", const std::string& kind = "Stmt",
                 const std::string& message = "BkToCstmrStmt") {
  return "<?xml version=\"1.0\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><" + message +
         "><GrpHdr/><" + kind +
         "><Id>7</Id><CreDtTm>2026-11-20T18:00:00</CreDtTm><Acct><Id><IBAN>DE89 3704 0044 0532 0130 "
         "00</IBAN></Id><Ccy>EUR</Ccy></Acct>" +
         before + entries + "</" + kind + "></" + message + "></Document>";
}

std::string ntry(const std::string& amount, const std::string& more, const std::string& direction = "CRDT",
                 const std::string& currency = "EUR") {
  return "<Ntry><Amt Ccy=\"" + currency + "\">" + amount + "</Amt><CdtDbtInd>" + direction +
         "</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-20</Dt></BookgDt>" + more + "</Ntry>";
}

std::string mt940(const std::string& entries, const std::string& closing = ":62F:C261120EUR0,\n") {
  return ":20:STARTUMS\n:25:37040044/0532013000\n:28C:00210/001\n:60F:C261119EUR1000,00\n" + entries + closing + "-\n";
}

BankProfile profile(const std::string& name) {
  return BankProfile::load(DUNMAIL_SOURCE_DIR "/config/bank-profiles/" + name + ".toml");
}

}  // namespace

TEST_CASE("camt: the same payment as version 2 and as version 8 write it") {
  const std::string old_form = ntry(
      "1234.50",
      "<ValDt><Dt>2026-11-19</Dt></ValDt><NtryDtls><TxDtls><Refs><EndToEndId>E-1</EndToEndId></"
      "Refs><RltdPties><Dbtr><Nm>Muster GmbH</Nm></Dbtr>"
      "<DbtrAcct><Id><IBAN>DE02 1203 0000 0000 2020 51</IBAN></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>Rechnung "
      "RE-1</Ustrd><Strd><CdtrRefInf><Ref>RF18 5390 0754 7034</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls>");
  const std::string new_form =
      "<Ntry><Amt "
      "Ccy=\"EUR\">1234.5</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></"
      "Sts><BookgDt><DtTm>2026-11-20T23:59:00-05:00</DtTm></BookgDt><ValDt><Dt>2026-11-19</Dt></ValDt>"
      "<NtryDtls><TxDtls><Refs><EndToEndId>E-1</EndToEndId></Refs><RltdPties><Dbtr><Pty><Nm>Muster "
      "GmbH</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>DE02120300000000202051</IBAN></Id></DbtrAcct></RltdPties>"
      "<RmtInf><Ustrd>Rechnung "
      "RE-1</Ustrd><Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls></"
      "Ntry>";
  const BankEntry a = only(read_camt(camt(old_form), "a.xml")), b = only(read_camt(camt(new_form), "b.xml"));
  for (const BankEntry& e : {a, b}) {
    CHECK(e.amount == Money{123450, *Currency::find("EUR")});
    CHECK(e.booked == make_date(2026, 11, 20));
    CHECK(e.value == make_date(2026, 11, 19));
    CHECK(e.payer == "Muster GmbH");
    CHECK(e.payer_account == "DE02120300000000202051");
    CHECK(e.reference == "RF18539007547034");
    CHECK(e.end_to_end == "E-1");
    CHECK(e.text == "Rechnung RE-1");
    CHECK(e.account == "DE89370400440532013000");
    CHECK_FALSE(e.pending);
  }
  CHECK(a.id == b.id);
}

TEST_CASE("camt: reports and notifications, prefixes, pending entries and returned payments") {
  CHECK(good(read_camt(camt(ntry("1.00", ""), "", "Rpt", "BkToCstmrAcctRpt"), "f")).size() == 1);
  CHECK(good(read_camt(camt(ntry("1.00", ""), "", "Ntfctn", "BkToCstmrDbtCdtNtfctn"), "f")).size() == 1);
  const std::string prefixed =
      "<n:Document xmlns:n='urn:x'><n:BkToCstmrStmt><n:Stmt><n:Ntry><n:Amt "
      "Ccy='EUR'>1.00</n:Amt><n:CdtDbtInd>CRDT</n:CdtDbtInd><n:Sts><n:Cd>PDNG</n:Cd></"
      "n:Sts><n:ValDt><n:Dt>2026-11-20+01:00</n:Dt></n:ValDt></n:Ntry></n:Stmt></n:BkToCstmrStmt></n:Document>";
  const BankEntry pending = only(read_camt(prefixed, "f"));
  CHECK(pending.pending);
  CHECK(pending.booked == make_date(2026, 11, 20));
  const BankEntry returned =
      only(read_camt(camt(ntry("5.00",
                               "<RvslInd>true</RvslInd><NtryDtls><TxDtls><RltdPties><Dbtr><Nm>Payer</Nm></"
                               "Dbtr><Cdtr><Nm>Us</Nm></Cdtr></RltdPties></TxDtls></NtryDtls>",
                               "DBIT")),
                     "f"));
  CHECK(returned.reversal);
  CHECK(returned.amount.minor == -500);
  CHECK(returned.payer == "Payer");
  const BankEntry reason = only(read_camt(
      camt(ntry("5.00", "<NtryDtls><TxDtls><RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls></NtryDtls>", "DBIT")),
      "f"));
  CHECK(reason.reversal);
  CHECK(reason.text == "AC04");
  const BankEntry ours = only(read_camt(camt(ntry("5.00",
                                                  "<NtryDtls><TxDtls><RltdPties><Dbtr><Nm>Us</Nm></"
                                                  "Dbtr><Cdtr><Nm>Supplier</Nm></Cdtr></RltdPties></TxDtls></NtryDtls>",
                                                  "DBIT")),
                                        "f"));
  CHECK(ours.payer == "Supplier");
  CHECK_FALSE(ours.reversal);
}

TEST_CASE("camt: a collective entry becomes its transactions when they add up, else one entry with a remark") {
  const auto batch = [](const std::string& a, const std::string& b) {
    return ntry("30.00",
                "<AcctSvcrRef>REF-77</AcctSvcrRef><NtryDtls><Btch><NbOfTxs>2</NbOfTxs></"
                "Btch><TxDtls><AmtDtls><TxAmt><Amt Ccy='EUR'>" +
                    a + "</Amt></TxAmt></AmtDtls><RmtInf><Ustrd>A</Ustrd></RmtInf></TxDtls><TxDtls><Amt Ccy='EUR'>" +
                    b + "</Amt><RmtInf><Ustrd>B</Ustrd></RmtInf></TxDtls></NtryDtls>");
  };
  const Statements split = good(read_camt(camt(batch("10.00", "20.00")), "f"));
  REQUIRE(split[0].entries.size() == 2);
  CHECK(split[0].entries[0].amount.minor == 1000);
  CHECK(split[0].entries[1].amount.minor == 2000);
  CHECK(split[0].entries[0].id != split[0].entries[1].id);
  const Statements whole = good(read_camt(camt(batch("10.00", "19.99")), "f.xml"));
  REQUIRE(whole[0].entries.size() == 1);
  CHECK(whole[0].entries[0].collective);
  REQUIRE(whole[0].remarks.size() == 1);
  CHECK(whole[0].remarks[0].message == "Ntry: its 2 transactions make 29.99, the entry says 30.00");
  CHECK(
      only(read_camt(camt(ntry("30.00", "<NtryDtls><Btch><NbOfTxs>12</NbOfTxs></Btch></NtryDtls>")), "f")).collective);
}

TEST_CASE("camt: what the payer sent stands beside what arrived") {
  const BankEntry e = only(
      read_camt(camt(ntry("995.00",
                          "<NtryDtls><TxDtls><AmtDtls><InstdAmt><Amt Ccy='USD'>1100.00</Amt></InstdAmt><TxAmt><Amt "
                          "Ccy='EUR'>1000.00</Amt></TxAmt></AmtDtls></TxDtls></NtryDtls>")),
                "f"));
  CHECK(e.amount.minor == 99500);
  CHECK(e.instructed == Money{110000, *Currency::find("USD")});
}

TEST_CASE("camt: minor units are exact in every currency") {
  CHECK(only(read_camt(camt(ntry("2700.00", "", "CRDT", "JPY")), "f")).amount.minor == 2700);
  CHECK(only(read_camt(camt(ntry("1.234", "", "CRDT", "KWD")), "f")).amount.minor == 1234);
  CHECK(only(read_camt(camt(ntry("1.23000", "")), "f")).amount.minor == 123);
  CHECK_THAT(problem(read_camt(camt(ntry("1.234", "")), "f")),
             Catch::StartsWith("f:1: Amt: ") || Catch::StartsWith("f:1: "));
  CHECK(problem(read_camt(camt(ntry("2700.50", "", "CRDT", "JPY")), "f")) != "read");
  CHECK(problem(read_camt(camt(ntry("99999999999999999999", "")), "f")) != "read");
  CHECK(problem(read_camt(camt(ntry("-5.00", "")), "f")).find("below zero") != std::string::npos);
  CHECK(problem(read_camt(camt(ntry("5.00", "", "CRDT", "XYZ")), "f")).find("not a currency") != std::string::npos);
}

TEST_CASE("camt: balances that do not add up are remarked, with the sums") {
  const std::string balances =
      "<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt "
      "Ccy='EUR'>10.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Dt><Dt>2026-11-19</Dt></Dt></Bal>"
      "<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt "
      "Ccy='EUR'>5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-20</Dt></Dt></Bal>";
  // -10.00 + 15.00 = 5.00
  CHECK(good(read_camt(camt(ntry("15.00", ""), balances), "f"))[0].remarks.empty());
  const Statements wrong = good(read_camt(camt(ntry("14.00", ""), balances), "f"));
  REQUIRE(wrong[0].remarks.size() == 1);
  CHECK(wrong[0].remarks[0].message ==
        "statement 7: the opening balance -10.00 and the entries make 4.00, the closing balance says 5.00");
}

TEST_CASE("XML that is not a statement, is cut off, or brings entities is one clear line") {
  const std::string whole = camt(ntry("1.00", ""));
  CHECK_THAT(problem(read_camt(whole.substr(0, whole.size() - 30), "cut.xml")),
             Catch::Contains("cut off here") && Catch::StartsWith("cut.xml:1:"));
  CHECK_THAT(problem(read_camt("<a><b></a>", "f")), Catch::Contains("the XML cannot be read"));
  CHECK_THAT(problem(read_camt("<html></html>", "f")), Catch::Contains("no camt.052"));
  std::string bomb = "<?xml version='1.0'?>\n<!DOCTYPE l [<!ENTITY a 'x'>";
  for (char c = 'b'; c < 'm'; ++c)
    bomb += std::string("<!ENTITY ") + c + " '" + [&] {
      std::string ten;
      for (int i = 0; i < 10; ++i) ten += std::string("&") + static_cast<char>(c - 1) + ";";
      return ten;
    }() + "'>";
  bomb += "]>" + camt(ntry("1.00", "<AddtlNtryInf>&l;</AddtlNtryInf>")).substr(21);
  CHECK_THAT(problem(read_camt(bomb, "bomb.xml")), Catch::StartsWith("bomb.xml:2: ") && Catch::Contains("DOCTYPE"));
  CHECK_THAT(problem(read_camt("<!DOCTYPE d SYSTEM 'file:///etc/passwd'><d/>", "f")), Catch::Contains("DOCTYPE"));
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "<a>";
  CHECK_THAT(problem(read_camt(deep, "f")), Catch::Contains("nested deeper"));
}

TEST_CASE("XML in Latin-1, Windows-1252, UTF-16 and GB18030") {
  const auto named = [](const std::string& encoding, const std::string& name) {
    std::string xml = camt(ntry(
        "1.00", "<NtryDtls><TxDtls><RltdPties><Dbtr><Nm>" + name + "</Nm></Dbtr></RltdPties></TxDtls></NtryDtls>"));
    return xml.replace(0, 21, "<?xml version=\"1.0\" encoding=\"" + encoding + "\"?>");
  };
  CHECK(only(read_camt(named("ISO-8859-1", "M\xFCller"), "f")).payer == "Müller");
  CHECK(only(read_camt(named("windows-1252", "\x80uro"), "f")).payer == "€uro");
  CHECK(only(read_camt(named("GB18030", "\xB9\xAB\xCB\xBE"), "f")).payer == "公司");
  std::string utf16 = "\xFF\xFE";
  for (const char c : named("UTF-16", "Acme")) utf16 += c, utf16 += '\0';
  REQUIRE(statement_format(utf16, "f"));
  CHECK(*statement_format(utf16, "f") == StatementFormat::camt);
  CHECK(only(read_camt(utf16, "f")).payer == "Acme");
}

TEST_CASE("MT940: direction, currency letter, reversal and dates") {
  struct Row {
    const char* field;
    std::int64_t minor;
    bool reversal;
    const char* booked;
    const char* value;
  };
  const Row rows[] = {
      {":61:2611201120C12,34NTRFNONREF", 1234, false, "2026-11-20", "2026-11-20"},
      {":61:2611201120CR3000,NTRFNONREF//55555", 300000, false, "2026-11-20", "2026-11-20"},  // R is that of EUR
      {":61:261120DR3000,5NTRFNONREF", -300050, false, "2026-11-20", "2026-11-20"},
      {":61:2611201120RC3000,NTRFNONREF", -300000, true, "2026-11-20", "2026-11-20"},  // a credit taken back
      {":61:2611201120RCR3000,NTRFNONREF", -300000, true, "2026-11-20", "2026-11-20"},
      {":61:2611201120RD10,00NTRFNONREF", 1000, true, "2026-11-20", "2026-11-20"},
      {":61:2701020102C1,NMSCX", 100, false, "2027-01-02", "2027-01-02"},
      {":61:2701021231C1,NMSCX", 100, false, "2026-12-31", "2027-01-02"},  // booked in the year before
      {":61:2612310101C1,NMSCX", 100, false, "2027-01-01", "2026-12-31"},
      {":61:2602300228C1,NMSCX", 100, false, "2026-02-28", "2026-02-28"},  // 30 February
      {":61:280230C1,NMSCX", 100, false, "2028-02-29", "2028-02-29"},
  };
  for (const Row& row : rows) {
    INFO(row.field);
    const BankEntry e = only(read_mt940(mt940(std::string(row.field) + "\n"), "f"));
    CHECK(e.amount.minor == row.minor);
    CHECK(e.reversal == row.reversal);
    CHECK(iso(e.booked) == row.booked);
    CHECK(iso(e.value) == row.value);
  }
  const Statements february = good(read_mt940(mt940(":61:2602300228C1,NMSCX\n", ":62F:C260228EUR1001,\n"), "f.sta"));
  REQUIRE(february[0].remarks.size() == 1);
  CHECK(february[0].remarks[0].line().starts_with("f.sta:5: the value day 260230 does not exist; 2026-02-28 is taken"));
  CHECK_THAT(problem(read_mt940(mt940(":61:261320C1,NMSCX\n"), "f.sta")),
             Catch::StartsWith("f.sta:5: ") && Catch::Contains("not a date"));
  CHECK_THAT(problem(read_mt940(mt940(":61:2611201120X12,34NTRF\n"), "f")), Catch::Contains("neither C nor D"));
  CHECK_THAT(problem(read_mt940(mt940(":61:2611201120C12,345NTRF\n"), "f")), Catch::StartsWith("f:5: "));
}

TEST_CASE("MT940: German subfields, lines broken within a word, SEPA marks") {
  const BankEntry e = only(read_mt940(
      mt940(":61:2611201120CR1190,00N051NONREF//BANK-9\n"
            ":86:166?00SEPA-GUTSCHRIFT?109248?20EREF+KD-4711?21SVWZ+Rechnung INV-2026-0?22001 vom "
            "01.11.\n?23ABWA+Tochter AG?30COBADEFFXXX?31DE02120300\n000000202051?32Muster Maschin?33enbau GmbH\n"),
      "f"));
  CHECK(e.payer == "Muster Maschinenbau GmbH");
  CHECK(e.payer_account == "DE02120300000000202051");
  CHECK(e.end_to_end == "KD-4711");
  CHECK(e.on_behalf_of == "Tochter AG");
  CHECK(e.text == "Rechnung INV-2026-0\n001 vom 01.11.");
  CHECK(e.bank_reference == "BANK-9");
  const BankEntry returned =
      only(read_mt940(mt940(":61:2611201120DR50,00N051NONREF\n:86:109?00RUECKLASTSCHRIFT?20SVWZ+ZURUECK\n"), "f"));
  CHECK(returned.reversal);
}

TEST_CASE("MT940: code words and free text") {
  const BankEntry dutch = only(read_mt940(
      mt940(":61:2611201120C72,NTRFEREF//9\n:86:/TRTP/SEPA OVERBOEKING/IBAN/NL32INGB0000012345/BIC/INGBNL2A\n/NAME/J "
            "JANSSEN/REMI/FACTUUR RE-0001\n2/EREF/NOTPROVIDED\n"),
      "f"));
  CHECK(dutch.payer == "J JANSSEN");
  CHECK(dutch.payer_account == "NL32INGB0000012345");
  CHECK(dutch.text.find("FACTUUR RE-0001\n2") == 0);
  const BankEntry counter =
      only(read_mt940(mt940(":61:2611201120C72,NTRFNONREF\n:86:/EREF/E-77//CNTP/NL32INGB0000012345/INGBNL2A/Bakkerij/"
                            "Delft///REMI/USTD//Factuur 12/\n"),
                      "f"));
  CHECK(counter.payer == "Bakkerij");
  CHECK(counter.end_to_end == "E-77/");
  CHECK(counter.text == "Factuur 12");
  CHECK(only(read_mt940(mt940(":61:2611201120C72,NTRFABC\n:86:PAYMENT FOR INV-1\nAND MORE\n"), "f")).text ==
        "PAYMENT FOR INV-1\nAND MORE");
}

TEST_CASE("MT940: several statements, SWIFT's envelope, encodings, balances, cut off") {
  const std::string one = mt940(":61:2611201120C100,NTRFX\n", ":62F:C261120EUR1100,\n");
  const Statements two = good(read_mt940("{1:F01BANKDEFFXXXX}{2:O940}{4:\r\n" + one + "-}\r\n" + one, "f"));
  CHECK(two.size() == 2);
  CHECK(two[0].entries[0].id == two[1].entries[0].id);
  CHECK(two[0].id == "00210/001");
  CHECK(two[0].remarks.empty());
  const Statements wrong = good(read_mt940(mt940(":61:2611201120C100,NTRFX\n", ":62F:C261120EUR1100,01\n"), "f"));
  REQUIRE(wrong[0].remarks.size() == 1);
  CHECK_THAT(problem(read_mt940(mt940(":61:2611201120C100,NTRFX\n", ""), "f.sta")), Catch::Contains("cut off"));
  CHECK_THAT(problem(read_mt940(mt940("", ":62F:C261120USD1000,\n"), "f")), Catch::Contains("is in USD"));
  CHECK_THAT(problem(read_mt940(":61:2611201120C100,NTRFX\n", "f")), Catch::Contains("before any :20:"));
  CHECK(only(read_mt940(mt940(":61:2611201120C1,NTRFX\n:86:M\xFCller\n"), "f")).text == "Müller");
  CHECK(only(read_mt940(mt940(":61:2611201120C1,NTRFX\n:86:\xB9\xAB\xCB\xBE\n"), "f")).text == "公司");
}

TEST_CASE(
    "MT940: a blank entry date, references that stand in :86:, what an ordering bank writes on lines of its own") {
  CHECK(iso(only(read_mt940(mt940(":61:261120    C50,00NTRFNONREF\n"), "f")).booked) == "2026-11-20");
  CHECK(iso(only(read_mt940(mt940(":61:2611200000C50,00NTRFNONREF\n"), "f")).booked) == "2026-11-20");
  const BankEntry kref =
      only(read_mt940(mt940(":61:2611201120CR50,00NTRFKREF+//"
                            "BANK-77\n:86:166?00GUTSCHRIFT?20KREF+OURS-1?21SVWZ+RECHNUNG 4711?32SHOP GMBH\n"),
                      "f"));
  CHECK(kref.end_to_end == "OURS-1");
  CHECK(kref.text == "RECHNUNG 4711");
  CHECK(kref.bank_reference == "BANK-77");
  // The payer's reference for the payment is more than that for its file.
  CHECK(only(read_mt940(mt940(":61:2611201120CR50,00NTRFEREF+\n:86:166?20EREF+THEIRS-1?21KREF+OURS-1?22SVWZ+x\n"), "f"))
            .end_to_end == "THEIRS-1");
  const BankEntry ordered = only(read_mt940(mt940(":61:2611201120CR50,00NTRF1004//5128522\n:86:/OCMT/USD60,50/"
                                                  "\nINVOICE INV-7\nAND INV-8\n/ORDP/SHOP TRADING LTD\n1 QUEEN ROAD\n"),
                                            "f"));
  CHECK(ordered.payer == "SHOP TRADING LTD");
  CHECK_THAT(ordered.text, Catch::Contains("INVOICE INV-7\nAND INV-8"));
  CHECK(ordered.instructed == Money{6050, *Currency::find("USD")});
}

TEST_CASE("MT942 and camt: a bank's own sums that contradict its entries are remarked with both") {
  const std::string report =
      ":20:X\n:25:37040044/0532013000\n:28C:1/1\n:34F:EUR0,\n:61:2611201120C5,00NTRFX\n:90C:1EUR";
  CHECK(good(read_mt940(report + "5,00\n-\n", "f"))[0].remarks.empty());
  const Statements wrong = good(read_mt940(report + "7,00\n-\n", "f"));
  REQUIRE(wrong[0].remarks.size() == 1);
  CHECK_THAT(wrong[0].remarks[0].message, Catch::Contains("says 7.00 in, the rows make 5.00 in"));
  const auto summary = [](const char* sum) {
    return std::string("<TxsSummry><TtlCdtNtries><Sum>") + sum + "</Sum></TtlCdtNtries></TxsSummry>";
  };
  CHECK(good(read_camt(camt(ntry("5.00", ""), summary("5.00")), "f"))[0].remarks.empty());
  const Statements sums = good(read_camt(camt(ntry("5.00", ""), summary("7.00")), "f"));
  REQUIRE(sums[0].remarks.size() == 1);
  CHECK_THAT(sums[0].remarks[0].message, Catch::Contains("says 7.00 in, the rows make 5.00 in"));
}

TEST_CASE(
    "camt.052 of version 1 writes the version into its name and has no NtryDtls, a document may hold no statement") {
  const BankEntry e = only(read_camt(
      "<Document "
      "xmlns='urn:iso:std:iso:20022:tech:xsd:camt.052.001.01'><BkToCstmrAcctRptV01><GrpHdr/><Rpt><Id>1</"
      "Id><Acct><Id><BBAN>370400440532013000</BBAN></Id><Ccy>EUR</Ccy></Acct>"
      "<Ntry><Amt "
      "Ccy='EUR'>5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-20</Dt></"
      "BookgDt><TxDtls><Refs><EndToEndId>E-1</EndToEndId></Refs>"
      "<RltdPties><Dbtr><Nm>Shop</Nm></Dbtr></RltdPties><RmtInf><Strd><RfrdDocInf><RfrdDocNb>INV-7</RfrdDocNb></"
      "RfrdDocInf><CdtrRefInf><CdtrRef>RF18539007547034</CdtrRef></CdtrRefInf></Strd></RmtInf></TxDtls></Ntry>"
      "</Rpt></BkToCstmrAcctRptV01></Document>",
      "f"));
  CHECK(e.amount.minor == 500);
  CHECK(e.payer == "Shop");
  CHECK(e.end_to_end == "E-1");
  CHECK(e.reference == "RF18539007547034");
  CHECK(e.text == "INV-7");
  CHECK(e.account == "370400440532013000");
  CHECK(good(read_camt("<Document><BkToCstmrStmt><GrpHdr><MsgId>X</MsgId></GrpHdr></BkToCstmrStmt></Document>", "f"))
            .empty());
}

TEST_CASE("camt: what stands with each payment of a sum that cannot be divided is kept in its text") {
  const auto part = [](const char* payer, const char* text) {
    return std::string("<TxDtls><Amt Ccy='USD'>10.00</Amt><RltdPties><Dbtr><Nm>") + payer +
           "</Nm></Dbtr></RltdPties><RmtInf><Ustrd>" + text + "</Ustrd></RmtInf></TxDtls>";
  };
  const BankEntry e = only(read_camt(
      camt(ntry("18.00", "<NtryDtls>" + part("Shop A", "INV-1") + part("Shop B", "INV-2") + "</NtryDtls>")), "f"));
  CHECK(e.collective);
  CHECK(e.payer.empty());
  for (const char* told : {"INV-1", "INV-2", "Shop A", "Shop B"}) CHECK_THAT(e.text, Catch::Contains(told));
}

TEST_CASE("an entry is one in two files, entries that agree in everything are counted apart") {
  const std::string same = ":61:2611201120C100,NTRFNONREF\n:86:RENT\n";
  const Statements s = good(read_mt940(mt940(same + same), "f"));
  REQUIRE(s[0].entries.size() == 2);
  CHECK(s[0].entries[0].id != s[0].entries[1].id);
  const Statements again = good(read_mt940(mt940(same + same), "copy"));
  CHECK(again[0].entries[0].id == s[0].entries[0].id);
  CHECK(again[0].entries[1].id == s[0].entries[1].id);
}

TEST_CASE("CSV of Chinese banks: 收入 and 支出, preamble, tabs, commas, totals, running balance") {
  const Statements s = good(read_bank_csv(
      "账户明细查询\n账号：4345 0000 1234 "
      "5678,,币种：人民币\n交易日期,收入金额（元）,支出金额（元）,账户余额,对方户名,对方账号,摘要,交易流水号\n"
      "2026-11-19 08:15:00,\"1,234.50\",,\"11,234.50\",甲公司,\t6222021001,货款 "
      "INV-1,S0001\n20261120,,34.50,\"11,200.00\",银行,,手续费,S0002\n合计,\"1,234.50\",34.50,,,,,\n",
      "f.csv", profile("cn-income-expense")));
  REQUIRE(s[0].entries.size() == 2);
  CHECK(s[0].account == "4345000012345678");
  CHECK(s[0].entries[0].amount == Money{123450, *Currency::find("CNY")});
  CHECK(s[0].entries[0].payer == "甲公司");
  CHECK(s[0].entries[0].payer_account == "6222021001");
  CHECK(s[0].entries[0].bank_reference == "S0001");
  CHECK(s[0].entries[1].amount.minor == -3450);
  CHECK(s[0].opening->amount.minor == 1000000);
  CHECK(s[0].closing->amount.minor == 1120000);
  CHECK(s[0].remarks.empty());
}

TEST_CASE("CSV of Chinese banks: 贷方 is money in, red ink takes back, 借贷标志, a sign") {
  const Statements a =
      good(read_bank_csv("交易日期,借方发生额,贷方发生额,余额,摘要\n2026/11/20,0.00,500.00,,货款\n2026/11/"
                         "20,,-500.00,,冲正\n2026/11/20,20.00,-,,费\n",
                         "f", profile("cn-debit-credit")));
  REQUIRE(a[0].entries.size() == 3);
  CHECK(a[0].entries[0].amount.minor == 50000);
  CHECK(a[0].entries[1].amount.minor == -50000);
  CHECK(a[0].entries[1].reversal);
  CHECK(a[0].entries[2].amount.minor == -2000);
  const Statements b = good(read_bank_csv("记账日期\t借贷标志\t发生额\n20261120\t贷\t1,000.00\n20261120\t借\t5.00\n",
                                          "f", profile("cn-flag")));
  CHECK(b[0].entries[0].amount.minor == 100000);
  CHECK(b[0].entries[1].amount.minor == -500);
  CHECK_THAT(problem(read_bank_csv("记账日期,借贷标志,发生额\n20261120,?,1.00\n", "f", profile("cn-flag"))),
             Catch::StartsWith("f:2:2: ") && Catch::Contains("neither in nor out"));
  const Statements c =
      good(read_bank_csv("交易时间;交易金额;币种\n2026-11-20 10:00;-7.00;人民币\n2026-11-20 10:01;8.00;美元\n", "f",
                         profile("cn-signed")));
  CHECK(c[0].entries[0].amount.minor == -700);
  CHECK(c[0].entries[1].amount.currency.code() == "USD");
}

TEST_CASE("a CSV statement that is cut off, muddled, or in no known layout is one clear line, a gap is remarked") {
  const BankProfile p = profile("generic");
  CHECK_THAT(problem(read_bank_csv("date,amount,currency,text\n2026-11-20,5.00,EUR,a\n2026-11-20,5", "f.csv", p)),
             Catch::StartsWith("f.csv:3") && Catch::Contains("cut off"));
  CHECK_THAT(problem(read_bank_csv("date,amount,currency,text\n2026-11-20,5.00,EUR,\"a\n", "f.csv", p)),
             Catch::Contains("never closed"));
  CHECK_THAT(problem(read_bank_csv("date,amount,currency\n2026-11-20,5.005,EUR\n", "f.csv", p)),
             Catch::StartsWith("f.csv:2:2: "));
  CHECK_THAT(problem(read_bank_csv("date,amount,currency\n2026-11-20,5.00,EURO\n", "f.csv", p)),
             Catch::Contains("not a currency"));
  CHECK_THAT(problem(read_bank_csv("date,amount\n2026-11-20,5.00\n", "f.csv", p)),
             Catch::Contains("nothing says the currency"));
  CHECK_THAT(problem(read_bank_csv("date,amount,currency\n20.11.2026,5.00,EUR\n", "f.csv", p)),
             Catch::StartsWith("f.csv:2:1: ") && Catch::Contains("not a date"));
  CHECK_THAT(problem(read_bank_csv("a,b\n1,2\n", "f.csv", p)), Catch::Contains("no row has the headers"));
  const Statements gap =
      good(read_bank_csv("date,amount,currency,balance\n2026-11-18,5.00,EUR,105.00\n2026-11-19,5.00,EUR,110.00\n2026-"
                         "11-20,5.00,EUR,125.00\n",
                         "f.csv", p));
  REQUIRE(gap[0].remarks.size() == 1);
  CHECK(gap[0].remarks[0].where == "f.csv:4");
  CHECK(profile_fit("a,b\n1,2\n", p) == 0);
  CHECK(profile_fit("记账日期,借贷标志,发生额\n", profile("cn-flag")) >
        profile_fit("记账日期,借贷标志,发生额\n", profile("cn-signed")));
}

TEST_CASE("the format of a file is seen in its first bytes") {
  CHECK(*statement_format("\xEF\xBB\xBF <?xml?>", "f") == StatementFormat::camt);
  CHECK(*statement_format("\r\n:20:X\r\n", "f") == StatementFormat::mt940);
  CHECK(*statement_format("{1:F01}", "f") == StatementFormat::mt940);
  CHECK(*statement_format("date,amount\n", "f") == StatementFormat::csv);
  CHECK_FALSE(statement_format("PK\x03\x04", "f.xlsx"));
  CHECK_FALSE(statement_format("", "f"));
}

TEST_CASE("sample statements of others are read, where they are at hand") {
  const char* given = std::getenv("DUNMAIL_CORPUS");
  const std::filesystem::path folder =
      std::filesystem::path(given ? given : DUNMAIL_SOURCE_DIR "/../shared/corpus") / "camt";
  if (!std::filesystem::is_directory(folder)) {
    std::cout << "skipped: there is no folder " << folder.string()
              << " of sample statements (DUNMAIL_CORPUS names another)\n";
    return;
  }
  std::size_t files = 0;
  for (const auto& at : std::filesystem::directory_iterator(folder)) {
    if (at.path().extension() != ".xml") continue;
    ++files;
    INFO(at.path().filename().string());
    const Statements s = good(read_camt(read_file(at.path()), at.path().filename().string()));
    CHECK_FALSE(s.empty());
    const std::string name = at.path().filename().string();
    if (name == "camt053.v2.multi.statement.xml") {
      REQUIRE(s.size() == 2);
      CHECK(s[0].entries.at(0).amount.minor == 885);
      CHECK(s[1].entries.at(0).amount.minor == -700);
      CHECK((s[0].remarks.empty() && s[1].remarks.empty()));
    }
    if (name == "camt053.v8.xml") {
      CHECK(s[0].entries.at(0).payer == "NAME NAME");
      CHECK(s[0].entries.at(0).reference == "4654654654654654");
      CHECK(s[0].entries.at(0).amount.minor == 885);
    }
    if (name == "camt054.v2.xml") {
      REQUIRE(s[0].entries.size() == 1);  // three transactions without sums of their own
      CHECK(s[0].entries[0].amount.minor == -20000000);
      CHECK(s[0].entries[0].collective);
    }
  }
  CHECK(files > 0);
}
