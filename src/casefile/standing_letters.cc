// Letters: drafted, gone, come back, arrived.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <tuple>

#include "casefile/postal_place.h"
#include "casefile/standing_fold.h"

namespace dunmail {

void Fold::drafted(const Event& e) {
  auto draft = told::Drafted::read(e);
  if (draft.channel == "post") address_of_[e.letter_id] = addresses_;
  s_.pending.push_back({e.letter_id, draft.letter_kind, draft.occasion, draft.channel, draft.number, e.day,
                        draft.deadline, draft.amount, std::move(draft.invoices), false, false,
                        draft.policy.value_or(""), draft.group});
}

/// A letter that leaves later than it was drafted is dated on its day, and gives its days from there.
void Fold::dated(const Event& e, const std::optional<told::Dates>& dates) {
  PendingLetter* letter = pending(e.letter_id);
  if (!letter) return;
  letter->approved = e.kind == EventKind::approved;
  if (dates) letter->deadline = dates->deadline, letter->day = dates->date.value_or(letter->day);
}

void Fold::accepted(const Event& e) {
  const PendingLetter* found = pending(e.letter_id);
  if (!found) return;
  SentLetter letter;
  letter.id = found->id;
  letter.kind = found->kind;
  letter.occasion = found->occasion;
  letter.channel = found->channel;
  letter.number = found->number;
  letter.deadline = found->deadline;
  letter.amount = found->amount;
  letter.invoices = found->invoices;
  letter.policy = found->policy;
  letter.group = found->group;
  letter.day = e.day;
  const auto before = [](const SentLetter& a, const SentLetter& b) {
    return std::make_tuple(a.day, a.id.size(), std::cref(a.id)) < std::make_tuple(b.day, b.id.size(), std::cref(b.id));
  };
  s_.sent.insert(std::upper_bound(s_.sent.begin(), s_.sent.end(), letter, before), std::move(letter));
  drop(e.letter_id);
}

void Fold::bounced(const Event& e) {
  SentLetter* letter = sent(e.letter_id);
  if (!letter || letter->proven) return;
  letter->bounced = true;
  const auto bounce = told::Bounced::read(e);
  letter->address_dead = bounce.hard;
  if (!letter->address_dead) return;
  if (letter->channel == "post")
    post_came_back(*letter, e.day, place_of(bounce.recipient));
  else
    s_.dead_addresses.insert(mailbox_of(bounce.recipient));
}

/// It condemns the address that the letter bore, which need not be the debtor's of today.
void Fold::post_came_back(const SentLetter& letter, Date day, const std::string& place) {
  if (place.empty() && address_of_[letter.id] != addresses_) return;
  s_.returned_post[place] = day;
  returned_of_[place] = address_of_[letter.id];
}

void Fold::moved() {
  ++addresses_;
  s_.returned_post.erase("");
}

/// A letter arrived, so the address that it bore is good.
void Fold::post_arrived(const SentLetter& letter) {
  std::erase_if(s_.returned_post,
                [&](const auto& place) { return returned_of_[place.first] == address_of_[letter.id]; });
}

void Fold::delivered(const Event& e, const told::Delivered& said) {
  SentLetter* letter = sent(e.letter_id);
  if (!letter) return;
  prove(*letter, e,
        !said.evidence.empty()      ? said.evidence
        : !said.mail.empty()        ? "the answer of mail " + said.mail
        : e.kind == EventKind::read ? "a read receipt"
                                    : "a report of delivery");
  letter->bounced = false;
  if (letter->channel == "post") post_arrived(*letter);
}

void Fold::prove(SentLetter& letter, const Event& e, const std::string& what) {
  if (letter.proven) return;
  letter.proven = true;
  letter.proof = fmt::format("{}, {}", what, iso(e.day));
  letter.proven_on = e.day;
}

}  // namespace dunmail
