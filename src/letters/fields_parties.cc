// Fields: the letter itself, whom it goes to, under whose law, and whom it comes from.
#include "letters/fields_table.h"

namespace dunmail::field_table {
namespace {

using S = const Scene&;
using enum FieldType;

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

const LawFirmFacts& firm(S s) {
  static const LawFirmFacts none;
  return s.facts.law_firm ? *s.facts.law_firm : none;
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
    {"letter.date", date, "date of the letter", "2026年11月21日",
     [](S s) { return format_date(s.facts.date, s.locale, s.dates()); }},
    {"letter.date.words", words, "date in Chinese numerals", "二〇二六年十一月二十一日",
     [](S s) {
       return is_chinese(s.locale) ? format_date_in_words(s.facts.date, s.locale)
                                   : format_date(s.facts.date, s.locale, s.dates());
     }},
    {"deadline", date, "day by which to pay or answer", "2026年12月1日",
     [](S s) { return date_of(s, s.facts.deadline); }},
    {"deadline.days", number, "days from the letter to the deadline", "10天",
     [](S s) { return s.facts.deadline ? format_days(days_between(s.facts.date, *s.facts.deadline), s.locale) : ""; }},
    {"extra", lines, "a sentence that a clerk added to this letter", "请于付款后将回单发送至我司邮箱。",
     [](S s) { return s.facts.extra; }},
    {"response.url", text, "address of the debtor's own response page", "https://example.com/r/7f3k",
     [](S s) { return s.facts.response_url; }},
    {"fax.pages", number, "pages of the fax with its cover", "3",
     [](S s) { return s.pages > 0 ? std::to_string(s.pages) : ""; }},

    // whom it goes to
    {"addressee.salutation", text, "the opening line, with its punctuation", "王建国 财务部经理 台鉴：",
     [](S s) { return s.facts.addressee.name.empty() ? "" : salutation(s.facts.addressee, s.locale); }},
    {"addressee.name", text, "name of the person addressed", "王建国", [](S s) { return s.facts.addressee.name; }},
    {"addressee.position", text, "position of the person addressed", "财务部经理",
     [](S s) { return s.facts.addressee.position; }},
    {"addressee.honorific", text, "form of address", "Frau Dr.", [](S s) { return s.facts.addressee.honorific; }},
    {"addressee.fax", text, "fax number of the person addressed", "+86 571 5555 0101",
     [](S s) { return unbroken(s.facts.addressee.fax); }},
    {"addressee.phone", text, "telephone of the person addressed", "+86 571 5555 0100",
     [](S s) { return unbroken(s.facts.addressee.phone); }},
    {"debtor.name", text, "full registered name of the debtor", "杭州临溪机械有限公司",
     [](S s) { return s.facts.debtor.name; }},
    {"debtor.id", text, "the debtor's number in the ledger", "D-10023", [](S s) { return s.facts.debtor.id; }},
    {"debtor.address", lines, "postal address of the debtor", "浙江省杭州市西湖区文一路1号",
     [](S s) { return several_lines(s.facts.debtor.address, s, s.facts.creditor.address.country); }},
    {"you", text, "how the letter speaks to the debtor, by its kind", "贵司",
     [](S s) { return s.words.address_of(s.facts.debtor.kind); }},
    flag_field("debtor.public_body", "the debtor is a public body", [](S s) { return debtor_is(s, "public-body"); }),
    flag_field("debtor.large_enterprise", "the debtor is a large enterprise",
               [](S s) { return debtor_is(s, "large-enterprise"); }),
    flag_field("debtor.small_business", "the debtor is a small business",
               [](S s) { return debtor_is(s, "small-business"); }),
    flag_field("debtor.individual", "the debtor is a person", [](S s) { return debtor_is(s, "individual"); }),

    // whose law
    flag_field("both_in.cn", "both parties are in the PRC (not HK, MO, TW)", [](S s) { return both_in(s, "CN"); }),
    flag_field("both_in.tw", "both parties are in Taiwan", [](S s) { return both_in(s, "TW"); }),
    flag_field("both_in.de", "both parties are in Germany", [](S s) { return both_in(s, "DE"); }),
    flag_field("both_in.uk", "both parties are in the United Kingdom", [](S s) { return both_in(s, "GB"); }),
    flag_field("both_in.eu", "both parties are in the European Union", both_in_eu),

    // whom it comes from
    {"creditor.name", text, "full registered name of the creditor", "上海启明精密部件有限公司",
     [](S s) { return s.facts.creditor.name; }},
    {"creditor.address", text, "address of the creditor on one line", "上海市浦东新区张江路88号 201203",
     [](S s) { return one_line(s.facts.creditor.address, s, s.facts.debtor.address.country); }},
    {"creditor.phone", text, "telephone of the creditor", "+86 21 5555 0100",
     [](S s) { return unbroken(s.facts.creditor.phone); }},
    {"creditor.fax", text, "fax of the creditor", "+86 21 5555 0199",
     [](S s) { return unbroken(s.facts.creditor.fax); }},
    {"creditor.email", text, "mailbox of the creditor", "ar@example.com", [](S s) { return s.facts.creditor.email; }},
    flag_field("creditor.small", "the creditor is a 中小企业 and told its debtors so",
               [](S s) { return s.facts.creditor.small; }),
    {"bank.holder", text, "holder of the account to pay to", "上海启明精密部件有限公司",
     [](S s) { return s.facts.creditor.bank.holder; }},
    {"bank.name", text, "bank with branch", "中国工商银行上海张江支行", [](S s) { return s.facts.creditor.bank.bank; }},
    {"bank.account", text, "account number", "1001 2345 0920 0123 456",
     [](S s) { return unbroken(s.facts.creditor.bank.account); }},
    {"bank.iban", text, "IBAN in groups of four", "DE89 3704 0044 0532 0130 00",
     [](S s) { return unbroken(format_iban(s.facts.creditor.bank.iban)); }},
    {"bank.bic", text, "BIC of the bank", "COBADEFFXXX", [](S s) { return s.facts.creditor.bank.bic; }},
    {"reference", text, "ISO 11649 reference to pay with", "RF65INV20250001", [](S s) { return s.facts.rf_reference; }},
    {"signatory.name", text, "who signs", "陈静", [](S s) { return s.facts.signatory.name; }},
    {"signatory.title", text, "the signatory's position", "信用管理部经理",
     [](S s) { return s.facts.signatory.title; }},
    {"signatory.authority", text, "what the signatory may decide", "负责应收账款事宜",
     [](S s) { return s.facts.signatory.authority; }},
    {"signatory.phone", text, "call-back number", "+86 21 5555 0123",
     [](S s) { return unbroken(s.facts.signatory.phone); }},
    {"signatory.email", text, "the signatory's mailbox", "chen.jing@example.com",
     [](S s) { return s.facts.signatory.email; }},
    flag_field("law_firm", "the law-firm record is complete",
               [](S s) { return s.facts.law_firm && firm(s).missing().empty(); }),
    {"law_firm.firm", text, "full registered name of the law firm", "上海明诚律师事务所",
     [](S s) { return firm(s).firm; }},
    {"law_firm.registration", text, "practice licence number of the firm", "23101201010123456",
     [](S s) { return firm(s).registration; }},
    {"law_firm.lawyer", text, "name of the lawyer", "周正", [](S s) { return firm(s).lawyer; }},
    {"law_firm.licence", text, "practice licence number of the lawyer", "13101201510234567",
     [](S s) { return firm(s).licence; }},
    {"law_firm.engaged", date, "day of the written engagement", "2026年11月2日",
     [](S s) { return date_of(s, firm(s).engaged); }},
    {"law_firm.address", text, "address of the firm on one line", "上海市静安区南京西路1号",
     [](S s) { return one_line(firm(s).address, s, s.facts.debtor.address.country); }},
    {"law_firm.phone", text, "telephone of the firm", "+86 21 5555 0188", [](S s) { return unbroken(firm(s).phone); }},
    {"law_firm.email", text, "mailbox of the firm", "zhou@example.com", [](S s) { return firm(s).email; }},
};

}  // namespace

std::span<const Field> parties() { return table; }

}  // namespace dunmail::field_table
