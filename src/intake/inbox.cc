#include "intake/inbox.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"
#include "base/media_type.h"
#include "base/text.h"
#include "desk/find.h"
#include "desk/person.h"
#include "desk/seen.h"
#include "intake/record.h"
#include "intake/take_meaning.h"
#include "intake/track.h"
#include "ledger/case_key.h"
#include "tracking/reply.h"

namespace dunmail {
namespace {

void need_open(const MailRow& row) {
  if (row.state == MailState::open) return;
  const std::string who = row.decided_by.empty() ? "" : " by " + row.decided_by;
  const std::string when = row.decided_at.empty() ? "" : " on " + row.decided_at.substr(0, 10);
  throw Error(ErrorKind::usage, row.id,
              "is " + word(row.state) + who + when + ", and does not wait for anybody" +
                  (row.decision.empty() ? "" : ": \"" + row.decision + "\""));
}

MailRow open_mail(World& world, const std::string& id, const std::string& by, std::int64_t seen) {
  MailRow row = need_mail(world, id);
  need_open(row);
  need_seen(row, seen);
  known_person(world.settings, by, "by");
  return row;
}

void settle_row(World& world, MailRow& row, MailState state, std::string decision, const std::string& by) {
  row.state = state;
  row.decision = std::move(decision);
  row.decided_by = by;
  row.decided_at = iso(world.now());
  world.store.update(row);
}

/// The letter that a person names: by itself, or the last one that left for a debtor.
LetterRow named_letter(World& world, const std::string& to) {
  if (const auto letter = world.store.letter(to)) return *letter;
  need_debtor(world, to);
  std::optional<LetterRow> last;
  for (LetterRow& row : world.store.letters({.debtor_id = to}))
    if (row.state == LetterState::accepted || row.state == LetterState::bounced || row.state == LetterState::unknown)
      last = std::move(row);
  if (!last)
    throw Error(ErrorKind::usage, "assign", "no letter to " + to + " has left yet",
                "there is nothing that it could answer; dunmail record writes down what was said");
  return *last;
}

const std::vector<std::string>& meanings() {
  static const std::vector<std::string> words{"promise",       "dispute",         "paid",    "needs-document",
                                              "wrong-contact", "out-of-business", "refuses", "bounced",
                                              "delivered",     "nothing"};
  return words;
}

/// What the clerk chose: by word, or the first suggestion.
Suggestion chosen(const MailRow& row, const std::string& as) {
  for (Suggestion& s : read_suggestions(row.suggestions))
    if (as.empty() || s.meaning == as) return std::move(s);
  if (as.empty())
    throw Error(ErrorKind::usage, row.id, "nothing is suggested for it",
                "say what it means: --as "
                "promise|dispute|paid|needs-document|wrong-contact|out-of-business|refuses|bounced|delivered|nothing");
  Suggestion said;
  said.meaning = as;
  return said;
}

void fill(std::string& given, const std::string& suggested) {
  if (given.empty()) given = suggested;
}

/// When it was said: the day in the mail, where that is the one on which it came or one of the week before.
Date said_on(const MailRow& row) {
  constexpr Days believed{7};
  const auto sent = parse_date(row.sent);
  return sent && *sent <= row.day && *sent + believed >= row.day ? *sent : row.day;
}

/// What is to be recorded, as the meaning amounts to it.
RecordOrder record_order(const MailRow& row, const ConfirmMailOrder& order, const Suggestion& suggestion) {
  RecordOrder out;
  const std::string& meaning = suggestion.meaning;
  out.amount = order.amount;
  out.invoice = order.invoice;
  out.note = order.note;
  out.due = order.due;
  out.type = order.type;
  out.kind = meaning;
  out.debtor = row.debtor_id;
  out.letter = row.letter_id;
  out.by = order.by;
  out.on = order.today;
  out.mail = row.id;
  out.currency = case_words(row.case_id).currency;
  fill(out.note, suggestion.evidence);
  if (meaning == "promise") {
    out.on = std::min(order.today, said_on(row));  // a renewal counts from when it was said, not from when it was read
    // docs/dunning.md, 6: no promise without its exact day, and no guessed one either.
    if (!out.due) out.due = suggestion.day;
    if (suggestion.amount && suggestion.amount->currency.code() == out.currency)
      fill(out.amount, plain(*suggestion.amount));
  }
  if (meaning == "dispute") {
    fill(out.invoice, suggestion.invoice);
    fill(out.type, suggestion.type);
  }
  if ((meaning == "bounced" || meaning == "delivered") && out.note.empty()) out.note = "mail " + row.id;
  return out;
}

}  // namespace

MailRow need_mail(World& world, const std::string& id) {
  if (auto row = world.store.mail(id)) return std::move(*row);
  throw Error(ErrorKind::usage, "inbox", "there is no mail " + id, "dunmail inbox lists what waits");
}

Upload mail_upload(World& world, const std::string& id) {
  const MailRow row = need_mail(world, id);
  Upload out;
  out.sha256 = row.upload;
  if (out.sha256.empty())
    throw Error(ErrorKind::usage, row.id, "came without an upload",
                "only what was sent with the response page is kept apart; dunmail inbox show prints a mail");
  auto bytes = world.store.document(out.sha256);
  if (!bytes)
    throw Error(ErrorKind::storage, row.id, "its upload " + out.sha256.substr(0, 12) + " is not in the database",
                "was it restored from a backup without documents?");
  if (sha256_hex(*bytes) != out.sha256)
    throw Error(ErrorKind::storage, row.id, "its upload is not what was sent: somebody changed the database",
                "dunmail verify names it; a backup has it as it was");
  out.bytes = std::move(*bytes);
  out.media_type = media_type_of(out.bytes);
  return out;
}

MailRow assign_mail(World& world, const AssignMailOrder& order) {
  MailRow row = open_mail(world, order.mail, order.by, order.seen);
  if (!row.letter_id.empty() && row.matched_by.starts_with("person"))
    throw Error(ErrorKind::usage, row.id, "was assigned to " + row.letter_id + " before",
                "dunmail inbox confirm or dismiss it");
  const LetterRow letter = named_letter(world, order.to);
  const Tracking tracking = Tracking::open(world.settings);
  const ForeignMail mail = read_mail(world.store.document(row.document).value_or(""));
  const MailReport report = classify(mail, tracking.rules);
  world.store.transaction([&] {
    row = open_mail(world, order.mail, order.by, order.seen);
    if (being_sent(world, letter.id))
      throw Error(ErrorKind::usage, letter.id, "is being sent at this moment", "try again");
    row.matched_by = "person " + order.by;
    take_report(world, {mail, report, order.today, true, order.by}, letter.id, row);
    if (row.state == MailState::open)
      world.store.update(row);
    else
      settle_row(world, row, row.state, "assigned to " + letter.id, order.by);
  });
  return row;
}

MailRow confirm_mail(World& world, const ConfirmMailOrder& order) {
  MailRow row = open_mail(world, order.mail, order.by, order.seen);
  if (row.case_id.empty())
    throw Error(ErrorKind::usage, row.id, "is tied to no letter yet",
                "dunmail inbox assign " + row.id + " LETTER|DEBTOR --by NAME");
  if (const auto& words = meanings();
      !order.as.empty() && std::find(words.begin(), words.end(), order.as) == words.end())
    throw Error(ErrorKind::usage, "as",
                "\"" + order.as +
                    "\" is not one of: promise, dispute, paid, needs-document, wrong-contact, out-of-business, "
                    "refuses, bounced, delivered, nothing",
                did_you_mean(order.as, words));
  Suggestion suggestion = chosen(row, order.as);
  if (!order.reference.empty()) suggestion.reference = order.reference;
  const std::string& meaning = suggestion.meaning;
  if (meaning == "intends-to-pay")
    throw Error(ErrorKind::usage, row.id, "no exact day is named, so it is no promise",
                "ask for the day, then: --as promise --due 2026-12-01; or --as nothing");
  world.store.transaction([&] {
    row = open_mail(world, order.mail, order.by, order.seen);  // another clerk may have been faster
    std::string said = "it means nothing more";
    const bool event = meaning == "promise" || meaning == "dispute" || meaning == "bounced" || meaning == "delivered";
    if (event) {
      const Recorded recorded = record(world, record_order(row, order, suggestion));
      said = recorded.event.case_id + ": " + recorded.said;
    } else if (meaning != "nothing") {
      said = take_meaning(world, {row.letter_id, row.id, meaning, suggestion.evidence, suggestion.reference,
                                  suggestion.upload, order.note, order.by, order.today});
    }
    settle_row(world, row, MailState::decided, meaning + ": " + std::string(trim(said)), order.by);
  });
  return row;
}

MailRow dismiss_mail(World& world, const DismissMailOrder& order) {
  MailRow row = open_mail(world, order.mail, order.by, order.seen);
  if (trim(order.reason).empty()) throw Error(ErrorKind::usage, "reason", "why is it of no account?");
  world.store.transaction([&] {
    row = open_mail(world, order.mail, order.by, order.seen);
    settle_row(world, row, MailState::dismissed, order.reason, order.by);
  });
  return row;
}

}  // namespace dunmail
