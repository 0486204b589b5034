// The table of fields. Amounts that are zero have no value, so that a template can ask for them with a section; the
// total alone is printed when it is zero.
#include <fmt/format.h>

#include <algorithm>

#include "letters/fields.h"
#include "letters/words.h"

namespace dunmail {
namespace {

using S = const Scene&;
using enum FieldType;

std::string amount_of(S s, std::int64_t minor) {
  return minor == 0 ? "" : format_amount(minor, s.facts.currency, s.locale);
}
std::string figure_of(S s, std::int64_t minor) {
  return minor == 0 ? "" : format_figure(minor, s.facts.currency, s.locale);
}
std::string date_of(S s, const std::optional<Date>& day) { return day ? format_date(*day, s.locale, s.dates()) : ""; }
std::string dash_for_none(std::string value) { return value.empty() ? "–" : value; }

/// Telephone and account numbers do not break over lines.
std::string unbroken(const std::string& number) {
  std::string out;
  for (char c : number) c == ' ' ? out += "\u00A0" : out += c;
  return out;
}

std::string joined(const std::vector<std::string>& parts, S s) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += i + 1 == parts.size() ? s.words.list_and : s.words.list_comma;
    out += parts[i];
  }
  return out;
}

std::string one_line(const Address& address, S s, std::string_view origin) {
  std::string out;
  const std::vector<std::string> lines = address_lines(address, origin, s.locale);
  for (const std::string& line : lines) out += (out.empty() ? "" : is_chinese(s.locale) ? " " : ", ") + line;
  return out;
}

std::string several_lines(const Address& address, S s, std::string_view origin) {
  std::string out;
  for (const std::string& line : address_lines(address, origin, s.locale)) out += (out.empty() ? "" : "\n") + line;
  return out;
}

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

