// What an entry is for when only its payer is known, or only its sum.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "ledger/match_judgement.h"

namespace dunmail {
namespace {

/// Formats cut names off (27, 35 or 70 characters).
bool is_same_name(const std::string& plain, const std::string& wanted) {
  constexpr std::size_t telling = 12;
  if (plain.empty()) return false;
  return plain == wanted || (plain.size() >= telling && wanted.size() >= telling &&
                             (wanted.starts_with(plain) || plain.starts_with(wanted)));
}

}  // namespace

Judgement::Payer Judgement::payer_is(const std::string& debtor) const {
  if (const auto found = x_.by_account.find(e_.payer_account);
      !e_.payer_account.empty() && found != x_.by_account.end() && found->second.contains(debtor))
    return Payer::same;
  if (e_.payer.empty() && e_.on_behalf_of.empty()) return Payer::unknown;
  const auto known = x_.names.find(debtor);
  for (const std::string* name : {&e_.payer, &e_.on_behalf_of})
    if (known != x_.names.end() &&
        std::any_of(known->second.begin(), known->second.end(),
                    [plain = plain_name(*name)](const std::string& wanted) { return is_same_name(plain, wanted); }))
      return Payer::same;
  return Payer::other;
}

bool Judgement::by_payer() {
  const auto names_are = [&](const char* rule, const std::vector<std::string>& debtors, std::string evidence) {
    if (debtors.empty()) return false;
    m_.evidence.push_back(std::move(evidence));
    for (const std::string& d : debtors) add_candidate(d);
    if (debtors.size() == 1)
      settle_payer(debtors.front());
    else {
      say(Confidence::suggested, fmt::format("the payer may be {}", fmt::join(m_.candidates, ", ")));
      m_.rest = e_.amount.minor;
    }
    return done(rule);
  };
  if (const auto found = x_.by_account.find(e_.payer_account);
      !e_.payer_account.empty() && found != x_.by_account.end())
    return names_are("payer-account", {found->second.begin(), found->second.end()}, "account " + e_.payer_account);
  for (const std::string* name : {&e_.on_behalf_of, &e_.payer}) {
    const auto found = x_.by_name.find(plain_name(*name));
    if (name->empty() || found == x_.by_name.end()) continue;
    std::vector<std::string> debtors;
    for (const std::size_t d : found->second) debtors.push_back(x_.debtors[d].id);
    return names_are("payer-name", debtors, "payer \"" + *name + "\"");
  }
  const auto hits =
      text_.find(x_.id_lengths, [this](std::string_view key) { return Matcher::Index::look_up(x_.by_id, key); });
  std::vector<std::string> debtors;
  for (const auto& hit : hits)
    if (const std::string& id = x_.debtors[hit.what].id; std::find(debtors.begin(), debtors.end(), id) == debtors.end())
      debtors.push_back(id);
  return names_are("customer-number", debtors, debtors.empty() ? "" : "\"" + text_.quote(hits.front()) + "\"");
}

/// The debtor is known, the invoices are not: the sum has to tell them.
void Judgement::settle_payer(const std::string& debtor) {
  m_.debtor = debtor;
  m_.rest = e_.amount.minor;
  m_.teaches = payer_is(debtor) != Payer::other;
  const auto open = x_.open_of(debtor, e_.amount.currency, creditor_);
  if (open.empty())
    return say(Confidence::suggested, fmt::format("{} has nothing open in {}", debtor, e_.amount.currency.code()));
  std::vector<std::size_t> same;
  for (const std::size_t i : open)
    if (x_.invoices[i].open == e_.amount.minor) same.push_back(i);
  if (!same.empty()) {
    // Several of one sum: the oldest, as the law has it (BGB 366 (2), PRC Civil Code 560).
    choose({same.front()});
    return say(Confidence::sure, same.size() == 1
                                     ? fmt::format("{} has one invoice of that sum, {}", debtor, m_.parts[0].invoice)
                                     : fmt::format("{} is the oldest of {} invoices of that sum of {}",
                                                   m_.parts[0].invoice, same.size(), debtor));
  }
  if (std::any_of(open.begin(), open.end(),
                  [&](std::size_t i) { return x_.invoices[i].creditor != x_.invoices[open.front()].creditor; }))
    return say(Confidence::suggested, fmt::format("{} owes several creditors; which is paid?", debtor));
  choose(open);
  if (exact_)
    return say(Confidence::sure, fmt::format("the sum is that of {} of {}", fmt::join(numbers(), " and "), debtor));
  if (!m_.write_off.empty())
    return say(Confidence::suggested, fmt::format("{} of {}, less {}", fmt::join(numbers(), " and "), debtor,
                                                  m_.write_off == "cash-discount" ? "cash discount" : "bank charges"));
  for (const std::size_t i : open) {
    const Match before = m_;
    m_.parts.clear();
    m_.rest = 0;
    if (nearly({i}, e_.amount.minor))
      return say(Confidence::suggested,
                 fmt::format("{} of {}, less {}", m_.parts[0].invoice, debtor,
                             m_.write_off == "cash-discount" ? "cash discount" : "bank charges"));
    m_ = before;
  }
  say(Confidence::suggested,
      fmt::format("{} pays a sum that fits none of its {} open invoice(s); oldest due first", debtor, open.size()));
}

bool Judgement::by_amount() {
  const auto found = x_.by_amount.find({e_.amount.currency, e_.amount.minor});
  if (found == x_.by_amount.end()) return false;
  std::vector<std::size_t> fits;
  for (const std::size_t i : found->second)
    if (x_.invoices[i].open == e_.amount.minor && (creditor_.empty() || x_.invoices[i].creditor == creditor_))
      fits.push_back(i);
  if (fits.empty()) return false;
  for (const std::size_t i : fits) add_candidate(x_.invoices[i].debtor);
  m_.rest = e_.amount.minor;
  if (fits.size() == 1) {
    m_.debtor = x_.invoices[fits[0]].debtor;
    choose(fits);
    say(Confidence::suggested, fmt::format("only {} of {} is open with that sum", m_.parts[0].invoice, m_.debtor));
  } else {
    say(Confidence::suggested, fmt::format("{} invoices are open with that sum", fits.size()));
  }
  return done("amount");
}

}  // namespace dunmail
