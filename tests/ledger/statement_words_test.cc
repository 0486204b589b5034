// What a bank's table says of direction, state and sums, and what must never be booked. The words stand here as banks
// of several countries write them; the right reading follows from what they mean, and not from any layout.
#include "ledger/statement_words.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "ledger/statement_csv.h"

using namespace dunmail;

namespace {

BankProfile profile(const std::string& name) {
  return BankProfile::load(DUNMAIL_SOURCE_DIR "/config/bank-profiles/" + name + ".toml");
}

Statement good(Result<Statements> read) {
  if (!read) FAIL(read.problem().line());
  REQUIRE(read->size() == 1);
  return std::move(read->front());
}

std::string problem(const Result<Statements>& read) { return read ? "read" : read.problem().line(); }

std::string sums(const Statement& s) {
  std::string out;
  for (const BankEntry& e : s.entries)
    out += fmt::format("{}{}{} ", e.amount.minor, e.pending ? " announced" : "", e.failed ? " failed" : "");
  return out;
}

std::string remarks(const Statement& s) {
  std::string out;
  for (const Problem& p : s.remarks) out += p.line() + "\n";
  return out;
}

/// The layout that payments import would take.
Statement best(const std::string& bytes) {
  std::string name;
  int fit = 0;
  for (const char* each : {"cn-debit-credit", "cn-flag", "cn-income-expense", "cn-signed", "de-in-out", "de-signed",
                           "generic", "generic-in-out"})
    if (const int own = profile_fit(bytes, profile(each)); own > fit) {
      fit = own;
      name = each;
    }
  INFO(name);
  REQUIRE_FALSE(name.empty());
  return good(read_bank_csv(bytes, "f.csv", profile(name)));
}

}  // namespace

TEST_CASE("a word of direction, said once or twice, in any language") {
  for (const char* in :
       {"贷", "贷 Cr", "贷Cr", "贷(Cr)", "收入", "转入", "H", "Haben", "C", "CR", "Credit", "Eingang", "+", "来账"}) {
    INFO(in);
    CHECK(direction_word(in) == Direction::in);
  }
  for (const char* out :
       {"借", "借 Dr", "支出", "支", "付", "转出", "S", "Soll", "D", "DR", "debit", "Ausgang", "-", "往账"}) {
    INFO(out);
    CHECK(direction_word(out) == Direction::out);
  }
  for (const char* unknown : {"", "借/贷", "转账", "D贷", "x", "支付宝"}) {
    INFO(unknown);
    CHECK(direction_word(unknown) == Direction::unknown);
  }
  CHECK(direction_word("不计收支") == Direction::neither);
  CHECK(telling_direction("D") == Direction::unknown);  // may be anything in a column that nobody named
}

TEST_CASE("money that went out is never money that came in, whatever the column is called") {
  CHECK(sums(best("交易日期,对方户名,收支,交易金额\n2026-11-20,甲公司,支出,462.50\n2026-11-20,乙公司,收入,10.00\n")) ==
        "-46250 1000 ");
  CHECK(
      sums(best(
          "序号,交易日期,借贷,交易金额,余额\n1,2026-11-20,贷 Cr,100.00,1100.00\n2,2026-11-21,借 Dr,40.00,1060.00\n")) ==
      "10000 -4000 ");
  CHECK(sums(best("Buchungstag;Verwendungszweck;Betrag;S/H\n20.11.2026;a;1.234,50;H\n20.11.2026;b;4,00;S\n")) ==
        "123450 -400 ");
  CHECK(
      sums(best("Buchungstag;Verwendungszweck;Betrag;Soll/Haben\n20.11.2026;a;5,00;Haben\n20.11.2026;b;4,00;Soll\n")) ==
      "500 -400 ");
  CHECK(sums(best("Buchungstag;Verwendungszweck;Soll;Haben\n20.11.2026;a;;5,00\n20.11.2026;b;4,00;\n")) == "500 -400 ");
  CHECK(sums(best("date,amount,currency,D/C\n2026-11-20,5.00,EUR,C\n2026-11-20,4.00,EUR,D\n")) == "500 -400 ");
  CHECK(sums(best("date,debit,credit,currency\n2026-11-20,,5.00,EUR\n2026-11-20,4.00,,EUR\n")) == "500 -400 ");
  // No header says so, but the column holds nothing else.
  CHECK(sums(best("date,amount,currency,kind\n2026-11-20,5.00,EUR,Incoming\n2026-11-20,4.00,EUR,Outgoing\n")) ==
        "500 -400 ");
  // A sign beside the word is the same said twice.
  CHECK(
      sums(best(
          "Buchungstag;Verwendungszweck;Betrag;Umsatztyp\n20.11.2026;a;5,00;Eingang\n20.11.2026;b;-4,00;Ausgang\n")) ==
      "500 -400 ");
}

