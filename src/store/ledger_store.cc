#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "base/error.h"
#include "base/text.h"
#include "base/unreadable.h"
#include "ledger/case_key.h"
#include "ledger/keep.h"
#include "ledger/limits.h"
#include "ledger/match.h"
#include "ledger/match_keys.h"
#include "ledger/payment_text.h"
#include "sql/db.h"
#include "store/ledger_rows.h"
#include "store/statements.h"
#include "store/store.h"

namespace dunmail {
namespace {

using S = std::string;
using namespace ledger_rows;

S pay_days_text(const std::vector<int>& days) { return fmt::format("{}", fmt::join(days, " ")); }

std::vector<int> pay_days_of(const S& text) {
  std::vector<int> out;
  std::istringstream in(text);
  for (int day; in >> day;) out.push_back(day);
  return out;
}

constexpr const char* debtor_columns =
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

template <class... A>
std::vector<Debtor> debtors(Db& db, const S& where, const A&... args) {
  std::vector<Debtor> out;
  for (const auto& r : db.rows<S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, std::int64_t, S, std::int64_t, S>(
           fmt::format("SELECT {} FROM debtor WHERE {}", debtor_columns, where), args...))
    out.push_back(debtor_from(r));
  return out;
}

template <class... A>
std::vector<Contact> contacts(Db& db, const S& where, const A&... args) {
  std::vector<Contact> out;
  for (auto& [debtor, name, position, role, honorific, email, fax, phone, locale] : db.rows<S, S, S, S, S, S, S, S, S>(
           "SELECT debtor_id, name, position, role, honorific, email, fax, phone, locale FROM contact WHERE " + where +
               " ORDER BY debtor_id, seq",
           args...))
    out.push_back({debtor, name, position, role, honorific, email, fax, phone, locale});
  return out;
}

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

/// An inactive debtor gets no letters, no calls and no work: for whoever looks at an account, that is a block.
void block_inactive(Db& db, std::vector<Debtor>& some) {
  if (some.empty()) return;
  for (const auto& [id, why] :
       db.rows<S, S>("SELECT id, inactive FROM debtor WHERE inactive <> '' AND id BETWEEN ? AND ? ORDER BY id",
                     some.front().id, some.back().id)) {
    const auto found =
        std::lower_bound(some.begin(), some.end(), id, [](const Debtor& d, const S& wanted) { return d.id < wanted; });
    if (found != some.end() && found->id == id)
      found->blocked += (found->blocked.empty() ? "inactive: " : "; inactive: ") + why;
  }
}

/// An invoice without an allocation (written off, credited) says nothing about how the debtor pays; one in parts has no
/// single due day to be late against.
struct PaidRow {
  S debtor, creditor, currency;
  PaidInvoice paid;
};

template <class... A>
std::vector<PaidRow> paid_invoices(Db& db, const S& where, const A&... args) {
  std::vector<PaidRow> out;
  for (auto& [debtor, creditor, currency, issued, due, paid, amount] : db.rows<S, S, S, S, S, S, std::int64_t>(
           "SELECT i.debtor_id, i.creditor, i.currency, i.issued, i.due, MAX(p.day), i.amount FROM invoice i JOIN "
           "allocation a ON a.invoice = i.number "
           "JOIN payment p ON p.reference = a.payment WHERE i.open = 0 AND NOT EXISTS (SELECT 1 FROM part t WHERE "
           "t.invoice = i.number) AND " +
               where + " GROUP BY i.debtor_id, i.number ORDER BY i.debtor_id, MAX(p.day), i.number",
           args...))
    out.push_back({debtor, creditor, currency, {day_of(issued), day_of(due), day_of(paid), amount}});
  return out;
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

namespace {

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

std::vector<S> Store::debtor_ids_like(const S& part) {
  std::vector<S> out;
  for (auto& [id] : db_->rows<S>(
           "SELECT id FROM debtor WHERE lower(id) LIKE ? ESCAPE '!' OR name LIKE ? ESCAPE '!' ORDER BY id LIMIT 5",
           holds(lower_ascii(part)), holds(part)))
    out.push_back(id);
  return out;
}

namespace {

/// What was paid or credited and went to no item, a row a sum.
using CreditRow = std::tuple<S, S, S, std::int64_t>;

template <class... A>
std::vector<CreditRow> credits(Db& db, const S& where, const A&... args) {
  const S columns = "SELECT debtor_id, creditor, currency, unallocated FROM ",
          some = " WHERE unallocated > 0 AND " + where;
  return db.rows<S, S, S, std::int64_t>(
      columns + "payment" + some + " UNION ALL " + columns + "credit_note" + some + " ORDER BY 1, 2, 3", args...,
      args...);
}

/// SQL's SUM would give up all rows of a query for the one that overflows.
void add_credit(Account& account, std::int64_t minor) {
  if (minor > most_of_a_case - account.credit)
    throw UnreadableRecord(account.case_id(), "the credit does not fit: is an amount mistyped?");
  account.credit += minor;
}

/// The accounts of a page of debtors: lists that are ordered by debtor, so that they are joined in one walk.
struct Page {
  std::vector<Debtor> debtors;
  std::vector<OpenItem> items;
  std::vector<Contact> people;
  std::vector<CreditRow> credits;
  std::vector<Guarantor> backers;
  std::vector<Event> happened;
  std::vector<WaitingRow> waiting;
  std::vector<PaidRow> paid;
  std::vector<ClaimRow> claims;
};

/// What the same debtor has with the same creditor in other currencies.
void tell_foreign_credits(std::map<std::pair<S, S>, CaseInput>& accounts) {
  if (accounts.size() < 2) return;
  for (auto& [key, input] : accounts)
    for (const auto& [other, there] : accounts)
      if (other.first == key.first && other.second != key.second && there.account.credit > 0)
        input.account.foreign_credits.push_back({there.account.credit, there.account.currency});
}

/// Hands over each account. Reads nothing, and throws nothing of its own: the page was checked.
void walk(Page& page, const std::function<void(CaseInput&&)>& take) {
  auto& [some, items, people, credits, backers, happened, waiting, paid, claims] = page;
  std::size_t i = 0, p = 0, c = 0, e = 0, g = 0, h = 0, w = 0, a = 0;
  for (const Debtor& d : some) {
    std::map<std::pair<S, S>, CaseInput> accounts;
    auto account_of = [&](const S& creditor, const S& currency) -> CaseInput& {
      const auto [at, is_new] = accounts.try_emplace({creditor, currency});
      if (is_new) at->second.account = {d, creditor, currency_of(currency), {}, 0};
      return at->second;
    };
    for (; i < items.size() && items[i].invoice.debtor_id == d.id; ++i)
      account_of(items[i].invoice.creditor, S(items[i].invoice.amount.currency.code()))
          .account.items.push_back(std::move(items[i]));
    for (; c < credits.size() && std::get<0>(credits[c]) == d.id; ++c)
      account_of(std::get<1>(credits[c]), std::get<2>(credits[c])).account.credit += std::get<3>(credits[c]);
    for (; e < happened.size() && case_words(happened[e].case_id).debtor == d.id; ++e) {
      const CaseWords words = case_words(happened[e].case_id);
      CaseInput& input = account_of(S(words.creditor), S(words.currency));
      input.events.push_back(std::move(happened[e]));
    }
    for (; a < claims.size() && claims[a].debtor == d.id; ++a)
      account_of(claims[a].creditor, claims[a].currency).account.claims.push_back(std::move(claims[a].claim));
    tell_foreign_credits(accounts);
    // History alone is no reason to look at an account.
    for (; h < paid.size() && paid[h].debtor == d.id; ++h)
      if (const auto at = accounts.find({paid[h].creditor, paid[h].currency}); at != accounts.end())
        at->second.history.paid.push_back(paid[h].paid);
    for (; w < waiting.size() && waiting[w].debtor == d.id; ++w)
      for (auto& [key, input] : accounts) put_waiting(waiting[w], input.account);
    std::vector<Contact> own;
    for (; p < people.size() && people[p].debtor_id == d.id; ++p) own.push_back(std::move(people[p]));
    std::vector<Guarantor> behind;
    for (; g < backers.size() && backers[g].debtor_id == d.id; ++g) behind.push_back(std::move(backers[g]));
    for (auto& [key, input] : accounts) {
      input.contacts = own;
      input.guarantors = behind;
      take(std::move(input));
    }
  }
}

/// Currencies and credits that the walk takes for granted.
void check_page(const Page& page) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < page.credits.size(); ++i) {
    const auto& [debtor, creditor, currency, minor] = page.credits[i];
    const auto same = [&debtor = debtor, &creditor = creditor, &currency = currency](const CreditRow& r) {
      return std::tie(std::get<0>(r), std::get<1>(r), std::get<2>(r)) == std::tie(debtor, creditor, currency);
    };
    if (i == 0 || !same(page.credits[i - 1])) {
      sum = 0;
      currency_of(currency);
    }
    if (minor > most_of_a_case - sum) throw UnreadableRecord(debtor, "the credit does not fit: is an amount mistyped?");
    sum += minor;
  }
  for (const ClaimRow& row : page.claims) currency_of(row.currency);
  const S* last = nullptr;
  for (const Event& e : page.happened) {
    if (!last || *last != e.case_id) currency_of(S(case_words(e.case_id).currency));
    last = &e.case_id;
  }
}

}  // namespace

CaseInput Store::account(const S& creditor, const S& debtor_id, Currency currency) {
  auto found = debtor(debtor_id);
  if (!found) throw Error(ErrorKind::storage, debtor_id, "the debtor is gone from the database");
  CaseInput out;
  if (const S why = inactive_debtor(debtor_id); !why.empty())
    found->blocked += (found->blocked.empty() ? "inactive: " : "; inactive: ") + why;
  out.account = {std::move(*found), creditor, currency, {}, 0};
  const S code(currency.code());
  out.account.items = open_items(*db_, "debtor_id = ? AND creditor = ? AND currency = ?", debtor_id, creditor, code);
  divide(out.account.items, parts(*db_, "debtor_id = ?", debtor_id));
  for (const CreditRow& row :
       credits(*db_, "debtor_id = ? AND creditor = ? AND currency = ?", debtor_id, creditor, code))
    add_credit(out.account, std::get<3>(row));
  for (ClaimRow& row :
       ledger_rows::claims(*db_, "debtor_id = ? AND creditor = ? AND currency = ?", debtor_id, creditor, code))
    out.account.claims.push_back(std::move(row.claim));
  for (const auto& [other, sum] :
       db_->rows<S, std::int64_t>("SELECT currency, SUM(unallocated) FROM (SELECT currency, unallocated FROM payment "
                                  "WHERE unallocated > 0 AND debtor_id = ? AND creditor = ? UNION ALL "
                                  "SELECT currency, unallocated FROM credit_note WHERE unallocated > 0 AND debtor_id = "
                                  "? AND creditor = ?) WHERE currency <> ? GROUP BY currency ORDER BY currency",
                                  debtor_id, creditor, debtor_id, creditor, code))
    out.account.foreign_credits.push_back({sum, currency_of(other)});
  out.contacts = contacts(*db_, "inactive = '' AND debtor_id = ?", debtor_id);
  out.guarantors = guarantors(*db_, "debtor_id = ?", debtor_id);
  for (const WaitingRow& row : waiting_payments(*db_, "w.debtor_id = ?", debtor_id)) put_waiting(row, out.account);
  out.events = events(out.account.case_id());
  for (PaidRow& row :
       paid_invoices(*db_, "i.debtor_id = ? AND i.creditor = ? AND i.currency = ?", debtor_id, creditor, code))
    out.history.paid.push_back(row.paid);
  return out;
}

namespace {

/// Settled debtors cost a look into five indexes, and no reading.
const S live_debtors =
    "SELECT d.id FROM debtor d WHERE d.id > ? AND (EXISTS (SELECT 1 FROM invoice WHERE debtor_id = d.id AND open > 0) "
    "OR EXISTS (SELECT 1 FROM payment WHERE debtor_id = d.id AND unallocated > 0) "
    "OR EXISTS (SELECT 1 FROM credit_note WHERE debtor_id = d.id AND unallocated > 0) "
    "OR EXISTS (SELECT 1 FROM claim WHERE debtor_id = d.id AND open > 0) "
    "OR EXISTS (SELECT 1 FROM event WHERE debtor_id = d.id AND day >= ?)) ORDER BY d.id LIMIT ?";

}  // namespace

void Store::each_account(const S& debtor_id, const std::function<void(CaseInput&&)>& take, const Unreadable& unreadable,
                         std::optional<Date> live_since) {
  if (!debtor_id.empty()) {
    if (db_->value<S>("SELECT id FROM debtor WHERE id = ?", debtor_id))
      accounts_between({{debtor_id}}, take, unreadable);
    return;
  }
  S after;
  while (auto last = account_page(after, take, unreadable, live_since)) after = std::move(*last);
}

std::optional<S> Store::account_page(const S& after, const std::function<void(CaseInput&&)>& take,
                                     const Unreadable& unreadable, std::optional<Date> live_since) {
  constexpr int page_size = 2000;
  const auto ids = live_since
                       ? db_->rows<S>(live_debtors, after, iso(*live_since), page_size)
                       : db_->rows<S>("SELECT id FROM debtor WHERE id > ? ORDER BY id LIMIT ?", after, page_size);
  if (ids.empty()) return std::nullopt;
  accounts_between(ids, take, unreadable);
  return std::get<0>(ids.back());
}

/// Read together, with all that lies between the first and the last.
void Store::accounts_between(const std::vector<std::tuple<S>>& ids, const std::function<void(CaseInput&&)>& take,
                             const Unreadable& unreadable) {
  const S first = std::get<0>(ids.front()), last = std::get<0>(ids.back());
  std::optional<Page> page;
  try {
    page.emplace();
    page->debtors = debtors(*db_, "id BETWEEN ? AND ? ORDER BY id", first, last);
    block_inactive(*db_, page->debtors);
    page->items = open_items(*db_, "debtor_id BETWEEN ? AND ?", first, last);
    divide(page->items, parts(*db_, "debtor_id BETWEEN ? AND ?", first, last));
    page->people = contacts(*db_, "inactive = '' AND debtor_id BETWEEN ? AND ?", first, last);
    page->credits = credits(*db_, "debtor_id BETWEEN ? AND ?", first, last);
    page->backers = guarantors(*db_, "debtor_id BETWEEN ? AND ?", first, last);
    page->happened = events_between(first, last);
    page->waiting = waiting_payments(*db_, "w.debtor_id BETWEEN ? AND ?", first, last);
    page->paid = paid_invoices(*db_, "i.debtor_id BETWEEN ? AND ?", first, last);
    page->claims = ledger_rows::claims(*db_, "debtor_id BETWEEN ? AND ?", first, last);
    check_page(*page);
  } catch (const UnreadableRecord&) {
    if (!unreadable) throw;
    page.reset();
  }
  if (page)
    walk(*page, take);
  else
    for (const auto& [id] : ids) each_account_apart(id, take, unreadable);
}

/// One by one, where a page has something that cannot be read: only what is of that account is left out.
void Store::each_account_apart(const S& debtor_id, const std::function<void(CaseInput&&)>& take,
                               const Unreadable& unreadable) {
  std::set<std::pair<S, S>> accounts;
  for (const char* of :
       {"invoice WHERE open > 0", "payment WHERE unallocated > 0", "credit_note WHERE unallocated > 0"})
    for (auto& [creditor, currency] :
         db_->rows<S, S>(fmt::format("SELECT DISTINCT creditor, currency FROM {} AND debtor_id = ?", of), debtor_id))
      accounts.emplace(creditor, currency);
  for (const auto& [id] : db_->rows<S>("SELECT DISTINCT case_id FROM event WHERE debtor_id = ?", debtor_id))
    accounts.emplace(case_words(id).creditor, case_words(id).currency);
  for (const auto& [creditor, code] : accounts) {
    std::optional<CaseInput> input;
    try {
      input = account(creditor, debtor_id, currency_of(code));
    } catch (const UnreadableRecord& e) {
      unreadable(fmt::format("{}/{}/{}", creditor, debtor_id, code), e.problem().message);
    }
    if (input) take(std::move(*input));
  }
}

}  // namespace dunmail
