#include "casefile/people_events.h"

#include "casefile/event_fields.h"

namespace dunmail {

// Beside its type, where the makers look for it. What cannot be read is left out: the other case's chain holds it.
static nlohmann::json to_value(const std::vector<Event>& events) { return carried(events); }

static void from_value(const nlohmann::json& values, std::vector<Event>& out) {
  for (const auto& from : values) {
    const auto kind = event_kind(from.value("kind", std::string()));
    const auto day = parse_date(from.value("day", std::string()));
    const auto at = parse_instant(from.value("at", std::string()));
    if (!kind || !day || !at) continue;
    Event& copy = out.emplace_back();
    copy.case_id = from.value("case", std::string());
    copy.seq = from.value("seq", std::int64_t{0});
    copy.day = *day;
    copy.at = *at;
    copy.kind = *kind;
    copy.letter_id = from.value("letter_id", std::string());
    copy.by = from.value("by", std::string());
    copy.data = from.value("data", nlohmann::json::object());
  }
}

namespace told {
namespace {

/// A word that stands for a yes, and nothing where it is no.
void flag(Maker& way, const char* key, const char* yes, bool value) {
  if (value) way.keep(key, std::string(yes));
}

void flag(Reader& way, const char* key, const char* yes, bool& out) {
  std::string value;
  way.some(key, value);
  out = value == yes;
}

}  // namespace

void Held::fields(auto& way, auto& self) {
  way.keep("reason", self.reason);
  way.keep("until", self.until);
  flag(way, "for", "payment", self.for_payment);
  way.some("mail", self.mail);
}

void Released::fields(auto& way, auto& self) {
  way.keep("reason", self.reason);
  way.some("mail", self.mail);
}

void ReasonSet::fields(auto& way, auto& self) {
  way.need("code", self.code);
  way.need("note", self.note);
  way.some("mail", self.mail);
}

void CallLogged::fields(auto& way, auto& self) {
  way.need("outcome", self.outcome);
  way.keep("note", self.note);
  flag(way, "way", "visit", self.visit);
  way.some("incoming", self.incoming);
  way.some("contact", self.contact);
  way.some("phone", self.phone);
  way.some("at", self.at);
  way.some("override", self.override_by);
  way.some("beyond", self.beyond);
}

void ActionDecided::fields(auto& way, auto& self) {
  way.need("action", self.action);
  way.need("state", self.state);
  way.keep("occasion", self.occasion);
  way.some("reason", self.reason);
  way.some("run", self.run);
}

void AnswerRead::fields(auto& way, auto& self) {
  way.need("what", self.what);
  way.keep("evidence", self.evidence);
  way.keep("mail", self.mail);
  way.some("reference", self.reference);
  way.some("note", self.note);
  way.some("contact", self.contact);
}

void Assessed::fields(auto& way, auto& self) {
  way.need("form", self.form);
  way.keep("cooperative", self.cooperative);
  way.need("cause", self.cause);
  way.need("ability", self.ability);
  way.need("sincerity", self.sincerity);
  way.need("risk", self.risk);
  way.need("decision", self.decision);
  way.need("why", self.why);
  way.keep("suggested", self.suggested);
  way.keep("score", self.score);
}

void LedgerChanged::fields(auto& way, auto& self) {
  way.need("what", self.what);
  way.keep("was", self.was);
  way.keep("is", self.is);
  way.some("invoice", self.invoice);
  way.some("contact", self.contact);
  way.some("reason", self.reason);
  way.some("file", self.file);
}

void MergedFrom::fields(auto& way, auto& self) {
  way.need("from", self.from);
  way.keep("events", self.events);
  way.keep("invoices", self.invoices);
  way.keep("payments", self.payments);
  way.keep("credit_notes", self.credit_notes);
}

void MergedInto::fields(auto& way, auto& self) { way.need("into", self.into); }

Held Held::read(const Event& event) { return read_into(Held(), event); }
Held::operator Told() const { return make(*this); }

Released Released::read(const Event& event) { return read_into(Released(), event); }
Released::operator Told() const { return make(*this); }

ReasonSet ReasonSet::read(const Event& event) { return read_into(ReasonSet(), event); }
ReasonSet::operator Told() const { return make(*this); }

CallLogged CallLogged::read(const Event& event) { return read_into(CallLogged(), event); }
CallLogged::operator Told() const { return make(*this); }

ActionDecided ActionDecided::read(const Event& event) { return read_into(ActionDecided(), event); }
ActionDecided::operator Told() const { return make(*this); }

AnswerRead AnswerRead::read(const Event& event) { return read_into(AnswerRead(), event); }
AnswerRead::operator Told() const { return make(*this); }

Assessed Assessed::read(const Event& event) {
  Assessed out;
  out.form.clear();
  return read_into(std::move(out), event);
}
Assessed::operator Told() const { return make(*this); }

LedgerChanged LedgerChanged::read(const Event& event) { return read_into(LedgerChanged(), event); }
LedgerChanged::operator Told() const { return make(*this); }

MergedFrom MergedFrom::read(const Event& event) { return read_into(MergedFrom(), event); }
MergedFrom::operator Told() const { return make(*this); }

MergedInto MergedInto::read(const Event& event) { return read_into(MergedInto(), event); }
MergedInto::operator Told() const { return make(*this); }

}  // namespace told
}  // namespace dunmail