TEST_CASE("a direction that is not understood refuses the table, and names the column and its words") {
  const std::string said = problem(read_bank_csv(
      "交易日期,交易金额,收支方式\n2026-11-20,5.00,对公\n2026-11-21,5.00,对私\n", "f.csv", profile("cn-signed")));
  CHECK_THAT(said, Catch::StartsWith("f.csv:2:3: ") && Catch::Contains("收支方式") && Catch::Contains("对公, 对私"));
  CHECK_THAT(problem(read_bank_csv("date,amount,currency,D/C\n2026-11-20,5.00,EUR,\n", "f.csv", profile("generic"))),
             Catch::Contains("D/C") && Catch::Contains("neither in nor out"));
}

TEST_CASE("a pair of columns beats a third sum beside it") {
  CHECK(sums(best("交易日期,金额,收入,支出\n2026-11-20,100.00,100.00,\n2026-11-21,40.00,,40.00\n")) == "10000 -4000 ");
  CHECK(sums(best("交易日期,对方户名,金额(收入),金额（支出）\n2026-11-20,甲,100.00,\n2026-11-21,乙,,40.00\n")) ==
        "10000 -4000 ");
  // Booked and original sums, each with a currency of its own; the row says which it has.
  const Statement both = best(
      "交易日期,交易金额(收入),交易金额(支出),交易币种,记账金额(收入),记账金额(支出),记账币种\n"
      "2026-11-20,-,-,-,100.00,,人民币\n2026-11-21,10.00,,美元,70.00,,人民币\n2026-11-22,,-,-,,40.00,人民币\n");
  CHECK(sums(both) == "10000 7000 -4000 ");
  for (const BankEntry& e : both.entries) CHECK(e.amount.currency.code() == "CNY");
}

TEST_CASE("every row with a day is an entry or a remark") {
  const Statement s = best(
      "交易日期,收/"
      "支,交易金额,对方户名\n2026-11-20,收入,5.00,甲\n2026-11-20,不计收支,7.00,余额宝\n2026-11-21,收入,0.00,乙\n");
  CHECK(sums(s) == "500 ");
  CHECK_THAT(remarks(s), Catch::Contains("1 row(s) neither in nor out") && Catch::Contains("不计收支") &&
                             Catch::Contains("line 3"));
  CHECK_THAT(remarks(s), Catch::Contains("1 row(s) without a sum") && Catch::Contains("line 4"));
  CHECK(remarks(best(
            "date,amount,currency,text\n2026-11-20,0.00,EUR,balance brought forward\n2026-11-20,5.00,EUR,a\n")) == "");
}

