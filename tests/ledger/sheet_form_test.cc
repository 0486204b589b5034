// What a sheet says of itself: encoding, separator, decimal mark, totals. Nothing of it is guessed without a word.
#include "ledger/sheet_form.h"

#include <catch2/catch.hpp>

#include "ledger/csv.h"
#include "ledger/import.h"

using namespace dunmail;

namespace {

struct Read {
  std::vector<InvoiceRow> rows;
  std::vector<CreditNote> credit_notes;
  std::vector<Problem> problems;
  SheetSummary sheet;
  bool usable = false;
};

Read invoices(std::string text, const ImportProfile& profile = {}) {
  Read out;
  out.usable = import_invoices(
      std::move(text), "f.csv", profile, [&](InvoiceRow i, const RowPlace&) { out.rows.push_back(std::move(i)); },
      [&](CreditNote c, const RowPlace&) { out.credit_notes.push_back(std::move(c)); },
      [&](Problem p) { out.problems.push_back(std::move(p)); }, &out.sheet);
  return out;
}

std::string with(char delimiter, std::string text) {
  for (char& c : text)
    if (c == '|') c = delimiter;
  return text;
}

/// Amounts of one column, in EUR unless said.
Read amounts(const std::vector<std::string>& values, const std::string& currency = "EUR") {
  std::string text = "number|debtor|issue_date|due_date|amount|currency\n";
  for (std::size_t i = 0; i < values.size(); ++i)
    text += "INV-" + std::to_string(i) + "|D1|2026-08-01|2026-08-31|" + values[i] + "|" + currency + "\n";
  return invoices(with('\t', text));
}

std::vector<std::string> names(std::string bytes, const ImportProfile& profile = {}, SheetSummary* sheet = nullptr) {
  std::vector<std::string> out;
  import_debtors(
      std::move(bytes), "d.csv", profile, [&](Debtor d, const RowPlace&) { out.push_back(d.name); },
      [&](Problem p) { out.push_back("! " + p.line()); }, sheet);
  return out;
}

}  // namespace

TEST_CASE("comma, semicolon and tab are found from the header") {
  for (const char delimiter : {',', ';', '\t'}) {
    const Read r = invoices(with(
        delimiter, "number|debtor|issue_date|due_date|amount|currency\nINV-1|D1|2026-08-01|2026-08-31|5.00|EUR\n"));
    CHECK(r.problems.empty());
    REQUIRE(r.rows.size() == 1);
    CHECK(r.rows[0].amount.minor == 500);
    CHECK(r.sheet.delimiter == delimiter);
  }
  // The separator that a profile names is taken, though another would fit.
  ImportProfile profile;
  profile.delimiter = ',';
  CHECK_FALSE(invoices("number;debtor;issue_date;due_date;amount;currency\n", profile).usable);
}

TEST_CASE("the decimal mark is what the whole column can be read with") {
  struct Column {
    std::vector<std::string> values;
    std::vector<std::int64_t> minor;
    char mark;
  };
  const Column columns[] = {
      {{"11.900", "1.190,00"}, {1190000, 119000}, ','},
      {{"11,900", "1,190.00"}, {1190000, 119000}, '.'},
      {{"500,000"}, {50000000}, '.'},  // three decimals are none of EUR
      {{"500,000", "1,50"}, {50000, 150}, ','},
      {{"1190", "5"}, {119000, 500}, '.'},
      {{"0,50"}, {50}, ','},
      {{"1.234.567"}, {123456700}, ','},
      {{"12.5", "100"}, {1250, 10000}, '.'},
  };
  for (const Column& column : columns) {
    INFO(column.values[0]);
    const Read r = amounts(column.values);
    REQUIRE(r.rows.size() == column.minor.size());
    for (std::size_t i = 0; i < column.minor.size(); ++i) CHECK(r.rows[i].amount.minor == column.minor[i]);
    CHECK(r.sheet.decimal == column.mark);
  }
}

