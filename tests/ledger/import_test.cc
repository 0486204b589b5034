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
  out.usable = import_invoices(std::move(text), "f.csv", profile, [&](Invoice i, const RowPlace&) { out.rows.push_back(std::move(i)); },
                               [&](CreditNote c, const RowPlace&) { out.credit_notes.push_back(std::move(c)); }, [&](Problem p) { out.problems.push_back(std::move(p)); });
  return out;
}

const std::string head = "number,debtor,issue_date,due_date,amount,currency\n";

}  // namespace

TEST_CASE("a plain file is read, with BOM, CRLF, quotes and thousands commas") {
  const Read r = invoices("\xEF\xBB\xBFnumber,debtor,contract,issue_date,due_date,amount,currency\r\n"
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
  ImportProfile profile = ImportProfile::read(ConfigTable::parse(
      "delimiter = \";\"\nskip_rows = 1\ndate = [\"D.M.Y\", \"YMD\"]\ndecimal = \",\"\n"
      "[columns]\nnumber = \"发票号\"\ndebtor = \"客户\"\nissue_date = \"开票\"\ndue_date = \"到期\"\namount = \"金额\"\n[values]\ncurrency = \"EUR\"\n", "p.toml"));
  const Read r = invoices("\xB1\xED\xCD\xB7;;;;\n\xB7\xA2\xC6\xB1\xBA\xC5;\xBF\xCD\xBB\xA7;\xBF\xAA\xC6\xB1;\xB5\xBD\xC6\xDA;\xBD\xF0\xB6\xEE\nINV-1;D1;1.8.2026;20260831;1.234,50\n", profile);
  for (const Problem& p : r.problems) UNSCOPED_INFO(p.line());
  CHECK(r.problems.empty());
  REQUIRE(r.rows.size() == 1);
  CHECK(r.rows[0].due == make_date(2026, 8, 31));
  CHECK(r.rows[0].amount.minor == 123450);
  CHECK(r.rows[0].amount.currency.code() == "EUR");
}

TEST_CASE("every bad row is named with line, column, reason and hint; the good ones are kept apart") {
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
    const Read r = invoices(head + "GOOD-1,D1,2026-08-01,2026-08-31,5,CNY\n" + row.row + "\nGOOD-2,D1,2026-08-01,2026-08-31,5,CNY\n");
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
    import_contacts("debtor,name,email,fax\n" + row + "\n", "c.csv", {}, [](Contact, const RowPlace&) {}, [&](Problem p) { problems.push_back(std::move(p)); });
    return problems.size();
  };
  CHECK(contacts("D1,王芳,a@b.example,+86 21 5555-1234") == 0);
  for (const char* bad : {"D1,王芳,\"a@b.example\nBcc: x@y.z\",", "D1,王芳,a b@c.example,", "D1,王芳,<a@b.example>,", "D1,王芳,a@b,", "D1,王芳,\"a@b.example,c@d.example\",",
                          "D1,王芳,,+86 21 FAX", "D1,王芳,,5555123", "D1,王芳,,+123"}) {
    INFO(bad);
    CHECK(contacts(bad) == 1);
  }
}

TEST_CASE("a profile with a typo is refused with its line") {
  CHECK_THROWS_WITH(ImportProfile::read(ConfigTable::parse("skip_row = 2\n", "p.toml")), Catch::Contains("p.toml:1") && Catch::Contains("did you mean skip_rows"));
  CHECK_THROWS_WITH(ImportProfile::read(ConfigTable::parse("date = [\"D.M\"]\n", "p.toml")), Catch::Contains("must hold Y"));
}
