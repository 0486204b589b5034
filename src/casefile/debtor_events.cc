#include "casefile/debtor_events.h"

#include "casefile/event_fields.h"

namespace dunmail {

// Beside their types, where the makers look for them.
static nlohmann::json to_value(const PromiseName& name) {
  return {{"due", iso(name.due)}, {"made", told::to_value(name.made)}, {"plan", name.plan}};
}

static void from_value(const nlohmann::json& value, PromiseName& out) {
  out.due = parse_date(value.value("due", std::string())).value_or(Date{});
  out.made = parse_date(value.value("made", std::string()));
  out.plan = value.value("plan", std::string());
}

static nlohmann::json to_value(const PlanDate& date) { return {{"due", iso(date.due)}, {"amount", date.amount}}; }

static void from_value(const nlohmann::json& value, PlanDate& out) {
  out.due = parse_date(value.value("due", std::string())).value_or(Date{});
  out.amount = value.value("amount", std::int64_t{0});
}

namespace told {

void Promised::fields(auto& way, auto& self) {
  way.keep("amount", self.amount);
  way.need("due", self.due);
  way.keep("written", self.written);
  way.keep("note", self.note);
  way.some("renews", self.renews);
  way.some("plan", self.plan);
  way.some("mail", self.mail);
  way.some("page", self.page);
}

void PlanAgreed::fields(auto& way, auto& self) {
  way.need("plan", self.plan);
  way.need("dates", self.dates);
  way.keep("written", self.written);
  way.keep("note", self.note);
  way.some("replaces", self.replaces);
  way.some("mail", self.mail);
}

void PromiseSettled::fields(auto& way, auto& self) {
  way.need("due", self.name.due);
  way.need("made", self.name.made);
  way.some("plan", self.name.plan);
  way.some("paid", self.paid);
}

void Disputed::fields(auto& way, auto& self) {
  way.need("invoice", self.invoice);
  way.keep("amount", self.amount);
  way.keep("type", self.type);
  way.some("note", self.note);
  way.some("mail", self.mail);
  way.some("page", self.page);
}

void DisputeSettled::fields(auto& way, auto& self) {
  way.need("invoice", self.invoice);
  way.some("note", self.note);
  way.some("mail", self.mail);
}

void Acknowledged::fields(auto& way, auto& self) {
  way.keep("invoice", self.invoice);
  way.keep("written", self.written);
  way.keep("note", self.note);
  way.some("amount", self.amount);
  way.some("mail", self.mail);
  way.some("page", self.page);
}

Promised& Promised::renewing(const std::vector<const Promise*>& earlier) {
  for (const Promise* p : earlier) {
    renews.push_back({p->due, p->made, p->plan});
    if (!p->plan.empty()) plan = p->plan;
  }
  return *this;
}

Promise Promised::promise(Date made) const {
  Promise out;
  out.amount = amount;
  out.due = due;
  out.made = made;
  out.written = written;
  out.plan = plan;
  return out;
}

std::vector<Promise> PlanAgreed::promises(Date made) const {
  std::vector<Promise> out;
  for (const PlanDate& date : dates) {
    Promise& p = out.emplace_back();
    p.amount = date.amount;
    p.due = date.due;
    p.made = made;
    p.written = written;
    p.plan = plan;
  }
  return out;
}

PromiseSettled PromiseSettled::of(const Promise& promise, bool kept) {
  return {kept ? EventKind::promise_kept : EventKind::promise_broken,
          {promise.due, promise.made, promise.plan},
          promise.paid_since};
}

Promised Promised::read(const Event& event) {
  Promised out;
  out.due = event.day;
  return read_into(std::move(out), event);
}
Promised::operator Told() const { return make(*this); }

PlanAgreed PlanAgreed::read(const Event& event) { return read_into(PlanAgreed(), event); }
PlanAgreed::operator Told() const { return make(*this); }

PromiseSettled PromiseSettled::read(const Event& event) {
  need_kind(event.kind, {EventKind::promise_kept, EventKind::promise_broken});
  return read_into(PromiseSettled(), event);
}
PromiseSettled::operator Told() const {
  need_kind(kind, {EventKind::promise_kept, EventKind::promise_broken});
  return make(*this);
}

Disputed Disputed::read(const Event& event) { return read_into(Disputed(), event); }
Disputed::operator Told() const { return make(*this); }

DisputeSettled DisputeSettled::read(const Event& event) { return read_into(DisputeSettled(), event); }
DisputeSettled::operator Told() const { return make(*this); }

Acknowledged Acknowledged::read(const Event& event) { return read_into(Acknowledged(), event); }
Acknowledged::operator Told() const { return make(*this); }

}  // namespace told
}  // namespace dunmail
