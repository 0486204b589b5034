#include "ledger/match_index.h"

#include <algorithm>

#include "base/text.h"
#include "ledger/payment_text.h"

namespace dunmail {
namespace {

/// The digits behind a number's leading letters: payers leave "INV-" out.
std::string_view tail_of(std::string_view plain) {
  const auto digits = plain.find_first_of("0123456789");
  if (digits == 0 || digits == plain.npos || plain.find_first_not_of("0123456789", digits) != plain.npos) return {};
  return plain.size() - digits >= 6 ? plain.substr(digits) : std::string_view();
}

}  // namespace

bool is_telling(std::string_view plain) {
  return plain.size() >= 6 && plain.find_first_not_of("0123456789") != plain.npos;
}

Matcher::Index::Index(std::vector<KnownInvoice> all, std::vector<KnownDebtor> people,
                      const std::vector<KnownPayer>& payers, MatchRules with)
    : invoices(std::move(all)), debtors(std::move(people)), rules(std::move(with)) {
  by_number.reserve(invoices.size());
  by_tail.reserve(invoices.size());
  for (std::size_t i = 0; i < invoices.size(); ++i) add_invoice(i);
  for (auto& [debtor, list] : items) sort_by_due(list);
  for (std::size_t d = 0; d < debtors.size(); ++d) {
    debtor_at[debtors[d].id] = d;
    if (const auto [at, fresh] = by_reference.try_emplace(reference_body(debtors[d].id), d); !fresh)
      at->second = several;
    const std::string id = plain_number(debtors[d].id);
    if (is_telling(id + "------") && id.size() >= 4 && id.size() <= longest_number &&
        id.find_first_not_of("0123456789") != id.npos)
      add(by_id, id, d, id_lengths);
    if (const std::string name = plain_name(debtors[d].name); !name.empty()) by_name[name].push_back(d);
  }
  for (const KnownPayer& p : payers) by_account[p.account].insert(p.debtor);
}

void Matcher::Index::add_invoice(std::size_t i) {
  const std::string plain = plain_number(invoices[i].number);
  if (plain.size() >= 3 && plain.size() <= longest_number) add(by_number, plain, i, lengths);
  if (const std::string_view tail = tail_of(plain); !tail.empty() && tail.size() <= longest_number)
    add(by_tail, std::string(tail), i, lengths);
  items[invoices[i].debtor].push_back(i);
  if (invoices[i].open > 0) by_amount[{invoices[i].currency, invoices[i].open}].push_back(i);
}

void Matcher::Index::add(ByText<std::size_t>& table, const std::string& key, std::size_t what,
                         std::vector<bool>& known) {
  const auto [at, fresh] = table.try_emplace(key, what);
  if (!fresh && at->second != what) at->second = several;
  known[key.size()] = true;
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
