#include "desk/case_trouble.h"

#include <fmt/format.h>

#include <stdexcept>

#include "base/text.h"
#include "base/time_zone.h"
#include "base/unreadable.h"
#include "ledger/limits.h"

namespace dunmail {
namespace {

constexpr std::size_t kept = 100;

}  // namespace

void CaseTroubles::add(std::string case_id, std::string reason) {
  ++count_;
  if (some_.size() < kept) some_.push_back({std::move(case_id), std::move(reason)});
}

std::string trouble_caught() {
  try {
    throw;
  } catch (const UnreadableRecord& e) {
    return e.problem().message;
  } catch (const Error& e) {
    if (e.kind() != ErrorKind::input && e.kind() != ErrorKind::internal) throw;  // overflow of a sum is an Error(input)
    return e.problem().message;
  } catch (const nlohmann::json::exception&) {
    return "an event's data are not what such an event has: dunmail verify shows what was changed";
  } catch (const std::logic_error& e) {
    return e.what();
  }
}

namespace {

auto guarded(CaseTroubles& troubles, const std::function<void(CaseInput&&)>& work) {
  return [&troubles, &work](CaseInput&& input) {
    std::string id = input.account.case_id();
    try {
      check_sums(input.account);
      work(std::move(input));
    } catch (...) {
      troubles.add(std::move(id), trouble_caught());
    }
  };
}

Store::Unreadable noted(CaseTroubles& troubles) {
  return [&troubles](const std::string& case_id, const std::string& why) { troubles.add(case_id, why); };
}

}  // namespace

void each_account_apart(World& world, const std::string& debtor, CaseTroubles& troubles,
                        const std::function<void(CaseInput&&)>& work, std::optional<Date> live_since) {
  if (!debtor.empty() || !world.looking)
    return world.store.each_account(debtor, guarded(troubles, work), noted(troubles), live_since);
  const std::size_t debtors = world.store.count("debtor");
  std::size_t seen = 0;
  std::string last;
  const std::function<void(CaseInput &&)> told = [&](CaseInput&& input) {
    if (input.account.debtor.id != last && ++seen % 500 == 0) world.looking(std::min(seen, debtors), debtors);
    last = input.account.debtor.id;
    work(std::move(input));
  };
  world.store.each_account(debtor, guarded(troubles, told), noted(troubles), live_since);
  world.looking(debtors, debtors);
}

std::optional<std::string> account_page_apart(World& world, const std::string& after, CaseTroubles& troubles,
                                              const std::function<void(CaseInput&&)>& work,
                                              std::optional<Date> live_since) {
  return world.store.account_page(after, guarded(troubles, work), noted(troubles), live_since);
}

void check_for_rules(const World& world, const CaseInput& input) {
  const Debtor& debtor = input.account.debtor;
  const auto bad = [&](std::string why) { return UnreadableRecord(input.account.case_id(), std::move(why)); };
  if (!debtor.time_zone.empty() && !is_time_zone(debtor.time_zone))
    throw bad(fmt::format("the debtor's time zone \"{}\" is none that IANA knows", debtor.time_zone));
  if (debtor.calendar.empty()) return;
  if (const auto found = world.calendars.find(debtor.calendar, debtor.address.country); !found)
    throw bad(found.problem().line());
}

void check_sums(const Account& account) {
  std::int64_t left = most_of_a_case - std::min(account.credit, most_of_a_case);
  for (const OpenItem& item : account.items) {
    if (item.invoice.amount.minor > most_of_a_case || item.open > left)
      throw UnreadableRecord(account.case_id(),
                             fmt::format("invoice {} over {} {} makes a sum that does not fit: is its amount mistyped?",
                                         item.invoice.number, account.currency.code(),
                                         grouped(item.invoice.amount.minor, account.currency.digits())));
    left -= std::max<std::int64_t>(item.open, 0);
  }
}

}  // namespace dunmail
