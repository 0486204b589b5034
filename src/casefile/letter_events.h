// What happens to a letter, from its draft to what the route said: a type a kind (casefile/told.h).
#pragma once

#include <map>
#include <set>

#include "casefile/told.h"

namespace dunmail::told {

/// What people changed in the drafts that this one replaced.
struct Edits {
  std::set<std::string> by;                   ///< they may not approve it
  std::optional<std::string> contact, extra;  ///< kept
  std::vector<std::string> lost;              ///< what could not be kept, in words

  bool empty() const { return by.empty(); }
  bool operator==(const Edits&) const = default;
};

struct Drafted {
  static constexpr EventKind kind = EventKind::drafted;
  std::string run;  ///< empty: in a simulation
  std::string letter_kind, occasion, channel, number;
  std::int64_t amount = 0;  ///< charges not included
  std::optional<Date> deadline;
  std::vector<std::string> invoices;
  std::optional<std::string> rule = {};              ///< why this letter
  std::optional<std::vector<std::string>> why = {};  ///< why by this way and now
  std::optional<std::string> policy = {};            ///< its name
  std::vector<std::string> listed = {};              ///< invoices that it shows and does not ask for
  std::string group = {};                            ///< of the account; empty: all of it
  std::int64_t interest = 0, all_fees = 0, earlier_charges = 0;
  std::vector<std::string> claims = {};    ///< ids of what it will assert
  std::vector<std::string> warnings = {};  ///< of its charges
  std::string replaces = {};               ///< the draft that gave way to it
  std::optional<Date> since = {};          ///< when the first of them was drafted
  Edits edits = {};
  std::string seal = {};  ///< absent in old files

  static Drafted read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const Drafted&) const = default;
};

/// As printed, where a letter leaves on another day than it was drafted for.
struct Dates {
  std::optional<Date> date, deadline;
  bool operator==(const Dates&) const = default;
};

struct Approved {
  static constexpr EventKind kind = EventKind::approved;
  std::string document, channel, recipient;
  std::string hash, seal;  ///< absent in old files
  std::optional<Dates> dates = {};

  static Approved read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const Approved&) const = default;
};

/// Taken out by a person, or no longer due: it never leaves.
struct TakenOut {
  EventKind kind = EventKind::cancelled;  ///< refused, cancelled
  std::string reason;
  std::string replaced_by = {};  ///< the draft that has its number

  static TakenOut read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const TakenOut&) const = default;
};

struct WasIs {
  std::string was, is;
  bool operator==(const WasIs&) const = default;
};

struct Edited {
  static constexpr EventKind kind = EventKind::edited;
  std::string reason;
  std::optional<WasIs> contact = {}, extra = {};
  std::optional<Dates> dates = {};
  std::string seal = {};  ///< absent in old files

  static Edited read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const Edited&) const = default;
};

/// The intent, written before the first byte leaves.
struct Attempted {
  static constexpr EventKind kind = EventKind::attempted;
  std::string message_id, recipient, route;
  std::string sha256;                      ///< of the bytes that leave
  std::optional<std::int64_t> bytes = {};  ///< by post: none
  std::int64_t attempt = 0;
  std::string batch = {};  ///< of the post
  std::optional<std::int64_t> sequence = {};
  std::string stale_ledger_by = {};  ///< who answers for a ledger that is old

  static Attempted read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const Attempted&) const = default;
};

/// What the route answered, or why there is no answer. Each says what it knows.
struct RouteSaid {
  EventKind kind = EventKind::accepted;  ///< accepted, deferred, rejected, unknown
  std::optional<std::int64_t> code = {};
  std::optional<std::string> status = {}, stage = {}, text = {}, queue_id = {}, route = {}, recipient = {},
                             verdict = {};
  std::optional<std::int64_t> sheets = {};  ///< by post
  std::optional<bool> registered = {};      ///< by post
  std::optional<std::string> batch = {};    ///< a tracking number came for a letter of this stack
  bool restored = false;                    ///< in doubt since a backup was restored

  static RouteSaid read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const RouteSaid&) const = default;
};

/// The doubt about a letter is over.
struct Settled {
  static constexpr EventKind kind = EventKind::settled;
  bool sent = false;
  std::string evidence;

  static Settled read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const Settled&) const = default;
};

}  // namespace dunmail::told
