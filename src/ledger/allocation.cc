#include "ledger/allocation.h"

#include <algorithm>
#include <numeric>

namespace dunmail {
namespace {

__extension__ typedef __int128 Wide;  // products of two sums

/// How the law ranks two items; negative: a is paid first.
class Order560 {
 public:
  explicit Order560(Date day) : day_(day) {}

  int operator()(const OpenItem& a, const OpenItem& b) const {
    if (const int by = compare(a.invoice.due > day_, b.invoice.due > day_)) return by;
    if (const int by = compare(Wide(covered(a)) * b.open, Wide(covered(b)) * a.open)) return by;
    if (const int by = compare(b.invoice.rate, a.invoice.rate)) return by;
    return compare(a.invoice.due, b.invoice.due);
  }

 private:
  static std::int64_t covered(const OpenItem& item) { return std::min(item.invoice.secured, item.open); }
  template <class T>
  static int compare(const T& a, const T& b) {
    return a < b ? -1 : b < a ? 1 : 0;
  }

  Date day_;  // of the receipt
};

class Receipt {
 public:
  Receipt(std::int64_t amount, std::vector<OpenItem>& items) : left_(amount), items_(items) {}

  void pay(OpenItem& item, std::int64_t sum) {
    sum = std::min({sum, item.open, left_});
    if (sum <= 0) return;
    item.open -= sum;
    left_ -= sum;
    const auto known =
        std::find_if(out_.begin(), out_.end(), [&](const Allocation& a) { return a.invoice == item.invoice.number; });
    if (known == out_.end())
      out_.push_back({item.invoice.number, sum});
    else
      known->amount += sum;
  }

  void in_order(const std::string& named) {
    for (OpenItem& item : items_)
      if (named.empty() || item.invoice.number == named) pay(item, left_);
  }

  void by_560(Date day) {
    const Order560 order(day);
    std::vector<std::size_t> at(items_.size());
    std::iota(at.begin(), at.end(), 0);
    std::erase_if(at, [&](std::size_t i) { return items_[i].open <= 0; });
    std::stable_sort(at.begin(), at.end(),
                     [&](std::size_t a, std::size_t b) { return order(items_[a], items_[b]) < 0; });
    for (std::size_t begin = 0, end = 0; begin < at.size() && left_ > 0; begin = end) {
      while (end < at.size() && order(items_[at[begin]], items_[at[end]]) == 0) ++end;
      pro_rata({at.begin() + static_cast<std::ptrdiff_t>(begin), at.begin() + static_cast<std::ptrdiff_t>(end)});
    }
  }

  std::vector<Allocation> result() { return std::move(out_); }

 private:
  /// By share of the open sums; the minor units that division leaves go to the largest remainders.
  void pro_rata(std::vector<std::size_t> group) {
    Wide total = 0;
    for (const std::size_t i : group) total += items_[i].open;
    const Wide sum = std::min<Wide>(left_, total);
    std::vector<std::int64_t> share(items_.size());
    std::vector<Wide> remainder(items_.size());
    std::int64_t rest = static_cast<std::int64_t>(sum);
    for (const std::size_t i : group) {
      share[i] = static_cast<std::int64_t>(sum * items_[i].open / total);
      remainder[i] = sum * items_[i].open % total;
      rest -= share[i];
    }
    std::stable_sort(group.begin(), group.end(),
                     [&](std::size_t a, std::size_t b) { return remainder[a] > remainder[b]; });
    for (const std::size_t i : group) pay(items_[i], share[i] + (rest-- > 0 ? 1 : 0));
  }

  std::int64_t left_;
  std::vector<OpenItem>& items_;
  std::vector<Allocation> out_;
};

}  // namespace

const std::vector<std::string>& allocation_rules() {
  static const std::vector<std::string> words{"oldest-first", "civil-code-560", "civil-code-561", "bgb-367",
                                              "designation"};
  return words;
}

std::optional<AllocationRule> allocation_rule(std::string_view word) {
  const auto& words = allocation_rules();
  const auto found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) return std::nullopt;
  return static_cast<AllocationRule>(found - words.begin());
}

namespace {

bool orders_by_560(AllocationRule rule) {
  return rule == AllocationRule::civil_code_560 || rule == AllocationRule::civil_code_561;
}
bool claims_first(AllocationRule rule) {
  return rule == AllocationRule::civil_code_561 || rule == AllocationRule::bgb_367;
}

/// One receipt on its way through claims and items.
class Settling {
 public:
  Settling(std::int64_t amount, std::vector<OpenItem>& items, std::vector<Claim>& claims, AllocationRule rule, Date day)
      : items_(items), claims_(claims), rule_(rule), day_(day) {
    out_.rest = amount;
  }

  Settled run(const std::string& named) {
    if (!named.empty()) {
      in_order_of_the_rule(named);
    } else if (rule_ == AllocationRule::designation) {
      for (const std::string& number : numbers()) in_order_of_the_rule(number);
    } else {
      in_order_of_the_rule("");
    }
    to_claims("");
    return std::move(out_);
  }

 private:
  void in_order_of_the_rule(const std::string& named) {
    if (claims_first(rule_)) to_claims(named);
    to_items(named);
    if (!claims_first(rule_)) to_claims(named);
  }

  void to_items(const std::string& named) {
    for (const Allocation& a : allocate(out_.rest, named, items_, rule_, day_)) {
      out_.rest -= a.amount;
      out_.items.push_back(a);
    }
  }

  void to_claims(const std::string& named) {
    for (ClaimPayment& paid : settle_claims(out_.rest, claims_, named)) {
      const auto known = std::find_if(out_.claims.begin(), out_.claims.end(),
                                      [&](const ClaimPayment& p) { return p.claim == paid.claim; });
      if (known == out_.claims.end())
        out_.claims.push_back(std::move(paid));
      else
        known->amount += paid.amount;
    }
  }

  /// Open invoices, oldest due first, each once. Before them those of which nothing is open but claims: they are older.
  std::vector<std::string> numbers() const {
    std::vector<std::string> out;
    for (const Claim& claim : claims_)
      if (claim.open > 0 &&
          std::none_of(items_.begin(), items_.end(),
                       [&](const OpenItem& i) { return i.invoice.number == claim.invoice && i.open > 0; }) &&
          std::find(out.begin(), out.end(), claim.invoice) == out.end())
        out.push_back(claim.invoice);
    for (const OpenItem& item : items_)
      if (std::find(out.begin(), out.end(), item.invoice.number) == out.end()) out.push_back(item.invoice.number);
    return out;
  }

  std::vector<OpenItem>& items_;
  std::vector<Claim>& claims_;
  const AllocationRule rule_;
  const Date day_;
  Settled out_;
};

}  // namespace

std::vector<Allocation> allocate(std::int64_t amount, const std::string& named, std::vector<OpenItem>& items,
                                 AllocationRule rule, Date day) {
  Receipt receipt(amount, items);
  if (!named.empty() || !orders_by_560(rule))
    receipt.in_order(named);
  else
    receipt.by_560(day);
  return receipt.result();
}

Settled settle_receipt(std::int64_t amount, const std::string& named, std::vector<OpenItem>& items,
                       std::vector<Claim>& claims, AllocationRule rule, Date day) {
  return Settling(amount, items, claims, rule, day).run(named);
}

}  // namespace dunmail
