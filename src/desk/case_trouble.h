// One case's trouble is one case's: a sum that does not fit, an event that cannot be read, a time zone that nobody
// knows. The case is left alone, named with its reason, and the command goes on with the others; its exit code is 3.
// What is wrong for all of them (configuration, the disk) is thrown as ever.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "desk/world.h"

namespace dunmail {

struct CaseTrouble {
  std::string case_id, reason;
};

class CaseTroubles {
 public:
  void add(std::string case_id, std::string reason);
  std::size_t count() const { return count_; }
  const std::vector<CaseTrouble>& some() const { return some_; }  ///< the first hundred

 private:
  std::size_t count_ = 0;
  std::vector<CaseTrouble> some_;
};

/// Within a catch (...): the reason when what was caught concerns one case; else throws it on.
std::string trouble_caught();

/// Store::each_account, where an account that cannot be read, whose sums do not fit, or for which `work` throws what
/// concerns it alone, is trouble and the next one follows. What `work` did before it threw stands. Of all debtors it
/// tells `world.looking` how many are behind it.
void each_account_apart(World& world, const std::string& debtor, CaseTroubles& troubles,
                        const std::function<void(CaseInput&&)>& work, std::optional<Date> live_since = {});

/// The same with a page of them, as Store::account_page gives it.
std::optional<std::string> account_page_apart(World& world, const std::string& after, CaseTroubles& troubles,
                                              const std::function<void(CaseInput&&)>& work,
                                              std::optional<Date> live_since);

/// What every rule takes for granted of an account; throws UnreadableRecord: a time zone that IANA does not know, a
/// calendar of its own that is not there.
void check_for_rules(const World& world, const CaseInput& input);

/// What arithmetic takes for granted; throws UnreadableRecord: sums beyond most_of_a_case.
void check_sums(const Account& account);

}  // namespace dunmail
