// What the debtor says of the debt: promises, plans, disputes, acknowledgements. A type a kind (casefile/told.h).
// `mail` is the message that says so, `page` where it was said on the response page.
#pragma once

#include "casefile/promise.h"
#include "casefile/told.h"

namespace dunmail::told {

struct Promised {
  static constexpr EventKind kind = EventKind::promised;
  std::int64_t amount = 0;  ///< 0 in old files: the whole sum that was open then
  Date due;                 ///< the exact day; absent in old files: the event's own
  bool written = false;     ///< in a document of the debtor's: acknowledges the debt
  std::string note;
  std::vector<PromiseName> renews = {};  ///< promises of the same money whose place it takes
  std::string plan = {};                 ///< whose date it moves
  std::string mail = {};
  std::optional<Page> page = {};

  /// It renews them, and is a date of their plan still.
  Promised& renewing(const std::vector<const Promise*>& earlier);
  /// As it stood when it was made.
  Promise promise(Date made) const;
  static Promised read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const Promised&) const = default;
};

struct PlanAgreed {
  static constexpr EventKind kind = EventKind::plan_agreed;
  std::string plan;  ///< its name: the day it was made, and -2 for a second one of that day
  std::vector<PlanDate> dates;
  bool written = false;
  std::string note;
  std::vector<Date> replaces = {};  ///< when what it takes the place of was made: all that was open
  std::string mail = {};

  std::vector<Promise> promises(Date made) const;
  static PlanAgreed read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const PlanAgreed&) const = default;
};

/// One promise was kept or broken. Without `made`, as in old files: all open ones.
struct PromiseSettled {
  EventKind kind = EventKind::promise_kept;  ///< promise_kept, promise_broken
  PromiseName name;
  std::optional<std::int64_t> paid = {};  ///< what had come of it

  static PromiseSettled of(const Promise& promise, bool kept);
  static PromiseSettled read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const PromiseSettled&) const = default;
};

struct Disputed {
  static constexpr EventKind kind = EventKind::disputed;
  std::string invoice;
  std::int64_t amount = 0;
  std::string type;
  std::optional<std::string> note = {};
  std::string mail = {};
  std::optional<Page> page = {};

  static Disputed read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const Disputed&) const = default;
};

struct DisputeSettled {
  static constexpr EventKind kind = EventKind::dispute_settled;
  std::string invoice;
  std::optional<std::string> note = {};
  std::string mail = {};

  static DisputeSettled read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const DisputeSettled&) const = default;
};

struct Acknowledged {
  static constexpr EventKind kind = EventKind::acknowledged;
  std::string invoice;   ///< empty: the whole account
  bool written = false;  ///< a document that the debtor signed or sent
  std::string note;
  std::optional<std::int64_t> amount = {};  ///< on the page: what was confirmed
  std::string mail = {};
  std::optional<Page> page = {};

  static Acknowledged read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const Acknowledged&) const = default;
};

}  // namespace dunmail::told