TEST_CASE("rows that are not booked are kept apart, by a word in any column that is not the payer's or the text") {
  const std::string head = "Buchungstag;Verwendungszweck;Name;Betrag;Info\n";
  CHECK(sums(best(head + "20.11.26;a;b;1,00;Umsatz gebucht\n20.11.26;a;b;2,00;Umsatz vorgemerkt\n")) ==
        "100 200 announced ");
  CHECK(sums(best(head + "20.11.26;vorgemerkt;pending;1,00;\n")) == "100 ");  // what a payer writes is no state
  CHECK(sums(best("date,amount,currency,status\n2026-11-20,1.00,EUR,Completed\n2026-11-20,2.00,EUR,Pending\n2026-11-20,"
                  "3.00,EUR,Declined\n2026-11-20,4.00,EUR,reversed\n")) == "100 200 announced 300 failed 400 failed ");
  CHECK(sums(best("交易日期,收支,交易金额,交易状态\n2026-11-20,收入,1.00,交易成功\n2026-11-20,收入,2.00,处理中\n2026-"
                  "11-20,收入,3.00,已关闭\n2026-11-20,收入,4.00,未入账\n2026-11-20,收入,5.00,失败\n")) ==
        "100 200 announced 300 failed 400 announced 500 failed ");
  // A language other than the profile's.
  CHECK(sums(best("交易日期,收支,交易金额,Status\n2026-11-20,收入,1.00,vorgemerkt\n")) == "100 announced ");
  // Nobody knows the word: no reason to book, and said.
  const Statement odd = best("date,amount,currency,status\n2026-11-20,1.00,EUR,Frobnicated\n");
  CHECK(sums(odd) == "100 announced ");
  CHECK_THAT(remarks(odd), Catch::Contains("Frobnicated"));
  // A word where the day would stand, and a title above the rows.
  CHECK(sums(best("Buchungstag;Wertstellung;Verwendungszweck;Betrag\noffen;21.11.2026;a;1,00\n20.11.2026;20.11.2026;b;"
                  "2,00\n")) == "100 announced 200 ");
  CHECK(sums(best("Vorgemerkte Umsätze\nBuchungstag;Verwendungszweck;Betrag\n21.11.2026;a;1,00\nGebuchte "
                  "Umsätze\nBuchungstag;Verwendungszweck;Betrag\n20.11.2026;b;2,00\n")) == "100 announced 200 ");
}

TEST_CASE("a profile adds words of its own bank") {
  const BankProfile own = BankProfile::read(
      ConfigTable::parse(
          "currency = \"EUR\"\n[columns]\ndate = [\"day\"]\namount = [\"sum\"]\nflag = [\"way\"]\nstatus = [\"how\"]\n"
          "[flags]\nin = [\"hither\"]\nout = [\"yon\"]\n[status]\nannounced = [\"soon\"]\nfailed = [\"alas\"]\nbooked "
          "= [\"aye\"]\n",
          "own.toml"),
      "own");
  CHECK(sums(good(
            read_bank_csv("day,sum,way,how\n2026-11-20,1,hither,aye\n2026-11-20,2,yon,soon\n2026-11-20,3,hither,alas\n",
                          "f", own))) == "100 -200 announced 300 failed ");
}

TEST_CASE("total rows in any spelling are no entries, and are held against the rows") {
  const std::string head = "交易日期,对方户名,收入金额,支出金额\n2026-11-20,甲,100.00,\n2026-11-21,乙,,40.00\n";
  for (const char* label : {"合计", "人民币合计", "总计", "本页小计", "Total", "Summe", "合计："}) {
    INFO(label);
    CHECK(remarks(best(head + label + ",,100.00,40.00\n")) == "");
    const std::string wrong = remarks(best(head + label + ",,200.00,40.00\n"));
    CHECK_THAT(wrong, Catch::StartsWith("f.csv:4: ") &&
                          Catch::Contains("says 200.00 in and 40.00 out, the rows make 100.00 in and 40.00 out"));
  }
  // Of a page, and of everything.
  CHECK(remarks(best("交易日期,对方户名,收入金额,支出金额\n2026-11-20,甲,100.00,\n小计,,100.00,0.00\n2026-11-21,乙,30."
                     "00,\n小计,,30.00,0.00\n总计,,130.00,0.00\n")) == "");
  // One sum for a column with signs may be the balance of both directions or either.
  CHECK(remarks(best("date,amount,currency\n2026-11-20,5.00,EUR\n2026-11-20,-2.00,EUR\nTotal,3.00,EUR\n")) == "");
  CHECK_THAT(remarks(best("date,amount,currency\n2026-11-20,5.00,EUR\n2026-11-20,-2.00,EUR\nTotal,9.00,EUR\n")),
             Catch::Contains("says 9.00, the rows make 5.00 in and 2.00 out"));
  // How many rows there are is no sum of money.
  CHECK(remarks(best(head + "总笔数,,2,\n")) == "");
  // Balances before and after.
  CHECK(remarks(best(
            "Buchungstag;Verwendungszweck;Betrag\nAnfangssaldo;;100,00\n20.11.2026;a;5,00\nEndsaldo;;105,00\n")) == "");
  CHECK_THAT(
      remarks(best("Buchungstag;Verwendungszweck;Betrag\nAnfangssaldo;;100,00\n20.11.2026;a;5,00\nEndsaldo;;155,00\n")),
      Catch::Contains("make 105.00, the closing balance says 155.00"));
  // The day's sum with the day in front is no payment; a company may be called Total.
  const Statement dated = best(
      "交易日期,对方户名,收入金额,支出金额,摘要\n2026-11-20,甲,100.00,,货款\n2026-11-20,,100.00,,本日合计\n2026-11-21,"
      "Total,7.00,,INV-1\n");
  CHECK(sums(dated) == "10000 700 ");
  CHECK_THAT(remarks(dated), Catch::Contains("本日合计"));
}

