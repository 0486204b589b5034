// Money in a case: what came, what came back, what is no longer asked for. A type a kind (casefile/told.h).
#pragma once

#include <map>

#include "casefile/told.h"

namespace dunmail::told {

/// A payment was booked, or came back.
struct Paid {
  EventKind kind = EventKind::paid;  ///< paid: nothing is open any more; part_paid; payment_returned
  std::string reference;             ///< of the payment; also where it came back
  std::int64_t amount = 0;
  std::optional<Date> day;                                ///< absent in old files: the event's own
  std::optional<std::vector<std::string>> invoices = {};  ///< that it went to; absent: not known
  std::map<std::string, std::int64_t> sums = {};          ///< what of it went to each
  std::map<std::string, std::int64_t> claims = {};        ///< what of it settled each
  /// Receipts of later days that go elsewhere because of it: what goes to each invoice now, by reference.
  std::map<std::string, std::map<std::string, std::int64_t>> anew = {};
  std::string reversal = {};  ///< payment_returned: its own reference

  static Paid read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const Paid&) const = default;
};

/// Interest or costs that a letter asserted are given up.
struct ClaimWaived {
  static constexpr EventKind kind = EventKind::claim_waived;
  std::string claim;
  std::int64_t amount = 0;
  std::string invoice;
  std::string reason;

  static ClaimWaived read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const ClaimWaived&) const = default;
};

}  // namespace dunmail::told
