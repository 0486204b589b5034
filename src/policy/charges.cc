#include "policy/charges.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "policy/charge_basis.h"

namespace dunmail {
namespace {

__extension__ typedef __int128 Wide;

// Room: principal 2^63, rate below 4e8 (a table's 100 %, doubled, and a margin), 110,000 days (parse_date knows 300
// years) and a factor of 366 for the year come to 1.5e35; a Wide holds 1.7e38.
constexpr std::int64_t whole = 100 * one_percent;  // 100 %

/// A sum in minor units: over / under, never negative.
struct Exact {
  Wide over = 0;
  std::int64_t under = 1;
};

std::int64_t rounded_half_up(Wide over, Wide under, bool& fits) {
  const Wide value = (2 * over + under) / (2 * under);
  fits = value <= std::numeric_limits<std::int64_t>::max();
  return fits ? static_cast<std::int64_t>(value) : 0;
}

/// With four decimals more than the currency has.
std::string text_of(const Exact& sum, int digits) {
  constexpr int more = 4, scale = 10'000;
  Wide units = sum.over / sum.under;
  Wide fraction = (sum.over % sum.under * scale + sum.under / 2) / sum.under;
  if (fraction == scale) {
    units += 1;
    fraction = 0;
  }
  std::string out;
  for (Wide n = units * scale + fraction; n > 0 || out.size() <= static_cast<std::size_t>(digits + more); n /= 10) {
    if (out.size() == static_cast<std::size_t>(digits + more)) out += '.';
    out += static_cast<char>('0' + static_cast<int>(n % 10));
  }
  std::reverse(out.begin(), out.end());
  return out;
}

/// Days from the end of `from` - 1 to the end of `to`, months at 30 (30E/360): sums of neighbours add up.
long thirty_days(Date from, Date to) {
  auto ordinal = [](Date day) {
    const auto c = civil(day);
    return 360L * int(c.year()) + 30L * unsigned(c.month()) + std::min(30L, static_cast<long>(unsigned(c.day())));
  };
  return ordinal(to) - ordinal(from - Days(1));
}

/// A stretch of days at one rate.
struct Stretch {
  Date from, to;
  Rate rate = 0;
};

class Reckoning {
 public:
  Reckoning(const Regime& regime, const Rates& rates, const ChargeTerms& terms, Charge& charge)
      : regime_(regime), rates_(rates), terms_(terms), c_(charge) {}

  std::optional<Problem> run() {
    if (auto problem = check_terms()) return problem;
    c_.day_count = terms_.day_count.value_or(regime_.day_count);
    c_.last_day = c_.due;
    if (regime_.pricing == Pricing::none || c_.as_of <= c_.due) return std::nullopt;
    if (auto problem = move_last_day()) return problem;
    if (c_.as_of <= c_.last_day) return std::nullopt;
    start_ = c_.last_day + Days(1);
    first_ = std::max(start_, terms_.accrue_from.value_or(start_));
    if (regime_.in_force && start_ < *regime_.in_force)
      return Problem{"due",
                     fmt::format("the default began on {}, before the law of {} came into force on {}", iso(start_),
                                 regime_.id, iso(*regime_.in_force)),
                     "ask legal staff which law holds"};
    if (terms_.interest && first_ <= c_.as_of) {
      const auto stretches = price();
      if (!stretches) return stretches.problem();
      if (auto problem = reckon(*stretches)) return problem;
    }
    if (auto problem = add_lump_sum()) return problem;
    if (terms_.interest && first_ <= c_.as_of) write_basis(regime_, terms_.agreed_rate.has_value(), uplift(), c_);
    return std::nullopt;
  }

 private:
  std::optional<Problem> check_terms() const {
    if (c_.principal <= 0) return Problem{"principal", "the principal must be above zero", ""};
    if (c_.currency == Currency()) return Problem{"currency", "the currency is missing", "three letters of ISO 4217"};
    if (terms_.agreed_rate) {
      if (regime_.agreed == Regime::Agreed::refused)
        return Problem{"rate", "the regime " + regime_.id + " sets the rate itself",
                       "for a contract's own rate: contract, or cn-contract"};
      if (*terms_.agreed_rate < 0 || *terms_.agreed_rate > whole)
        return Problem{"rate", "the agreed rate is out of bounds", "percent a year, from 0 to 100"};
    } else if (regime_.agreed == Regime::Agreed::needed) {
      return Problem{"rate", "the regime " + regime_.id + " needs the agreed rate", "percent a year, such as 8.5"};
    }
    if (!terms_.uplift) return std::nullopt;
    if (!regime_.uplift) return Problem{"uplift", "the regime " + regime_.id + " has no uplift", ""};
    if (*terms_.uplift < regime_.uplift->from || *terms_.uplift > regime_.uplift->to)
      return Problem{"uplift", fmt::format("{} % is out of bounds", *terms_.uplift),
                     fmt::format("from {} to {} % in {}", regime_.uplift->from, regime_.uplift->to, regime_.id)};
    return std::nullopt;
  }

