// What comes back for a letter that left: proof, failure, an absence, a complaint, an answer. A type a kind
// (casefile/told.h). `mail` is the message that says so, in the inbox.
#pragma once

#include "casefile/told.h"

namespace dunmail::told {

struct Delivered {
  EventKind kind = EventKind::delivered;  ///< delivered, read
  std::string evidence;
  std::string tracking = {}, delivered_on = {};  ///< by registered post
  std::optional<std::string> batch = {};         ///< by post
  std::string mail = {};

  static Delivered read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const Delivered&) const = default;
};

struct Bounced {
  static constexpr EventKind kind = EventKind::bounced;
  std::string recipient;  ///< by post the address in one line; empty in old files
  bool hard = false;      ///< the address is dead; else this letter only did not arrive
  std::optional<std::string> status = {}, text = {};
  std::string mail = {};

  static Bounced read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const Bounced&) const = default;
};

struct AutoReplied {
  static constexpr EventKind kind = EventKind::auto_replied;
  std::optional<Date> until = {};  ///< letters wait so long
  std::optional<Date> said = {};   ///< the day that was named
  std::string mail = {};

  static AutoReplied read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const AutoReplied&) const = default;
};

struct Complained {
  static constexpr EventKind kind = EventKind::complained;
  std::string channel;  ///< closed by it; empty in old files: email
  std::string mail = {};

  static Complained read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const Complained&) const = default;
};

/// An answer: by mail (from, subject), as a person wrote it down (note), or on the page (what, and what goes with it).
struct Replied {
  static constexpr EventKind kind = EventKind::replied;
  std::optional<std::string> from = {}, subject = {};
  std::optional<std::string> note = {};
  bool written = false;
  std::string what = {};  ///< received, paid, wrong-contact
  std::optional<std::string> text = {}, reference = {};
  std::string upload = {};  ///< SHA-256 of a document
  std::string mail = {};
  std::optional<Page> page = {};

  static Replied read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const Replied&) const = default;
};

}  // namespace dunmail::told
