#include "policy/risk.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "policy/rule_values.h"

namespace dunmail {
namespace {

double share(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? 100.0 * static_cast<double>(part) / static_cast<double>(whole) : 0.0;
}

double major(std::int64_t minor, Currency currency) {
  return static_cast<double>(minor) / std::pow(10.0, currency.digits());
}

class Scorer {
 public:
  Scorer(const RiskRules& rules, const Account& account, const Arrears& arrears, const Standing& standing,
         const PaymentHistory& history)
      : rules_(rules), account_(account), arrears_(arrears), standing_(standing), history_(history) {}

  RiskScore take() {
    days_late();
    broken_promises();
    overdue();
    amount();
    term();
    limit_use();
    size();
    distance();
    sum_up();
    return std::move(out_);
  }

 private:
  const RiskRules::Part* wanted(const char* name) const {
    const auto found = rules_.parts.find(name);
    return found == rules_.parts.end() || found->second.weight == 0 ? nullptr : &found->second;
  }

  void add(const char* name, const RiskRules::Part& part, double points, std::string saw) {
    out_.parts.push_back({name, part.weight, points, std::move(saw), true});
  }
  void leave_out(const char* name, const RiskRules::Part& part, std::string why) {
    out_.parts.push_back({name, part.weight, 0, std::move(why), false});
  }

  void days_late() {
    const auto* part = wanted("days_late");
    if (!part) return;
    const auto days = average_days_late(history_);
    if (!days) return leave_out("days_late", *part, "no invoice was paid yet");
    add("days_late", *part, part->curve(*days),
        fmt::format("{} paid invoice(s), {:.1f} days late on average by amount", history_.paid.size(), *days));
  }

  void broken_promises() {
    const auto* part = wanted("broken_promises");
    if (!part) return;
    int settled = 0, broken = 0;
    for (const Promise& p : standing_.promises) {
      settled += p.settles();
      broken += p.state == Promise::State::broken;
    }
    if (settled == 0) return leave_out("broken_promises", *part, "no promise came due yet");
    add("broken_promises", *part, part->curve(share(broken, settled)),
        fmt::format("{} of {} promise(s) broken", broken, settled));
  }

  void overdue() {
    if (const auto* part = wanted("overdue_share")) {
      const double percent = share(arrears_.overdue, arrears_.open);
      add("overdue_share", *part, part->curve(percent), fmt::format("{:.0f} % of what is open is overdue", percent));
    }
    if (const auto* part = wanted("oldest")) {
      long days = 0;
      for (const ArrearsLine& line : arrears_.lines) days = std::max(days, line.days_overdue);
      add("oldest", *part, part->curve(static_cast<double>(days)),
          days ? fmt::format("the oldest invoice is {} days overdue", days) : "nothing is overdue");
    }
  }

  void amount() {
    const auto* part = wanted("amount");
    if (!part) return;
    const std::string code(account_.currency.code());
    const auto curve = part->by_currency.find(code);
    if (curve == part->by_currency.end())
      return leave_out("amount", *part, "the policy has no break points for " + code);
    add("amount", *part, curve->second(major(arrears_.overdue, account_.currency)),
        fmt::format("{} {} overdue", code, grouped(arrears_.overdue, account_.currency.digits())));
  }

  void term() {
    const auto* part = wanted("term");
    if (!part) return;
    double days = 0, open = 0;
    for (const ArrearsLine& line : arrears_.lines) {
      const double weight = static_cast<double>(line.open);
      days += static_cast<double>(days_between(line.invoice.issued, line.invoice.due)) * weight;
      open += weight;
    }
    if (open <= 0) return leave_out("term", *part, "nothing is open");
    add("term", *part, part->curve(days / open), fmt::format("{:.0f} days to pay, on average by amount", days / open));
  }

  void limit_use() {
    const auto* part = wanted("limit_use");
    if (!part) return;
    const auto& limit = account_.debtor.credit_limit;
    if (!limit) return leave_out("limit_use", *part, "no credit limit is known");
    if (limit->currency != account_.currency)
      return leave_out("limit_use", *part, fmt::format("the credit limit is in {}", limit->currency.code()));
    const std::string saw = fmt::format("{} of {} {} is open", grouped(arrears_.open, account_.currency.digits()),
                                        account_.currency.code(), grouped(limit->minor, account_.currency.digits()));
    // Cash only: whatever is open is beyond the limit.
    const double percent = limit->minor > 0    ? share(arrears_.open, limit->minor)
                           : arrears_.open > 0 ? part->curve.at.back()
                                               : 0;
    add("limit_use", *part, part->curve(percent), saw);
  }

