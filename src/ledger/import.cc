#include "ledger/import.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/time_zone.h"
#include "ledger/import_sheet.h"
#include "ledger/terms.h"

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
    {"credit_limit", false, "agreed limit; 0 means cash only", "500,000.00"},
    {"credit_currency", false, "of the limit; default CNY", "CNY"},
    {"distance_km", false, "from your nearest office, for visits", "35"},
    {"size", false, "large, medium, small, micro", "small"},
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
const std::vector<ColumnRule> guarantor_columns{
    {"debtor", true, "the debtor's id", "D0001"},
    {"name", true, "full registered name; with debtor the natural key", "上海安衡担保有限公司"},
    {"kind", true, "joint or general", "joint"},
    {"until", false, "agreed last day of the guarantee", "2027-06-30"},
    {"months", false, "or its agreed length from the due day of the debt; neither: as the law has it", "12"},
    {"contact", false, "the person to write to", "周建国"},
    {"position", false, "", "风险部经理"},
    {"street", false, "address, without city", "浦东新区世纪大道100号"},
    {"postcode", false, "", "200120"},
    {"city", false, "", "上海市"},
    {"region", false, "", "上海市"},
    {"country", false, "ISO 3166-1 alpha-2; default CN", "CN"},
    {"email", false, "one address", "zhou@example.com"},
    {"fax", false, "international form", "+86 21 5555 1234"},
    {"phone", false, "", "+86 21 5555 1000"},
    {"locale", false, "when not the debtor's", ""},
};
const std::vector<ColumnRule> invoice_columns{
    {"number", true, "invoice number; the natural key", "INV-2026-0001"},
    {"kind", false, "invoice (default) or credit-note", "invoice"},
    {"debtor", true, "the debtor's id", "D0001"},
    {"creditor", false, "the [creditor.NAME] it is owed to; default main", "main"},
    {"contract", false, "contract or order number", "HT-2026-0312"},
    {"issue_date", true, "", "2026-08-01"},
    {"due_date", true, "or terms; a credit note needs neither", "2026-08-31", "terms"},
    {"terms", false, "30, 30 eom, eom+10, 60 from delivery, 60 from acceptance", "30"},
    {"delivered_date", false, "for terms that count from it", "2026-08-05"},
    {"accepted_date", false, "the same; when acceptance is delayed, the end of the time agreed for it", "2026-08-20"},
    {"amount", true, "gross amount, above zero; of a credit note with either sign", "12,345.60"},
    {"currency", true, "ISO 4217", "CNY"},
    {"open", false, "what the ERP says is open of it; lower than here: it was settled by so much", "2,345.60"},
    {"applies_to", false, "credit note: the invoice it lowers", "INV-2026-0001"},
    {"blocked", false, "dunning block of this invoice: its reason", ""},
    {"secured", false, "of the amount, by security: yes, no or a sum", "5,000.00"},
    {"rate", false, "agreed late interest, percent a year", "5.5"},
};
const std::vector<ColumnRule> part_columns{
    {"invoice", true, "the invoice's number; the parts sum up to its amount", "INV-2026-0001"},
    {"part", true, "from 1; with invoice the natural key", "1"},
    {"due_date", true, "", "2026-08-31"},
    {"amount", true, "above zero", "5,000.00"},
    {"currency", true, "the invoice's", "CNY"},
    {"kind", false, "instalment (default) or retention", "instalment"},
};
const std::vector<ColumnRule> payment_columns{
    {"reference", true, "the bank's or the ERP's; the natural key", "BK-2026-0099"},
    {"debtor", true, "the debtor's id", "D0001"},
    {"creditor", false, "default main", "main"},
    {"date", true, "day of receipt", "2026-09-15"},
    {"amount", true, "above zero; of a returned payment with either sign", "5,000.00"},
    {"currency", true, "ISO 4217", "CNY"},
    {"invoice", false, "what the payer named; empty: by the creditor's allocation rule", "INV-2026-0001"},
    {"reverses", false, "a returned payment: reference of the payment it takes back", "BK-2026-0071"},
};

