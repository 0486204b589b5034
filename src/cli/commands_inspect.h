// Commands that answer one question each. They need neither dunmail.toml nor a database: without a settings file rates,
// regimes and calendars come from the product's own config folder. A question that cannot be read is Error(usage); one
// that the tables cannot answer (a day behind the last row) is Error(config) and names the file to extend.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "cli/command_table.h"

namespace dunmail {

/// An amount in words. Empty locale: the currency's own (CNY zh-CN, TWD zh-TW), else en.
Answer words_command(const std::string& amount, const std::string& currency, const std::string& locale);

struct ChargesOrder {
  std::string regime, principal, currency;
  Date due, as_of;
  std::string rate, day_count;  ///< empty: the regime's
  std::optional<int> uplift;
  std::optional<Date> contracted;
  std::string calendar = "de";  ///< of regimes that move a last day
  std::string locale = "en";    ///< of the ground that the text prints; JSON has all four
  bool lump_sum = true, round_daily = false;
  std::vector<std::string> receipts;  ///< "2026-07-20:5000"
  std::string receipt_order = "costs-first";
  std::string settings_file = {};
};
Answer charges_command(const ChargesOrder& order);
/// Every regime of config/regimes.toml.
Answer regimes_command();

struct AllocateOrder {
  std::string receipt, costs = "0", interest = "0", principal;
  std::string currency = "CNY";
};
/// Where one receipt goes among costs, interest and principal (PRC Civil Code 561). Costs and interest are what legal
/// staff give: Dunmail is no bookkeeping and holds neither.
Answer allocate_command(const AllocateOrder& order);

struct LimitationOrder {
  std::string law;  ///< cn, tw, de, gb, us, or cn-guarantee
  Date due;
  std::vector<std::string> events;  ///< "2024-02-29:demand-arrived"
  std::optional<Date> today;
};
Answer limitation_command(const LimitationOrder& order);

/// `count` is "+5", "-3" or "0": working days after or before, or the day itself if it is one and else the next.
Answer workday_command(Date day, const std::string& count, const std::string& calendar,
                       const std::string& settings_file = {});

/// words, charges, regimes, allocate, limitation, workday (describe_inspect.cc). Gives `charges`, which alone is a
/// question: below it stand the claims of the ledger (commands_charges.h).
CLI::App* describe_inspect(CommandTable& table);

}  // namespace dunmail
