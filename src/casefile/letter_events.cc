#include "casefile/letter_events.h"

#include "casefile/event_fields.h"

namespace dunmail::told {

static Json to_value(const Edits& edits) {
  Json out = {{"by", edits.by}};
  if (edits.contact) out["contact"] = *edits.contact;
  if (edits.extra) out["extra"] = *edits.extra;
  if (!edits.lost.empty()) out["lost"] = edits.lost;
  return out;
}

static void from_value(const Json& value, Edits& out) {
  out.by = value.value("by", std::set<std::string>());
  if (value.contains("contact")) out.contact = value["contact"].get<std::string>();
  if (value.contains("extra")) out.extra = value["extra"].get<std::string>();
  out.lost = value.value("lost", std::vector<std::string>());
}

static Json to_value(const WasIs& change) { return {{"was", change.was}, {"is", change.is}}; }

static void from_value(const Json& value, WasIs& out) {
  out = {value.value("was", std::string()), value.value("is", std::string())};
}

namespace {

/// The two stand together, each at the top of the event.
void as_printed(Maker& way, const std::optional<Dates>& dates) {
  if (!dates) return;
  way.keep("date", dates->date);
  way.keep("deadline", dates->deadline);
}

void as_printed(Reader& way, std::optional<Dates>& out) {
  std::optional<std::optional<Date>> deadline;
  way.some("deadline", deadline);
  if (!deadline) return;
  out = Dates{std::nullopt, *deadline};
  way.some("date", out->date);
}

void outcome(Maker& way, bool sent) { way.keep("outcome", std::string(sent ? "sent" : "not-sent")); }

void outcome(Reader& way, bool& out) {
  std::string outcome;
  way.need("outcome", outcome);
  out = outcome == "sent";
}

}  // namespace

void Drafted::fields(auto& way, auto& self) {
  way.some("run", self.run);
  way.need("kind", self.letter_kind);
  way.need("occasion", self.occasion);
  way.need("channel", self.channel);
  way.need("number", self.number);
  way.keep("amount", self.amount);
  way.keep("deadline", self.deadline);
  way.keep("invoices", self.invoices);
  way.some("rule", self.rule);
  way.some("why", self.why);
  way.some("policy", self.policy);
  way.some("listed", self.listed);
  way.some("group", self.group);
  way.some("interest", self.interest);
  way.some("all_fees", self.all_fees);
  way.some("earlier_charges", self.earlier_charges);
  way.some("claims", self.claims);
  way.some("warnings", self.warnings);
  way.some("replaces", self.replaces);
  way.some("since", self.since);
  way.some("edits", self.edits);
  way.some("seal", self.seal);
}

void Approved::fields(auto& way, auto& self) {
  way.need("document", self.document);
  way.need("channel", self.channel);
  way.keep("recipient", self.recipient);
  way.need("hash", self.hash);
  way.need("seal", self.seal);
  as_printed(way, self.dates);
}

void TakenOut::fields(auto& way, auto& self) {
  way.keep("reason", self.reason);
  way.some("replaced_by", self.replaced_by);
}

void Edited::fields(auto& way, auto& self) {
  way.keep("reason", self.reason);
  way.some("contact", self.contact);
  way.some("extra", self.extra);
  as_printed(way, self.dates);
  way.need("seal", self.seal);
}

void Attempted::fields(auto& way, auto& self) {
  way.keep("message_id", self.message_id);
  way.keep("recipient", self.recipient);
  way.need("route", self.route);
  way.need("sha256", self.sha256);
  way.some("bytes", self.bytes);
  way.keep("attempt", self.attempt);
  way.some("batch", self.batch);
  way.some("sequence", self.sequence);
  way.some("stale_ledger_by", self.stale_ledger_by);
}

void RouteSaid::fields(auto& way, auto& self) {
  way.some("code", self.code);
  way.some("status", self.status);
  way.some("stage", self.stage);
  way.some("text", self.text);
  way.some("queue_id", self.queue_id);
  way.some("route", self.route);
  way.some("recipient", self.recipient);
  way.some("verdict", self.verdict);
  way.some("sheets", self.sheets);
  way.some("registered", self.registered);
  way.some("batch", self.batch);
  way.some("restored", self.restored);
}

void Settled::fields(auto& way, auto& self) {
  outcome(way, self.sent);
  way.keep("evidence", self.evidence);
}

Drafted Drafted::read(const Event& event) { return read_into(Drafted(), event); }
Drafted::operator Told() const { return make(*this); }

Approved Approved::read(const Event& event) { return read_into(Approved(), event); }
Approved::operator Told() const { return make(*this); }

TakenOut TakenOut::read(const Event& event) {
  need_kind(event.kind, {EventKind::refused, EventKind::cancelled});
  return read_into(TakenOut(), event);
}
TakenOut::operator Told() const {
  need_kind(kind, {EventKind::refused, EventKind::cancelled});
  return make(*this);
}

Edited Edited::read(const Event& event) { return read_into(Edited(), event); }
Edited::operator Told() const { return make(*this); }

Attempted Attempted::read(const Event& event) { return read_into(Attempted(), event); }
Attempted::operator Told() const { return make(*this); }

RouteSaid RouteSaid::read(const Event& event) {
  need_kind(event.kind, {EventKind::accepted, EventKind::deferred, EventKind::rejected, EventKind::unknown});
  return read_into(RouteSaid(), event);
}
RouteSaid::operator Told() const {
  need_kind(kind, {EventKind::accepted, EventKind::deferred, EventKind::rejected, EventKind::unknown});
  return make(*this);
}

Settled Settled::read(const Event& event) { return read_into(Settled(), event); }
Settled::operator Told() const { return make(*this); }

}  // namespace dunmail::told
