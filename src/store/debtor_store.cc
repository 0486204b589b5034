// Debtors and their contacts.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <sstream>

#include "base/text.h"
#include "ledger/keep.h"
#include "ledger/match.h"
#include "ledger/match_keys.h"
#include "ledger/payment_text.h"
#include "sql/db.h"
#include "store/debtor_rows.h"
#include "store/ledger_rows.h"
#include "store/statements.h"
#include "store/store.h"

namespace dunmail {

std::vector<int> ledger_rows::pay_days_of(const std::string& text) {
  std::vector<int> out;
  std::istringstream in(text);
  for (int day; in >> day;) out.push_back(day);
  return out;
}

namespace {

using S = std::string;
using namespace ledger_rows;

S pay_days_text(const std::vector<int>& days) { return fmt::format("{}", fmt::join(days, " ")); }

/// Whether the row that `where` is about was gone, and a file of that day is new enough to bring it back.
template <class... A>
bool comes_back(Db& db, const S& table, const S& where, const std::optional<Date>& as_of, const A&... args) {
  const auto gone_on = db.value<S>(fmt::format("SELECT inactive_on FROM {} WHERE {}", table, where), args...);
  return gone_on && (!as_of || iso(*as_of) >= *gone_on);
}

/// The day of the newest export that named the row.
template <class... A>
S known_as_of(Db& db, const S& table, const S& where, const A&... args) {
  return db.value<S>(fmt::format("SELECT as_of FROM {} WHERE {}", table, where), args...).value_or("");
}

/// For LIKE ... ESCAPE '!': what holds the text.
S holds(const S& text) {
  S out = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '!') out += '!';
    out += c;
  }
  return out + '%';
}

}  // namespace

Put Store::put(const Debtor& row, const Source& from) {
  const auto limit_of = [](const Debtor& d) { return d.credit_limit ? d.credit_limit->minor : -1; };
  const auto currency_text = [](const Debtor& d) { return S(d.credit_limit ? d.credit_limit->currency.code() : ""); };
  const auto distance = [](const Debtor& d) { return static_cast<std::int64_t>(d.distance_km.value_or(-1)); };
  const Address& given = row.address;
  if (db_->run(sql::add_debtor, row.id, row.name, row.kind, row.locale, given.street, given.postcode, given.city,
               given.region, given.country, row.segment, row.risk_class, row.calendar, row.time_zone,
               pay_days_text(row.pay_days), row.blocked, limit_of(row), currency_text(row), distance(row), row.size,
               as_of_text(from), plain_name(row.name), id_key(row.id), reference_body(row.id)) > 0)
    return added();
  const Debtor known = debtor(row.id).value();
  const Debtor d = dunmail::keep(row, known, from.given);
  if (const S day = known_as_of(*db_, "debtor", "id = ?", row.id); is_older(from, day))
    return d == known ? same() : older(day);
  const bool back = comes_back(*db_, "debtor", "inactive <> '' AND merged_into = '' AND id = ?", from.as_of, row.id);
  if (from.as_of) db_->run("UPDATE debtor SET as_of = ? WHERE id = ?", iso(*from.as_of), row.id);
  if (d == known && !back) return same();
  Put put = changed();
  put.changes = changes_of(known, d);
  if (back) {
    put.changes.push_back({"inactive", inactive_debtor(d.id), ""});
    set_debtor_inactive(d.id, "", {});
  }
  const Address& a = d.address;
  db_->run(
      "UPDATE debtor SET name = ?, kind = ?, locale = ?, street = ?, postcode = ?, city = ?, region = ?, country = ?, "
      "segment = ?, risk_class = ?, calendar = ?, time_zone = ?, pay_days = ?, blocked = ?, credit_limit = ?, "
      "credit_currency = ?, "
      "distance_km = ?, size = ?, name_plain = ? WHERE id = ?",
      d.name, d.kind, d.locale, a.street, a.postcode, a.city, a.region, a.country, d.segment, d.risk_class, d.calendar,
      d.time_zone, pay_days_text(d.pay_days), d.blocked, limit_of(d), currency_text(d), distance(d), d.size,
      plain_name(d.name), d.id);
  return put;
}

