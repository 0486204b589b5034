// From the bytes of a ledger export to checked rows. Pure: what the database already holds is checked by the store.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/config_table.h"
#include "base/result.h"
#include "ledger/csv.h"
#include "ledger/given.h"
#include "ledger/invoice.h"

namespace dunmail {

/// How a foreign file maps to our columns; written in TOML:
///
///   delimiter = ";"            # one character, or "tab"; default: comma, semicolon or tab, as the header shows
///   encoding = "gb18030"       # automatic (default), utf-8, gb18030, windows-1252, utf-16
///   skip_rows = 2              # rows of titles before the header
///   date = ["Y/M/D", "YMD"]    # tried in this order; default Y-M-D
///   decimal = ","              # default: as the whole column shows
///   [columns]                  # ours = theirs
///   number = "发票号码"
///   [values]                   # for columns the file does not have
///   currency = "CNY"
///   [words.kind]               # theirs = ours, for columns with fixed words
///   "大型企业" = "large-enterprise"
struct ImportProfile {
  char delimiter = 0;  ///< 0: found from the header
  Encoding encoding = Encoding::automatic;
  std::size_t skip_rows = 0;
  std::vector<std::string> dates{"Y-M-D"};
  char decimal = 0;                                                 ///< 0: found from the columns
  std::map<std::string, std::string> columns;                       ///< ours -> theirs
  std::map<std::string, std::string> values;                        ///< ours -> constant
  std::map<std::string, std::map<std::string, std::string>> words;  ///< ours -> (theirs -> ours)

  static ImportProfile load(const std::string& path);
  static ImportProfile read(const ConfigTable& table);
  bool says_chinese() const;  ///< by the names of its columns
};

/// One column of a kind of file: the table behind `dunmail import KIND --columns` and the documentation.
struct ColumnRule {
  const char* name;
  bool required;
  const char* meaning;
  const char* example;
  const char* or_else = nullptr;  ///< a column that can stand in for a required one
};
inline constexpr std::array<std::string_view, 6> import_kinds{"debtors",  "contacts", "guarantors",
                                                              "invoices", "parts",    "payments"};
/// kind: one of import_kinds.
const std::vector<ColumnRule>& import_columns(std::string_view kind);

/// A place that outlives its row, for problems that the whole file must be read for.
struct KeptPlace {
  std::string file;
  std::size_t line = 0;
  std::map<std::string, std::size_t> columns;
  std::string at(const std::string& column) const;
};

/// A row's place, for problems that are found later: "invoices.csv:12:6" by column name.
class RowPlace {
 public:
  RowPlace(const std::string& file, std::size_t line, const std::map<std::string, std::size_t>& columns,
           const Given& given)
      : file_(file), line_(line), columns_(columns), given_(given) {}
  std::string at(const std::string& column) const { return keep().at(column); }
  KeptPlace keep() const { return {file_, line_, columns_}; }
  std::size_t line() const { return line_; }
  const Given& given() const { return given_; }  ///< which columns the file has

 private:
  const std::string& file_;
  std::size_t line_;
  const std::map<std::string, std::size_t>& columns_;
  const Given& given_;
};

/// How a file was read, and what of it was passed over.
struct SheetSummary {
  Encoding encoding = Encoding::utf8;
  char delimiter = ',', decimal = '.';
  std::size_t rows = 0;                            ///< that are rows of the kind, good or bad
  std::size_t blank = 0, totals = 0, headers = 0;  ///< passed over: empty rows, total rows, the header again
};

/// Calls `take` for each good row and `bad` for each Problem, in the file's order. A file that cannot be read at all
/// (no header, a column missing, bad encoding, cut off) gives one Problem through `bad` and false: nothing of it may be
/// kept, not even with --skip-bad.
template <class Row>
using TakeRow = std::function<void(Row, const RowPlace&)>;
using TakeProblem = std::function<void(Problem)>;

bool import_debtors(LargeText bytes, const std::string& file, const ImportProfile& profile, const TakeRow<Debtor>& take,
                    const TakeProblem& bad, SheetSummary* summary = nullptr);
bool import_contacts(LargeText bytes, const std::string& file, const ImportProfile& profile,
                     const TakeRow<Contact>& take, const TakeProblem& bad, SheetSummary* summary = nullptr);
bool import_guarantors(LargeText bytes, const std::string& file, const ImportProfile& profile,
                       const TakeRow<Guarantor>& take, const TakeProblem& bad, SheetSummary* summary = nullptr);
/// Credit notes stand among the invoices.
bool import_invoices(LargeText bytes, const std::string& file, const ImportProfile& profile,
                     const TakeRow<InvoiceRow>& take, const TakeRow<CreditNote>& take_credit, const TakeProblem& bad,
                     SheetSummary* summary = nullptr);
/// One part of an invoice a row.
struct PartRow {
  std::string invoice;
  Currency currency;
  Part part;
};
bool import_parts(LargeText bytes, const std::string& file, const ImportProfile& profile, const TakeRow<PartRow>& take,
                  const TakeProblem& bad, SheetSummary* summary = nullptr);
bool import_payments(LargeText bytes, const std::string& file, const ImportProfile& profile,
                     const TakeRow<Payment>& take, const TakeProblem& bad, SheetSummary* summary = nullptr);

}  // namespace dunmail