TEST_CASE("the day in a balance line is no account, and so an entry keeps its name on the next day") {
  const auto told = [](const std::string& day, const std::string& more) {
    return good(read_bank_csv(
        "\"Girokonto\";\"DE89370400440532013000\"\n\"\"\n\"Kontostand vom " + day +
            ":\";\"1.000,00 €\"\n\"Buchungsdatum\";\"Zahlungspflichtige*r\";\"Verwendungszweck\";\"Betrag (€)\"\n" +
            more + "\"20.11.26\";\"Shop\";\"RE-1\"\t;\"5,00\"\n\"20.11.26\";\"Shop\";\"RE-1\" ;\"5,00\"\n",
        "f", profile("de-signed")));
  };
  const Statement first = told("22.11.2026", ""),
                  next = told("23.11.2026", "\"23.11.26\";\"Shop\";\"RE-2\";\"6,00\"\n");
  CHECK(first.account == "DE89370400440532013000");
  REQUIRE(first.entries.size() == 2);
  REQUIRE(next.entries.size() == 3);
  CHECK(first.entries[0].id == next.entries[1].id);
  CHECK(first.entries[1].id == next.entries[2].id);
  CHECK(first.entries[0].id != first.entries[1].id);
  const auto account = [](const std::string& before) {
    return good(read_bank_csv(before + "\ndate,debit,credit,currency\n2026-11-20,,5.00,EUR\n", "f",
                              profile("generic-in-out")))
        .account;
  };
  CHECK(account("Account: 1234 5678 90") == "1234567890");
  CHECK(account("Account number,1234567890 EUR") == "1234567890");
  CHECK(account("Account balance of 22.11.2026: 12345678.90") == "");
  CHECK(account("Account 2026-11-22") == "");
}

TEST_CASE("an announced entry, a failed and a booked one of the same words are three") {
  const auto id = [](const char* status) {
    return best(std::string("date,amount,currency,status\n2026-11-20,1.00,EUR,") + status + "\n").entries.at(0).id;
  };
  CHECK(id("booked") != id("pending"));
  CHECK(id("failed") != id("pending"));
  CHECK(id("booked") == id("completed"));
}

TEST_CASE("a returned direct debit and a transfer sent back are returns, a refund of ours is not") {
  const std::string head = "Buchungstag;Buchungstext;Verwendungszweck;Betrag\n";
  const auto returned = [&](const std::string& row) { return best(head + row).entries.at(0).reversal; };
  CHECK(returned("20.11.2026;RÜCKLASTSCHRIFT;SVWZ+INV-1;-100,00\n"));
  CHECK(returned("20.11.2026;Ruecklastschrift;INV-1;-100,00\n"));
  CHECK_FALSE(returned("20.11.2026;ERSTATTUNG;INV-1;-100,00\n"));
  CHECK(best("交易日期,收/支,交易金额,摘要\n2026-11-20,支出,5.00,退票 INV-1\n").entries.at(0).reversal);
}
