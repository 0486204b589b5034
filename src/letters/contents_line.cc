#include "letters/contents_line.h"

#include <fmt/format.h>

#include <algorithm>

#include "letters/format.h"

namespace dunmail {
namespace {

std::vector<std::string> contracts_of(const LetterFacts& facts) {
  std::vector<std::string> out;
  for (const ItemFacts& item : facts.items)
    if (!item.contract.empty() && std::find(out.begin(), out.end(), item.contract) == out.end())
      out.push_back(item.contract);
  return out;
}

/// "HT-1", "HT-1、HT-2", "HT-1、HT-2等3份".
std::string some(const std::vector<std::string>& names, const char* comma, const char* and_more) {
  if (names.empty()) return {};
  std::string out = names[0];
  if (names.size() > 1) out += comma + names[1];
  return names.size() > 2 ? fmt::format(fmt::runtime(and_more), out, names.size()) : out;
}

std::string chinese(const LetterFacts& f, bool traditional, const std::string& sum) {
  const bool home = f.currency.code() == (traditional ? "TWD" : "CNY");
  const std::string amount = home ? sum + "元" : fmt::format("{} {}", f.currency.code(), sum);
  const std::string you = f.debtor.kind == "individual"    ? "您"
                          : f.debtor.kind == "public-body" ? (traditional ? "貴單位" : "贵单位")
                                                           : (traditional ? "貴公司" : "贵司");
  const std::string contracts = some(contracts_of(f), "、", "{}等{}份");
  const std::string what = f.kind == "lawyers-letter"   ? (traditional ? "催款律師函" : "催款律师函")
                           : f.kind == "credit-warning" ? "催款警示函"
                                                        : "催款函";
  const std::string day = format_date(f.date, Locale::zh_cn);
  if (traditional)
    return fmt::format("關於{}積欠{}貨款{}之{}({})", you, contracts.empty() ? "" : contracts + "契約", amount, what,
                       day);
  return fmt::format("关于{}拖欠{}货款{}之{}({})", you, contracts.empty() ? "" : contracts + "合同", amount, what, day);
}

}  // namespace

std::string contents_line(const LetterFacts& f) {
  const Locale locale = find_locale(f.locale).value_or(Locale::en);
  const std::string sum = grouped(f.total, f.currency.digits());
  if (is_chinese(locale)) return chinese(f, locale == Locale::zh_tw, sum);
  const std::string date = format_date(f.date, locale);
  const std::string money = fmt::format("{} {}", f.currency.code(), sum);
  if (locale == Locale::de) {
    const std::string contracts = some(contracts_of(f), ", ", "{} und weitere, zusammen {}");
    return fmt::format("{} über fällige {}{} vom {}", f.kind == "lawyers-letter" ? "Anwaltliche Mahnung" : "Mahnung",
                       money, contracts.empty() ? "" : " aus Vertrag " + contracts, date);
  }
  const std::string contracts = some(contracts_of(f), ", ", "{} and others, {} in all");
  return fmt::format("{} for payment of {} overdue{}, {}", f.kind == "lawyers-letter" ? "Lawyer's demand" : "Demand",
                     money, contracts.empty() ? "" : " under contract " + contracts, date);
}

}  // namespace dunmail
