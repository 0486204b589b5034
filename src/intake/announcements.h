// Entries that a bank announces before it books them: which of them came true, and as what.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "desk/world.h"
#include "store/bank_row.h"

namespace dunmail {

std::vector<BankEntry> entries_of(const std::vector<BankRow>& rows);

class Announcements {
 public:
  /// `claimed`: entries of the store that the file at hand has told, which are no other's twin; it grows meanwhile.
  Announcements(World& world, const std::set<std::string>& claimed) : world_(world), claimed_(claimed) {}

  /// Those that the bank has booked, by the name of what is booked.
  std::map<std::string, BankRow> ended_by(const std::vector<BankEntry>& booked) const;
  /// It holds no letter any more, and counts once; unless a person was faster.
  void came_true(const BankRow& announced, const BankEntry& booked);
  /// What the bank did not carry out is waited for no longer.
  void fail(const std::vector<BankEntry>& failed);
  /// Those that are told for the first time. The same one on the next day is the same, although its day moves; one
  /// whose booking came in an earlier file is done.
  std::vector<BankRow> new_ones(const std::vector<BankEntry>& entries) const;

 private:
  /// What announcements may have come true as: entries of any format about their days, and which of them did already.
  struct Booked {
    std::multimap<std::int64_t, BankRow> by_sum;
    std::set<std::string> taken;
  };
  std::vector<BankRow> open() const;
  Booked booked_about(const std::vector<BankEntry>& announced) const;
  static std::string came_true_as(const BankEntry& e, Booked& known);

  World& world_;
  const std::set<std::string>& claimed_;
};

}  // namespace dunmail
