#include "ledger/import.h"

#include <catch2/catch.hpp>

using namespace dunmail;

namespace {

struct Read {
  std::vector<Invoice> rows;
  std::vector<CreditNote> credit_notes;
  std::vector<Problem> problems;
  bool usable = false;
};

Read invoices(std::string text, const ImportProfile& profile = {}) {
  Read out;
  out.usable = import_invoices(
      std::move(text), "f.csv", profile, [&](Invoice i, const RowPlace&) { out.rows.push_back(std::move(i)); },
      [&](CreditNote c, const RowPlace&) { out.credit_notes.push_back(std::move(c)); },
      [&](Problem p) { out.problems.push_back(std::move(p)); });
  return out;
}

const std::string head = "number,debtor,issue_date,due_date,amount,currency\n";

}  // namespace

TEST_CASE("a plain file is read, with BOM, CRLF, quotes and thousands commas") {
  const Read r = invoices(
      "\xEF\xBB\xBFnumber,debtor,contract,issue_date,due_date,amount,currency\r\n"
      "\"INV \"\"1\"\"\",D1,\"a, b\",2026-08-01,2026-08-31,\"12,345.60\",CNY\r\n\r\n");
  CHECK(r.problems.empty());
  REQUIRE(r.rows.size() == 1);
  CHECK(r.rows[0].number == "INV \"1\"");
  CHECK(r.rows[0].contract == "a, b");
  CHECK(r.rows[0].amount.minor == 1234560);
  CHECK(r.rows[0].creditor == "main");
}

TEST_CASE("GB18030 and a profile for foreign headers, dates and decimal marks") {
  // 发票号;客户;开票;到期;金额 in GB18030, semicolons, two rows of title.
  ImportProfile profile = ImportProfile::read(
      ConfigTable::parse("delimiter = \";\"\nskip_rows = 1\ndate = [\"D.M.Y\", \"YMD\"]\ndecimal = \",\"\n"
                         "[columns]\nnumber = \"发票号\"\ndebtor = \"客户\"\nissue_date = \"开票\"\ndue_date = "
                         "\"到期\"\namount = \"金额\"\n[values]\ncurrency = \"EUR\"\n",
                         "p.toml"));
  const Read r = invoices(
      "\xB1\xED\xCD\xB7;;;;\n\xB7\xA2\xC6\xB1\xBA\xC5;\xBF\xCD\xBB\xA7;\xBF\xAA\xC6\xB1;\xB5\xBD\xC6\xDA;"
      "\xBD\xF0\xB6\xEE\nINV-1;D1;1.8.2026;20260831;1.234,50\n",
      profile);
  for (const Problem& p : r.problems) UNSCOPED_INFO(p.line());
  CHECK(r.problems.empty());
  REQUIRE(r.rows.size() == 1);
  CHECK(r.rows[0].due == make_date(2026, 8, 31));
  CHECK(r.rows[0].amount.minor == 123450);
  CHECK(r.rows[0].amount.currency.code() == "EUR");
}

TEST_CASE("every bad row is named with line, column, reason and hint, the good ones are kept apart") {
  struct Row {
    const char* row;
    const char* where;
    const char* says;
  };
  const Row rows[] = {
      {"INV-1,D1,2026-08-01,2026-08-31,12x,CNY", "f.csv:3:5", "not a number"},
      {"INV-1,D1,2026-08-01,2026-08-31,-5,CNY", "f.csv:3:5", "not above zero"},
      {"INV-1,D1,2026-08-01,2026-08-31,0,CNY", "f.csv:3:5", "not above zero"},
      {"INV-1,D1,2026-08-01,2026-08-31,99999999999999999999,CNY", "f.csv:3:5", "too large"},
      {"INV-1,D1,2026-08-01,2026-08-31,1.005,CNY", "f.csv:3:5", "more decimals"},
      {"INV-1,D1,2026-08-01,2026-08-31,5,RMB", "f.csv:3:6", "write CNY"},
      {"INV-1,D1,2026-08-01,2026-02-30,5,CNY", "f.csv:3:4", "not a date"},
      {"INV-1,D1,2026-09-01,2026-08-31,5,CNY", "f.csv:3:4", "before the issue date"},
      {",D1,2026-08-01,2026-08-31,5,CNY", "f.csv:3:1", "empty"},
      {"INV-1,D1,2026-08-01,2026-08-31,5", "f.csv:3", "5 fields"},
      {"INV\x01,D1,2026-08-01,2026-08-31,5,CNY", "f.csv:3:1", "U+0001"},
  };
  for (const Row& row : rows) {
    INFO(row.row);
    const Read r = invoices(head + "GOOD-1,D1,2026-08-01,2026-08-31,5,CNY\n" + row.row +
                            "\nGOOD-2,D1,2026-08-01,2026-08-31,5,CNY\n");
    CHECK(r.rows.size() == 2);
    REQUIRE(r.problems.size() == 1);
    CHECK(r.problems[0].where == row.where);
    CHECK_THAT(r.problems[0].line(), Catch::Contains(row.says));
  }
}

