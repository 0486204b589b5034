#include "insight/tally.h"

#include <numeric>

namespace dunmail {
namespace {

void add(DayCounts& to, const DayCounts& from) {
  if (to.size() < from.size()) to.resize(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) to[i] = checked_add(to[i], from[i]);
}

void add(std::map<std::string, DayCounts>& to, const std::map<std::string, DayCounts>& from) {
  for (const auto& [name, counts] : from) add(to[name], counts);
}

void add(MoneyTally& to, const MoneyTally& from) {
  to.open_at_start = checked_add(to.open_at_start, from.open_at_start);
  to.open_at_end = checked_add(to.open_at_end, from.open_at_end);
  add(to.received, from.received);
  to.cases += from.cases;
  to.letters += from.letters;
  to.late_sum_days += from.late_sum_days;
  to.settled_invoices += from.settled_invoices;
}

}  // namespace

std::int64_t total(const DayCounts& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0}, checked_add);
}

void Tally::count(std::map<std::string, DayCounts>& by, const std::string& name, std::size_t day, int of_days) {
  DayCounts& counts = by[name];
  counts.resize(static_cast<std::size_t>(of_days));
  ++counts.at(day);
}

MoneyTally& Tally::of(Currency currency) {
  MoneyTally& m = money[currency];
  m.received.resize(static_cast<std::size_t>(days));
  return m;
}

std::int64_t Tally::letters_sent() const {
  std::int64_t sum = 0;
  for (const auto& [kind, counts] : letters) sum += total(counts);
  return sum;
}

Tally& Tally::operator+=(const Tally& o) {
  cases += o.cases;
  add(letters, o.letters);
  add(channels, o.channels);
  add(calls, o.calls);
  add(legal, o.legal);
  for (const auto& [currency, m] : o.money) add(of(currency), m);
  bounces += o.bounces;
  replies += o.replies;
  promises += o.promises;
  promises_kept += o.promises_kept;
  promises_broken += o.promises_broken;
  disputes += o.disputes;
  complaints += o.complaints;
  legal_open += o.legal_open;
  for (const auto& [action, n] : o.final_actions) final_actions[action] += n;
  for (const auto& [code, n] : o.rest) rest[code] += n;
  return *this;
}

}  // namespace dunmail
