// Accounts as they are looked at: a debtor's items, credits, claims and case file together, one by one or by the page.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "base/unreadable.h"
#include "ledger/case_key.h"
#include "ledger/limits.h"
#include "sql/db.h"
#include "store/debtor_rows.h"
#include "store/ledger_rows.h"
#include "store/store.h"

namespace dunmail {
namespace {

using S = std::string;
using namespace ledger_rows;

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
  for (const auto& [other, sum] : db_->rows<S, std::int64_t>(
           "SELECT currency, SUM(unallocated) FROM (SELECT currency, unallocated FROM payment "
           "WHERE unallocated > 0 AND debtor_id = ? AND creditor = ? UNION ALL "
           "SELECT currency, unallocated FROM credit_note WHERE unallocated > 0 AND debtor_id = "
           "? AND creditor = ?) AS credits WHERE currency <> ? GROUP BY currency ORDER BY currency",
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
  constexpr int page_size = 1600;  // a third of a second of a plan
  const auto ids = live_since
                       ? db_->rows<S>(live_debtors, after, iso(*live_since), page_size)
                       : db_->rows<S>("SELECT id FROM debtor WHERE id > ? ORDER BY id LIMIT ?", after, page_size);
  if (ids.empty()) return std::nullopt;
  // A key that is no text sorts behind every text: what lies between would be passed over.
  if (std::get<0>(ids.back()) <= after || !std::is_sorted(ids.begin(), ids.end()))
    throw Error(ErrorKind::storage, "debtor " + printable(std::get<0>(ids.back())), "its id in the database is no text",
                "somebody changed the database: dunmail verify names the row");
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
