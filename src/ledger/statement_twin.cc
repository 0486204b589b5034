#include "ledger/statement_twin.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "ledger/match.h"

namespace dunmail {
namespace {

/// Letters and digits in capitals and whatever is not ASCII: blanks and marks fall where a format puts them.
std::string essence(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80) out += c;
  }
  return out;
}

/// What was written with it, wherever the format has room for that.
std::string all_text(const BankEntry& e) { return essence(e.reference + e.end_to_end + e.text + e.payer); }

constexpr std::size_t telling = 6;

bool within(const std::string& part, const std::string& whole) {
  return part.size() >= telling && whole.find(part) != whole.npos;
}

bool one_payer(const BankEntry& a, const BankEntry& b) {
  if (!a.payer_account.empty() && !b.payer_account.empty()) return same_account(a.payer_account, b.payer_account);
  const std::string x = plain_name(a.payer), y = plain_name(b.payer);
  return !x.empty() && !y.empty() && (x.starts_with(y) || y.starts_with(x));
}

using Sum = std::pair<Currency, std::int64_t>;
Sum sum_of(const BankEntry& e) { return {e.amount.currency, e.amount.minor}; }

}  // namespace

namespace {

Likeness but_for_the_day(const BankEntry& a, const BankEntry& b) {
  if (sum_of(a) != sum_of(b)) return Likeness::different;
  if (!a.account.empty() && !b.account.empty() && !same_account(a.account, b.account)) return Likeness::different;
  const std::string x = essence(a.end_to_end), y = essence(b.end_to_end);
  if (!x.empty() && !y.empty()) return x == y ? Likeness::same : Likeness::different;
  if (tells_apart(a.bank_reference) && a.bank_reference == b.bank_reference) return Likeness::same;
  if (!a.reference.empty() && !b.reference.empty())
    return essence(a.reference) == essence(b.reference) ? Likeness::same : Likeness::different;
  if (!a.payer_account.empty() && !b.payer_account.empty() && !same_account(a.payer_account, b.payer_account))
    return Likeness::different;
  // Two payers write the same words ("rent"); which of two equal sums is whose is then for a person.
  const bool two_payers = !plain_name(a.payer).empty() && !plain_name(b.payer).empty() && !one_payer(a, b);
  const Likeness by_text = two_payers ? Likeness::perhaps : Likeness::same;
  const std::string text_a = essence(a.text), text_b = essence(b.text), whole_a = all_text(a), whole_b = all_text(b);
  for (const std::string& part : {essence(a.reference), x, text_a})
    if (within(part, whole_b)) return by_text;
  for (const std::string& part : {essence(b.reference), y, text_b})
    if (within(part, whole_a)) return by_text;
  const bool same_text = text_a == text_b && !text_a.empty();
  if (one_payer(a, b)) return same_text ? Likeness::same : Likeness::perhaps;
  if (two_payers) return Likeness::different;
  const bool told = !text_a.empty() && !text_b.empty();
  return told && !same_text ? Likeness::different : Likeness::perhaps;
}

/// Every known one is the twin of one at most. Sure ones first, so that none of them loses its twin to a mere likeness.
template <class Like>
std::vector<Twin> pair_off(const std::vector<BankEntry>& fresh, const std::vector<BankEntry>& known, const Like& like) {
  std::multimap<Sum, std::size_t> by_sum;
  for (std::size_t k = 0; k < known.size(); ++k) by_sum.emplace(sum_of(known[k]), k);
  std::vector<Twin> out(fresh.size());
  std::vector<bool> taken(known.size());
  for (const Likeness wanted : {Likeness::same, Likeness::perhaps})
    for (std::size_t f = 0; f < fresh.size(); ++f) {
      if (out[f].likeness != Likeness::different) continue;
      const auto [from, to] = by_sum.equal_range(sum_of(fresh[f]));
      for (auto k = from; k != to; ++k) {
        if (taken[k->second] || like(fresh[f], known[k->second]) != wanted) continue;
        taken[k->second] = true;
        out[f] = {wanted, k->second};
        break;
      }
    }
  return out;
}

}  // namespace

Likeness likeness(const BankEntry& a, const BankEntry& b) {
  return a.booked != b.booked && a.value != b.value ? Likeness::different : but_for_the_day(a, b);
}

std::vector<Twin> announced_twins(const std::vector<BankEntry>& fresh, const std::vector<BankEntry>& announced) {
  constexpr Days earlier{3}, later{14};
  return pair_off(fresh, announced, [&](const BankEntry& f, const BankEntry& a) {
    return f.booked < a.booked - earlier || f.booked > a.booked + later ? Likeness::different : but_for_the_day(f, a);
  });
}

bool is_part_of(const BankEntry& part, const BankEntry& whole) {
  if (part.batch.empty() || part.amount.currency != whole.amount.currency || part.booked != whole.booked) return false;
  if (!part.account.empty() && !whole.account.empty() && !same_account(part.account, whole.account)) return false;
  const std::string sum = fmt::format("{} ", whole.amount.minor);
  if (!part.batch.starts_with(sum)) return false;
  const std::string_view reference = std::string_view(part.batch).substr(sum.size());
  if (!reference.empty() && reference == whole.bank_reference) return true;
  // Formats have references of their own for one booking: then only a whole that names no payer is a collective one.
  return whole.collective || (whole.payer.empty() && whole.payer_account.empty() && whole.end_to_end.empty());
}

std::vector<Twin> twins_of(const std::vector<BankEntry>& fresh, const std::vector<BankEntry>& known) {
  std::vector<Twin> out = pair_off(fresh, known, likeness);
  std::vector<std::size_t> parts;
  for (std::size_t k = 0; k < known.size(); ++k)
    if (!known[k].batch.empty()) parts.push_back(k);
  for (std::size_t f = 0; f < fresh.size(); ++f) {
    if (out[f].likeness != Likeness::different) continue;
    const auto part =
        std::find_if(parts.begin(), parts.end(), [&](std::size_t k) { return is_part_of(known[k], fresh[f]); });
    if (part != parts.end()) out[f] = {Likeness::same, *part};
  }
  return out;
}

}  // namespace dunmail