  std::optional<Problem> move_last_day() {
    if (!regime_.moves_due_day) return std::nullopt;
    if (!terms_.next_working)
      return Problem{"calendar", "the regime " + regime_.id + " needs a calendar of working days", ""};
    const auto day = terms_.next_working(c_.due);
    if (!day) return day.problem();
    c_.last_day = *day;
    return std::nullopt;
  }

  int uplift() const { return regime_.uplift ? terms_.uplift.value_or(regime_.uplift->otherwise) : 0; }

  /// Exact: a table's rates have four decimals, so a hundredth of one is whole.
  Rate with_margin(Rate rate) const { return std::max<Rate>(0, rate * (100 + uplift()) / 100 + regime_.margin); }

  void note(const RateTable& table, const RateRow& row) {
    if (!row.verified)
      c_.warnings.push_back(fmt::format("the rate {} % of {} ({}) is not verified with its publisher",
                                        percent_text(row.rate), table.name(), iso(row.from)));
  }

  Result<std::vector<Stretch>> price() {
    if (terms_.agreed_rate) return price_agreed(*terms_.agreed_rate);
    std::vector<Stretch> out;
    if (regime_.pricing == Pricing::daily) {
      out.push_back({first_, c_.as_of, regime_.daily});
      return out;
    }
    const RateTable& table = rates_.table(regime_.rate_table);
    if (regime_.pricing == Pricing::fixed) {
      const auto row = table.on(regime_.fixed_on_due_day ? c_.last_day : start_);
      if (!row) return row.problem();
      note(table, *row);
      // Two readings where the last day for payment ends a half-year (docs/charges.md): whoever signs knows which was
      // taken.
      if (const auto next = table.on(start_); regime_.fixed_on_due_day && next && next->rate != row->rate)
        c_.warnings.push_back(fmt::format(
            "the rate at the end of {} was taken, {} %; by the day on which interest starts it would be {} %",
            iso(c_.last_day), percent_text(with_margin(row->rate)), percent_text(with_margin(next->rate))));
      out.push_back({first_, c_.as_of, with_margin(row->rate)});
      return out;
    }
    const auto spans = table.over(first_, c_.as_of);
    if (!spans) return spans.problem();
    for (const RateSpan& span : *spans) {
      note(table, span.row);
      out.push_back({span.from, span.to, with_margin(span.row.rate)});
    }
    return out;
  }

  Result<std::vector<Stretch>> price_agreed(Rate agreed) {
    warn_of_floor(agreed);
    warn_of_excess(agreed);
    std::vector<Stretch> out;
    if (regime_.cap_table.empty()) {
      out.push_back({first_, c_.as_of, agreed});
      return out;
    }
    const auto caps = rates_.table(regime_.cap_table).over(first_, c_.as_of);
    if (!caps) return caps.problem();
    for (const RateSpan& cap : *caps) {
      if (agreed > cap.row.rate)
        c_.warnings.push_back(fmt::format(
            "the agreed {} % is above the highest rate that can be agreed, {} %; the rest is void and left out",
            percent_text(agreed), percent_text(cap.row.rate)));
      out.push_back({cap.from, cap.to, std::min(agreed, cap.row.rate)});
    }
    return out;
  }

  void warn_of_floor(Rate agreed) {
    if (regime_.floor_table.empty()) return;
    const Date day = terms_.contracted.value_or(start_);
    const auto row = rates_.table(regime_.floor_table).on(day);
    if (!row)
      c_.warnings.push_back("whether the agreed rate is too low is not known: " + row.problem().line());
    else if (agreed < row->rate)
      c_.warnings.push_back(
          fmt::format("the agreed {} % is below the {} % of {} on {}, which it may not be; ask legal staff",
                      percent_text(agreed), percent_text(row->rate), regime_.floor_table, iso(day)));
  }

  /// PRC Civil Code 585 and the Interpretation on Contracts, General Part, 65: a penalty above 130 % of the loss is
  /// generally excessive. The loss is taken as interest at the table's rate; a higher one has to be shown.
  void warn_of_excess(Rate agreed) {
    if (regime_.excess_table.empty()) return;
    const auto row = rates_.table(regime_.excess_table).on(start_);
    if (!row)
      c_.warnings.push_back("whether the agreed rate is excessive is not known: " + row.problem().line());
    else if (agreed * 100 > row->rate * regime_.excess_percent)
      c_.warnings.push_back(fmt::format(
          "the agreed {} % is above {} % of a loss at {} ({} %): a court may cut it unless a higher loss is shown",
          percent_text(agreed), regime_.excess_percent, regime_.excess_table, percent_text(row->rate)));
  }

  bool daily() const { return regime_.pricing == Pricing::daily && !terms_.agreed_rate; }

