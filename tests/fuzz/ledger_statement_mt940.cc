// Bytes of no bank: read or refused with a reason, and what is read is whole.
#include <cstdint>
#include <cstdlib>
#include <set>

#include "ledger/match.h"
#include "ledger/match_keys.h"
#include "ledger/statement_mt940.h"

using namespace dunmail;

/// What an entry names is looked up by keys of plain letters and digits, and whoever it is placed with has a name.
bool is_placed(const BankEntry& e) {
  static const Matcher matcher({{{"INV-2026-0001", "D1000", "main", *Currency::find("EUR"), {}, {}, 50000}},
                                {{"D1000", "Nord GmbH"}},
                                {{"DE02120300000000202051", "D1000"}}},
                               {});
  for (const std::string& piece : keys_of(e).pieces)
    if (piece.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != piece.npos || piece.size() > 40)
      return false;
  const Match m = matcher.match(e);
  return m.confidence != Match::Confidence::sure || m.debtor == "D1000";
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto read = read_mt940(bytes, "f");
  if (!read) {
    if (read.problem().message.empty() || read.problem().line().find('\n') != std::string::npos) std::abort();
    return 0;
  }
  for (const Statement& s : *read) {
    std::set<std::string> ids;
    for (const BankEntry& e : s.entries)
      if (!ids.insert(e.id).second || e.id.size() != 19 || e.amount.currency == Currency() || !is_placed(e))
        std::abort();
  }
  return 0;
}