  void size() {
    const auto* part = wanted("size");
    if (!part) return;
    const std::string& is = account_.debtor.size.empty() ? account_.debtor.kind : account_.debtor.size;
    const auto points = part->by_word.find(is);
    if (points == part->by_word.end()) return leave_out("size", *part, "the policy has no points for \"" + is + "\"");
    add("size", *part, points->second, account_.debtor.size.empty() ? "a " + is : "of size " + is);
  }

  void distance() {
    const auto* part = wanted("distance");
    if (!part) return;
    const auto& km = account_.debtor.distance_km;
    if (!km) return leave_out("distance", *part, "no distance is known");
    add("distance", *part, part->curve(*km), fmt::format("{} km away", *km));
  }

  void sum_up() {
    double sum = 0, weights = 0;
    for (const RiskPart& part : out_.parts)
      if (part.known)
        sum += part.weight * part.points, weights += part.weight;
      else
        out_.rescaled = true;
    out_.value = weights > 0 ? std::clamp(static_cast<int>(std::floor(sum / weights + 0.5)), 0, 100) : 0;
    out_.class_from_ledger = !account_.debtor.risk_class.empty();
    if (out_.class_from_ledger)
      out_.risk_class = account_.debtor.risk_class;
    else if (weights > 0)
      out_.risk_class = out_.value >= rules_.high_from ? "high" : out_.value >= rules_.medium_from ? "medium" : "low";
  }

  const RiskRules& rules_;
  const Account& account_;
  const Arrears& arrears_;
  const Standing& standing_;
  const PaymentHistory& history_;
  RiskScore out_;
};

/// The words of the table, each of them a size or a kind of debtor.
std::vector<std::string> size_words(const ConfigTable& points) {
  std::vector<std::string> known(debtor_kinds.begin(), debtor_kinds.end());
  known.insert(known.end(), debtor_sizes.begin() + 1, debtor_sizes.end());
  const std::vector<std::string> words = points.keys();
  for (const std::string& each : words)
    if (std::find(known.begin(), known.end(), each) == known.end())
      throw points.error(each, "is neither a size nor a kind of debtor", did_you_mean(each, known));
  return words;
}

}  // namespace

double Curve::operator()(double figure) const {
  if (at.empty()) return 0;
  if (figure <= at.front()) return points.front();
  if (figure >= at.back()) return points.back();
  const auto upper = static_cast<std::size_t>(std::upper_bound(at.begin(), at.end(), figure) - at.begin());
  const double part = (figure - at[upper - 1]) / (at[upper] - at[upper - 1]);
  return points[upper - 1] + part * (points[upper] - points[upper - 1]);
}

RiskScore risk_of(const RiskRules& rules, const Account& account, const Arrears& arrears, const Standing& standing,
                  const PaymentHistory& history) {
  return Scorer(rules, account, arrears, standing, history).take();
}

Curve read_curve(const ConfigTable& table, const char* at, const char* points) {
  return checked(Curve{table.reals(at), table.reals(points)}, table, at, table, points);
}

RiskRules read_risk_rules(const ConfigTable& policy) {
  RiskRules rules;
  const auto risk = policy.table("risk");
  if (!risk) return rules;
  rules.medium_from = static_cast<int>(risk->number("medium_from", rules.medium_from, 0, 101));
  rules.high_from = static_cast<int>(risk->number("high_from", rules.high_from, 0, 101));
  if (rules.medium_from > rules.high_from)
    throw risk->error("high_from", fmt::format("is below medium_from ({})", rules.medium_from));
  for (const std::string& name : risk_part_names) {
    const auto table = risk->table(name);
    if (!table) continue;
    RiskRules::Part part;
    part.weight = static_cast<int>(table->number("weight", 0, 1000));
    if (name == "size") {
      if (const auto points = table->table("points"))
        for (const std::string& each : size_words(*points)) part.by_word[each] = points->real(each, 0, 0, 100);
    } else if (name == "amount") {
      part.by_currency = read_curves_by_currency(*table, "points");
    } else {
      part.curve = read_curve(*table, "at", "points");
    }
    rules.parts[name] = std::move(part);
  }
  return rules;
}

}  // namespace dunmail
