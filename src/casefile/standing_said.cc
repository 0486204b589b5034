// What the debtor said, and what our own people did about it.
#include "casefile/standing_fold.h"

namespace dunmail {

void Fold::answered(const Event& e, const std::string& mail, bool page, bool written) {
  SentLetter* letter = e.letter_id.empty() ? (s_.sent.empty() ? nullptr : &s_.sent.back()) : sent(e.letter_id);
  if (!letter) return;
  if (!letter->answered) letter->answered = e.day;
  if (mail.empty() && !page && !written) return;
  prove(*letter, e,
        !mail.empty() ? "the answer of mail " + mail
        : page        ? "an answer on its page"
                      : "an answer in writing");
}

void Fold::complained(const std::string& channel) { s_.closed_channels.insert(channel.empty() ? "email" : channel); }

void Fold::disputed(const Event& e, const told::Disputed& said) {
  answered(e, said);
  s_.disputes[said.invoice] = {said.amount, said.type, e.day};
}

void Fold::acknowledged(const Event& e, const told::Acknowledged& said) {
  answered(e, said);
  s_.acknowledgements.push_back({e.day, said.written, said.invoice});
}

void Fold::held(const Event& e, const told::Held& said) {
  s_.hold = Hold{said.reason, e.by, said.until, said.for_payment};
  // Who takes a letter out and has the case rest says with the hold how long.
  for (Refusal& r : s_.refusals)
    if (r.day == e.day && r.by == e.by && r.reason == said.reason) r.changed_since = true;
}

void Fold::reason_set(const Event& e, const told::ReasonSet& said) {
  s_.reason = ReasonGiven{said.code, said.note, e.by, e.day};
}

void Fold::called(const Event& e, const told::CallLogged& call) {
  s_.calls.push_back(
      {call.outcome, e.by, e.day, call.visit ? "visit" : "call", call.contact, call.phone, call.incoming});
  if (call.outcome == "wrong-number" && !call.phone.empty()) s_.dead_addresses.insert(call.phone);
}

void Fold::decided(const Event& e) {
  if (const auto form = told::Assessed::read(e); form.form == "assessment") {
    s_.assessment = Assessment{form.cooperative, form.cause, form.ability, form.sincerity, form.risk,
                               form.decision,    form.why,   e.by,         e.day};
    return;
  }
  const auto answer = told::AnswerRead::read(e);
  SentLetter* letter = sent(e.letter_id);
  if (answer.what == "wrong-contact") {
    if (answer.contact && !answer.contact->empty()) s_.wrong_contacts.insert(*answer.contact);
    if (letter) letter->misdirected = true;
  }
  if (answer.what == "refuses" && letter) letter->refused = true;
  const auto action = told::ActionDecided::read(e);
  if (!action.action.empty()) s_.decided.push_back({action.action, action.occasion, action.state, e.by, e.day});
}

}  // namespace dunmail