std::string went_to(S s) {
  std::string out;
  if (!s.facts.payment) return out;
  for (const WentTo& each : s.facts.payment->went_to)
    out += fmt::format("{}{} {}",
                       out.empty()            ? ""
                       : is_chinese(s.locale) ? "、"
                                              : ", ",
                       unbroken(each.invoice), format_amount(each.amount, s.facts.currency, s.locale));
  return out;
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

std::string kind_name(S s, const std::string& kind) {
  const auto found = s.words.kinds.find(kind);
  return found == s.words.kinds.end() ? kind : found->second;
}

std::string earlier_letters(S s) {
  std::vector<std::string> out;
  for (const EarlierLetter& e : s.facts.earlier) {
    const std::string date = format_date(e.date, s.locale, s.dates()), name = kind_name(s, e.kind);
    if (is_chinese(s.locale)) {
      out.push_back(date + name + (e.number.empty() ? "" : "（" + e.number + "）"));
    } else {
      out.push_back(name + (s.locale == Locale::de ? " vom " : " of ") + date +
                    (e.number.empty() ? "" : " (" + e.number + ")"));
    }
  }
  return joined(out, s);
}

const EarlierLetter* last_letter(S s) { return s.facts.earlier.empty() ? nullptr : &s.facts.earlier.back(); }

const LawFirmFacts& firm(S s) {
  static const LawFirmFacts none;
  return s.facts.law_firm ? *s.facts.law_firm : none;
}

/// What is missing of a promise after the payment that came.
std::int64_t shortfall(S s) {
  if (!s.facts.promise || !s.facts.payment) return 0;
  return std::max<std::int64_t>(0, s.facts.promise->amount - s.facts.payment->amount);
}

std::int64_t plan_sum(S s) {
  std::int64_t sum = 0;
  for (const PlanRow& row : s.facts.plan) sum = checked_add(sum, row.amount);
  return sum;
}

std::string plan_words(S s) {
  return s.facts.plan.empty() ? "" : amount_in_words(plan_sum(s), s.facts.currency, s.locale);
}

std::string plan_row_number(S, std::size_t i) { return std::to_string(i + 1); }
std::string plan_row_day(S s, std::size_t i) { return format_date(s.facts.plan[i].day, s.locale, s.dates()); }
std::string plan_row_amount(S s, std::size_t i) {
  return format_figure(s.facts.plan[i].amount, s.facts.currency, s.locale);
}

/// Both parties under one law, as far as addresses tell: wording that cites a statute is guarded by it.
bool both_in(S s, std::string_view country) {
  return s.facts.creditor.address.country == country && s.facts.debtor.address.country == country;
}

bool both_in_eu(S s) {
  static constexpr std::string_view members =
      "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE";
  const auto is_member = [](const std::string& country) {
    return country.size() == 2 && members.find(country) != members.npos;
  };
  return is_member(s.facts.creditor.address.country) && is_member(s.facts.debtor.address.country);
}

bool debtor_is(S s, std::string_view kind) { return s.facts.debtor.kind == kind; }

const Field table[] = {
    // the letter
    {"letter.number", text, "document number 函号 of the letter", "2026-000017", [](S s) { return s.facts.number; }},
    {"letter.date", date, "date of the letter", "2026年11月21日", [](S s) { return format_date(s.facts.date, s.locale, s.dates()); }},
    {"letter.date.words", words, "date in Chinese numerals", "二〇二六年十一月二十一日",
     [](S s) {
       return is_chinese(s.locale) ? format_date_in_words(s.facts.date, s.locale) : format_date(s.facts.date, s.locale, s.dates());
     }},
    {"deadline", date, "day by which to pay or answer", "2026年12月1日", [](S s) { return date_of(s, s.facts.deadline); }},
    {"deadline.days", number, "days from the letter to the deadline", "10天",
     [](S s) { return s.facts.deadline ? format_days(days_between(s.facts.date, *s.facts.deadline), s.locale) : ""; }},
    {"extra", lines, "a sentence that a clerk added to this letter", "请于付款后将回单发送至我司邮箱。", [](S s) { return s.facts.extra; }},
    {"response.url", text, "address of the debtor's own response page", "https://example.com/r/7f3k", [](S s) { return s.facts.response_url; }},
    {"fax.pages", number, "pages of the fax with its cover", "3", [](S s) { return s.pages > 0 ? std::to_string(s.pages) : ""; }},

    // whom it goes to
    {"addressee.salutation", text, "the opening line, with its punctuation", "王建国 财务部经理 台鉴：",
     [](S s) { return s.facts.addressee.name.empty() ? "" : salutation(s.facts.addressee, s.locale); }},
    {"addressee.name", text, "name of the person addressed", "王建国", [](S s) { return s.facts.addressee.name; }},
    {"addressee.position", text, "position of the person addressed", "财务部经理", [](S s) { return s.facts.addressee.position; }},
    {"addressee.honorific", text, "form of address", "Frau Dr.", [](S s) { return s.facts.addressee.honorific; }},
    {"addressee.fax", text, "fax number of the person addressed", "+86 571 5555 0101", [](S s) { return unbroken(s.facts.addressee.fax); }},
    {"addressee.phone", text, "telephone of the person addressed", "+86 571 5555 0100", [](S s) { return unbroken(s.facts.addressee.phone); }},
    {"debtor.name", text, "full registered name of the debtor", "杭州临溪机械有限公司", [](S s) { return s.facts.debtor.name; }},
    {"debtor.id", text, "the debtor's number in the ledger", "D-10023", [](S s) { return s.facts.debtor.id; }},
    {"debtor.address", lines, "postal address of the debtor", "浙江省杭州市西湖区文一路1号",
     [](S s) { return several_lines(s.facts.debtor.address, s, s.facts.creditor.address.country); }},
    {"you", text, "how the letter speaks to the debtor, by its kind", "贵司", [](S s) { return s.words.address_of(s.facts.debtor.kind); }},
    {"debtor.public_body", flag, "the debtor is a public body", "true", nullptr, [](S s) { return debtor_is(s, "public-body"); }},
    {"debtor.large_enterprise", flag, "the debtor is a large enterprise", "true", nullptr, [](S s) { return debtor_is(s, "large-enterprise"); }},
    {"debtor.small_business", flag, "the debtor is a small business", "true", nullptr, [](S s) { return debtor_is(s, "small-business"); }},
    {"debtor.individual", flag, "the debtor is a person", "true", nullptr, [](S s) { return debtor_is(s, "individual"); }},

    // whose law
    {"both_in.cn", flag, "both parties are in the PRC (not HK, MO, TW)", "true", nullptr, [](S s) { return both_in(s, "CN"); }},
    {"both_in.tw", flag, "both parties are in Taiwan", "true", nullptr, [](S s) { return both_in(s, "TW"); }},
    {"both_in.de", flag, "both parties are in Germany", "true", nullptr, [](S s) { return both_in(s, "DE"); }},
    {"both_in.uk", flag, "both parties are in the United Kingdom", "true", nullptr, [](S s) { return both_in(s, "GB"); }},
    {"both_in.eu", flag, "both parties are in the European Union", "true", nullptr, both_in_eu},

    // whom it comes from
    {"creditor.name", text, "full registered name of the creditor", "上海启明精密部件有限公司", [](S s) { return s.facts.creditor.name; }},
    {"creditor.address", text, "address of the creditor on one line", "上海市浦东新区张江路88号 201203",
     [](S s) { return one_line(s.facts.creditor.address, s, s.facts.debtor.address.country); }},
    {"creditor.phone", text, "telephone of the creditor", "+86 21 5555 0100", [](S s) { return unbroken(s.facts.creditor.phone); }},
    {"creditor.fax", text, "fax of the creditor", "+86 21 5555 0199", [](S s) { return unbroken(s.facts.creditor.fax); }},
    {"creditor.email", text, "mailbox of the creditor", "ar@example.com", [](S s) { return s.facts.creditor.email; }},
    {"creditor.small", flag, "the creditor is a 中小企业 and told its debtors so", "true", nullptr, [](S s) { return s.facts.creditor.small; }},
    {"bank.holder", text, "holder of the account to pay to", "上海启明精密部件有限公司", [](S s) { return s.facts.creditor.bank.holder; }},
    {"bank.name", text, "bank with branch", "中国工商银行上海张江支行", [](S s) { return s.facts.creditor.bank.bank; }},
    {"bank.account", text, "account number", "1001 2345 0920 0123 456", [](S s) { return unbroken(s.facts.creditor.bank.account); }},
    {"bank.iban", text, "IBAN in groups of four", "DE89 3704 0044 0532 0130 00", [](S s) { return unbroken(format_iban(s.facts.creditor.bank.iban)); }},
    {"bank.bic", text, "BIC of the bank", "COBADEFFXXX", [](S s) { return s.facts.creditor.bank.bic; }},
    {"reference", text, "ISO 11649 reference to pay with", "RF65INV20250001", [](S s) { return s.facts.rf_reference; }},
    {"signatory.name", text, "who signs", "陈静", [](S s) { return s.facts.signatory.name; }},
    {"signatory.title", text, "the signatory's position", "信用管理部经理", [](S s) { return s.facts.signatory.title; }},
    {"signatory.authority", text, "what the signatory may decide", "负责应收账款事宜", [](S s) { return s.facts.signatory.authority; }},
    {"signatory.phone", text, "call-back number", "+86 21 5555 0123", [](S s) { return unbroken(s.facts.signatory.phone); }},
    {"signatory.email", text, "the signatory's mailbox", "chen.jing@example.com", [](S s) { return s.facts.signatory.email; }},
    {"law_firm", flag, "the law-firm record is complete", "true", nullptr, [](S s) { return s.facts.law_firm && firm(s).missing().empty(); }},
    {"law_firm.firm", text, "full registered name of the law firm", "上海明诚律师事务所", [](S s) { return firm(s).firm; }},
    {"law_firm.registration", text, "practice licence number of the firm", "23101201010123456", [](S s) { return firm(s).registration; }},
    {"law_firm.lawyer", text, "name of the lawyer", "周正", [](S s) { return firm(s).lawyer; }},
    {"law_firm.licence", text, "practice licence number of the lawyer", "13101201510234567", [](S s) { return firm(s).licence; }},
    {"law_firm.engaged", date, "day of the written engagement", "2026年11月2日", [](S s) { return date_of(s, firm(s).engaged); }},
    {"law_firm.address", text, "address of the firm on one line", "上海市静安区南京西路1号",
     [](S s) { return one_line(firm(s).address, s, s.facts.debtor.address.country); }},
    {"law_firm.phone", text, "telephone of the firm", "+86 21 5555 0188", [](S s) { return unbroken(firm(s).phone); }},
    {"law_firm.email", text, "mailbox of the firm", "zhou@example.com", [](S s) { return firm(s).email; }},

    // what is owed
    {"currency", text, "ISO 4217 code of every amount in the letter", "CNY", [](S s) { return std::string(s.facts.currency.code()); }},
    {"total", amount, "the sum demanded", "¥215,040.00", [](S s) { return format_amount(s.facts.total, s.facts.currency, s.locale); }},
    {"total.figure", figure, "the sum demanded, without currency", "215,040.00", [](S s) { return format_figure(s.facts.total, s.facts.currency, s.locale); }},
    {"total.words", words, "the sum demanded in words; empty for foreign currencies in Chinese", "人民币贰拾壹万伍仟零肆拾元整",
     [](S s) { return amount_in_words(s.facts.total, s.facts.currency, s.locale); }},
    {"open", amount, "sum of the invoices' open amounts", "¥215,040.00", [](S s) { return format_amount(open_sum(s), s.facts.currency, s.locale); }},
    {"open.figure", figure, "the same without currency", "215,040.00", [](S s) { return format_figure(open_sum(s), s.facts.currency, s.locale); }},
    {"credit", amount, "payments not allocated yet, taken off; empty when none", "¥5,000.00", [](S s) { return amount_of(s, s.facts.credit); }},
    {"credit.figure", figure, "the same without currency, negative", "-5,000.00", [](S s) { return figure_of(s, -s.facts.credit); }},
    {"interest", amount, "interest demanded; empty when none", "¥225.00", [](S s) { return amount_of(s, s.facts.interest); }},
    {"interest.figure", figure, "the same without currency", "225.00", [](S s) { return figure_of(s, s.facts.interest); }},
    {"interest.basis", text, "law and rate of the interest, in words", "按年利率3.9%计算", [](S s) { return s.facts.interest_basis; }},
    {"fees", amount, "fees or compensation demanded; empty when none", "40,00 EUR", [](S s) { return amount_of(s, s.facts.fees); }},
    {"fees.figure", figure, "the same without currency", "40,00", [](S s) { return figure_of(s, s.facts.fees); }},
    {"fees.basis", text, "the law of a lump sum among the fees; empty when there is none", "§ 288 Abs. 5 BGB", [](S s) { return s.facts.fees_basis; }},
    {"fees.lump_sums", amount, "of the fees, the lump sums of that law; empty when there are none", "40,00 EUR",
     [](S s) { return amount_of(s, lump_sums(s)); }},
    {"charges.earlier", amount, "interest and costs of earlier letters that are open; empty when none", "40,00 EUR",
     [](S s) { return amount_of(s, s.facts.earlier_charges); }},
    {"charges.earlier.figure", figure, "the same without currency", "40,00", [](S s) { return figure_of(s, s.facts.earlier_charges); }},
    {"claims", list, "of which those consist", "", nullptr, nullptr, [](S s) { return s.facts.claims.size(); }},
    {"disputed", amount, "disputed parts, not demanded; empty when none", "¥12,000.00", [](S s) { return amount_of(s, s.facts.disputed); }},
    {"netted", flag, "the total differs from the sum of the open amounts", "true", nullptr,
     [](S s) { return s.facts.credit != 0 || s.facts.interest != 0 || s.facts.fees != 0 || s.facts.earlier_charges != 0; }},
    {"invoices", list, "the invoices of the letter", "", nullptr, nullptr, [](S s) { return s.facts.items.size(); }},
    {"invoices.count", number, "how many invoices", "3", [](S s) { return std::to_string(demanded(s)); }},
    {"invoices.numbers", text, "the first four invoice numbers", "FP-1001、FP-1002", [](S s) { return enumerated(s, &ItemFacts::invoice); }},
    {"contracts.numbers", text, "the first four contract numbers; empty when none is known", "QM-2026-031", [](S s) { return enumerated(s, &ItemFacts::contract); }},
    {"one_invoice", flag, "there is exactly one invoice", "true", nullptr, [](S s) { return demanded(s) == 1; }},
    {"any_contract", flag, "at least one invoice names a contract", "true", nullptr,
     [](S s) { return std::any_of(s.facts.items.begin(), s.facts.items.end(), [](const auto& i) { return !i.contract.empty(); }); }},
    {"any_disputed", flag, "at least one invoice has a disputed part", "true", nullptr,
     [](S s) { return std::any_of(s.facts.items.begin(), s.facts.items.end(), [](const auto& i) { return i.disputed != 0; }); }},
    {"any_overdue", flag, "at least one invoice is overdue", "true", nullptr,
     [](S s) { return std::any_of(s.facts.items.begin(), s.facts.items.end(), [](const auto& i) { return i.days_overdue > 0; }); }},
    {"oldest.number", text, "number of the invoice that was due first", "FP-1001", [](S s) { return oldest(s) ? oldest(s)->invoice : ""; }},
    {"oldest.due", date, "its due date", "2026年8月31日", [](S s) { return oldest(s) ? format_date(oldest(s)->due, s.locale, s.dates()) : ""; }},
    {"oldest.days", number, "its days overdue; empty before it is due", "82天",
     [](S s) { return oldest(s) && oldest(s)->days_overdue > 0 ? format_days(oldest(s)->days_overdue, s.locale) : ""; }},
#define ROW [](S s, std::size_t i) -> std::string
    {"invoice.number", text, "invoice number", "FP-1001", nullptr, nullptr, nullptr, ROW { return s.facts.items[i].invoice;
}  // namespace
, "invoices"
}  // namespace dunmail
, {"invoice.contract", text, "contract number, or a dash", "QM-2026-031", nullptr, nullptr, nullptr,
   ROW{return dash_for_none(s.facts.items[i].contract);
}
, "invoices"
}
, {"invoice.issued", date, "invoice date, short", "2026-08-01", nullptr, nullptr, nullptr,
   ROW{return format_short_date(s.facts.items[i].issued, s.locale, s.dates());
}
, "invoices"
}
, {"invoice.due", date, "due date, short", "2026-08-31", nullptr, nullptr, nullptr,
   ROW{return format_short_date(s.facts.items[i].due, s.locale, s.dates());
}
, "invoices"
}
, {"invoice.days", number, "days overdue, or a dash", "82", nullptr, nullptr, nullptr,
   ROW{return s.facts.items[i].days_overdue > 0 ? std::to_string(s.facts.items[i].days_overdue) : "–";
}
, "invoices"
}
, {"invoice.amount", figure, "amount as invoiced", "100,000.00", nullptr, nullptr, nullptr,
   ROW{return format_figure(s.facts.items[i].amount, s.facts.currency, s.locale);
}
, "invoices"
}
, {"invoice.open", figure, "amount demanded", "95,000.00", nullptr, nullptr, nullptr,
   ROW{return format_figure(s.facts.items[i].open, s.facts.currency, s.locale);
}
, "invoices"
}
, {"invoice.disputed", figure, "disputed part, or a dash", "5,000.00", nullptr, nullptr, nullptr,
   ROW{return dash_for_none(figure_of(s, s.facts.items[i].disputed));
}
, "invoices"
}
,

    {"claim.what", text, "interest, lump sum or fee", "Verzugszinsen", nullptr, nullptr, nullptr,
     ROW{return s.words.label("claim_" + s.facts.claims[i].kind);
}
, "claims"
}
, {"claim.invoice", text, "the invoice that it is about", "FP-1001", nullptr, nullptr, nullptr,
   ROW{return s.facts.claims[i].invoice;
}
, "claims"
}
, {"claim.letter", text, "number of the letter that asserted it", "2026-000009", nullptr, nullptr, nullptr,
   ROW{return dash_for_none(s.facts.claims[i].letter);
}
, "claims"
}
, {"claim.until", date, "the day up to which it is reckoned, short", "2026-09-10", nullptr, nullptr, nullptr,
   ROW{return format_short_date(s.facts.claims[i].to, s.locale, s.dates());
}
, "claims"
}
, {"claim.open", figure, "what is open of it", "5,00", nullptr, nullptr, nullptr,
   ROW{return format_figure(s.facts.claims[i].open, s.facts.currency, s.locale);
}
, "claims"
}
,

    // what went before
    {"earlier", list,    "letters sent before, oldest first",       "",
     nullptr,   nullptr, [](S s) { return s.facts.earlier.size(); }},
    {"earlier.all", text, "all of them in one phrase; empty when none", "2026年9月10日《催款提示函》（2026-000009）",
     earlier_letters},
    {"earlier.last", text, "name of the last letter; empty when none", "《催款提示函》",
     [](S s) { return last_letter(s) ? kind_name(s, last_letter(s)->kind) : ""; }},
    {"earlier.last.date", date, "its date", "2026年9月10日",
     [](S s) { return last_letter(s) ? format_date(last_letter(s)->date, s.locale, s.dates()) : ""; }},
    {"earlier.last.deadline", date, "the deadline it set; empty when none", "2026年9月24日",
     [](S s) { return last_letter(s) ? date_of(s, last_letter(s)->deadline) : ""; }},
    {"earlier.kind", text, "name of the letter", "《催款提示函》", nullptr, nullptr, nullptr,
     ROW{return kind_name(s, s.facts.earlier[i].kind);
}
, "earlier"
}
, {"earlier.number", text, "its number, or a dash", "2026-000009", nullptr, nullptr, nullptr,
   ROW{return dash_for_none(s.facts.earlier[i].number);
}
, "earlier"
}
, {"earlier.date", date, "its date", "2026年9月10日", nullptr, nullptr, nullptr,
   ROW{return format_date(s.facts.earlier[i].date, s.locale, s.dates());
}
, "earlier"
}
,
#undef ROW
    {"promise.amount", amount, "what the debtor promised to pay", "¥50,000.00",
     [](S s) { return s.facts.promise ? amount_of(s, s.facts.promise->amount) : ""; }},
    {"promise.amount.words", words, "the same in words", "人民币伍万元整",
     [](S s) { return s.facts.promise ? amount_in_words(s.facts.promise->amount, s.facts.currency, s.locale) : ""; }},
    {"promise.day", date, "when it was to be paid", "2026年11月15日",
     [](S s) { return s.facts.promise ? format_date(s.facts.promise->day, s.locale, s.dates()) : ""; }},
    {"promise.made", date, "when the promise was given", "2026年11月5日",
     [](S s) { return s.facts.promise ? format_date(s.facts.promise->made, s.locale, s.dates()) : ""; }},
    {"promise.paid", amount, "what came of it; empty when nothing did", "¥20,000.00",
     [](S s) { return s.facts.promise ? amount_of(s, s.facts.promise->paid) : ""; }},
    {"promise.missing", amount, "what did not come of it; empty when all did", "¥30,000.00",
     [](S s) {
       return s.facts.promise ? amount_of(s, std::max<std::int64_t>(0, s.facts.promise->amount - s.facts.promise->paid))
                              : "";
     }},
    {"promise.of_plan",
     flag,
     "it is a date of a payment plan",
     "true",
     nullptr,
     [](S s) { return s.facts.promise && s.facts.promise->of_plan; }},
    {"plan", list, "the dates of a payment plan", "", nullptr, nullptr, [](S s) { return s.facts.plan.size(); }},
    {"plan.count", number, "how many dates", "3",
     [](S s) { return s.facts.plan.empty() ? "" : std::to_string(s.facts.plan.size()); }},
    {"plan.total", amount, "the sum of the plan", "¥215,040.00", [](S s) { return amount_of(s, plan_sum(s)); }},
    {"plan.total.figure", figure, "the same without currency", "215,040.00",
     [](S s) { return figure_of(s, plan_sum(s)); }},
    {"plan.total.words", words, "the same in words", "人民币贰拾壹万伍仟零肆拾元整", plan_words},
    {"plan.number", number, "its place, from 1", "1", nullptr, nullptr, nullptr, plan_row_number, "plan"},
    {"plan.day",   date,  "the day by which it is to arrive", "2026年12月15日", nullptr, nullptr, nullptr,
     plan_row_day, "plan"},
    {"plan.amount", figure, "the sum of that day", "71,680.00", nullptr, nullptr, nullptr, plan_row_amount, "plan"},
    {"payment.amount", amount, "the payment that came", "¥30,000.00",
     [](S s) { return s.facts.payment ? amount_of(s, s.facts.payment->amount) : ""; }},
    {"payment.day", date, "when it came", "2026年11月15日",
     [](S s) { return s.facts.payment ? format_date(s.facts.payment->day, s.locale, s.dates()) : ""; }},
    {"payment.reference", text, "the bank's reference of it; may be empty", "20261115-0042",
     [](S s) { return s.facts.payment ? s.facts.payment->reference : ""; }},
    {"payment.went_to", text, "what of it went to which invoice; empty when not known",
     "FP-1001 ¥20,000.00、FP-1002 ¥10,000.00", went_to},
    {"payment.short", amount, "what is missing of the promise after it; empty when nothing", "¥20,000.00",
     [](S s) { return amount_of(s, shortfall(s)); }},
    {"settled", flag, "nothing is owed any more", "true", nullptr, [](S s) { return s.facts.total == 0; }},
    {"dispute.invoice", text, "invoice that is disputed", "FP-1003",
     [](S s) { return s.facts.dispute ? s.facts.dispute->invoice : ""; }},
    {"dispute.type", text, "kind of dispute", "质量异议",
     [](S s) {
       if (!s.facts.dispute) return std::string();
       const auto found = s.words.disputes.find(s.facts.dispute->type);
       return found == s.words.disputes.end() ? s.facts.dispute->type : found->second;
     }},
    {"dispute.reason", text, "what the debtor says; may be empty", "到货检验不合格12件",
     [](S s) { return s.facts.dispute ? s.facts.dispute->reason : ""; }},
    {"dispute.amount", amount, "disputed amount", "¥12,000.00",
     [](S s) { return s.facts.dispute ? amount_of(s, s.facts.dispute->amount) : ""; }},
    {"dispute.day", date, "when the dispute was raised", "2026年11月10日",
     [](S s) { return s.facts.dispute ? format_date(s.facts.dispute->day, s.locale, s.dates()) : ""; }},
}
;

}  // namespace

std::span<const Field> fields() { return table; }

}  // namespace dunmail
