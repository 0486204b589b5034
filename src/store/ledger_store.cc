#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "base/error.h"
#include "base/unreadable.h"
#include "ledger/limits.h"
#include "store/db.h"
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

constexpr const char* debtor_columns = "id, name, kind, locale, street, postcode, city, region, country, segment, risk_class, calendar, time_zone, pay_days, blocked, credit_limit, credit_currency, distance_km, size";

template <class Row>
Debtor debtor_from(const Row& r) {
  return {std::get<0>(r), std::get<1>(r), std::get<2>(r), std::get<3>(r), {std::get<4>(r), std::get<5>(r), std::get<6>(r), std::get<7>(r), std::get<8>(r)},
          std::get<9>(r), std::get<10>(r), std::get<11>(r), std::get<12>(r), pay_days_of(std::get<13>(r)), std::get<14>(r),
          std::get<15>(r) < 0 ? std::nullopt : std::optional(Money{std::get<15>(r), currency_of(std::get<16>(r))}),
          std::get<17>(r) < 0 ? std::nullopt : std::optional(static_cast<int>(std::get<17>(r))), std::get<18>(r)};
}

template <class... A>
std::vector<Debtor> debtors(Db& db, const S& where, const A&... args) {
  std::vector<Debtor> out;
  for (const auto& r : db.rows<S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, std::int64_t, S, std::int64_t, S>(fmt::format("SELECT {} FROM debtor WHERE {}", debtor_columns, where), args...))
    out.push_back(debtor_from(r));
  return out;
}

template <class... A>
std::vector<Contact> contacts(Db& db, const S& where, const A&... args) {
  std::vector<Contact> out;
  for (auto& [debtor, name, position, role, honorific, email, fax, phone, locale] :
       db.rows<S, S, S, S, S, S, S, S, S>("SELECT debtor_id, name, position, role, honorific, email, fax, phone, locale FROM contact WHERE " + where + " ORDER BY debtor_id, rowid", args...))
    out.push_back({debtor, name, position, role, honorific, email, fax, phone, locale});
  return out;
}

/// "creditor/debtor/currency"; none of the three holds a slash.
std::string_view debtor_of(std::string_view case_id) {
  const auto begin = case_id.find('/') + 1;
  return case_id.substr(begin, case_id.rfind('/') - begin);
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
           "SELECT i.debtor_id, i.creditor, i.currency, i.issued, i.due, MAX(p.day), i.amount FROM invoice i JOIN allocation a ON a.invoice = i.number "
           "JOIN payment p ON p.reference = a.payment WHERE i.open = 0 AND NOT EXISTS (SELECT 1 FROM part t WHERE t.invoice = i.number) AND " + where + " GROUP BY i.debtor_id, i.number ORDER BY i.debtor_id, MAX(p.day), i.number",
           args...))
    out.push_back({debtor, creditor, currency, {day_of(issued), day_of(due), day_of(paid), amount}});
  return out;
}

}  // namespace

Put Store::put(const Debtor& d) {
  const Address& a = d.address;
  const std::int64_t limit = d.credit_limit ? d.credit_limit->minor : -1, distance = d.distance_km.value_or(-1);
  const S limit_currency(d.credit_limit ? d.credit_limit->currency.code() : "");
  if (db_->run(sql::add_debtor, d.id, d.name, d.kind, d.locale, a.street, a.postcode, a.city, a.region, a.country, d.segment, d.risk_class, d.calendar, d.time_zone, pay_days_text(d.pay_days), d.blocked, limit, limit_currency, distance, d.size) > 0)
    return added();
  if (debtor(d.id) == d) return same();
  db_->run("UPDATE debtor SET name = ?, kind = ?, locale = ?, street = ?, postcode = ?, city = ?, region = ?, country = ?, segment = ?, risk_class = ?, calendar = ?, time_zone = ?, pay_days = ?, blocked = ?, credit_limit = ?, credit_currency = ?, distance_km = ?, size = ? WHERE id = ?",
           d.name, d.kind, d.locale, a.street, a.postcode, a.city, a.region, a.country, d.segment, d.risk_class, d.calendar, d.time_zone, pay_days_text(d.pay_days), d.blocked, limit, limit_currency, distance, d.size, d.id);
  return changed();
}

