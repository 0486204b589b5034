// Fields: what is owed. Amounts that are zero have no value, so that a template can ask for them with a section; the
// total alone is printed when it is zero.
#include <algorithm>

#include "letters/fields_table.h"

namespace dunmail::field_table {
namespace {

using S = const Scene&;
using enum FieldType;

/// The item that has been due longest, or nothing.
const ItemFacts* oldest(S s) {
  const auto& items = s.facts.items;
  const auto found =
      std::min_element(items.begin(), items.end(), [](const auto& a, const auto& b) { return a.due < b.due; });
  return found == items.end() ? nullptr : &*found;
}

/// Letters drafted before sums of both kinds were told apart count as lump sums where they name a law.
std::int64_t lump_sums(S s) {
  return s.facts.lump_sums == 0 && !s.facts.fees_basis.empty() ? s.facts.fees : s.facts.lump_sums;
}

std::int64_t open_sum(S s) {
  std::int64_t sum = 0;
  for (const ItemFacts& item : s.facts.items) sum = checked_add(sum, item.open);
  return sum;
}

/// A letter may list what is not due yet; it says "so many invoices" only of those that it is about.
std::size_t demanded(S s) {
  const auto& items = s.facts.items;
  const auto count = std::count_if(items.begin(), items.end(), [](const ItemFacts& item) { return item.open > 0; });
  return count ? static_cast<std::size_t>(count) : items.size();
}

/// Up to four of the different values, in order.
std::string enumerated(S s, std::string ItemFacts::*member) {
  std::vector<std::string> out;
  for (const ItemFacts& item : s.facts.items) {
    const std::string& value = item.*member;
    if (value.empty() || std::find(out.begin(), out.end(), value) != out.end()) continue;
    if (out.size() == 4) {
      out.push_back(s.words.label("and_others"));
      break;
    }
    out.push_back(value);
  }
  return joined(out, s);
}

const Field table[] = {
    {"currency", text, "ISO 4217 code of every amount in the letter", "CNY",
     [](S s) { return std::string(s.facts.currency.code()); }},
    {"total", amount, "the sum demanded", "¥215,040.00",
     [](S s) { return format_amount(s.facts.total, s.facts.currency, s.locale); }},
    {"total.figure", figure, "the sum demanded, without currency", "215,040.00",
     [](S s) { return format_figure(s.facts.total, s.facts.currency, s.locale); }},
    {"total.words", words, "the sum demanded in words; empty for foreign currencies in Chinese",
     "人民币贰拾壹万伍仟零肆拾元整", [](S s) { return amount_in_words(s.facts.total, s.facts.currency, s.locale); }},
    {"open", amount, "sum of the invoices' open amounts", "¥215,040.00",
     [](S s) { return format_amount(open_sum(s), s.facts.currency, s.locale); }},
    {"open.figure", figure, "the same without currency", "215,040.00",
     [](S s) { return format_figure(open_sum(s), s.facts.currency, s.locale); }},
    {"credit", amount, "payments not allocated yet, taken off; empty when none", "¥5,000.00",
     [](S s) { return amount_of(s, s.facts.credit); }},
    {"credit.figure", figure, "the same without currency, negative", "-5,000.00",
     [](S s) { return figure_of(s, -s.facts.credit); }},
    {"interest", amount, "interest demanded; empty when none", "¥225.00",
     [](S s) { return amount_of(s, s.facts.interest); }},
    {"interest.figure", figure, "the same without currency", "225.00",
     [](S s) { return figure_of(s, s.facts.interest); }},
    {"interest.basis", text, "law and rate of the interest, in words", "按年利率3.9%计算",
     [](S s) { return s.facts.interest_basis; }},
    {"fees", amount, "fees or compensation demanded; empty when none", "40,00 EUR",
     [](S s) { return amount_of(s, s.facts.fees); }},
    {"fees.figure", figure, "the same without currency", "40,00", [](S s) { return figure_of(s, s.facts.fees); }},
    {"fees.basis", text, "the law of a lump sum among the fees; empty when there is none", "§ 288 Abs. 5 BGB",
     [](S s) { return s.facts.fees_basis; }},
    {"fees.lump_sums", amount, "of the fees, the lump sums of that law; empty when there are none", "40,00 EUR",
     [](S s) { return amount_of(s, lump_sums(s)); }},
    {"charges.earlier", amount, "interest and costs of earlier letters that are open; empty when none", "40,00 EUR",
     [](S s) { return amount_of(s, s.facts.earlier_charges); }},
    {"charges.earlier.figure", figure, "the same without currency", "40,00",
     [](S s) { return figure_of(s, s.facts.earlier_charges); }},
    list_field("claims", "of which those consist", [](S s) { return s.facts.claims.size(); }),
    {"disputed", amount, "disputed parts, not demanded; empty when none", "¥12,000.00",
     [](S s) { return amount_of(s, s.facts.disputed); }},
    flag_field("netted", "the total differs from the sum of the open amounts",
               [](S s) {
                 return s.facts.credit != 0 || s.facts.interest != 0 || s.facts.fees != 0 ||
                        s.facts.earlier_charges != 0;
               }),
    list_field("invoices", "the invoices of the letter", [](S s) { return s.facts.items.size(); }),
    {"invoices.count", number, "how many invoices", "3", [](S s) { return std::to_string(demanded(s)); }},
    {"invoices.numbers", text, "the first four invoice numbers", "FP-1001、FP-1002",
     [](S s) { return enumerated(s, &ItemFacts::invoice); }},
    {"contracts.numbers", text, "the first four contract numbers; empty when none is known", "QM-2026-031",
     [](S s) { return enumerated(s, &ItemFacts::contract); }},
    flag_field("one_invoice", "there is exactly one invoice", [](S s) { return demanded(s) == 1; }),
    flag_field("any_contract", "at least one invoice names a contract",
               [](S s) {
                 return std::any_of(s.facts.items.begin(), s.facts.items.end(),
                                    [](const auto& i) { return !i.contract.empty(); });
               }),
    flag_field("any_disputed", "at least one invoice has a disputed part",
               [](S s) {
                 return std::any_of(s.facts.items.begin(), s.facts.items.end(),
                                    [](const auto& i) { return i.disputed != 0; });
               }),
    flag_field("any_overdue", "at least one invoice is overdue",
               [](S s) {
                 return std::any_of(s.facts.items.begin(), s.facts.items.end(),
                                    [](const auto& i) { return i.days_overdue > 0; });
               }),
    {"oldest.number", text, "number of the invoice that was due first", "FP-1001",
     [](S s) { return oldest(s) ? oldest(s)->invoice : ""; }},
    {"oldest.due", date, "its due date", "2026年8月31日",
     [](S s) { return oldest(s) ? format_date(oldest(s)->due, s.locale, s.dates()) : ""; }},
    {"oldest.days", number, "its days overdue; empty before it is due", "82天",
     [](S s) {
       return oldest(s) && oldest(s)->days_overdue > 0 ? format_days(oldest(s)->days_overdue, s.locale) : "";
     }},
    row_field("invoices", "invoice.number", text, "invoice number", "FP-1001",
              [](S s, std::size_t i) { return s.facts.items[i].invoice; }),
    row_field("invoices", "invoice.contract", text, "contract number, or a dash", "QM-2026-031",
              [](S s, std::size_t i) { return dash_for_none(s.facts.items[i].contract); }),
    row_field("invoices", "invoice.issued", date, "invoice date, short", "2026-08-01",
              [](S s, std::size_t i) { return format_short_date(s.facts.items[i].issued, s.locale, s.dates()); }),
    row_field("invoices", "invoice.due", date, "due date, short", "2026-08-31",
              [](S s, std::size_t i) { return format_short_date(s.facts.items[i].due, s.locale, s.dates()); }),
    row_field("invoices", "invoice.days", number, "days overdue, or a dash", "82",
              [](S s, std::size_t i) {
                return s.facts.items[i].days_overdue > 0 ? std::to_string(s.facts.items[i].days_overdue) : "–";
              }),
    row_field("invoices", "invoice.amount", figure, "amount as invoiced", "100,000.00",
              [](S s, std::size_t i) { return format_figure(s.facts.items[i].amount, s.facts.currency, s.locale); }),
    row_field("invoices", "invoice.open", figure, "amount demanded", "95,000.00",
              [](S s, std::size_t i) { return format_figure(s.facts.items[i].open, s.facts.currency, s.locale); }),
    row_field("invoices", "invoice.disputed", figure, "disputed part, or a dash", "5,000.00",
              [](S s, std::size_t i) { return dash_for_none(figure_of(s, s.facts.items[i].disputed)); }),

    row_field("claims", "claim.what", text, "interest, lump sum or fee", "Verzugszinsen",
              [](S s, std::size_t i) { return s.words.label("claim_" + s.facts.claims[i].kind); }),
    row_field("claims", "claim.invoice", text, "the invoice that it is about", "FP-1001",
              [](S s, std::size_t i) { return s.facts.claims[i].invoice; }),
    row_field("claims", "claim.letter", text, "number of the letter that asserted it", "2026-000009",
              [](S s, std::size_t i) { return dash_for_none(s.facts.claims[i].letter); }),
    row_field("claims", "claim.until", date, "the day up to which it is reckoned, short", "2026-09-10",
              [](S s, std::size_t i) { return format_short_date(s.facts.claims[i].to, s.locale, s.dates()); }),
    row_field("claims", "claim.open", figure, "what is open of it", "5,00",
              [](S s, std::size_t i) { return format_figure(s.facts.claims[i].open, s.facts.currency, s.locale); }),
};

}  // namespace

std::span<const Field> owed() { return table; }

}  // namespace dunmail::field_table
