#include "ledger/import.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "ledger/import_sheet.h"

namespace dunmail {
namespace {

constexpr std::array<std::string_view, 4> locales{"zh-CN", "zh-TW", "en", "de"};
constexpr std::array<std::string_view, 4> risk_classes{"", "low", "medium", "high"};

const std::vector<ColumnRule> debtor_columns{
    {"id", true, "the debtor's number in the ERP; the natural key", "D0001"},
    {"name", true, "full registered name", "上海正信商贸有限公司"},
    {"kind", true, "large-enterprise, small-business, public-body or individual", "small-business"},
    {"locale", false, "of its letters: zh-CN (default), zh-TW, en, de", "zh-CN"},
    {"street", false, "address, without city", "浦东新区世纪大道100号"},
    {"postcode", false, "", "200120"},
    {"city", false, "", "上海市"},
    {"region", false, "province or state", "上海市"},
    {"country", false, "ISO 3166-1 alpha-2; default CN", "CN"},
    {"segment", false, "a word of your own, for policies", "retail"},
    {"risk_class", false, "low, medium, high", "medium"},
    {"calendar", false, "of working days; default by country", "cn"},
    {"time_zone", false, "IANA name; default by country", "Asia/Shanghai"},
    {"pay_days", false, "days of the month on which it pays, divided by blanks", "10 25"},
    {"blocked", false, "dunning block of the whole customer: its reason", "insolvency"},
};
const std::vector<ColumnRule> contact_columns{
    {"debtor", true, "the debtor's id", "D0001"},
    {"name", true, "the person; with debtor the natural key", "王芳"},
    {"position", false, "a letter needs it", "财务部经理"},
    {"role", false, "payer (default), finance, owner, decision-maker, legal, gatekeeper", "payer"},
    {"honorific", false, "", "女士"},
    {"email", false, "one address", "wang.fang@example.com"},
    {"fax", false, "international form", "+86 21 5555 1234"},
    {"phone", false, "", "+86 21 5555 1000"},
    {"locale", false, "when not the debtor's", ""},
};
const std::vector<ColumnRule> invoice_columns{
    {"number", true, "invoice number; the natural key", "INV-2026-0001"},
    {"debtor", true, "the debtor's id", "D0001"},
    {"creditor", false, "the [creditor.NAME] it is owed to; default main", "main"},
    {"contract", false, "contract or order number", "HT-2026-0312"},
    {"issue_date", true, "", "2026-08-01"},
    {"due_date", true, "", "2026-08-31"},
    {"amount", true, "gross amount, above zero", "12,345.60"},
    {"currency", true, "ISO 4217", "CNY"},
    {"blocked", false, "dunning block of this invoice: its reason", ""},
};
const std::vector<ColumnRule> payment_columns{
    {"reference", true, "the bank's or the ERP's; the natural key", "BK-2026-0099"},
    {"debtor", true, "the debtor's id", "D0001"},
    {"creditor", false, "default main", "main"},
    {"date", true, "day of receipt", "2026-09-15"},
    {"amount", true, "above zero", "5,000.00"},
    {"currency", true, "ISO 4217", "CNY"},
    {"invoice", false, "what the payer named; empty: oldest due first", "INV-2026-0001"},
};

std::vector<int> pay_days(SheetRow& row) {
  std::vector<int> out;
  const std::string value = row.text("pay_days");
  for (std::string_view part : split(value, ' ')) {
    if (part.empty()) continue;
    int day = 0;
    for (const char c : part) day = c >= '0' && c <= '9' && day < 100 ? day * 10 + (c - '0') : 1000;
    if (day < 1 || day > 31) return row.bad("pay_days", "\"" + value + "\" is not a list of days of the month", "write 10 25"), out;
    out.push_back(day);
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::string natural_key(SheetRow& row, const std::string& column) {
  std::string value = row.text(column, true, 60);
  if (value.find_first_of("\n\t") != value.npos) row.bad(column, "holds a line break or a tab");
  return value;
}

}  // namespace

const std::vector<ColumnRule>& import_columns(std::string_view kind) {
  if (kind == "debtors") return debtor_columns;
  if (kind == "contacts") return contact_columns;
  if (kind == "invoices") return invoice_columns;
  if (kind == "payments") return payment_columns;
  const std::vector<std::string> kinds{"debtors", "contacts", "invoices", "payments"};
  throw Error(ErrorKind::usage, "import", "\"" + std::string(kind) + "\" is not one of: debtors, contacts, invoices, payments", did_you_mean(kind, kinds));
}

bool import_debtors(std::string bytes, const std::string& file, const ImportProfile& profile, const TakeRow<Debtor>& take, const TakeProblem& bad) {
  return read_sheet(std::move(bytes), file, "debtors", profile, [&](SheetRow& row, const RowPlace& place) {
    Debtor d;
    d.id = natural_key(row, "id");
    if (d.id.find('/') != d.id.npos) row.bad("id", "holds a slash", "a case is named creditor/debtor/currency");
    d.name = row.text("name", true);
    d.kind = row.word("kind", debtor_kinds, "");
    if (d.kind.empty() && row.problems().empty()) row.bad("kind", "is empty", "the wording depends on it: large-enterprise, small-business, public-body, individual");
    d.locale = row.word("locale", locales, "zh-CN");
    d.address = {row.text("street"), row.text("postcode", false, 20), row.text("city", false, 120), row.text("region", false, 120), row.text("country", false, 20)};
    if (d.address.country.empty()) d.address.country = "CN";
    if (d.address.country.size() != 2 || lower_ascii(d.address.country) == d.address.country)
      row.bad("country", "\"" + d.address.country + "\" is not a country of ISO 3166-1", "two capital letters, such as CN or DE");
    d.segment = row.text("segment", false, 60);
    d.risk_class = row.word("risk_class", risk_classes, "");
    d.calendar = row.text("calendar", false, 20);
    d.time_zone = row.text("time_zone", false, 60);
    d.pay_days = pay_days(row);
    d.blocked = row.text("blocked", false, 200);
    if (row.problems().empty()) take(std::move(d), place);
  }, bad);
}

bool import_contacts(std::string bytes, const std::string& file, const ImportProfile& profile, const TakeRow<Contact>& take, const TakeProblem& bad) {
  return read_sheet(std::move(bytes), file, "contacts", profile, [&](SheetRow& row, const RowPlace& place) {
    Contact c;
    c.debtor_id = natural_key(row, "debtor");
    c.name = row.text("name", true, 200);
    c.position = row.text("position", false, 200);
    c.role = row.word("role", contact_roles, "payer");
    c.honorific = row.text("honorific", false, 40);
    c.email = row.email("email");
    c.fax = row.phone("fax", true);
    c.phone = row.phone("phone", false);
    c.locale = row.text("locale", false, 10);
    if (row.problems().empty()) take(std::move(c), place);
  }, bad);
}

bool import_invoices(std::string bytes, const std::string& file, const ImportProfile& profile, const TakeRow<Invoice>& take, const TakeProblem& bad) {
  return read_sheet(std::move(bytes), file, "invoices", profile, [&](SheetRow& row, const RowPlace& place) {
    Invoice i;
    i.number = natural_key(row, "number");
    i.debtor_id = natural_key(row, "debtor");
    i.creditor = row.text("creditor", false, 60);
    if (i.creditor.empty()) i.creditor = "main";
    i.contract = row.text("contract", false, 120);
    i.issued = row.date("issue_date");
    i.due = row.date("due_date");
    i.amount.currency = row.currency("currency");
    i.amount.minor = row.amount("amount", i.amount.currency);
    i.blocked = row.text("blocked", false, 200);
    if (row.problems().empty() && i.due < i.issued)
      row.bad("due_date", iso(i.due) + " is before the issue date " + iso(i.issued), "are the two columns swapped?");
    if (row.problems().empty()) take(std::move(i), place);
  }, bad);
}

bool import_payments(std::string bytes, const std::string& file, const ImportProfile& profile, const TakeRow<Payment>& take, const TakeProblem& bad) {
  return read_sheet(std::move(bytes), file, "payments", profile, [&](SheetRow& row, const RowPlace& place) {
    Payment p;
    p.reference = natural_key(row, "reference");
    p.debtor_id = natural_key(row, "debtor");
    p.creditor = row.text("creditor", false, 60);
    if (p.creditor.empty()) p.creditor = "main";
    p.day = row.date("date");
    p.amount.currency = row.currency("currency");
    p.amount.minor = row.amount("amount", p.amount.currency);
    p.invoice = row.text("invoice", false, 60);
    if (row.problems().empty()) take(std::move(p), place);
  }, bad);
}

}  // namespace dunmail
