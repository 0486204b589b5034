#include "ledger/match_index.h"

#include <algorithm>

#include "ledger/match_keys.h"

namespace dunmail {
bool is_telling(std::string_view plain) {
  return plain.size() >= 6 && plain.find_first_not_of("0123456789") != plain.npos;
}

Matcher::Index::Index(KnownLedger ledger, MatchRules with)
    : invoices(std::move(ledger.invoices)), debtors(std::move(ledger.debtors)), rules(std::move(with)) {
  by_number.reserve(invoices.size());
  by_tail.reserve(invoices.size());
  for (std::size_t i = 0; i < invoices.size(); ++i) add_invoice(i);
  for (auto& [debtor, list] : items) sort_by_due(list);
  for (std::size_t d = 0; d < debtors.size(); ++d) add_debtor(d);
  for (const KnownPayer& p : ledger.payers) by_account[p.account].insert(p.debtor);
}

void Matcher::Index::add_invoice(std::size_t i) {
  const auto add = [&](ByText<std::size_t>& table, std::string key) {
    if (key.empty()) return;
    lengths[key.size()] = true;
    if (const auto [at, fresh] = table.try_emplace(std::move(key), i); !fresh) at->second = several;
  };
  add(by_number, number_key(invoices[i].number));
  add(by_tail, tail_key(invoices[i].number));
  items[invoices[i].debtor].push_back(i);
  if (invoices[i].open > 0) by_amount[{invoices[i].currency, invoices[i].open}].push_back(i);
}

void Matcher::Index::add_debtor(std::size_t d) {
  const KnownDebtor& debtor = debtors[d];
  const std::string& own = debtor.own_id.empty() ? debtor.id : debtor.own_id;
  const auto add = [&](ByText<std::size_t>& table, const std::string& key) {
    if (key.empty()) return;
    const auto [at, fresh] = table.try_emplace(key, d);
    if (!fresh && (at->second == several || debtors[at->second].id != debtor.id)) at->second = several;
  };
  add(by_reference, reference_body(own));
  const std::string key = id_key(own);
  if (!key.empty()) id_lengths[key.size()] = true;
  add(by_id, key);
  const std::string name = plain_name(debtor.name);
  if (name.empty()) return;
  names[debtor.id].push_back(name);
  std::vector<std::size_t>& same = by_name[name];
  if (std::none_of(same.begin(), same.end(), [&](std::size_t other) { return debtors[other].id == debtor.id; }))
    same.push_back(d);
}

std::vector<std::size_t> Matcher::Index::open_of(const std::string& debtor, Currency currency,
                                                 const std::string& creditor) const {
  std::vector<std::size_t> out;
  if (const auto found = items.find(debtor); found != items.end())
    for (const std::size_t i : found->second)
      if (invoices[i].open > 0 && invoices[i].currency == currency &&
          (creditor.empty() || invoices[i].creditor == creditor))
        out.push_back(i);
  return out;
}

void Matcher::Index::sort_by_due(std::vector<std::size_t>& list) const {
  std::sort(list.begin(), list.end(), [&](std::size_t a, std::size_t b) {
    return std::tie(invoices[a].due, invoices[a].number) < std::tie(invoices[b].due, invoices[b].number);
  });
}

}  // namespace dunmail