  /// Cut at the turn of the year where a leap year counts differently.
  std::vector<Stretch> cut(const std::vector<Stretch>& stretches) const {
    if (c_.day_count != DayCount::actual || daily()) return stretches;
    std::vector<Stretch> out;
    for (Stretch rest : stretches) {
      for (; civil(rest.from).year() < civil(rest.to).year(); rest.from = out.back().to + Days(1))
        out.push_back({rest.from, make_date(int(civil(rest.from).year()), 12, 31), rest.rate});
      out.push_back(rest);
    }
    return out;
  }

  /// The interest of a segment is principal x rate x days over `under`, which all segments share.
  std::int64_t under() const {
    if (daily()) return whole;
    switch (c_.day_count) {
      case DayCount::of_360:
      case DayCount::thirty_360:
        return whole * 360;
      case DayCount::actual:
        return whole * 365 * 366;
      case DayCount::of_365:
        break;
    }
    return whole * 365;
  }

  Wide over(const Stretch& s, long days) const {
    Wide out = static_cast<Wide>(c_.principal) * s.rate * days;
    if (c_.day_count == DayCount::actual && !daily()) out *= civil(s.from).year().is_leap() ? 365 : 366;
    return out;
  }

  std::optional<Problem> reckon(const std::vector<Stretch>& stretches) {
    const int digits = c_.currency.digits();
    Exact sum{0, under()};
    bool fits = true;
    for (const Stretch& s : cut(stretches)) {
      const bool thirty = c_.day_count == DayCount::thirty_360 && !daily();
      const long days = thirty ? thirty_days(s.from, s.to) : days_between(s.from, s.to) + 1;
      Wide part = over(s, days);
      if (terms_.round_daily) part = static_cast<Wide>(rounded_half_up(over(s, 1), sum.under, fits)) * sum.under * days;
      if (!fits) return too_large();
      sum.over += part;
      c_.segments.push_back({s.from, s.to, days, s.rate, daily(), text_of({part, sum.under}, digits)});
    }
    c_.unrounded = text_of(sum, digits);
    std::int64_t quantum = 1;
    if (std::find(regime_.whole_units.begin(), regime_.whole_units.end(), c_.currency.code()) !=
        regime_.whole_units.end())
      for (int i = 0; i < digits; ++i) quantum *= 10;
    const std::int64_t quanta = rounded_half_up(sum.over, static_cast<Wide>(sum.under) * quantum, fits);
    if (!fits || __builtin_mul_overflow(quanta, quantum, &c_.interest)) return too_large();
    c_.total = c_.interest;
    return std::nullopt;
  }

  std::optional<Problem> add_lump_sum() {
    if (regime_.lump_sums.empty() || !terms_.lump_sum) return std::nullopt;
    if (!(c_.currency == regime_.lump_currency)) {
      c_.warnings.push_back(fmt::format("the lump sum is in {}, the claim in {}: it is left out",
                                        regime_.lump_currency.code(), c_.currency.code()));
      return std::nullopt;
    }
    for (const LumpSum& each : regime_.lump_sums)
      if (c_.principal >= each.from) c_.lump_sum = each.amount;
    if (__builtin_add_overflow(c_.interest, c_.lump_sum, &c_.total)) return too_large();
    return std::nullopt;
  }

  static Problem too_large() {
    return {"principal", "the charges are larger than 92 quadrillion minor units", "check the ledger's amounts"};
  }

  const Regime& regime_;
  const Rates& rates_;
  const ChargeTerms& terms_;
  Charge& c_;
  Date start_;  // of the default
  Date first_;  // day that is reckoned
};

}  // namespace

Result<Charge> charge(const Regime& regime, const Rates& rates, std::int64_t principal, Currency currency, Date due,
                      Date as_of, const ChargeTerms& terms) {
  Charge out;
  out.regime = regime.id;
  out.currency = currency;
  out.principal = principal;
  out.due = due;
  out.as_of = as_of;
  out.unrounded = text_of({}, currency.digits());
  if (auto problem = Reckoning(regime, rates, terms, out).run()) return *problem;
  return out;
}

Allocated allocate_561(std::int64_t costs, std::int64_t interest, std::int64_t principal, std::int64_t receipt) {
  if (costs < 0 || interest < 0 || principal < 0 || receipt < 0)
    throw Error(ErrorKind::internal, "allocation", "a negative sum");
  Allocated out;
  auto pay = [&receipt](std::int64_t owed, std::int64_t& paid, std::int64_t& left) {
    paid = std::min(owed, receipt);
    left = owed - paid;
    receipt -= paid;
  };
  pay(costs, out.costs, out.costs_left);
  pay(interest, out.interest, out.interest_left);
  pay(principal, out.principal, out.principal_left);
  out.rest = receipt;
  return out;
}

}  // namespace dunmail
