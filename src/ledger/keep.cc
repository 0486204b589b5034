#include "ledger/keep.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace dunmail {
namespace {

class Keeper {
 public:
  explicit Keeper(const Given& given) : given_(given) {}
  template <class Value>
  void operator()(const char* column, Value& row, const Value& known) const {
    if (!given_.has(column)) row = known;
  }

 private:
  const Given& given_;
};

void keep_address(const Keeper& keep, Address& row, const Address& known) {
  keep("street", row.street, known.street);
  keep("postcode", row.postcode, known.postcode);
  keep("city", row.city, known.city);
  keep("region", row.region, known.region);
  keep("country", row.country, known.country);
}

/// A limit that was read without its currency is in the known one; the file's figure counts, not its minor units.
std::optional<Money> in_currency(std::optional<Money> limit, const Currency& currency) {
  if (!limit) return limit;
  int digits = limit->currency.digits();
  for (; digits < currency.digits(); ++digits) limit->minor *= 10;
  for (; digits > currency.digits(); --digits) limit->minor /= 10;
  limit->currency = currency;
  return limit;
}

class Differences {
 public:
  void operator()(const char* column, const std::string& was, const std::string& is) {
    if (was != is) out_.push_back({column, was, is});
  }
  void address(const Address& was, const Address& is) {
    (*this)("street", was.street, is.street);
    (*this)("postcode", was.postcode, is.postcode);
    (*this)("city", was.city, is.city);
    (*this)("region", was.region, is.region);
    (*this)("country", was.country, is.country);
  }
  std::vector<Change> take() { return std::move(out_); }

 private:
  std::vector<Change> out_;
};

std::string text(const std::optional<Money>& money) { return money ? plain(*money) : std::string(); }

}  // namespace

Debtor keep(Debtor row, const Debtor& known, const Given& given) {
  const Keeper keep(given);
  keep("name", row.name, known.name);
  keep("kind", row.kind, known.kind);
  keep("locale", row.locale, known.locale);
  keep_address(keep, row.address, known.address);
  keep("segment", row.segment, known.segment);
  keep("risk_class", row.risk_class, known.risk_class);
  keep("calendar", row.calendar, known.calendar);
  keep("time_zone", row.time_zone, known.time_zone);
  keep("pay_days", row.pay_days, known.pay_days);
  keep("blocked", row.blocked, known.blocked);
  keep("credit_limit", row.credit_limit, known.credit_limit);
  if (given.has("credit_limit") && !given.has("credit_currency") && known.credit_limit)
    row.credit_limit = in_currency(row.credit_limit, known.credit_limit->currency);
  keep("distance_km", row.distance_km, known.distance_km);
  keep("size", row.size, known.size);
  return row;
}

Contact keep(Contact row, const Contact& known, const Given& given) {
  const Keeper keep(given);
  keep("position", row.position, known.position);
  keep("role", row.role, known.role);
  keep("honorific", row.honorific, known.honorific);
  keep("email", row.email, known.email);
  keep("fax", row.fax, known.fax);
  keep("phone", row.phone, known.phone);
  keep("locale", row.locale, known.locale);
  return row;
}

Guarantor keep(Guarantor row, const Guarantor& known, const Given& given) {
  const Keeper keep(given);
  const bool new_length = row.until || row.months > 0;
  keep("until", row.until, known.until);
  keep("months", row.months, known.months);
  if (new_length && !given.has("until")) row.until.reset();
  if (new_length && !given.has("months")) row.months = 0;
  keep("contact", row.contact, known.contact);
  keep("position", row.position, known.position);
  keep_address(keep, row.address, known.address);
  keep("email", row.email, known.email);
  keep("fax", row.fax, known.fax);
  keep("phone", row.phone, known.phone);
  keep("locale", row.locale, known.locale);
  return row;
}

Invoice keep(Invoice row, const Invoice& known, const Given& given) {
  const Keeper keep(given);
  keep("creditor", row.creditor, known.creditor);
  keep("contract", row.contract, known.contract);
  keep("blocked", row.blocked, known.blocked);
  keep("secured", row.secured, known.secured);
  keep("rate", row.rate, known.rate);
  return row;
}

std::vector<Change> changes_of(const Debtor& was, const Debtor& is) {
  Differences differ;
  differ("name", was.name, is.name);
  differ("kind", was.kind, is.kind);
  differ("locale", was.locale, is.locale);
  differ.address(was.address, is.address);
  differ("segment", was.segment, is.segment);
  differ("risk_class", was.risk_class, is.risk_class);
  differ("calendar", was.calendar, is.calendar);
  differ("time_zone", was.time_zone, is.time_zone);
  differ("pay_days", fmt::format("{}", fmt::join(was.pay_days, " ")), fmt::format("{}", fmt::join(is.pay_days, " ")));
  differ("blocked", was.blocked, is.blocked);
  differ("credit_limit", text(was.credit_limit), text(is.credit_limit));
  if (was.credit_limit && is.credit_limit)
    differ("credit_currency", std::string(was.credit_limit->currency.code()),
           std::string(is.credit_limit->currency.code()));
  differ("distance_km", was.distance_km ? std::to_string(*was.distance_km) : "",
         is.distance_km ? std::to_string(*is.distance_km) : "");
  differ("size", was.size, is.size);
  return differ.take();
}

std::vector<Change> changes_of(const Contact& was, const Contact& is) {
  Differences differ;
  differ("position", was.position, is.position);
  differ("role", was.role, is.role);
  differ("honorific", was.honorific, is.honorific);
  differ("email", was.email, is.email);
  differ("fax", was.fax, is.fax);
  differ("phone", was.phone, is.phone);
  differ("locale", was.locale, is.locale);
  return differ.take();
}

std::vector<Change> changes_of(const Invoice& was, const Invoice& is) {
  Differences differ;
  differ("debtor", was.debtor_id, is.debtor_id);
  differ("creditor", was.creditor, is.creditor);
  differ("contract", was.contract, is.contract);
  differ("issue_date", iso(was.issued), iso(is.issued));
  differ("due_date", iso(was.due), iso(is.due));
  differ("amount", plain(was.amount), plain(is.amount));
  differ("blocked", was.blocked, is.blocked);
  differ("secured", std::to_string(was.secured), std::to_string(is.secured));
  differ("rate", std::to_string(was.rate), std::to_string(is.rate));
  return differ.take();
}

}  // namespace dunmail
