#include "sending/last_look.h"

#include <fmt/format.h>

#include "desk/case_trouble.h"
#include "desk/rules.h"
#include "planning/approval.h"
#include "planning/date_anew.h"
#include "planning/still_true.h"
#include "sending/hand_off.h"

namespace dunmail {
LastLook::LastLook(World& world, Date today)
    : world_(world), today_(today), rules_(rules_of(world)), wrapping_(Wrapping::open(world.settings)) {}

/// What is wrong with one letter's case holds that letter, and no other.
Looked LastLook::look_at_account(const std::string& letter_id, bool first) {
  Looked out;
  try {
    look_at_account(letter_id, first, out);
  } catch (...) {
    out.found = Looked::Found::held;
    out.why = {letter_id, "its case is in trouble: " + trouble_caught(),
               "dunmail explain says more; mend it, and plan again"};
  }
  return out;
}

void LastLook::look_at_account(const std::string& letter_id, bool first, Looked& out) {
  auto row = world_.store.letter(letter_id);
  if (!row || row->state != LetterState::approved) return;
  out.row = std::move(*row);
  out.found = Looked::Found::ready;
  const CaseInput input = world_.case_of(out.row);
  if (auto why = first ? not_what_stands(out.row, input.events) : std::nullopt) {
    out.found = Looked::Found::held;
    out.changed = true;
    out.why = {out.row.id, std::move(*why), "dunmail verify shows what was changed"};
    return;
  }
  check_sums(input.account);
  check_for_rules(world_, input);
  const Examined as_it_is = examine_letter(rules_, input, today_, out.row.id);
  if (const auto why = no_longer_due(world_, rules_, out.row, input, as_it_is, today_)) {
    out.found = Looked::Found::cancelled;
    out.why = {out.row.id, *why, ""};
    out.row.state = LetterState::cancelled;
    out.row.reason = *why;
    return;
  }
  const auto wait = [&](Instant until) { out.found = Looked::Found::too_early, out.row.next_attempt = until; };
  const Debtor& debtor = input.account.debtor;
  if (const Blocker* hold = resting(as_it_is)) {
    out.why = {out.row.id, "waits: " + hold->text, "it leaves when the hold is over; refuse it to take it out"};
    return wait(world_.now() + std::chrono::minutes(15));  // a release wakes it (intake/record.cc)
  }
  // What left meanwhile may have used up its gap; and nobody gets a letter that is dated tomorrow.
  const Date day = std::max(out.row.day, leaving_day(rules_, input, as_it_is, out.row.kind, today_));
  if (day > today_) {
    out.why = {out.row.id, "waits: it may leave on " + iso(day), ""};
    return wait(begin_of_day(world_, debtor, day));
  }
  const Instant now = world_.now(), opens = window_opens(world_, debtor, now);
  if (opens > now) wait(opens);
}

Looked LastLook::look(const std::string& letter_id, std::int64_t version) {
  Looked out = look_at_account(letter_id, true);
  if (out.found != Looked::Found::ready) return out;
  LetterRow& row = out.row;
  auto hold = [&](Problem why) { out.found = Looked::Found::held, out.why = std::move(why); };
  if (!row.message_date) row.message_date = world_.now();
  auto pdf = world_.store.document(row.document);
  if (!pdf) {
    hold({row.id, "its printed document is gone from the database",
          "restore a backup, or refuse the letter and plan again"});
    return out;
  }
  if (auto why = not_the_approved(row, *pdf)) {
    hold({row.id, std::move(*why), "dunmail verify shows what was changed; refuse the letter and plan again"});
    return out;
  }
  const bool fax = row.channel == "fax";
  Unpacked letter{fax ? row : std::move(row), std::move(*pdf), version};
  ++letter.row.attempts;
  if (!fax) {
    out.unpacked = std::move(letter);
    return out;
  }
  if (auto ready = pack(world_.settings, wrapping_, std::move(letter), &printer()))
    out.ready = std::move(*ready);
  else
    hold(ready.problem());
  return out;
}

Looked LastLook::look_again(const ReadyLetter& letter) {
  Looked out = look_at_account(letter.row.id, false);
  // Approved anew, as another document: these bytes are not the ones.
  if (out.found == Looked::Found::ready && out.row.approved_hash != letter.row.approved_hash)
    out.found = Looked::Found::gone;
  return out;
}

Printer& LastLook::printer() {
  if (!printer_) printer_ = std::make_unique<Printer>(world_.press());
  return *printer_;
}

}  // namespace dunmail
