// What dunmail.toml says of payments, of answers that are waited for, and of what letters cost.
#include "settings/settings.h"

namespace dunmail {
namespace {

int days(const ConfigTable& t, const char* key, int otherwise) {
  return static_cast<int>(t.number(key, otherwise, 0, 60));
}

void payments(const ConfigTable& t, Settings& s) {
  MatchRules& rules = s.payments;
  const auto percent = parse_minor(t.text("cash_discount", "0"), 2);
  if (!percent || *percent < 0 || *percent > 1000)
    throw t.error("cash_discount", "must be percent in quotes, from 0 to 10", "cash_discount = \"2.00\"");
  rules.discount = *percent;
  rules.discount_days = static_cast<int>(t.number("cash_discount_days", 14, 0, 365));
  s.payment_hold_days = days(t, "hold_days", s.payment_hold_days);
  const auto charges = t.table("bank_charges");
  if (!charges) return;
  for (const std::string& code : charges->keys()) {
    const auto currency = Currency::find(code);
    const auto minor =
        currency ? parse_minor(charges->text(code), currency->digits()) : Result<std::int64_t>(Problem{});
    if (!minor || *minor < 0)
      throw charges->error(code, "must be a currency with an amount in quotes", "bank_charges = { USD = \"25.00\" }");
    rules.charges[code] = *minor;
  }
}

}  // namespace

void read_payment_settings(const ConfigTable& all, Settings& s) {
  if (const auto t = all.table("payments")) payments(*t, s);
  if (const auto t = all.table("import"))
    s.max_vanish_percent = static_cast<int>(t->number("max_vanish_percent", s.max_vanish_percent, 0, 100));
  if (const auto t = all.table("replies")) {
    s.paid_hold_days = days(*t, "paid_days", s.paid_hold_days);
    s.document_hold_days = days(*t, "document_days", s.document_hold_days);
  }
  if (const auto t = all.table("report"))
    if (const auto prices = t->table("prices")) s.prices = parse_prices(*prices);
}

}  // namespace dunmail
