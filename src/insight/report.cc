#include "insight/report.h"

#include <algorithm>

#include "policy/policy.h"

namespace dunmail {
namespace {

bool within_period(const ReportPeriod& period, Date day) { return period.from <= day && day <= period.to; }

bool names(const SentLetter& letter, const std::string& invoice) {
  return std::any_of(letter.invoices.begin(), letter.invoices.end(),
                     [&](const std::string& item) { return names_invoice(item, invoice); });
}

std::string channel_of(const SentLetter& letter, const std::set<std::string>& registered) {
  return registered.contains(letter.id) ? "registered" : letter.channel;
}

void add_cost(LettersAndMoney& to, const LetterPrices& prices, const std::string& channel, Currency currency) {
  const auto by_currency = prices.find(channel);
  if (by_currency == prices.end()) return;
  const auto price = by_currency->second.find(std::string(currency.code()));
  if (price != by_currency->second.end()) to.cost = checked_add(to.cost.value_or(0), price->second);
}

void add_letters(ReportFigures& figures, MoneyFigures& money, const ReportCase& one, const LetterPrices& prices) {
  for (const SentLetter& letter : one.standing.sent) {
    if (!within_period(figures.period, letter.day)) continue;
    ++figures.letters;
    figures.bounced += letter.bounced;
    if (letter.answered && !letter.bounced)
      ++figures.answered, ++figures.answer_days[days_between(letter.day, *letter.answered)];
    const std::string channel = channel_of(letter, one.registered);
    for (LettersAndMoney* to : {&money.by_kind[letter.kind], &money.by_channel[channel]}) {
      ++to->letters, to->bounced += letter.bounced;
      add_cost(*to, prices, channel, one.arrears.currency);
    }
  }
}

void add_collected(const ReportPeriod& period, MoneyFigures& money, const ReportCase& one) {
  for (const PaidPart& paid : one.paid) {
    if (!within_period(period, paid.day)) continue;
    const SentLetter* letter = letter_behind(one.standing, paid, period.within);
    if (!letter || !within_period(period, letter->day)) continue;
    for (LettersAndMoney* to : {&money.by_kind[letter->kind], &money.by_channel[channel_of(*letter, one.registered)]})
      to->collected = checked_add(to->collected, paid.amount);
  }
}

void add_promises(ReportFigures& figures, const Standing& standing) {
  for (const Promise& promise : standing.promises) {
    if (promise.state == Promise::State::open)
      ++figures.promises_open;
    else if (promise.settles() && within_period(figures.period, promise.settled))
      ++(promise.state == Promise::State::kept ? figures.promises_kept : figures.promises_broken);
  }
}

void add_open(MoneyFigures& money, const ReportCase& one) {
  const Arrears& arrears = one.arrears;
  for (std::size_t i = 0; i < arrears.buckets.size(); ++i)
    money.buckets[i] = checked_add(money.buckets[i], arrears.buckets[i]);
  money.open = checked_add(money.open, arrears.open);
  money.overdue = checked_add(money.overdue, arrears.overdue);
  money.credit = checked_add(money.credit, arrears.credit);
  if (arrears.open == 0) return;
  ++money.cases;
  const bool lawyer = std::any_of(one.standing.sent.begin(), one.standing.sent.end(), [&](const SentLetter& l) {
    return !l.bounced && one.lawyers_kinds.contains(l.kind);
  });
  if (lawyer ||
      agreed_upon(one.standing, word(FinalAction::legal_referral), persons_needed(FinalAction::legal_referral)))
    ++money.referred_cases, money.referred = checked_add(money.referred, arrears.open);
  if (agreed_upon(one.standing, word(FinalAction::write_off), persons_needed(FinalAction::write_off)))
    ++money.written_off_cases, money.written_off = checked_add(money.written_off, arrears.open);
}

}  // namespace

void add_case(ReportFigures& figures, const ReportCase& one, const LetterPrices& prices) {
  MoneyFigures& money = figures.money[one.arrears.currency];
  add_open(money, one);
  add_letters(figures, money, one, prices);
  add_collected(figures.period, money, one);
  add_promises(figures, one.standing);
  if (one.arrears.overdue > 0) ++figures.pace[pace_band(one.pace)];
}

const SentLetter* letter_behind(const Standing& standing, const PaidPart& paid, int within) {
  const SentLetter* last = nullptr;
  for (const SentLetter& letter : standing.sent) {
    const long days = days_between(letter.day, paid.day);
    if (letter.bounced || days < 1 || days > within || !names(letter, paid.invoice)) continue;
    if (!last || letter.day >= last->day) last = &letter;
  }
  return last;
}

bool agreed_upon(const Standing& standing, const std::string& action, int persons) {
  std::set<std::string> by;
  for (const Decided& d : standing.decided) {
    if (d.action != action) continue;
    if (d.state == "proposed")
      by.clear();
    else
      by.insert(d.by);
  }
  return static_cast<int>(by.size()) >= persons;
}

std::string pace_band(double pace) {
  if (pace <= 0.3) return "0.30 or less";
  if (pace < 0.95) return "0.31 to 0.94";
  if (pace <= 1.05) return "1";
  if (pace <= 2) return "1.06 to 2";
  return "above 2";
}

std::optional<double> days_sales_outstanding(const MoneyFigures& money, const ReportPeriod& period) {
  if (money.invoiced <= 0) return std::nullopt;
  return (static_cast<double>(money.open) - static_cast<double>(money.credit)) / static_cast<double>(money.invoiced) *
         static_cast<double>(period.days());
}

std::optional<double> share(std::int64_t part, std::int64_t whole) {
  if (whole <= 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

std::optional<std::int64_t> per_100_letters(const LettersAndMoney& of) {
  if (of.letters <= 0) return std::nullopt;
  // Whole and rest apart: the sum times 100 may not fit.
  const std::int64_t whole = of.collected / of.letters, rest = of.collected % of.letters;
  return whole * 100 + (rest * 200 + of.letters) / (2 * of.letters);
}

std::optional<long> median_answer_days(const ReportFigures& figures) {
  const std::int64_t middle = (figures.answered + 1) / 2;
  std::int64_t seen = 0;
  for (const auto& [days, letters] : figures.answer_days)
    if ((seen += letters) >= middle && middle > 0) return days;
  return std::nullopt;
}

}  // namespace dunmail
