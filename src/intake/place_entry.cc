#include "intake/place_entry.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.h"
#include "desk/find.h"
#include "intake/book_payment.h"

namespace dunmail {
namespace {

constexpr const char* by_hand = "by-hand";  // the rule of what a person ignored

std::string sum_of(const BankRow& row) { return grouped(row.entry.amount.minor, row.entry.amount.currency.digits()); }

/// Who made it what it is, and why: the second comer is told.
std::string who_did(const BankRow& row) {
  const bool named = row.by.empty() || row.why.find(" by " + row.by) != std::string::npos;
  return (named ? "" : " by " + row.by) + (row.why.empty() ? "" : ": " + row.why);
}

/// What was decided of the entry stays findable when somebody decides otherwise.
void keep_decision(BankRow& row) {
  std::string line = row.why;
  std::replace(line.begin(), line.end(), '\n', ' ');
  if (!line.empty()) row.evidence.push_back(std::move(line));
}

BankRow need_entry(World& world, const std::string& id, std::int64_t seen) {
  auto found = world.store.bank_entries_like(id);
  if (found.size() == 1) {
    const BankRow& row = found.front();
    if (seen != 0 && seen != row.version)
      throw Overtaken(row.entry.id,
                      fmt::format("was changed meanwhile, it is {} now{}", word(row.state), who_did(row)));
    return std::move(found.front());
  }
  if (found.empty())
    throw Error(ErrorKind::usage, "entry", "there is no bank entry \"" + id + "\"", "dunmail payments list shows them");
  std::vector<std::string> ids;
  for (const BankRow& row : found) ids.push_back(row.entry.id);
  throw Error(ErrorKind::usage, "entry", "\"" + id + "\" begins several entries",
              fmt::format("which of {}?", fmt::join(ids, ", ")));
}

/// "INV-1" or "INV-1:500.00"; a number may hold a colon itself.
struct Wish {
  std::string invoice;
  std::optional<std::int64_t> amount;
};

Wish wish_of(const std::string& text, Currency currency, const std::vector<OpenItem>& items) {
  const auto open = [&](const std::string& number) {
    return std::any_of(items.begin(), items.end(), [&](const OpenItem& i) { return i.invoice.number == number; });
  };
  if (open(text)) return {text, {}};
  const auto colon = text.rfind(':');
  if (colon == text.npos || !open(text.substr(0, colon))) {
    std::vector<std::string> numbers;
    for (const OpenItem& i : items) numbers.push_back(i.invoice.number);
    const std::string number = text.substr(0, colon), hint = did_you_mean(number, numbers);
    throw Error(ErrorKind::usage, "invoice",
                "the debtor has no open invoice \"" + number + "\" in " + std::string(currency.code()),
                hint.empty()
                    ? fmt::format("open: {}", numbers.empty() ? "none" : fmt::format("{}", fmt::join(numbers, ", ")))
                    : hint);
  }
  const auto amount = parse_minor(text.substr(colon + 1), currency.digits());
  if (!amount || *amount <= 0)
    throw Error(ErrorKind::usage, "invoice", "\"" + text.substr(colon + 1) + "\" is not an amount", "INV-1:500.00");
  return {text.substr(0, colon), *amount};
}

std::int64_t open_of(const std::vector<OpenItem>& items, const std::string& number) {
  std::int64_t sum = 0;
  for (const OpenItem& i : items)
    if (i.invoice.number == number) sum = checked_add(sum, i.open);
  return sum;
}

/// The debtor's account for this entry: of the creditor whose bank account it is, else of the one that has anything
/// open.
Account account_of(World& world, const BankRow& row, const std::string& debtor,
                   const std::vector<std::string>& invoices) {
  std::vector<Account> fitting;
  world.store.each_account(debtor, [&](CaseInput&& input) {
    if (input.account.currency != row.entry.amount.currency) return;
    if (row.creditor.empty() || input.account.creditor == row.creditor) fitting.push_back(std::move(input.account));
  });
  for (Account& a : fitting)
    for (const OpenItem& i : a.items)
      if (!invoices.empty() && invoices.front().starts_with(i.invoice.number)) return std::move(a);
  if (fitting.size() > 1)
    throw Error(ErrorKind::usage, "invoice",
                debtor + " owes several creditors in " + std::string(row.entry.amount.currency.code()),
                "name the invoice");
  if (fitting.size() == 1) return std::move(fitting.front());
  const auto creditors = world.settings.creditor_ids();
  return {*world.store.debtor(debtor),
          row.creditor.empty() ? creditors.front() : row.creditor,
          row.entry.amount.currency,
          {},
          0};
}

/// An invoice that an export had settled before its receipt came can be named, for so much.
void add_told(World& world, const BankRow& row, const std::string& text, Account& account) {
  for (const std::string& number : {text, text.substr(0, text.rfind(':'))}) {
    const auto known = world.store.invoice_state(number);
    if (!known || known->debtor_id != account.debtor.id || known->creditor != account.creditor) continue;
    const std::int64_t told = world.store.told_settled(number, row.entry.booked);
    if (told <= 0) return;
    const auto item = std::find_if(account.items.begin(), account.items.end(),
                                   [&](const OpenItem& i) { return i.invoice.number == number; });
    if (item != account.items.end()) {
      item->open = checked_add(item->open, told);
      return;
    }
    OpenItem closed;
    closed.invoice.number = number;
    closed.open = told;
    account.items.push_back(std::move(closed));
    return;
  }
}

Match match_by_hand(const BankRow& row, const Account& account, const std::vector<std::string>& invoices) {
  Match m;
  m.entry = row.entry.id;
  m.debtor = account.debtor.id;
  m.creditor = account.creditor;
  m.teaches = true;
  std::int64_t left = row.entry.amount.minor;
  for (const std::string& text : invoices) {
    const Wish wish = wish_of(text, row.entry.amount.currency, account.items);
    const std::int64_t part = wish.amount.value_or(std::min(left, open_of(account.items, wish.invoice)));
    if (part > left)
      throw Error(ErrorKind::usage, "invoice", fmt::format("the parts are more than the payment of {}", sum_of(row)),
                  "");
    if (part == 0) continue;
    m.parts.push_back({wish.invoice, part, 0});
    left -= part;
  }
  m.rest = left;
  return m;
}

/// What matching suggested, where it is for this debtor.
std::vector<std::string> suggested(const BankRow& row, const std::string& debtor) {
  return row.debtor == debtor ? suggested_invoices(row) : std::vector<std::string>();
}

}  // namespace

std::vector<std::string> suggested_invoices(const BankRow& row) {
  std::vector<std::string> out;
  if (row.debtor.empty()) return out;
  for (const SuggestedPart& part : row.suggestion)
    out.push_back(part.invoice + ":" + plain(part.amount, row.entry.amount.currency.digits()));
  return out;
}

BankRow assign_entry(World& world, const AssignOrder& order) {
  BankRow row;
  world.store.transaction([&] {
    row = need_entry(world, order.entry, order.seen);
    if (row.state == BankState::booked)
      throw Error(ErrorKind::usage, row.entry.id, "is booked already, to " + row.debtor + who_did(row),
                  "dunmail payments reverse takes it back");
    if (row.state == BankState::announced)
      throw Error(ErrorKind::usage, row.entry.id, "is announced and not booked by the bank",
                  "it is assigned when its booking comes; payments ignore ends the wait");
    if (row.state == BankState::superseded)
      throw Error(ErrorKind::usage, row.entry.id, "was announced only, and is " + row.why, "assign that entry");
    if (row.state == BankState::reversed && !row.other.empty())
      throw Error(ErrorKind::usage, row.entry.id, "came back as " + row.other + who_did(row),
                  "there is no money to assign");
    if (row.entry.amount.minor <= 0)
      throw Error(ErrorKind::usage, row.entry.id, "is money that went out", "only what came in can be assigned");
    const bool decided = row.state == BankState::ignored && row.rule == by_hand;
    if (decided && order.seen == 0 && !order.although_ignored)
      throw Error(ErrorKind::usage, row.entry.id, "is ignored" + who_did(row),
                  "payments assign --although-ignored books it all the same");
    need_debtor(world, order.debtor);
    const auto invoices = order.invoices.empty() ? suggested(row, order.debtor) : order.invoices;
    Account account = account_of(world, row, order.debtor, invoices);
    for (const std::string& text : invoices) add_told(world, row, text, account);
    const Match m = match_by_hand(row, account, invoices);
    row.rule = "assigned";
    const std::string before = decided ? fmt::format(" (before: {})", row.why) : "";
    if (decided || row.state == BankState::reversed) keep_decision(row);
    row.why = fmt::format("assigned by {} on {}{}", order.by, iso(order.today), before);
    if (!book_payment(world, row, m, order.today, order.by))
      throw Error(ErrorKind::input, row.entry.id, row.why, "nothing was booked");
  });
  return row;
}

BankRow ignore_entry(World& world, const IgnoreOrder& order) {
  if (trim(order.reason).empty()) throw Error(ErrorKind::usage, "reason", "why is it no payment of a debtor?");
  BankRow row;
  world.store.transaction([&] {
    row = need_entry(world, order.entry, order.seen);
    if (row.state == BankState::booked)
      throw Error(ErrorKind::usage, row.entry.id, "is booked, to " + row.debtor + who_did(row),
                  "dunmail payments reverse takes it back");
    if (row.state != BankState::fresh && row.state != BankState::suggested && row.state != BankState::unmatched &&
        row.state != BankState::reversed && row.state != BankState::announced)
      throw Error(ErrorKind::usage, row.entry.id, "is " + word(row.state) + ", and waits for nobody" + who_did(row));
    row.state = BankState::ignored;
    if (row.state == BankState::reversed) keep_decision(row);
    row.rule = by_hand;
    row.by = order.by;
    row.why = fmt::format("ignored by {} on {}: {}", order.by, iso(order.today), order.reason);
    row.debtor.clear();
    row.suggestion.clear();
    row.candidates.clear();
    world.store.update(row);
  });
  return row;
}

Reversed reverse_entry(World& world, const ReverseOrder& order) {
  Reversed out;
  world.store.transaction([&] {
    BankRow& row = out.row;
    row = need_entry(world, order.entry, order.seen);
    if (row.state != BankState::booked)
      throw Error(ErrorKind::usage, row.entry.id, "is not booked, it is " + word(row.state) + who_did(row),
                  "dunmail payments list --state booked");
    out.debtor = row.debtor;
    if (!unbook_payment(world, row, std::max(order.today, row.entry.booked),
                        fmt::format("{}.R{}", row.entry.id, row.bookings), row.why))
      throw Error(ErrorKind::input, row.entry.id, row.why, "nothing was taken back");
    // The booking may have been what taught the account; what was booked by that lesson deserves a look as well.
    if (!row.entry.payer_account.empty()) {
      world.store.forget_payer(row.entry.payer_account, out.debtor);
      for (const BankRow& other : world.store.bank_entries(BankState::booked))
        if (other.entry.id != row.entry.id && other.rule == "payer-account" && other.debtor == out.debtor &&
            other.entry.payer_account == row.entry.payer_account)
          out.doubtful.push_back(other.entry.id);
    }
    row.state = BankState::reversed;
    row.by = order.by;
    keep_decision(row);
    row.why = fmt::format("taken back from {} by {} on {}: {}", out.debtor, order.by, iso(order.today), order.reason);
    row.debtor.clear();
    row.suggestion.clear();
    row.rule = "reversed";
    world.store.update(row);
  });
  return out;
}

}  // namespace dunmail
