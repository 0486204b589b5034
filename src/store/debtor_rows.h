// Rows of debtors and their contacts as values; for this folder only.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "ledger/party.h"
#include "sql/db.h"
#include "store/ledger_rows.h"

namespace dunmail::ledger_rows {

/// Of the column of that name: days of the month.
std::vector<int> pay_days_of(const std::string& text);

inline constexpr const char* debtor_columns =
    "id, name, kind, locale, street, postcode, city, region, country, segment, risk_class, calendar, time_zone, "
    "pay_days, blocked, credit_limit, credit_currency, distance_km, size";

template <class Row>
Debtor debtor_from(const Row& r) {
  return {std::get<0>(r),
          std::get<1>(r),
          std::get<2>(r),
          std::get<3>(r),
          {std::get<4>(r), std::get<5>(r), std::get<6>(r), std::get<7>(r), std::get<8>(r)},
          std::get<9>(r),
          std::get<10>(r),
          std::get<11>(r),
          std::get<12>(r),
          pay_days_of(std::get<13>(r)),
          std::get<14>(r),
          std::get<15>(r) < 0 ? std::nullopt : std::optional(Money{std::get<15>(r), currency_of(std::get<16>(r))}),
          std::get<17>(r) < 0 ? std::nullopt : std::optional(static_cast<int>(std::get<17>(r))),
          std::get<18>(r)};
}

/// `where` is about the columns above, and says in which order.
template <class... A>
std::vector<Debtor> debtors(Db& db, const std::string& where, const A&... args) {
  using S = std::string;
  std::vector<Debtor> out;
  for (const auto& r : db.rows<S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, std::int64_t, S, std::int64_t, S>(
           fmt::format("SELECT {} FROM debtor WHERE {}", debtor_columns, where), args...))
    out.push_back(debtor_from(r));
  return out;
}

/// By debtor, then as they were written down. `where` is about debtor_id, name and inactive.
template <class... A>
std::vector<Contact> contacts(Db& db, const std::string& where, const A&... args) {
  using S = std::string;
  std::vector<Contact> out;
  for (auto& [debtor, name, position, role, honorific, email, fax, phone, locale] : db.rows<S, S, S, S, S, S, S, S, S>(
           "SELECT debtor_id, name, position, role, honorific, email, fax, phone, locale FROM contact WHERE " + where +
               " ORDER BY debtor_id, seq",
           args...))
    out.push_back({debtor, name, position, role, honorific, email, fax, phone, locale});
  return out;
}

}  // namespace dunmail::ledger_rows