Put Store::put(const Contact& c) {
  try {
    if (db_->run(sql::add_contact, c.debtor_id, c.name, c.position, c.role, c.honorific, c.email, c.fax, c.phone, c.locale) > 0) return added();
  } catch (const Error&) {
    if (debtor(c.debtor_id)) throw;
    return refused("debtor", "there is no debtor \"" + c.debtor_id + "\"", "import the debtors first");
  }
  const auto known = contacts(*db_, "debtor_id = ? AND name = ?", c.debtor_id, c.name);
  if (!known.empty() && known.front() == c) return same();
  db_->run("UPDATE contact SET position = ?, role = ?, honorific = ?, email = ?, fax = ?, phone = ?, locale = ? WHERE debtor_id = ? AND name = ?", c.position, c.role, c.honorific, c.email, c.fax, c.phone, c.locale, c.debtor_id, c.name);
  return changed();
}

Put Store::put(const Invoice& i, bool update) {
  const S code(i.amount.currency.code());
  try {
    if (db_->run(sql::add_invoice, i.number, i.creditor, i.debtor_id, code, i.contract, iso(i.issued), iso(i.due), i.amount.minor, i.amount.minor, i.blocked, i.secured, i.rate) > 0) return added();
  } catch (const Error& e) {
    if (debtor(i.debtor_id)) throw;
    return refused("debtor", "there is no debtor \"" + i.debtor_id + "\"", "import the debtors first");
  }
  const auto known = db_->rows<S, S, S, S, S, S, std::int64_t, std::int64_t, S, std::int64_t, std::int64_t>("SELECT creditor, debtor_id, currency, contract, issued, due, amount, open, blocked, secured, rate FROM invoice WHERE number = ?", i.number);
  const auto& [creditor, debtor_id, currency, contract, issued, due, amount, open, blocked, secured, rate] = known.at(0);
  const Invoice old{i.number, creditor, debtor_id, contract, day_of(issued), day_of(due), {amount, currency_of(currency)}, blocked, secured, rate};
  if (old == i) return same();
  if (debtor_id != i.debtor_id || creditor != i.creditor || currency != code)
    return refused("number", fmt::format("invoice {} is known as one of {} in {}", i.number, debtor_id, currency), "two invoices with one number? a number is used once");
  const std::int64_t paid = amount - open;
  if (amount != i.amount.minor && !update)
    return refused("amount", fmt::format("invoice {} is known with the amount {}", i.number, plain(old.amount)), "a correction goes in with --update, a credit note as a row of its own with kind = credit-note");
  if (amount != i.amount.minor && db_->value<std::int64_t>("SELECT seq FROM part WHERE invoice = ? LIMIT 1", i.number))
    return refused("amount", fmt::format("invoice {} is known in parts that sum up to {}", i.number, plain(old.amount)), "correct it with a credit note, or with an invoice of its own");
  if (i.amount.minor < paid)
    return refused("amount", fmt::format("invoice {} has had payments and credit notes of {} already", i.number, plain(paid, i.amount.currency.digits())), "check the payments first");
  db_->run("UPDATE invoice SET contract = ?, issued = ?, due = ?, amount = ?, open = ?, blocked = ?, secured = ?, rate = ? WHERE number = ?", i.contract, iso(i.issued), iso(i.due), i.amount.minor, i.amount.minor - paid, i.blocked, i.secured, i.rate, i.number);
  return changed();
}

void Store::log_import(const ImportLine& l) {
  db_->run("INSERT INTO import_log (id, at, kind, file, as_of, added, changed, same, skipped) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", next_number("import"), l.at, l.kind, l.file, l.as_of, l.added, l.changed, l.same, l.skipped);
}

std::vector<ImportLine> Store::imports() {
  std::vector<ImportLine> out;
  for (auto& [at, kind, file, as_of, added, changed, same, skipped] : db_->rows<S, S, S, S, std::int64_t, std::int64_t, std::int64_t, std::int64_t>("SELECT at, kind, file, as_of, added, changed, same, skipped FROM import_log ORDER BY id"))
    out.push_back({at, kind, file, as_of, added, changed, same, skipped});
  return out;
}

std::optional<Date> Store::payments_as_of() {
  auto found = db_->rows<S>("SELECT as_of FROM import_log WHERE kind = 'payments' ORDER BY as_of DESC LIMIT 1");
  if (found.empty()) found = db_->rows<S>("SELECT as_of FROM import_log ORDER BY as_of DESC LIMIT 1");
  return found.empty() ? std::nullopt : parse_date(std::get<0>(found.front()));
}