TEST_CASE("a column that can be read both ways, or contradicts itself, is refused and nothing of it taken") {
  const Read both = amounts({"11.900", "7"});
  CHECK_FALSE(both.usable);
  REQUIRE(both.problems.size() == 1);
  CHECK(both.problems[0].where == "f.csv:2:5");
  CHECK_THAT(both.problems[0].message,
             Catch::Contains("11.900") && Catch::Contains("nothing in the column says which"));
  CHECK_THAT(both.problems[0].hint, Catch::Contains("decimal ="));
  CHECK(both.rows.empty());
  // Three decimals that are not all nothing are what their row says they are.
  const Read decimals = amounts({"11.905", "7"});
  REQUIRE(decimals.problems.size() == 1);
  CHECK_THAT(decimals.problems[0].message, Catch::Contains("more decimals"));
  CHECK(amounts({"11.900"}, "KWD").rows.at(0).amount.minor == 11900);
  const Read against = amounts({"1.190,00", "1,190.00"});
  CHECK_FALSE(against.usable);
  REQUIRE(against.problems.size() == 1);
  CHECK_THAT(against.problems[0].message, Catch::Contains("line 2") && Catch::Contains("line 3"));
  // What the profile says is not asked of the column.
  ImportProfile profile;
  profile.decimal = ',';
  const Read told = invoices(
      "number;debtor;issue_date;due_date;amount;currency\nINV-1;D1;2026-08-01;2026-08-31;11.900;EUR\n", profile);
  REQUIRE(told.rows.size() == 1);
  CHECK(told.rows[0].amount.minor == 1190000);
}

TEST_CASE("a column that says nothing goes by the other sums of the file") {
  const Read r = invoices(
      "number;debtor;issue_date;due_date;amount;currency;open\nINV-1;D1;2026-08-01;2026-08-31;11.900;EUR;1.190,00\n");
  REQUIRE(r.rows.size() == 1);
  CHECK(r.rows[0].amount.minor == 1190000);
  CHECK(r.rows[0].open == 119000);
}

TEST_CASE("a number that a spreadsheet has shortened is refused with its row and the way out") {
  for (const char* number : {"1.23E+05", "1,23E+11", "5E+08", "1.2e+12"}) {
    INFO(number);
    const Read r = invoices(std::string("number;debtor;issue_date;due_date;amount;currency\n") + number +
                            ";D1;2026-08-01;2026-08-31;5;EUR\n");
    REQUIRE(r.problems.size() == 1);
    CHECK(r.problems[0].where == "f.csv:2:1");
    CHECK_THAT(r.problems[0].hint, Catch::Contains("format the column as text"));
    CHECK(r.rows.empty());
  }
  for (const char* number : {"12E5", "E+05", "INV1E+05X", "4E", "1.23E-05X", "A1E+05"})
    CHECK_FALSE(is_scientific(number));
  // In every column that names something.
  CHECK(names("id,name,kind\n4.71E+09,Eins GmbH,small-business\n").at(0).find("d.csv:2:1") != std::string::npos);
  std::vector<std::string> payments;
  import_payments(
      "reference,debtor,date,amount,currency,invoice\nP1,D1,2026-09-01,5,EUR,2.02E+11\n", "p.csv", {},
      [](Payment, const RowPlace&) {}, [&](Problem p) { payments.push_back(p.where); });
  CHECK(payments == std::vector<std::string>{"p.csv:2:6"});
}

TEST_CASE("total rows and repeated headers are passed over, counted, and totals are held against the rows") {
  const std::string head = "number;kind;debtor;issue_date;due_date;amount;currency\n";
  const std::string one = "INV-1;invoice;D1;2026-08-01;2026-08-31;100,00;EUR\n",
                    two = "INV-2;invoice;D2;2026-08-01;2026-08-31;50,50;EUR\n";
  const std::string credit = "CN-1;credit-note;D2;2026-08-02;;10,00;EUR\n";
  const Read good =
      invoices(head + one + "Zwischensumme;;;;;100,00;\n" + two + "\n" + head + credit + "Summe:;;;;;140,50;EUR\n");
  for (const Problem& p : good.problems) UNSCOPED_INFO(p.line());
  CHECK(good.problems.empty());
  CHECK(good.rows.size() == 2);
  CHECK(good.credit_notes.size() == 1);
  CHECK(good.sheet.rows == 3);
  CHECK(good.sheet.totals == 2);
  CHECK(good.sheet.headers == 1);
  CHECK(good.sheet.blank == 1);
  const Read bad = invoices(head + one + two + "合计;;;;;200,00;EUR\n");
  REQUIRE(bad.problems.size() == 1);
  CHECK(bad.problems[0].where == "f.csv:4");
  CHECK_THAT(bad.problems[0].message, Catch::Contains("200.00") && Catch::Contains("150.50"));
}

