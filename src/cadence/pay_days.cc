#include "cadence/pay_days.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace dunmail {
namespace {

constexpr std::size_t newest = 12;
constexpr Days of_last{730};
constexpr long late_days = 3;
constexpr std::size_t least_months = 3;

unsigned last_day(std::chrono::year_month month) {
  return unsigned(std::chrono::year_month_day_last(month.year(), std::chrono::month_day_last(month.month())).day());
}

/// A payment, with what every candidate is compared to: a plan looks at a million debtors.
struct Paid {
  Date on;
  long day = 0, days_in_month = 0, days_in_month_before = 0;
};

Paid paid_on(Date on) {
  const auto c = civil(on);
  const std::chrono::year_month month(c.year(), c.month());
  return {on, long(unsigned(c.day())), long(last_day(month)), long(last_day(month - std::chrono::months(1)))};
}

/// Days from the last such day of a month until the payment.
long lag(int of_month, const Paid& p) {
  const long this_month = std::min(long(of_month), p.days_in_month);
  if (this_month <= p.day) return p.day - this_month;
  return p.day + p.days_in_month_before - std::min(long(of_month), p.days_in_month_before);
}

bool fits(int of_month, const Paid& p) { return lag(of_month, p) <= late_days; }

/// Met in months enough.
bool is_habit(int of_month, const std::vector<Paid>& payments) {
  std::set<Date> met;
  for (const Paid& p : payments)
    if (fits(of_month, p)) met.insert(p.on - Days(lag(of_month, p)));
  return met.size() >= least_months;
}

/// The day of the month that fits most; `count` says how many.
int best_day(const std::vector<Paid>& payments, std::size_t& count) {
  int best = 0;
  std::size_t best_exact = 0;
  count = 0;
  for (int day = 1; day <= 31; ++day) {
    const auto fitting = static_cast<std::size_t>(
        std::count_if(payments.begin(), payments.end(), [&](const Paid& p) { return fits(day, p); }));
    const auto exact = static_cast<std::size_t>(
        std::count_if(payments.begin(), payments.end(), [&](const Paid& p) { return lag(day, p) == 0; }));
    if (fitting < count || (fitting == count && exact < best_exact)) continue;
    best = day;
    count = fitting;
    best_exact = exact;
  }
  return best;
}

std::string ordinal(int n) {
  const bool teens = n % 100 >= 11 && n % 100 <= 13;
  return std::to_string(n) + (teens ? "th" : n % 10 == 1 ? "st" : n % 10 == 2 ? "nd" : n % 10 == 3 ? "rd" : "th");
}

}  // namespace

bool PayDays::is_one(Date day) const {
  if (weekday > 0) return static_cast<int>(std::chrono::weekday(day).iso_encoding()) == weekday;
  const auto c = civil(day);
  const unsigned last = last_day({c.year(), c.month()});
  return std::any_of(of_month.begin(), of_month.end(),
                     [&](int d) { return std::min(static_cast<unsigned>(d), last) == unsigned(c.day()); });
}

std::string PayDays::text() const {
  static constexpr std::array<const char*, 8> names{"",         "Monday", "Tuesday",  "Wednesday",
                                                    "Thursday", "Friday", "Saturday", "Sunday"};
  std::vector<std::string> days;
  for (int d : of_month) days.push_back(ordinal(d));
  if (weekday > 0) days.push_back(std::string("each ") + names[static_cast<std::size_t>(weekday)]);
  return fmt::format("{}, {}", fmt::join(days, " and "),
                     payments == 0 ? "set" : fmt::format("learned from {} payments", payments));
}

PayDays learned_pay_days(std::vector<Date> days, const CadenceRules& rules, Date today) {
  std::erase_if(days, [&](Date p) { return p >= today || p < today - of_last; });
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  if (days.size() > newest) days.erase(days.begin(), days.end() - static_cast<std::ptrdiff_t>(newest));
  if (rules.pay_day_payments == 0 || days.size() < static_cast<std::size_t>(rules.pay_day_payments)) return {};
  const auto enough = [&](std::size_t n) {
    return n * 100 >= days.size() * static_cast<std::size_t>(rules.pay_day_share_percent);
  };
  const int seen = static_cast<int>(days.size());
  std::vector<Paid> payments;
  for (Date day : days) payments.push_back(paid_on(day));
  std::size_t first = 0, second = 0;
  const int day = best_day(payments, first);
  if (enough(first) && is_habit(day, payments)) return {{day}, 0, seen};
  std::vector<Paid> rest = payments;
  std::erase_if(rest, [&](const Paid& p) { return fits(day, p); });
  const int other = best_day(rest, second);
  if (!rest.empty() && enough(first + second) && is_habit(day, payments) && is_habit(other, rest))
    return {{std::min(day, other), std::max(day, other)}, 0, seen};
  const auto in_week = [](Date on) { return static_cast<int>(std::chrono::weekday(on).iso_encoding()); };
  for (int weekday = 1; weekday <= 7; ++weekday)
    if (enough(static_cast<std::size_t>(
            std::count_if(days.begin(), days.end(), [&](Date on) { return in_week(on) == weekday; }))))
      return {{}, weekday, seen};
  return {};
}

PayDays pay_days_of(const Debtor& debtor, const PaymentHistory& history, const Standing& standing,
                    const CadenceRules& rules, Date today) {
  if (!debtor.pay_days.empty()) {
    PayDays set{debtor.pay_days, 0, 0};
    std::sort(set.of_month.begin(), set.of_month.end());
    return set;
  }
  std::vector<Date> payments;
  for (const PaidInvoice& i : history.paid) payments.push_back(i.paid);
  for (const PaymentSeen& p : standing.payments) payments.push_back(p.day);
  return learned_pay_days(std::move(payments), rules, today);
}

}  // namespace dunmail
