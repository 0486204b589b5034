#include "policy/rule_values.h"

#include <fmt/format.h>

#include "base/money.h"

namespace dunmail {

Curve checked(Curve curve, const ConfigTable& at_table, const std::string& at_key, const ConfigTable& table,
              const char* gives) {
  if (curve.at.empty())
    throw at_table.error(at_key, "is missing or empty",
                         fmt::format("write at = [0, 30, 90] and {} = [0, 50, 100]", gives));
  if (curve.at.size() != curve.points.size())
    throw table.error(gives, fmt::format("has {} values, {} has {}", curve.points.size(), at_key, curve.at.size()));
  for (std::size_t i = 0; i < curve.at.size(); ++i) {
    if (!(curve.points[i] >= 0 && curve.points[i] <= 100)) throw table.error(gives, "must be from 0 to 100");
    if (i == 0) continue;
    if (!(curve.at[i] > curve.at[i - 1])) throw at_table.error(at_key, "must rise");
    if (curve.points[i] < curve.points[i - 1])
      throw table.error(gives, "may not fall: a worse figure never counts less");
  }
  return curve;
}

std::map<std::string, Curve> read_curves_by_currency(const ConfigTable& table, const char* gives) {
  const auto at = table.table("at");
  if (!at) throw table.error("at", "is missing", "write at = { CNY = [10000, 100000], EUR = [1000, 10000] }");
  std::map<std::string, Curve> out;
  for (const std::string& code : at->keys()) {
    if (!Currency::find(code)) throw at->error(code, "is not a currency of ISO 4217");
    out[code] = checked(Curve{at->reals(code), table.reals(gives)}, *at, code, table, gives);
  }
  return out;
}

std::map<std::string, std::int64_t> read_amounts(const ConfigTable& table, const char* key) {
  std::map<std::string, std::int64_t> out;
  const auto given = table.table(key);
  if (!given) return out;
  for (const std::string& code : given->keys()) {
    const auto currency = Currency::find(code);
    if (!currency) throw given->error(code, "is not a currency of ISO 4217");
    const auto minor = parse_minor(given->text(code), currency->digits());
    if (!minor || *minor < 0) throw given->error(code, "must be an amount in quotes, such as \"1000.00\"");
    out[code] = *minor;
  }
  return out;
}

}  // namespace dunmail
