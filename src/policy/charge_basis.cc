#include "policy/charge_basis.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace dunmail {
namespace {

struct Speech {
  const char* locale;
  const char* comma;           ///< between the parts
  const char *yearly, *daily;  ///< {0} percent, {1} first day, {2} last day, {3} days
  const char* between;         ///< of several rates
  const char* several;         ///< behind the law of several claims: {0} last day
  const char* since;           ///< the same, where letters asserted some of it before
  const char *of_365, *of_360, *actual, *thirty_360;
};

// The letters' own formats of days (letters/format.h) lie above this layer; these few agree with them.
constexpr Speech speeches[] = {
    {"zh-CN", "，", "年利率{0}%（{1}至{2}，共{3}天）", "日利率{0}%（{1}至{2}，共{3}天）", "、",
     "自各期款项逾期之日起计算至{0}", "自各期款项逾期之日起（前函已主张的，自前函计算之日的次日起）计算至{0}",
     "一年按365天计", "一年按360天计", "按实际天数计，闰年按366天", "每月按30天、一年按360天计"},
    {"zh-TW", "，", "年利率{0}%（{1}至{2}，共{3}天）", "日利率{0}%（{1}至{2}，共{3}天）", "、",
     "自各期款項遲延之日起計算至{0}", "自各期款項遲延之日起（前函已主張者，自前函計算之日之次日起）計算至{0}",
     "一年以365日計", "一年以360日計", "按實際日數計，閏年以366日計", "每月以30日、一年以360日計"},
    {"en", "; ", "{0} % a year from {1} to {2} ({3} days)", "{0} % a day from {1} to {2} ({3} days)", ", ",
     "on each invoice from the first day of default to {0}",
     "on each invoice from the first day of default, or from the day after our letter that claimed interest on it "
     "before, to {0}",
     "a year counted as 365 days", "a year counted as 360 days", "days as they are, 366 in a leap year",
     "months of 30 and years of 360 days"},
    {"de", "; ", "{0} % p. a. vom {1} bis {2} ({3} Tage)", "{0} % pro Tag vom {1} bis {2} ({3} Tage)", ", ",
     "je Rechnung vom ersten Tag des Verzugs bis {0}",
     "je Rechnung vom ersten Tag des Verzugs, oder vom Tag nach unserem früheren Schreiben darüber, bis {0}",
     "das Jahr zu 365 Tagen", "das Jahr zu 360 Tagen", "taggenau, im Schaltjahr 366 Tage",
     "der Monat zu 30, das Jahr zu 360 Tagen"},
};

std::string day_in(std::string_view locale, Date day) {
  static constexpr const char* months[] = {"January", "February", "March",     "April",   "May",      "June",
                                           "July",    "August",   "September", "October", "November", "December"};
  const auto c = civil(day);
  const int year = int(c.year());
  const unsigned month = unsigned(c.month()), d = unsigned(c.day());
  if (locale == "zh-CN") return fmt::format("{}年{}月{}日", year, month, d);
  if (locale == "zh-TW") return fmt::format("民國{}年{}月{}日", year - 1911, month, d);
  if (locale == "de") return fmt::format("{:02}.{:02}.{}", d, month, year);
  return fmt::format("{} {} {}", d, months[month - 1], year);
}

std::string number_in(std::string_view locale, std::string text) {
  if (locale == "de") std::replace(text.begin(), text.end(), '.', ',');
  return text;
}

std::string replaced(std::string text, std::string_view field, const std::string& value) {
  for (std::size_t at; (at = text.find(field)) != text.npos;) text.replace(at, field.size(), value);
  return text;
}

const char* year_of(const Speech& s, DayCount count) {
  switch (count) {
    case DayCount::of_360:
      return s.of_360;
    case DayCount::actual:
      return s.actual;
    case DayCount::thirty_360:
      return s.thirty_360;
    case DayCount::of_365:
      break;
  }
  return s.of_365;
}

/// Neighbours at one rate are one stretch to a reader: the table's half-years and the year's end divide them.
std::vector<ChargeSegment> joined(const std::vector<ChargeSegment>& segments) {
  std::vector<ChargeSegment> out;
  for (const ChargeSegment& s : segments) {
    if (!out.empty() && out.back().rate == s.rate && out.back().daily == s.daily)
      out.back().to = s.to, out.back().days += s.days;
    else
      out.push_back(s);
  }
  return out;
}

}  // namespace

LawWords law_of_several(const Charge& one, Date as_of, bool since_letters) {
  LawWords out = one.law;
  for (const Speech& s : speeches)
    if (const auto found = out.find(s.locale); found != out.end())
      found->second +=
          s.comma + fmt::format(fmt::runtime(since_letters ? s.since : s.several), day_in(s.locale, as_of));
  return out;
}

void write_basis(const Regime& regime, bool agreed, int uplift, Charge& charge) {
  const LawWords& words = agreed ? regime.agreed_basis : regime.basis;
  for (const Speech& s : speeches) {
    const auto found = words.find(s.locale);
    if (found == words.end()) continue;
    std::string& law = charge.law[s.locale];
    law = replaced(found->second, "{uplift}", std::to_string(uplift));
    std::string rates;
    bool daily = false;
    for (const ChargeSegment& each : joined(charge.segments)) {
      daily = each.daily;
      if (!rates.empty()) rates += s.between;
      rates += fmt::format(fmt::runtime(each.daily ? s.daily : s.yearly), number_in(s.locale, percent_text(each.rate)),
                           day_in(s.locale, each.from), day_in(s.locale, each.to), each.days);
    }
    std::string& basis = charge.basis[s.locale];
    basis = law + s.comma + rates;
    if (!daily) basis += std::string(s.comma) + year_of(s, charge.day_count);
    if (charge.lump_sum == 0) continue;
    const std::string amount = plain(charge.lump_sum, regime.lump_currency.digits()), code(regime.lump_currency.code());
    const std::string lump =
        s.locale == std::string_view("de") ? number_in("de", amount) + " " + code : code + " " + amount;
    const std::string clause = s.comma + replaced(regime.lump_basis.at(s.locale), "{lump}", lump);
    law += clause;
    basis += clause;
  }
}

}  // namespace dunmail