TEST_CASE("a debtor that is called Total is a debtor") {
  SheetSummary sheet;
  CHECK(names("id,name,kind\nTotal,Total Energies SE,large-enterprise\nT2,Total,small-business\n", {}, &sheet) ==
        std::vector<std::string>{"Total Energies SE", "Total"});
  CHECK(sheet.totals == 0);
}

TEST_CASE("what is not UTF-8 is Windows-1252 unless it reads as Chinese") {
  SheetSummary sheet;
  CHECK(names("id;name;kind\nM1;M\xFCller & S\xF6hne;small-business\n", {}, &sheet) ==
        std::vector<std::string>{"Müller & Söhne"});
  CHECK(sheet.encoding == Encoding::windows1252);
  CHECK(names("id;name;kind\nM2;GR\xD6\xDFTE \x80 Caf\xE9;small-business\n") ==
        std::vector<std::string>{"GRÖßTE € Café"});
  // 上海正信商贸有限公司
  CHECK(names("id,name,kind\nD1,\xC9\xCF\xBA\xA3\xD5\xFD\xD0\xC5\xC9\xCC\xC3\xB3\xD3\xD0\xCF\xDE\xB9\xAB\xCB\xBE,small-"
              "business\n",
              {}, &sheet) == std::vector<std::string>{"上海正信商贸有限公司"});
  CHECK(sheet.encoding == Encoding::gb18030);
  // A single character alone between letters tells nothing; the profile's Chinese headers do.
  ImportProfile chinese;
  chinese.columns = {{"id", "编号"}, {"name", "名称"}};
  chinese.values = {{"kind", "small-business"}};
  CHECK(names("\xB1\xE0\xBA\xC5,\xC3\xFB\xB3\xC6\nD1,A\xB9\xAB"
              "B\n",
              chinese) == std::vector<std::string>{"A公B"});
  ImportProfile named;
  named.encoding = Encoding::windows1252;
  CHECK(names("id;name;kind\nM1;\xC9\xCF\xBA\xA3;small-business\n", named) == std::vector<std::string>{"ÉÏº£"});
}

TEST_CASE("UTF-16 with its mark is read, and UTF-8 with a few bad bytes is nothing else") {
  std::string wide = "\xFF\xFE";
  for (const char c : std::string("id,name,kind\nM1,M\xFCller,small-business\n")) wide += c, wide += '\0';
  CHECK(names(wide) == std::vector<std::string>{"Müller"});
  std::string big = "\xFE\xFF";
  for (const char c : std::string("id,name,kind\nM1,M\xFCller,small-business\n")) big += '\0', big += c;
  CHECK(names(big) == std::vector<std::string>{"Müller"});
  CHECK_THAT(names(wide + "x").at(0), Catch::Contains("UTF-16"));
  const auto damaged = names("id,name,kind\nM1,Müller & Söhne,small-business\nM2,\xFFX,small-business\n");
  CHECK_THAT(damaged.at(0), Catch::Contains("d.csv:3") && Catch::Contains("UTF-8"));
  const auto mixed = names("id,name,kind\nM1,\xFF\xFE\x80\xE7\xA5\xA8,small-business\n");
  CHECK_THAT(mixed.at(0), Catch::Contains("d.csv:2") && Catch::Contains("neither UTF-8 nor GB18030"));
}

TEST_CASE("a few rare characters are Chinese all the same, and accents in a row are not") {
  const auto gb = [](std::string_view hex) {
    std::string out;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
      out += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    return out;
  };
  CHECK(
      reads_as_chinese("A3," + gb("F6CEEDB5BFC6BCBC") + ",small-business\nA4,ABC GmbH,small-business\n"));  // 鑫淼科技
  CHECK(reads_as_chinese("A7," + gb("87D687D6") + ",small-business\n"));                                    // 囍囍
  CHECK_FALSE(reads_as_chinese("A1,M\xFCller & S\xF6hne,small-business\nA2,Caf\xE9 Ren\xE9\xE9,small-business\n"));
  CHECK_FALSE(
      reads_as_chinese("A1,Stra\xDF"
                       "e \xC4\xD6\xDC,x\nA2,M\xFCnchner Gesch\xE4"
                       "ftsf\xFChrung f\xFCr \xD6"
                       "ffentlichkeit,x\n"));
}