std::optional<Debtor> Store::debtor(const S& id) {
  auto found = debtors(*db_, "id = ?", id);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<S> Store::debtor_ids_like(const S& part) {
  std::vector<S> out;
  for (auto& [id] : db_->rows<S>("SELECT id FROM debtor WHERE instr(lower(id), lower(?)) > 0 OR instr(name, ?) > 0 ORDER BY id LIMIT 5", part, part)) out.push_back(id);
  return out;
}

namespace {

/// What was paid or credited and went to no item, a row a sum.
using CreditRow = std::tuple<S, S, S, std::int64_t>;

template <class... A>
std::vector<CreditRow> credits(Db& db, const S& where, const A&... args) {
  const S columns = "SELECT debtor_id, creditor, currency, unallocated FROM ", some = " WHERE unallocated > 0 AND " + where;
  return db.rows<S, S, S, std::int64_t>(columns + "payment" + some + " UNION ALL " + columns + "credit_note" + some + " ORDER BY 1, 2, 3", args..., args...);
}

/// SQL's SUM would give up all rows of a query for the one that overflows.
void add_credit(Account& account, std::int64_t minor) {
  if (minor > most_of_a_case - account.credit) throw UnreadableRecord(account.case_id(), "the credit does not fit: is an amount mistyped?");
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
};

S creditor_of(const S& case_id) { return case_id.substr(0, case_id.find('/')); }
S currency_of_case(const S& case_id) { return case_id.substr(case_id.rfind('/') + 1); }

/// Hands over each account. Reads nothing, and throws nothing of its own: the page was checked.
void walk(Page& page, const std::function<void(CaseInput&&)>& take) {
  auto& [some, items, people, credits, backers, happened, waiting, paid] = page;
  std::size_t i = 0, p = 0, c = 0, e = 0, g = 0, h = 0, w = 0;
  for (const Debtor& d : some) {
    std::map<std::pair<S, S>, CaseInput> accounts;
    auto account_of = [&](const S& creditor, const S& currency) -> CaseInput& {
      const auto [at, is_new] = accounts.try_emplace({creditor, currency});
      if (is_new) at->second.account = {d, creditor, currency_of(currency), {}, 0};
      return at->second;
    };
    for (; i < items.size() && items[i].invoice.debtor_id == d.id; ++i)
      account_of(items[i].invoice.creditor, S(items[i].invoice.amount.currency.code())).account.items.push_back(std::move(items[i]));
    for (; c < credits.size() && std::get<0>(credits[c]) == d.id; ++c)
      account_of(std::get<1>(credits[c]), std::get<2>(credits[c])).account.credit += std::get<3>(credits[c]);
    for (; e < happened.size() && debtor_of(happened[e].case_id) == d.id; ++e) {
      const S& id = happened[e].case_id;
      CaseInput& input = account_of(creditor_of(id), currency_of_case(id));
      input.events.push_back(std::move(happened[e]));
    }
    // History alone is no reason to look at an account.
    for (; h < paid.size() && paid[h].debtor == d.id; ++h)
      if (const auto at = accounts.find({paid[h].creditor, paid[h].currency}); at != accounts.end()) at->second.history.paid.push_back(paid[h].paid);
    for (; w < waiting.size() && waiting[w].debtor == d.id; ++w)
      for (auto& [key, input] : accounts) put_waiting(waiting[w], input.account);
    std::vector<Contact> own;
    for (; p < people.size() && people[p].debtor_id == d.id; ++p) own.push_back(std::move(people[p]));
    std::vector<Guarantor> behind;
    for (; g < backers.size() && backers[g].debtor_id == d.id; ++g) behind.push_back(std::move(backers[g]));
    for (auto& [key, input] : accounts) {
      input.contacts = own, input.guarantors = behind;
      take(std::move(input));
    }
  }
}

/// Currencies and credits that the walk takes for granted.
void check(const Page& page) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < page.credits.size(); ++i) {
    const auto& [debtor, creditor, currency, minor] = page.credits[i];
    const auto same = [&](const CreditRow& r) { return std::tie(std::get<0>(r), std::get<1>(r), std::get<2>(r)) == std::tie(debtor, creditor, currency); };
    if (i == 0 || !same(page.credits[i - 1])) sum = 0, currency_of(currency);
    if (minor > most_of_a_case - sum) throw UnreadableRecord(debtor, "the credit does not fit: is an amount mistyped?");
    sum += minor;
  }
  const S* last = nullptr;
  for (const Event& e : page.happened) {
    if (!last || *last != e.case_id) currency_of(currency_of_case(e.case_id));
    last = &e.case_id;
  }
}

}  // namespace

