#include "policy/deadlines.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace dunmail {
namespace {

/// The corresponding day, or the month's last day where there is none (PRC Civil Code 202).
Date months_later(Date day, int months) {
  const auto c = civil(day);
  const std::chrono::year_month_day same = c + std::chrono::months(months);
  if (same.ok()) return Date(same);
  return Date(std::chrono::year_month_day_last{same.year(), std::chrono::month_day_last{same.month()}});
}

std::string listed(const std::vector<std::string>& invoices) {
  if (invoices.size() <= 3) return fmt::format("{}", fmt::join(invoices, ", "));
  return fmt::format("{}, {} and {} more", invoices[0], invoices[1], invoices.size() - 2);
}

const std::string& own_number(const ArrearsLine& line) { return line.of.empty() ? line.invoice.number : line.of; }

bool lists(const SentLetter& letter, const std::string& invoice) {
  return std::any_of(letter.invoices.begin(), letter.invoices.end(),
                     [&](const std::string& item) { return names_invoice(item, invoice); });
}

class Diary {
 public:
  Diary(const std::string& law, const Arrears& arrears, const Standing& standing, Date today,
        const std::vector<Guarantor>& guarantors)
      : law_(law), arrears_(arrears), standing_(standing), today_(today), guarantors_(guarantors) {}

  std::vector<Deadline> write() {
    limitations();
    for (const Guarantor& guarantor : guarantors_) guarantee(guarantor);
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
      if (const auto end = limitation_of(law_, line, standing_)) ends[*end].push_back(number);
      if (const SentLetter* demand = law_ == "tw" ? last_demand(own_number(line)) : nullptr)
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

  void guarantee(const Guarantor& guarantor) {
    std::map<Date, std::vector<std::string>> ends;
    for (const ArrearsLine& line : arrears_.lines) {
      if (!line.overdue() || line.open <= 0) continue;
      if (const auto end = guarantee_ends(law_, guarantor, line.invoice.due)) ends[*end].push_back(line.invoice.number);
    }
    const bool general = guarantor.kind == "general";
    for (const auto& [day, invoices] : ends)
      add("guarantee", day,
          fmt::format("{} for {}, or {} ({} guarantor) is free{}",
                      general ? "sue the debtor" : "make a demand to the guarantor", listed(invoices), guarantor.name,
                      guarantor.kind, law_ == "cn" ? " (PRC Civil Code 692, 693)" : ""));
  }

  void promises() {
    for (const Promise& promise : standing_.promises) {
      if (promise.state != Promise::State::open) continue;
      const std::string sum = promise.amount ? plain(promise.amount, arrears_.currency.digits()) + " " +
                                                   std::string(arrears_.currency.code())
                                             : "the whole sum";
      add("promise", promise.due,
          fmt::format("{} promised on {}{}", sum, iso(promise.made),
                      promise.plan.empty() ? "" : ", of a payment plan"));
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
  const std::vector<Guarantor>& guarantors_;
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
  for (const Promise& promise : standing.promises)
    if (promise.written && (out.empty() || out.back().day != promise.made || !out.back().acknowledged))
      out.push_back({promise.made, true});  // once for a plan
  for (const Acknowledgement& a : standing.acknowledgements)
    if (a.written && (a.invoice.empty() || names_invoice(a.invoice, invoice))) out.push_back({a.day, true});
  for (const PaymentSeen& payment : standing.payments)
    if (payment.invoices.empty() ||
        std::find(payment.invoices.begin(), payment.invoices.end(), invoice) != payment.invoices.end())
      out.push_back({payment.day, true});
  return out;
}

std::optional<Date> limitation_of(const std::string& law, const ArrearsLine& line, const Standing& standing) {
  const Date from = law == "cn" && line.part ? line.part->last_instalment : line.invoice.due;
  return limitation_ends(law, from, interruptions_of(standing, own_number(line)));
}

Date demand_lapses(Date demand) { return months_later(demand, 6); }

Date guarantee_ends(Date due) { return months_later(due, 6); }

std::optional<Date> guarantee_ends(const std::string& law, const Guarantor& guarantor, Date due) {
  if (guarantor.until && (*guarantor.until > due || law != "cn")) return guarantor.until;
  if (guarantor.months > 0) return months_later(due, guarantor.months);
  if (law != "cn") return std::nullopt;
  return guarantee_ends(due);
}

std::vector<Deadline> deadlines_of(const std::string& law, const Arrears& arrears, const Standing& standing, Date today,
                                   const std::vector<Guarantor>& guarantors) {
  return Diary(law, arrears, standing, today, guarantors).write();
}

std::vector<std::string> too_late_for(const std::vector<Deadline>& deadlines, Date until) {
  std::vector<std::string> out;
  for (const Deadline& d : deadlines)
    if ((d.kind == "limitation" || d.kind == "guarantee") && d.date < until)
      out.push_back(fmt::format("{} {} on {}: {}", d.kind, d.days_left < 0 ? "ended" : "ends", iso(d.date), d.what));
  return out;
}

}  // namespace dunmail