std::vector<int> pay_days(SheetRow& row) {
  std::vector<int> out;
  const std::string value = row.text("pay_days");
  for (std::string_view part : split(value, ' ')) {
    if (part.empty()) continue;
    int day = 0;
    for (const char c : part) day = c >= '0' && c <= '9' && day < 100 ? day * 10 + (c - '0') : 1000;
    if (day < 1 || day > 31) {
      row.bad("pay_days", "\"" + value + "\" is not a list of days of the month", "write 10 25");
      return out;
    }
    out.push_back(day);
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::string natural_key(SheetRow& row, const std::string& column) { return row.id(column, true); }

Address address(SheetRow& row) {
  Address a{row.text("street"), row.text("postcode", false, 20), row.text("city", false, 120),
            row.text("region", false, 120), row.text("country", false, 20)};
  if (a.country.empty()) a.country = "CN";
  if (a.country.size() != 2 || lower_ascii(a.country) == a.country)
    row.bad("country", "\"" + a.country + "\" is not a country of ISO 3166-1", "two capital letters, such as CN or DE");
  return a;
}

std::string creditor(SheetRow& row) {
  std::string name = row.text("creditor", false, 60);
  return name.empty() ? "main" : name;
}

std::string time_zone(SheetRow& row) {
  std::string name = row.text("time_zone", false, 60);
  if (name.empty() || is_time_zone(name)) return name;
  const std::string hint = did_you_mean(name, time_zones());
  row.bad("time_zone", "\"" + name + "\" is no time zone that IANA knows",
          hint.empty() ? "write Asia/Shanghai or Europe/Berlin" : hint);
  return name;
}

std::optional<Money> credit_limit(SheetRow& row) {
  const std::string value = row.text("credit_limit", false, 60);
  const Currency currency =
      row.text("credit_currency").empty() ? *Currency::find("CNY") : row.currency("credit_currency");
  if (value.empty()) return std::nullopt;
  return Money{row.amount_or_zero("credit_limit", currency), currency};
}

std::int64_t secured(SheetRow& row, const Money& amount) {
  const std::string value = lower_ascii(row.text("secured", false, 60));
  if (value.empty() || value == "no") return 0;
  return value == "yes" ? amount.minor : std::min(row.amount_or_zero("secured", amount.currency), amount.minor);
}

/// What the export says is open of an invoice; 0 is: nothing.
std::optional<std::int64_t> open_sum(SheetRow& row, const Money& amount) {
  if (row.text("open", false, 60).empty()) return std::nullopt;
  const std::int64_t open = row.amount_or_zero("open", amount.currency);
  if (row.problems().empty() && open > amount.minor)
    row.bad("open", "is more than the amount", "are the two columns swapped?");
  return open;
}

/// Percent a year times 10,000.
std::int64_t agreed_rate(SheetRow& row) {
  constexpr int decimals = 4;
  constexpr std::int64_t highest = 1'000'000;  // 100 percent
  std::string value = row.text("rate", false, 20);
  if (value.ends_with('%')) value.pop_back();
  if (value.empty()) return 0;
  const auto rate = parse_minor(value, decimals, row.decimal("rate"));
  if (!rate || *rate < 0 || *rate > highest) {
    row.bad("rate", "\"" + value + "\" is not a rate from 0 to 100 percent a year", "write 5.5");
    return 0;
  }
  return *rate;
}

/// The due day, given or by terms; the two must agree.
Date due(SheetRow& row, Date issued) {
  const auto given = row.date_if_given("due_date");
  const std::string terms = row.text("terms", false, 60);
  if (terms.empty()) {
    if (!given) row.bad("due_date", "is empty", "every invoice needs a due date or terms");
    return given.value_or(Date());
  }
  const TermsDates dates{issued, row.date_if_given("delivered_date"), row.date_if_given("accepted_date")};
  const auto read = read_terms(terms);
  if (!read) {
    row.bad("terms", read.problem().message, read.problem().hint);
    return Date();
  }
  const auto by_terms = due_day(*read, dates);
  if (!by_terms) {
    row.bad("terms", by_terms.problem().message, by_terms.problem().hint);
    return Date();
  }
  if (given && *given != *by_terms)
    row.bad("due_date",
            fmt::format("{} is not what the terms \"{}\" make due, which is {}", iso(*given), terms, iso(*by_terms)),
            "leave one of the two empty");
  return *by_terms;
}

std::int64_t magnitude(std::int64_t sum) { return sum < 0 ? -sum : sum; }

}  // namespace

const std::vector<ColumnRule>& import_columns(std::string_view kind) {
  if (kind == "debtors") return debtor_columns;
  if (kind == "contacts") return contact_columns;
  if (kind == "guarantors") return guarantor_columns;
  if (kind == "parts") return part_columns;
  if (kind == "invoices") return invoice_columns;
  if (kind == "payments") return payment_columns;
  const std::vector<std::string> kinds(import_kinds.begin(), import_kinds.end());
  throw Error(ErrorKind::usage, "import", fmt::format("\"{}\" is not one of: {}", kind, fmt::join(kinds, ", ")),
              did_you_mean(kind, kinds));
}

bool import_debtors(LargeText bytes, const std::string& file, const ImportProfile& profile, const TakeRow<Debtor>& take,
                    const TakeProblem& bad, SheetSummary* summary) {
  return read_sheet(
      std::move(bytes), file, "debtors", profile,
      [&](SheetRow& row, const RowPlace& place) {
        Debtor d;
        d.id = natural_key(row, "id");
        if (d.id.find('/') != d.id.npos) row.bad("id", "holds a slash", "a case is named creditor/debtor/currency");
        d.name = row.text("name", true);
        d.kind = row.word("kind", debtor_kinds, "");
        if (d.kind.empty() && row.problems().empty())
          row.bad("kind", "is empty",
                  "the wording depends on it: large-enterprise, small-business, public-body, individual");
        d.locale = row.word("locale", locales, "zh-CN");
        d.address = address(row);
        d.segment = row.text("segment", false, 60);
        d.risk_class = row.word("risk_class", risk_classes, "");
        d.calendar = row.text("calendar", false, 20);
        d.time_zone = time_zone(row);
        d.pay_days = pay_days(row);
        d.blocked = row.text("blocked", false, 200);
        d.credit_limit = credit_limit(row);
        d.distance_km = row.whole("distance_km", 0, 20'000);
        d.size = row.word("size", debtor_sizes, "");
        if (row.problems().empty()) take(std::move(d), place);
      },
      bad, summary);
}

bool import_contacts(LargeText bytes, const std::string& file, const ImportProfile& profile,
                     const TakeRow<Contact>& take, const TakeProblem& bad, SheetSummary* summary) {
  return read_sheet(
      std::move(bytes), file, "contacts", profile,
      [&](SheetRow& row, const RowPlace& place) {
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
      },
      bad, summary);
}

bool import_guarantors(LargeText bytes, const std::string& file, const ImportProfile& profile,
                       const TakeRow<Guarantor>& take, const TakeProblem& bad, SheetSummary* summary) {
  return read_sheet(
      std::move(bytes), file, "guarantors", profile,
      [&](SheetRow& row, const RowPlace& place) {
        Guarantor g;
        g.debtor_id = natural_key(row, "debtor");
        g.name = row.text("name", true, 200);
        g.kind = row.word("kind", guarantor_kinds, "");
        if (g.kind.empty() && row.problems().empty())
          row.bad("kind", "is empty", "joint (连带责任保证) or general (一般保证): the contract says which");
        g.until = row.date_if_given("until");
        g.months = row.whole("months", 1, 240).value_or(0);
        if (g.until && g.months)
          row.bad("months", "stands beside `until`", "a guarantee ends on a day or after a time; leave one empty");
        g.contact = row.text("contact", false, 200);
        g.position = row.text("position", false, 200);
        g.address = address(row);
        g.email = row.email("email");
        g.fax = row.phone("fax", true);
        g.phone = row.phone("phone", false);
        g.locale = row.word("locale", locales, "");
        if (row.problems().empty()) take(std::move(g), place);
      },
      bad, summary);
}

namespace {

void read_invoice(SheetRow& row, const RowPlace& place, const TakeRow<InvoiceRow>& take) {
  InvoiceRow i;
  i.number = natural_key(row, "number");
  i.debtor_id = natural_key(row, "debtor");
  i.creditor = creditor(row);
  i.contract = row.id("contract", false, 120);
  i.issued = row.date("issue_date");
  i.due = due(row, i.issued);
  i.amount.currency = row.currency("currency");
  i.amount.minor = row.amount("amount", i.amount.currency);
  i.open = open_sum(row, i.amount);
  i.blocked = row.text("blocked", false, 200);
  i.secured = secured(row, i.amount);
  i.rate = agreed_rate(row);
  if (!row.id("applies_to").empty())
    row.bad("applies_to", "stands on an invoice",
            "only a credit note applies to an invoice; is kind = credit-note missing?");
  if (row.problems().empty() && i.due < i.issued)
    row.bad("due_date", iso(i.due) + " is before the issue date " + iso(i.issued), "are the two columns swapped?");
  if (row.problems().empty()) take(std::move(i), place);
}

void read_credit_note(SheetRow& row, const RowPlace& place, const TakeRow<CreditNote>& take) {
  CreditNote c;
  c.number = natural_key(row, "number");
  c.debtor_id = natural_key(row, "debtor");
  c.creditor = creditor(row);
  c.day = row.date("issue_date");
  c.amount.currency = row.currency("currency");
  c.amount.minor = magnitude(row.amount("amount", c.amount.currency, true));
  c.applies_to = row.id("applies_to");
  if (row.problems().empty()) take(std::move(c), place);
}

}  // namespace

bool import_invoices(LargeText bytes, const std::string& file, const ImportProfile& profile,
                     const TakeRow<InvoiceRow>& take, const TakeRow<CreditNote>& take_credit, const TakeProblem& bad,
                     SheetSummary* summary) {
  return read_sheet(
      std::move(bytes), file, "invoices", profile,
      [&](SheetRow& row, const RowPlace& place) {
        constexpr std::array<std::string_view, 2> kinds{"invoice", "credit-note"};
        const std::string kind = row.word("kind", kinds, "invoice");
        if (!row.problems().empty()) return;  // what else is wrong with it depends on the kind
        if (kind == "credit-note")
          read_credit_note(row, place, take_credit);
        else
          read_invoice(row, place, take);
      },
      bad, summary);
}

bool import_parts(LargeText bytes, const std::string& file, const ImportProfile& profile, const TakeRow<PartRow>& take,
                  const TakeProblem& bad, SheetSummary* summary) {
  return read_sheet(
      std::move(bytes), file, "parts", profile,
      [&](SheetRow& row, const RowPlace& place) {
        PartRow p;
        p.invoice = natural_key(row, "invoice");
        if (row.text("part", true).empty()) return;
        p.part.seq = row.whole("part", 1, 999).value_or(0);
        p.part.due = row.date("due_date");
        p.currency = row.currency("currency");
        p.part.amount = row.amount("amount", p.currency);
        p.part.kind = row.word("kind", part_kinds, "instalment");
        if (row.problems().empty()) take(std::move(p), place);
      },
      bad, summary);
}

bool import_payments(LargeText bytes, const std::string& file, const ImportProfile& profile,
                     const TakeRow<Payment>& take, const TakeProblem& bad, SheetSummary* summary) {
  return read_sheet(
      std::move(bytes), file, "payments", profile,
      [&](SheetRow& row, const RowPlace& place) {
        Payment p;
        p.reference = natural_key(row, "reference");
        p.debtor_id = natural_key(row, "debtor");
        p.creditor = creditor(row);
        p.day = row.date("date");
        p.reverses = row.id("reverses");
        p.amount.currency = row.currency("currency");
        p.amount.minor = magnitude(row.amount("amount", p.amount.currency, !p.reverses.empty()));
        p.invoice = row.id("invoice");
        if (row.problems().empty()) take(std::move(p), place);
      },
      bad, summary);
}

}  // namespace dunmail