CaseInput Store::account(const S& creditor, const S& debtor_id, Currency currency) {
  auto found = debtor(debtor_id);
  if (!found) throw Error(ErrorKind::storage, debtor_id, "the debtor is gone from the database");
  CaseInput out;
  out.account = {std::move(*found), creditor, currency, {}, 0};
  const S code(currency.code());
  out.account.items = open_items(*db_, "debtor_id = ? AND creditor = ? AND currency = ?", debtor_id, creditor, code);
  divide(out.account.items, parts(*db_, "debtor_id = ?", debtor_id));
  for (const CreditRow& row : credits(*db_, "debtor_id = ? AND creditor = ? AND currency = ?", debtor_id, creditor, code)) add_credit(out.account, std::get<3>(row));
  out.contacts = contacts(*db_, "debtor_id = ?", debtor_id);
  out.guarantors = guarantors(*db_, "debtor_id = ?", debtor_id);
  for (const WaitingRow& row : waiting_payments(*db_, "w.debtor_id = ?", debtor_id)) put_waiting(row, out.account);
  out.events = events(out.account.case_id());
  for (PaidRow& row : paid_invoices(*db_, "i.debtor_id = ? AND i.creditor = ? AND i.currency = ?", debtor_id, creditor, code)) out.history.paid.push_back(row.paid);
  return out;
}

void Store::each_account(const S& debtor_id, const std::function<void(CaseInput&&)>& take, const Unreadable& unreadable) {
  constexpr int page_size = 2000;
  S after;
  for (;;) {
    const auto ids = debtor_id.empty() ? db_->rows<S>("SELECT id FROM debtor WHERE id > ? ORDER BY id LIMIT ?", after, page_size) : db_->rows<S>("SELECT id FROM debtor WHERE id = ?", debtor_id);
    if (ids.empty()) return;
    const S first = std::get<0>(ids.front()), last = std::get<0>(ids.back());
    std::optional<Page> page;
    try {
      page.emplace();
      page->debtors = debtors(*db_, "id BETWEEN ? AND ? ORDER BY id", first, last);
      page->items = open_items(*db_, "debtor_id BETWEEN ? AND ?", first, last);
      divide(page->items, parts(*db_, "debtor_id BETWEEN ? AND ?", first, last));
      page->people = contacts(*db_, "debtor_id BETWEEN ? AND ?", first, last);
      page->credits = credits(*db_, "debtor_id BETWEEN ? AND ?", first, last);
      page->backers = guarantors(*db_, "debtor_id BETWEEN ? AND ?", first, last);
      page->happened = events_between(first, last);
      page->waiting = waiting_payments(*db_, "w.debtor_id BETWEEN ? AND ?", first, last);
      page->paid = paid_invoices(*db_, "i.debtor_id BETWEEN ? AND ?", first, last);
      check(*page);
    } catch (const UnreadableRecord&) {
      if (!unreadable) throw;
      page.reset();
    }
    if (page) walk(*page, take);
    else for (const auto& [id] : ids) each_account_apart(id, take, unreadable);
    if (!debtor_id.empty()) return;
    after = last;
  }
}

/// One by one, where a page has something that cannot be read: only what is of that account is left out.
void Store::each_account_apart(const S& debtor_id, const std::function<void(CaseInput&&)>& take, const Unreadable& unreadable) {
  std::set<std::pair<S, S>> accounts;
  for (const char* of : {"invoice WHERE open > 0", "payment WHERE unallocated > 0", "credit_note WHERE unallocated > 0"})
    for (auto& [creditor, currency] : db_->rows<S, S>(fmt::format("SELECT DISTINCT creditor, currency FROM {} AND debtor_id = ?", of), debtor_id)) accounts.emplace(creditor, currency);
  for (const auto& [id] : db_->rows<S>("SELECT DISTINCT case_id FROM event WHERE debtor_id = ?", debtor_id)) accounts.emplace(creditor_of(id), currency_of_case(id));
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