TEST_CASE("a file that cannot be used as a whole gives nothing, and one clear line") {
  struct Row {
    std::string text;
    const char* says;
  };
  const Row rows[] = {
      {"", "empty"},
      {"\n\n", "empty"},
      {"nummer,debtor,issue_date,due_date,amount,currency\n", "did you mean"},
      {"number,number,debtor\n", "twice"},
      {head + "INV-1,D1,\"2026-08-01", "cut off"},
      {head + "INV-1,D1,2026-08-01,2026", "cut off"},
      {head + "INV-1,D1,\"x\"y,2026-08-31,5,CNY\n", "behind a closing quote"},
      {head + "INV-1,D1,2026-08-01,2026-08-31,5,\xFF\xFF\n", "neither UTF-8 nor GB18030"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    const Read r = invoices(row.text);
    CHECK_FALSE(r.usable);
    REQUIRE_FALSE(r.problems.empty());
    CHECK_THAT(r.problems.back().line(), Catch::Contains(row.says));
  }
}

TEST_CASE("addresses that could break a header or a route do not enter") {
  auto contacts = [](const std::string& row) {
    std::vector<Problem> problems;
    import_contacts(
        "debtor,name,email,fax\n" + row + "\n", "c.csv", {}, [](Contact, const RowPlace&) {},
        [&](Problem p) { problems.push_back(std::move(p)); });
    return problems.size();
  };
  CHECK(contacts("D1,王芳,a@b.example,+86 21 5555-1234") == 0);
  for (const char* bad :
       {"D1,王芳,\"a@b.example\nBcc: x@y.z\",", "D1,王芳,a b@c.example,", "D1,王芳,<a@b.example>,", "D1,王芳,a@b,",
        "D1,王芳,\"a@b.example,c@d.example\",", "D1,王芳,,+86 21 FAX", "D1,王芳,,5555123", "D1,王芳,,+123"}) {
    INFO(bad);
    CHECK(contacts(bad) == 1);
  }
}

TEST_CASE("a profile with a typo is refused with its line") {
  CHECK_THROWS_WITH(ImportProfile::read(ConfigTable::parse("skip_row = 2\n", "p.toml")),
                    Catch::Contains("p.toml:1") && Catch::Contains("did you mean skip_rows"));
  CHECK_THROWS_WITH(ImportProfile::read(ConfigTable::parse("date = [\"D.M\"]\n", "p.toml")),
                    Catch::Contains("must hold Y"));
}

namespace {

std::vector<Problem> debtor_problems(const std::string& row) {
  std::vector<Problem> problems;
  import_debtors(
      "id,name,kind,time_zone,credit_limit,credit_currency,distance_km,size\n" + row + "\n", "d.csv", {},
      [](Debtor, const RowPlace&) {}, [&](Problem p) { problems.push_back(std::move(p)); });
  return problems;
}

/// One row of invoices with terms; its due day, or its problem.
std::string due_of(const std::string& issued, const std::string& due, const std::string& terms,
                   const std::string& accepted = "") {
  const Read r = invoices("number,debtor,issue_date,due_date,terms,accepted_date,amount,currency\nINV-1,D1," + issued +
                          "," + due + "," + terms + "," + accepted + ",5,CNY\n");
  if (!r.problems.empty()) return r.problems[0].line();
  return r.rows.empty() ? "" : iso(r.rows[0].due);
}

}  // namespace

TEST_CASE("a due day comes from the row or from its terms, and the two must agree") {
  CHECK(due_of("2026-08-01", "", "30") == "2026-08-31");
  CHECK(due_of("2026-08-01", "2026-08-31", "30") == "2026-08-31");
  CHECK(due_of("2026-08-01", "2026-09-15", "") == "2026-09-15");
  CHECK(due_of("2026-08-01", "", "net 60 from acceptance", "2026-08-20") == "2026-10-19");
  CHECK_THAT(due_of("2026-08-01", "2026-09-01", "30"),
             Catch::StartsWith("f.csv:2:4: due_date") && Catch::Contains("2026-08-31"));
  CHECK_THAT(due_of("2026-08-01", "", ""), Catch::StartsWith("f.csv:2:4: due_date: is empty"));
  CHECK_THAT(due_of("2026-08-01", "", "soon"), Catch::StartsWith("f.csv:2:5: terms") && Catch::Contains("30 eom"));
  CHECK_THAT(due_of("2026-08-01", "", "60 from acceptance"),
             Catch::StartsWith("f.csv:2:5: terms") && Catch::Contains("accepted_date"));
  CHECK_THAT(due_of("2026-02-29", "", "30"),
             Catch::StartsWith("f.csv:2:3: issue_date") && Catch::Contains("not a date"));  // 2026 is no leap year
  CHECK(due_of("2028-02-29", "", "30") == "2028-03-30");
  const Read r = invoices("number,debtor,issue_date,terms,amount,currency\nINV-1,D1,2026-08-01,30,5,CNY\n");
  CHECK(r.rows.size() == 1);
  CHECK_FALSE(invoices("number,debtor,issue_date,amount,currency\nINV-1,D1,2026-08-01,5,CNY\n").usable);
}

TEST_CASE("credit notes stand among the invoices, with either sign") {
  const std::string columns = "number,kind,debtor,issue_date,due_date,amount,currency,applies_to\n";
  const Read r = invoices(columns +
                          "CN-1,credit-note,D1,2026-08-01,,-5.50,CNY,INV-1\nCN-2,credit-note,D1,2026-08-01,,5.50,CNY,"
                          "\nINV-1,,D1,2026-08-01,2026-08-31,7,CNY,\n");
  CHECK(r.problems.empty());
  REQUIRE(r.credit_notes.size() == 2);
  CHECK(r.credit_notes[0].amount.minor == 550);
  CHECK(r.credit_notes[0].applies_to == "INV-1");
  CHECK(r.rows.size() == 1);
  const Read bad =
      invoices(columns + "INV-1,invoice,D1,2026-08-01,2026-08-31,7,CNY,INV-2\nCN-1,credit-not,D1,2026-08-01,,7,CNY,\n");
  REQUIRE(bad.problems.size() == 2);
  CHECK_THAT(bad.problems[0].line(), Catch::StartsWith("f.csv:2:8: applies_to"));
  CHECK_THAT(bad.problems[1].line(), Catch::Contains("f.csv:3:2: kind") && Catch::Contains("did you mean credit-note"));
}

TEST_CASE("security and agreed interest of an invoice") {
  auto row = [](const std::string& secured, const std::string& rate) {
    return invoices(
        "number,debtor,issue_date,due_date,amount,currency,secured,rate\nINV-1,D1,2026-08-01,2026-08-31,7,CNY," +
        secured + "," + rate + "\n");
  };
  CHECK(row("yes", "5.5").rows.at(0).secured == 700);
  CHECK(row("yes", "5.5").rows.at(0).rate == 55000);
  CHECK(row("2.50", "").rows.at(0).secured == 250);
  CHECK(row("9", "5%").rows.at(0).secured == 700);  // no more than the debt
  CHECK(row("no", "0").rows.at(0) == row("", "").rows.at(0));
  CHECK_THAT(row("some", "").problems.at(0).line(), Catch::StartsWith("f.csv:2:7: secured"));
  CHECK_THAT(row("", "101").problems.at(0).line(), Catch::StartsWith("f.csv:2:8: rate"));
  CHECK_THAT(row("", "-1").problems.at(0).line(), Catch::StartsWith("f.csv:2:8: rate"));
}

TEST_CASE("a debtor that cannot be judged is a bad row") {
  CHECK(debtor_problems("D1,甲公司,small-business,Asia/Shanghai,\"500,000\",,35,micro").empty());
  CHECK(debtor_problems("D1,甲公司,small-business,,0,EUR,0,").empty());
  struct Row {
    const char *row, *starts, *says;
  };
  for (const Row& r :
       {Row{"D1,甲公司,small-business,Asia/Shangai,,,,", "d.csv:2:4: time_zone", "did you mean Asia/Shanghai"},
        {"D1,甲公司,small-business,Mars/Base,,,,", "d.csv:2:4: time_zone", "no time zone"},
        {"D1,甲公司,,,,,,", "d.csv:2:3: kind", "large-enterprise, small-business, public-body, individual"},
        {"D1,甲公司,smal-business,,,,,", "d.csv:2:3: kind", "did you mean small-business"},
        {"D1,甲公司,small-business,,-1,,,", "d.csv:2:5: credit_limit", "not above zero"},
        {"D1,甲公司,small-business,,5,RMB,,", "d.csv:2:6: credit_currency", "write CNY"},
        {"D1,甲公司,small-business,,,,far,", "d.csv:2:7: distance_km", "whole number"},
        {"D1,甲公司,small-business,,,,99999999999999999999,", "d.csv:2:7: distance_km", "whole number"},
        {"D1,甲公司,small-business,,,,,tiny", "d.csv:2:8: size", "micro"}}) {
    INFO(r.row);
    const auto problems = debtor_problems(r.row);
    REQUIRE(problems.size() == 1);
    CHECK_THAT(problems[0].line(), Catch::StartsWith(r.starts) && Catch::Contains(r.says));
  }
}

TEST_CASE("amounts at the edges of 64 bits are bad rows, never other amounts") {
  for (const char* amount : {"92233720368547758.07", "92233720368547758.08", "-92233720368547758.08",
                             "-92233720368547758.09", "184467440737095516.16", "10000000000000.01"}) {
    INFO(amount);
    const Read r = invoices(head + "INV-1,D1,2026-08-01,2026-08-31," + amount + ",CNY\n");
    CHECK(r.rows.empty());
    REQUIRE(r.problems.size() == 1);
    CHECK(r.problems[0].where == "f.csv:2:5");
  }
  CHECK(invoices(head + "INV-1,D1,2026-08-01,2026-08-31,10000000000000.00,CNY\n").rows.at(0).amount.minor ==
        1'000'000'000'000'000);
  CHECK(invoices("number,kind,debtor,issue_date,due_date,amount,currency\nCN-1,credit-note,D1,2026-08-01,,-"
                 "92233720368547758.08,CNY\n")
            .problems.size() == 1);
}

TEST_CASE("guarantors and parts are read with their words, days and figures") {
  std::vector<Problem> problems;
  auto bad = [&](Problem p) { problems.push_back(std::move(p)); };
  std::vector<Guarantor> guarantors;
  import_guarantors(
      "debtor,name,kind,until,months\nD1,甲担保,joint,2027-06-30,\nD1,乙担保,general,,12\nD1,丙担保,joint,2027-06-30,"
      "12\nD1,丁担保,,,\nD1,戊担保,both,,\n",
      "g.csv", {}, [&](Guarantor g, const RowPlace&) { guarantors.push_back(std::move(g)); }, bad);
  REQUIRE(guarantors.size() == 2);
  CHECK(guarantors[0].until == make_date(2027, 6, 30));
  CHECK(guarantors[1].months == 12);
  REQUIRE(problems.size() == 3);
  CHECK(problems[0].where == "g.csv:4:5");
  CHECK_THAT(problems[1].line(), Catch::Contains("joint") && Catch::Contains("general"));
  problems.clear();

  std::vector<PartRow> parts;
  import_parts(
      "invoice,part,due_date,amount,currency,kind\nINV-1,1,2026-08-31,5,CNY,\nINV-1,2,2027-02-28,5,CNY,retention\nINV-"
      "1,0,2026-08-31,5,CNY,\nINV-1,3,2027-02-29,5,CNY,\nINV-1,,2027-02-28,5,CNY,\n",
      "p.csv", {}, [&](PartRow p, const RowPlace&) { parts.push_back(std::move(p)); }, bad);
  REQUIRE(parts.size() == 2);
  CHECK(parts[1].part == Part{2, make_date(2027, 2, 28), 500, "retention"});
  REQUIRE(problems.size() == 3);
  CHECK(problems[0].where == "p.csv:4:2");
  CHECK(problems[1].where == "p.csv:5:3");
  CHECK(problems[2].where == "p.csv:6:2");
}
