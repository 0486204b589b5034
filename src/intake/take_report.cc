#include "intake/take_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "casefile/mail_events.h"
#include "desk/settle.h"
#include "settings/fax_gateway.h"
#include "wire/mail.h"

namespace dunmail {
namespace {

constexpr Days believed_at_most{14};  // how far back the Date field of a stranger is believed

bool same_mailbox(const std::string& a, const std::string& b) {
  const auto folded = [](const std::string& address) {
    const auto wire = wire_address(address);
    return lower_ascii(wire ? *wire : address);
  };
  return folded(a) == folded(b);
}

class Taker {
 public:
  Taker(World& world, const CameBack& back, MailRow& row, LetterRow letter)
      : world_(world),
        back_(back),
        row_(row),
        letter_(std::move(letter)),
        input_(world.case_of(letter_)),
        standing_(standing_of(input_.events)) {}

  void take() {
    row_.letter_id = letter_.id;
    row_.case_id = letter_.case_id;
    row_.debtor_id = letter_.debtor_id;
    if (auto why = not_believed()) return put(MailState::open, *why);
    if (letter_.state == LetterState::unknown) settle_doubt();
    if (letter_.channel == "fax") return fax();
    switch (back_.report.kind) {
      case MailKind::failure:
        return back_.report.still_tried
                   ? put(MailState::noted, fmt::format("it is still being tried ({}): {}", about().cls, about().text))
                   : failure();
      case MailKind::delay:
        return put(MailState::noted, "it is still being tried");
      case MailKind::delivered:
        // RFC 3464, 2.3.3: it was handed to a system that reports nothing, or to a list's members: nobody has it yet.
        if (about().reason == "relayed" || about().reason == "expanded")
          return put(MailState::noted, about().reason + ": it went on from there, which proves no delivery");
        return proof(EventKind::delivered);
      case MailKind::read:
        return proof(EventKind::read);
      case MailKind::complaint:
        return once(told::Complained{letter_.channel, row_.id}, "the channel is closed for this case");
      case MailKind::auto_reply:
        return away();
      case MailKind::reply:
        return answer();
      case MailKind::other:
        return put(MailState::open, "it is about this letter, and what it says is not known");
    }
  }

 private:
  void put(MailState state, std::string reason) {
    row_.state = state;
    row_.reason = std::move(reason);
  }

  bool from_machine() const {
    return back_.report.kind != MailKind::reply && back_.report.kind != MailKind::auto_reply &&
           back_.report.kind != MailKind::other;
  }

  /// Why a person has to look before anything is believed.
  std::optional<std::string> not_believed() const {
    if (letter_.state != LetterState::accepted && letter_.state != LetterState::bounced &&
        letter_.state != LetterState::unknown)
      return fmt::format("letter {} did not leave: it is {}", letter_.id, word(letter_.state));
    if (letter_.channel == "post" && from_machine()) return "letter " + letter_.id + " went by post";
    if (back_.by_person || !from_machine() || letter_.channel == "fax") return std::nullopt;
    const auto& reported = back_.report.recipients;
    const bool names_any =
        std::any_of(reported.begin(), reported.end(), [](const auto& r) { return !r.address.empty(); });
    if (names_any && std::none_of(reported.begin(), reported.end(),
                                  [&](const auto& r) { return same_mailbox(r.address, letter_.recipient); }))
      return fmt::format("suspicious: it is about {}, and letter {} went to {}", reported.front().address, letter_.id,
                         letter_.recipient);
    return std::nullopt;
  }

  void settle_doubt() {
    settle(world_, letter_.id, true, fmt::format("mail {} ({}) came back for it", row_.id, row_.kind), back_.by,
           back_.today);
    letter_ = *world_.store.letter(letter_.id);
    refresh();
  }

  void refresh() {
    input_ = world_.case_of(letter_);
    standing_ = standing_of(input_.events);
  }

  /// The day that it counts for: when it was written, between the letter's own day and today.
  Date day() const {
    const auto sent = std::find_if(standing_.sent.rbegin(), standing_.sent.rend(),
                                   [&](const SentLetter& l) { return l.id == letter_.id; });
    const Date from = std::max(sent == standing_.sent.rend() ? letter_.day : sent->day, back_.today - believed_at_most);
    const auto written = mail_date(back_.mail.headers);
    return from > back_.today ? back_.today : std::clamp(written.value_or(back_.today), from, back_.today);
  }

  bool said_already(EventKind kind) const {
    return std::any_of(input_.events.begin(), input_.events.end(),
                       [&](const Event& e) { return e.kind == kind && e.letter_id == letter_.id; });
  }

  void record(Told told) {
    world_.record(input_, day(), letter_.id, std::move(told), back_.by);
    row_.state = MailState::done;
  }

  void once(Told told, std::string reason) {
    if (said_already(told.kind)) return put(MailState::noted, fmt::format("{} was recorded before", word(told.kind)));
    record(std::move(told));
    row_.reason = std::move(reason);
  }

