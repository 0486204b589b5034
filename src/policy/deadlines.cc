#include "policy/deadlines.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace dunmail {
namespace {

/// The corresponding day, or the month's last day where there is none (PRC Civil Code 202).
Date six_months_later(Date day) {
  const auto c = civil(day);
  const std::chrono::year_month_day same = c + std::chrono::months(6);
  if (same.ok()) return Date(same);
  return Date(std::chrono::year_month_day_last{same.year(), std::chrono::month_day_last{same.month()}});
}

std::string listed(const std::vector<std::string>& invoices) {
  if (invoices.size() <= 3) return fmt::format("{}", fmt::join(invoices, ", "));
  return fmt::format("{}, {} and {} more", invoices[0], invoices[1], invoices.size() - 2);
}

bool lists(const SentLetter& letter, const std::string& invoice) {
  return std::find(letter.invoices.begin(), letter.invoices.end(), invoice) != letter.invoices.end();
}

class Diary {
 public:
  Diary(const std::string& law, const Arrears& arrears, const Standing& standing, Date today)
      : law_(law), arrears_(arrears), standing_(standing), today_(today) {}

  std::vector<Deadline> write() {
    limitations();
    promises();
    last_letter();
    payment_order();
    std::sort(out_.begin(), out_.end(),
              [](const Deadline& a, const Deadline& b) { return std::tie(a.date, a.kind) < std::tie(b.date, b.kind); });
    return std::move(out_);
  }

 private:
  void add(std::string kind, Date date, std::string what) {
    const long left = days_between(today_, date);
    out_.push_back({std::move(kind), date, std::move(what), left, alert_level(left)});
  }

  void limitations() {
    std::map<Date, std::vector<std::string>> ends, lapses;
    for (const ArrearsLine& line : arrears_.lines) {
      if (!line.overdue() || line.open <= 0) continue;
      const std::string& number = line.invoice.number;
      if (const auto end = limitation_ends(law_, line.invoice.due, interruptions_of(standing_, number)))
        ends[*end].push_back(number);
      if (const SentLetter* demand = law_ == "tw" ? last_demand(number) : nullptr)
        lapses[demand_lapses(demand->day)].push_back(number);
    }
    for (const auto& [day, invoices] : ends) {
      add("limitation", day, fmt::format("last day to enforce {} ({})", listed(invoices), limitation_clause(law_)));
      if (!first_end_) first_end_ = day;
    }
    for (const auto& [day, invoices] : lapses)
      add("demand-lapses", day,
          fmt::format("sue for {}, or the demand has not interrupted limitation (Taiwan Civil Code 130)",
                      listed(invoices)));
  }

  const SentLetter* last_demand(const std::string& invoice) const {
    for (auto letter = standing_.sent.rbegin(); letter != standing_.sent.rend(); ++letter)
      if (letter->proven && lists(*letter, invoice)) return &*letter;
    return nullptr;
  }

  void promises() {
    for (const Promise& promise : standing_.promises) {
      if (promise.state != Promise::State::open) continue;
      const std::string sum = promise.amount ? plain(promise.amount, arrears_.currency.digits()) + " " +
                                                   std::string(arrears_.currency.code())
                                             : "the whole sum";
      add("promise", promise.due, fmt::format("{} promised on {}", sum, iso(promise.made)));
    }
  }

  const SentLetter* last_standing_letter() const {
    for (auto letter = standing_.sent.rbegin(); letter != standing_.sent.rend(); ++letter)
      if (!letter->bounced) return &*letter;
    return nullptr;
  }

  void last_letter() {
    const SentLetter* letter = last_standing_letter();
    if (!letter || !letter->deadline || letter->answered || arrears_.open <= 0) return;
    add("letter", *letter->deadline,
        fmt::format("{} {} of {} gives until then", letter->kind, letter->number, iso(letter->day)));
  }

  /// PRC Civil Procedure Law 225 to 228: no other dispute between the parties; an objection within 15 days ends it.
  void payment_order() {
    if (law_ != "cn" || arrears_.demand <= 0 || arrears_.disputed > 0 || !standing_.disputes.empty() || !first_end_ ||
        *first_end_ < today_)
      return;
    const SentLetter* letter = last_standing_letter();
    const bool last_word = letter && (letter->kind == "lawyers-letter" || letter->kind == "final-demand") &&
                           !letter->answered && letter->deadline && *letter->deadline < today_;
    if (!last_word && alert_level(days_between(today_, *first_end_)) == 0) return;
    add("payment-order", *first_end_,
        "undisputed: a payment order can be applied for until then (PRC Civil Procedure Law 225); an objection within "
        "15 days turns it to suit");
  }

  const std::string& law_;
  const Arrears& arrears_;
  const Standing& standing_;
  Date today_;
  std::optional<Date> first_end_;  // the earliest limitation
  std::vector<Deadline> out_;
};

}  // namespace

int alert_level(long days_left) {
  int level = 0;
  for (const int days : alert_days)
    if (days_left <= days) level = days;
  return level;
}

std::vector<Interruption> interruptions_of(const Standing& standing, const std::string& invoice) {
  std::vector<Interruption> out;
  for (const SentLetter& letter : standing.sent)
    if (letter.proven && lists(letter, invoice)) out.push_back({letter.day, false});
  for (const Promise& promise : standing.promises) out.push_back({promise.made, true});
  for (const PaymentSeen& payment : standing.payments) out.push_back({payment.day, true});
  return out;
}

Date demand_lapses(Date demand) { return six_months_later(demand); }

Date guarantee_ends(Date due) { return six_months_later(due); }

std::vector<Deadline> deadlines_of(const std::string& law, const Arrears& arrears, const Standing& standing,
                                   Date today) {
  return Diary(law, arrears, standing, today).write();
}

}  // namespace dunmail
