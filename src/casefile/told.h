// What an event tells, made by the type of its kind: letter_events.h, mail_events.h, debtor_events.h, payment_events.h,
// people_events.h. Each type names its fields once; its conversion to Told is the maker, its read() the reader. The
// maker throws Error(internal) with the kind and the field where one is empty that such an event must have. The reader
// takes what older versions left out for nothing said, and throws UnreadableRecord where a field is of another type.
#pragma once

#include <nlohmann/json.hpp>

#include "casefile/event.h"

namespace dunmail {

struct Told {
  EventKind kind = EventKind::decided;
  nlohmann::json data = nlohmann::json::object();
};

namespace told {

/// Where something was said on the response page: evidence, and personal data.
struct Page {
  std::string source;     ///< network address; of IPv6 its /64
  std::string agent;      ///< the browser's name
  std::string said = {};  ///< when, RFC 3339, where it was written down later than it was given
  bool operator==(const Page&) const = default;
};

}  // namespace told
}  // namespace dunmail