  const ReportedRecipient& about() const {
    static const ReportedRecipient nobody;
    const auto& all = back_.report.recipients;
    for (const ReportedRecipient& r : all)
      if (same_mailbox(r.address, letter_.recipient)) return r;
    return all.empty() ? nobody : all.front();
  }

  bool proven() const {
    return std::any_of(standing_.sent.begin(), standing_.sent.end(),
                       [&](const SentLetter& l) { return l.id == letter_.id && l.proven; });
  }

  void failure() {
    const ReportedRecipient& r = about();
    if (r.cls == "policy" && !r.hard)
      return put(MailState::open, fmt::format("our own fault, not the address's ({}): {}", r.reason, r.text));
    bounced(r.hard, r.status, r.text);
  }

  void bounced(bool hard, const std::string& status, const std::string& text) {
    if (proven()) return put(MailState::open, "its delivery is proven, and now it is said to have come back");
    if (said_already(EventKind::bounced)) return put(MailState::noted, "bounced was recorded before");
    record(told::Bounced{letter_.recipient, hard, status, text, row_.id});
    letter_.state = LetterState::bounced;
    letter_.reason = text;
    world_.store.update(letter_);
    row_.reason = hard ? "the address is dead; the next plan goes another way"
                       : "it did not arrive; the next plan goes another way";
  }

  void proof(EventKind kind) {
    if (letter_.state == LetterState::bounced)
      return put(MailState::open, "it came back before, and now it is said to have arrived");
    const ReportedRecipient& r = about();
    const std::string evidence = fmt::format("{} report, mail {}{}{}", kind == EventKind::read ? "read" : "delivery",
                                             row_.id, r.status.empty() ? "" : ", ", r.status);
    once(told::Delivered{.kind = kind, .evidence = evidence, .mail = row_.id}, "proof of delivery");
  }

  void away() {
    told::AutoReplied away{.mail = row_.id};
    const auto& back = back_.report.return_date;
    if (back && *back > back_.today) {
      away.said = *back;
      const Policy& policy = *world_.policies.choose(input_.account, standing_of(input_.events), back_.today).policy;
      away.until = std::min(*back, back_.today + Days(policy.cadence.auto_reply_days));
    }
    const bool known = std::any_of(input_.events.begin(), input_.events.end(), [&](const Event& e) {
      return e.kind == EventKind::auto_replied && e.letter_id == letter_.id &&
             told::AutoReplied::read(e).until == away.until;
    });
    if (known) return put(MailState::noted, "auto_replied was recorded before");
    row_.reason = away.until ? "away until " + iso(*away.until) : "away, and no day is named";
    record(away);
  }

  void answer() {
    // A copy of one answer by another way (a list, a second mailbox) has other bytes and the same Message-ID.
    for (const MailRow& other : row_.message_id.empty() ? std::vector<MailRow>() : world_.store.mails({}, letter_.id))
      if (other.id != row_.id && other.message_id == row_.message_id && other.kind == row_.kind)
        return put(MailState::noted, "the same answer came as " + other.id);
    record(told::Replied{.from = row_.sender, .subject = row_.subject, .mail = row_.id});
    put(MailState::open, "an answer: what does it mean?");
  }

  void fax() {
    const auto gateway = fax_gateway(world_.settings);
    std::string text = row_.subject + "\n" + back_.mail.text();
    for (const ForeignPart& part : back_.mail.parts)
      if (part.type.starts_with("message/") && !part.returned) text += "\n" + part.text;
    const auto said = gateway ? read_fax_report(*gateway, text) : std::nullopt;
    if (said && *said && letter_.state == LetterState::bounced)
      return put(MailState::open, "it was given up or came back before, and now it is said to have been sent");
    if (said && *said)
      return once(told::Delivered{.evidence = "the fax gateway's report, mail " + row_.id, .mail = row_.id},
                  "the fax was sent");
    if (said || (back_.report.kind == MailKind::failure && !back_.report.still_tried))
      return bounced(false, about().status, "the fax was not sent: " + printable(row_.subject));
    if (back_.report.kind == MailKind::delivered || back_.report.kind == MailKind::delay || back_.report.still_tried)
      return put(MailState::noted, "the gateway has the mail; whether the fax went is not said");
    if (back_.report.kind == MailKind::reply) return answer();
    put(MailState::open, "it is about a fax, and what it says is not known");
  }

  World& world_;
  const CameBack& back_;
  MailRow& row_;
  LetterRow letter_;
  CaseInput input_;
  Standing standing_;
};

}  // namespace

bool being_sent(World& world, const std::string& letter_id) {
  const auto letter = world.store.letter(letter_id);
  return letter && letter->state == LetterState::sending;
}

void take_report(World& world, const CameBack& back, const std::string& letter_id, MailRow& row) {
  auto letter = world.store.letter(letter_id);
  if (letter) return Taker(world, back, row, std::move(*letter)).take();
  row.state = MailState::open;
  row.reason = "its token is ours, and there is no letter " + letter_id + " here";
}

}  // namespace dunmail
