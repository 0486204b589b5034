// A letter that is due becomes words in the database: its row, its event, and what it asserts.
#pragma once

#include <string>
#include <vector>

#include "casefile/letter_events.h"
#include "desk/examine.h"
#include "desk/world.h"
#include "planning/response_link.h"

namespace dunmail {

/// A letter ready to be written, and its event.
struct Composed {
  LetterRow row;
  told::Drafted event;
  std::vector<Claim> claims;              ///< that it will assert
  std::vector<ClaimPayment> corrections;  ///< what earlier letters asserted too much of
  std::vector<std::string> too_late;
  std::int64_t demand = 0;  ///< of the group
};

class Composer {
 public:
  Composer(World& world, Date today) : world_(world), today_(today), links_(ResponseLinks::open(world.settings)) {}

  /// A problem where its charges cannot be reckoned: a day without a rate.
  Result<Composed> compose(const CaseInput& input, const Examined& e, const std::string& run, const std::string& id,
                           const std::string& number) const;

 private:
  World& world_;
  const Date today_;
  ResponseLinks links_;
};

}  // namespace dunmail