Put Store::put(const Contact& row, const Source& from) {
  if (db_->run(sql::add_contact, row.debtor_id, row.name, row.position, row.role, row.honorific, row.email, row.fax,
               row.phone, row.locale, as_of_text(from)) > 0)
    return added();
  const std::vector<Contact> there = contacts(*db_, "debtor_id = ? AND name = ?", row.debtor_id, row.name);
  if (there.empty()) return no_debtor(row.debtor_id);
  const Contact& known = there.front();
  const Contact c = dunmail::keep(row, known, from.given);
  if (const S day = known_as_of(*db_, "contact", "debtor_id = ? AND name = ?", row.debtor_id, row.name);
      is_older(from, day))
    return c == known ? same() : older(day);
  const bool back = comes_back(*db_, "contact", "inactive <> '' AND inactive_by = '' AND debtor_id = ? AND name = ?",
                               from.as_of, row.debtor_id, row.name);
  if (from.as_of)
    db_->run("UPDATE contact SET as_of = ? WHERE debtor_id = ? AND name = ?", iso(*from.as_of), row.debtor_id,
             row.name);
  if (c == known && !back) return same();
  Put put = changed();
  put.changes = changes_of(known, c);
  if (back) {
    put.changes.push_back(
        {"inactive",
         db_->value<S>("SELECT inactive FROM contact WHERE debtor_id = ? AND name = ?", c.debtor_id, c.name)
             .value_or(""),
         ""});
    set_contact_inactive(c.debtor_id, c.name, "", {}, "");
  }
  db_->run(
      "UPDATE contact SET position = ?, role = ?, honorific = ?, email = ?, fax = ?, phone = ?, locale = ? WHERE "
      "debtor_id = ? AND name = ?",
      c.position, c.role, c.honorific, c.email, c.fax, c.phone, c.locale, c.debtor_id, c.name);
  return put;
}

Put Store::check(const Contact& row) {
  if (!has_debtor(*db_, row.debtor_id)) return no_debtor(row.debtor_id);
  return contacts(*db_, "debtor_id = ? AND name = ?", row.debtor_id, row.name).empty() ? added() : same();
}

std::optional<Debtor> Store::debtor(const S& id) {
  auto found = debtors(*db_, "id = ?", id);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

bool Store::has_debtor_of(const S& calendar, const std::vector<S>& countries) {
  const auto any = [&](const S& name, const S& where, const auto&... more) {
    return db_->value<std::int64_t>("SELECT 1 FROM debtor WHERE calendar = ?" + where + " LIMIT 1", name, more...)
        .has_value();
  };
  return any(calendar, "") || std::any_of(countries.begin(), countries.end(),
                                          [&](const S& country) { return any("", " AND country = ?", country); });
}

S Store::inactive_debtor(const S& id) {
  return db_->value<S>("SELECT inactive FROM debtor WHERE id = ?", id).value_or("");
}

std::vector<S> Store::debtor_ids_like(const S& part) {
  std::vector<S> out;
  for (auto& [id] : db_->rows<S>(
           "SELECT id FROM debtor WHERE lower(id) LIKE ? ESCAPE '!' OR name LIKE ? ESCAPE '!' ORDER BY id LIMIT 5",
           holds(lower_ascii(part)), holds(part)))
    out.push_back(id);
  return out;
}

Put Store::put(const Guarantor& row, const Source& from) {
  const auto known = guarantors(*db_, "debtor_id = ? AND name = ?", row.debtor_id, row.name);
  const Guarantor g = known.empty() ? row : dunmail::keep(row, known.front(), from.given);
  const S day = db_->value<S>("SELECT as_of FROM guarantor WHERE debtor_id = ? AND name = ?", row.debtor_id, row.name)
                    .value_or("");
  if (is_older(from, day)) return known.front() == g ? same() : older(day);
  if (!known.empty() && from.as_of)
    db_->run("UPDATE guarantor SET as_of = ? WHERE debtor_id = ? AND name = ?", iso(*from.as_of), row.debtor_id,
             row.name);
  if (!known.empty() && known.front() == g) return same();
  if (!has_debtor(*db_, g.debtor_id)) return no_debtor(g.debtor_id);
  const Address& a = g.address;
  db_->run(
      "INSERT INTO guarantor (debtor_id, name, kind, until, months, contact, position, street, postcode, city, region, "
      "country, email, fax, phone, locale, as_of, seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "(SELECT COALESCE(MAX(seq), 0) + 1 FROM guarantor)) "
      "ON CONFLICT (debtor_id, name) DO UPDATE SET kind = excluded.kind, until = excluded.until, months = "
      "excluded.months, contact = excluded.contact, position = excluded.position, street = excluded.street, "
      "postcode = excluded.postcode, city = excluded.city, region = excluded.region, country = excluded.country, email "
      "= excluded.email, fax = excluded.fax, phone = excluded.phone, locale = excluded.locale",
      g.debtor_id, g.name, g.kind, g.until ? iso(*g.until) : S(), static_cast<std::int64_t>(g.months), g.contact,
      g.position, a.street, a.postcode, a.city, a.region, a.country, g.email, g.fax, g.phone, g.locale,
      as_of_text(from));
  return known.empty() ? added() : changed();
}

}  // namespace dunmail
