#include "casefile/mail_events.h"

#include "casefile/event_fields.h"

namespace dunmail::told {

void Delivered::fields(auto& way, auto& self) {
  way.keep("evidence", self.evidence);
  way.some("tracking", self.tracking);
  way.some("delivered_on", self.delivered_on);
  way.some("batch", self.batch);
  way.some("mail", self.mail);
}

void Bounced::fields(auto& way, auto& self) {
  way.keep("recipient", self.recipient);
  way.keep("hard", self.hard);
  way.some("status", self.status);
  way.some("text", self.text);
  way.some("mail", self.mail);
}

void AutoReplied::fields(auto& way, auto& self) {
  way.keep("until", self.until);
  way.some("said", self.said);
  way.some("mail", self.mail);
}

void Complained::fields(auto& way, auto& self) {
  way.need("channel", self.channel);
  way.some("mail", self.mail);
}

void Replied::fields(auto& way, auto& self) {
  way.some("from", self.from);
  way.some("subject", self.subject);
  way.some("note", self.note);
  way.some("written", self.written);
  way.some("what", self.what);
  way.some("text", self.text);
  way.some("reference", self.reference);
  way.some("upload", self.upload);
  way.some("mail", self.mail);
  way.some("page", self.page);
}

Delivered Delivered::read(const Event& event) {
  need_kind(event.kind, {EventKind::delivered, EventKind::read});
  return read_into(Delivered(), event);
}
Delivered::operator Told() const {
  need_kind(kind, {EventKind::delivered, EventKind::read});
  return make(*this);
}

Bounced Bounced::read(const Event& event) { return read_into(Bounced(), event); }
Bounced::operator Told() const { return make(*this); }

AutoReplied AutoReplied::read(const Event& event) { return read_into(AutoReplied(), event); }
AutoReplied::operator Told() const { return make(*this); }

Complained Complained::read(const Event& event) { return read_into(Complained(), event); }
Complained::operator Told() const { return make(*this); }

Replied Replied::read(const Event& event) { return read_into(Replied(), event); }
Replied::operator Told() const { return make(*this); }

}  // namespace dunmail::told
