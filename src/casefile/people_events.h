// What our own people do about a case, and what the ledger's owner changed. A type a kind, and for `decided` a type a
// form (casefile/told.h): of an event of another form its reader gives one that says nothing.
#pragma once

#include "casefile/told.h"

namespace dunmail::told {

struct Held {
  static constexpr EventKind kind = EventKind::held;
  std::string reason;
  std::optional<Date> until = {};  ///< last day of it; empty: until released
  bool for_payment = false;        ///< the next payment ends it
  std::string mail = {};

  static Held read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const Held&) const = default;
};

struct Released {
  static constexpr EventKind kind = EventKind::released;
  std::string reason;
  std::string mail = {};

  static Released read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const Released&) const = default;
};

/// Why the debtor is late, as somebody learned it.
struct ReasonSet {
  static constexpr EventKind kind = EventKind::reason_set;
  std::string code;  ///< of config/reasons.toml
  std::string note;
  std::string mail = {};

  static ReasonSet read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const ReasonSet&) const = default;
};

struct CallLogged {
  static constexpr EventKind kind = EventKind::call_logged;
  std::string outcome;  ///< reached, no-answer, refused, wrong-number, message-left
  std::string note;
  bool visit = false;
  bool incoming = false;  ///< the debtor called us
  std::string contact = {}, phone = {};
  std::string at = {};                        ///< 14:05
  std::string override_by = {}, beyond = {};  ///< who takes a call beyond the caps upon themselves, and beyond which

  static CallLogged read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const CallLogged&) const = default;
};

/// An action of our own: put before people, and what each of them said.
struct ActionDecided {
  static constexpr EventKind kind = EventKind::decided;
  std::string action;    ///< notify-legal, legal-referral, stop-supply, write-off, foreign-credit
  std::string state;     ///< proposed, agreed, noted
  std::string occasion;  ///< the driving invoice, or a letter
  std::optional<std::string> reason = {};
  std::string run = {};

  static ActionDecided read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const ActionDecided&) const = default;
};

/// How a person read an answer.
struct AnswerRead {
  static constexpr EventKind kind = EventKind::decided;
  std::string what;  ///< paid, needs-document, wrong-contact, out-of-business, refuses
  std::string evidence, mail;
  std::string reference = {}, note = {};
  std::optional<std::string> contact = {};  ///< wrong-contact: who is not responsible

  static AnswerRead read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const AnswerRead&) const = default;
};

/// The four-step assessment.
struct Assessed {
  static constexpr EventKind kind = EventKind::decided;
  std::string form = "assessment";  ///< another one in an event of another form
  bool cooperative = false;
  std::string cause, ability, sincerity, risk, decision, why;
  std::string suggested;
  std::int64_t score = 0;

  static Assessed read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const Assessed&) const = default;
};

/// What changed in the ledger that a letter or a rule may rest on, as text; of `open` minor units.
struct LedgerChanged {
  static constexpr EventKind kind = EventKind::ledger_changed;
  std::string
      what;  ///< block, locale, address, name, due, amount, owner, open, contact, debtor, email, fax, phone, role
  std::string was, is;
  std::string invoice = {}, contact = {};  ///< which of the debtor's
  std::optional<std::string> reason = {};
  std::string file = {};

  static LedgerChanged read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const LedgerChanged&) const = default;
};

/// In the case that goes on: what the other one said, and what came along.
struct MergedFrom {
  static constexpr EventKind kind = EventKind::merged;
  std::string from;  ///< empty in the event of the case that ends
  std::vector<Event> events;
  std::vector<std::string> invoices, payments, credit_notes;

  static MergedFrom read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
};

/// In the case that ends.
struct MergedInto {
  static constexpr EventKind kind = EventKind::merged;
  std::string into;

  static MergedInto read(const Event& event);
  operator Told() const;
  static void fields(auto& way, auto& self);  // both ways walk it: event_fields.h
  bool operator==(const MergedInto&) const = default;
};

}  // namespace dunmail::told
