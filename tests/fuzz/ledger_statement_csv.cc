// Bytes of no bank: read or refused with a reason, and what is read is whole.
#include <cstdint>
#include <cstdlib>
#include <set>

#include "ledger/statement_csv.h"

using namespace dunmail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  static const BankProfile profiles[] = {
      BankProfile::load(DUNMAIL_SOURCE_DIR "/config/bank-profiles/cn-flag.toml"),
      BankProfile::load(DUNMAIL_SOURCE_DIR "/config/bank-profiles/cn-income-expense.toml"),
      BankProfile::load(DUNMAIL_SOURCE_DIR "/config/bank-profiles/generic.toml")};
  const BankProfile& profile = profiles[size % 3];
  const auto read = read_bank_csv(bytes, "f", profile);
  if (!read) {
    if (read.problem().message.empty() || read.problem().line().find('\n') != std::string::npos) std::abort();
    return 0;
  }
  for (const Statement& s : *read) {
    std::set<std::string> ids;
    for (const BankEntry& e : s.entries)
      if (!ids.insert(e.id).second || e.id.size() != 19 || e.amount.currency == Currency()) std::abort();
  }
  return 0;
}
