// Fields: what went before, letters, promises, payments and disputes.
#include <fmt/format.h>

#include <algorithm>

#include "letters/fields_table.h"

namespace dunmail::field_table {
namespace {

using S = const Scene&;
using enum FieldType;

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

const Field table[] = {
    list_field("earlier", "letters sent before, oldest first", [](S s) { return s.facts.earlier.size(); }),
    {"earlier.all", text, "all of them in one phrase; empty when none", "2026年9月10日《催款提示函》（2026-000009）",
     earlier_letters},
    {"earlier.last", text, "name of the last letter; empty when none", "《催款提示函》",
     [](S s) { return last_letter(s) ? kind_name(s, last_letter(s)->kind) : ""; }},
    {"earlier.last.date", date, "its date", "2026年9月10日",
     [](S s) { return last_letter(s) ? format_date(last_letter(s)->date, s.locale, s.dates()) : ""; }},
    {"earlier.last.deadline", date, "the deadline it set; empty when none", "2026年9月24日",
     [](S s) { return last_letter(s) ? date_of(s, last_letter(s)->deadline) : ""; }},
    row_field("earlier", "earlier.kind", text, "name of the letter", "《催款提示函》",
              [](S s, std::size_t i) { return kind_name(s, s.facts.earlier[i].kind); }),
    row_field("earlier", "earlier.number", text, "its number, or a dash", "2026-000009",
              [](S s, std::size_t i) { return dash_for_none(s.facts.earlier[i].number); }),
    row_field("earlier", "earlier.date", date, "its date", "2026年9月10日",
              [](S s, std::size_t i) { return format_date(s.facts.earlier[i].date, s.locale, s.dates()); }),

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
    flag_field("promise.of_plan", "it is a date of a payment plan",
               [](S s) { return s.facts.promise && s.facts.promise->of_plan; }),
    list_field("plan", "the dates of a payment plan", [](S s) { return s.facts.plan.size(); }),
    {"plan.count", number, "how many dates", "3",
     [](S s) { return s.facts.plan.empty() ? "" : std::to_string(s.facts.plan.size()); }},
    {"plan.total", amount, "the sum of the plan", "¥215,040.00", [](S s) { return amount_of(s, plan_sum(s)); }},
    {"plan.total.figure", figure, "the same without currency", "215,040.00",
     [](S s) { return figure_of(s, plan_sum(s)); }},
    {"plan.total.words", words, "the same in words", "人民币贰拾壹万伍仟零肆拾元整", plan_words},
    row_field("plan", "plan.number", number, "its place, from 1", "1", plan_row_number),
    row_field("plan", "plan.day", date, "the day by which it is to arrive", "2026年12月15日", plan_row_day),
    row_field("plan", "plan.amount", figure, "the sum of that day", "71,680.00", plan_row_amount),
    {"payment.amount", amount, "the payment that came", "¥30,000.00",
     [](S s) { return s.facts.payment ? amount_of(s, s.facts.payment->amount) : ""; }},
    {"payment.day", date, "when it came", "2026年11月15日",
     [](S s) { return s.facts.payment ? format_date(s.facts.payment->day, s.locale, s.dates()) : ""; }},
    {"payment.since", date, "when the first of several came; empty where it is one", "2026年11月10日",
     [](S s) {
       return s.facts.payment && s.facts.payment->since ? format_date(*s.facts.payment->since, s.locale, s.dates())
                                                        : std::string();
     }},
    {"payment.reference", text, "the bank's reference of it; may be empty", "20261115-0042",
     [](S s) { return s.facts.payment ? s.facts.payment->reference : ""; }},
    {"payment.went_to", text, "what of it went to which invoice; empty when not known",
     "FP-1001 ¥20,000.00、FP-1002 ¥10,000.00", went_to},
    {"payment.short", amount, "what is missing of the promise after it; empty when nothing", "¥20,000.00",
     [](S s) { return amount_of(s, shortfall(s)); }},
    flag_field("settled", "nothing is owed any more", [](S s) { return s.facts.total == 0; }),
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
};

}  // namespace

std::span<const Field> before() { return table; }

}  // namespace dunmail::field_table
