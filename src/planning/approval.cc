#include "planning/approval.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "casefile/letter_events.h"

namespace dunmail {
namespace {

/// As approvals were hashed before they covered subject and text.
std::string former_hash(const LetterRow& letter) {
  return sha256_hex(letter.document + "\n" + letter.channel + "\n" + letter.recipient);
}

/// Whether the event stands for the letter as it is. Events of before there was `hash` name what it was made from.
bool stands_for(const told::Approved& approved, const LetterRow& letter) {
  if (!approved.hash.empty()) return approved.hash == approval_hash(letter) && approved.hash == letter.approved_hash;
  return approved.document == letter.document && approved.channel == letter.channel &&
         approved.recipient == letter.recipient && letter.approved_hash == former_hash(letter);
}

/// Of its draft, its last change or its approval; empty: it has none.
std::string seal_of(const Event& e) {
  switch (e.kind) {
    case EventKind::drafted:
      return told::Drafted::read(e).seal;
    case EventKind::edited:
      return told::Edited::read(e).seal;
    case EventKind::approved:
      return told::Approved::read(e).seal;
    default:
      return {};
  }
}

}  // namespace

std::string approval_hash(const LetterRow& letter) {
  std::string all = "approval 3\n";
  for (const std::string* part :
       {&letter.document, &letter.subject, &letter.mail_body, &letter.recipient, &letter.channel, &letter.facts})
    all += sha256_hex(*part) + "\n";  // by their hashes: no part can run into the next
  return sha256_hex(all);
}

std::string draft_seal(const LetterRow& letter) {
  std::string all = "draft 1\n";
  for (const std::string* part : {&letter.facts, &letter.approval, &letter.recipient, &letter.channel})
    all += sha256_hex(*part) + "\n";
  return sha256_hex(all);
}

std::optional<std::string> not_as_drafted(const LetterRow& letter, const std::vector<Event>& events) {
  const auto last = std::find_if(events.rbegin(), events.rend(),
                                 [&](const Event& e) { return e.letter_id == letter.id && !seal_of(e).empty(); });
  if (last == events.rend()) return std::nullopt;
  if (seal_of(*last) == draft_seal(letter)) return std::nullopt;
  return "it is not what its case file says was drafted";
}

std::vector<std::string> changed_since_drafted(const LetterRow& letter, const std::vector<Event>& events) {
  const auto drafted = std::find_if(events.begin(), events.end(), [&](const Event& e) {
    return e.letter_id == letter.id && e.kind == EventKind::drafted;
  });
  if (drafted == events.end()) return {"its case file knows nothing of it"};
  std::vector<std::string> out;
  const auto differs = [&](const char* what, const std::string& was, const std::string& is) {
    if (!was.empty() && is != was)
      out.push_back(fmt::format("its {} is \"{}\", it was drafted with \"{}\"", what, is, was));
  };
  const auto was = told::Drafted::read(*drafted);
  differs("kind", was.letter_kind, letter.kind);
  differs("number", was.number, letter.number);
  differs("channel", was.channel, letter.channel);
  differs("occasion", was.occasion, letter.occasion);
  return out;
}

std::optional<std::string> not_as_approved(const LetterRow& letter, const std::vector<Event>& events) {
  const auto last = std::find_if(events.rbegin(), events.rend(), [&](const Event& e) {
    return e.letter_id == letter.id && (e.kind == EventKind::approved || e.kind == EventKind::edited);
  });
  if (last == events.rend() || last->kind != EventKind::approved) return "no approval of it stands in its case file";
  if (!stands_for(told::Approved::read(*last), letter)) return "it was changed after its approval";
  return std::nullopt;
}

std::optional<std::string> ended_by_its_file(const LetterRow& letter, const std::vector<Event>& events) {
  using enum EventKind;
  constexpr std::array ends{accepted, rejected, bounced, refused, cancelled};
  const Event* last = nullptr;
  for (const Event& e : events) {
    if (e.letter_id != letter.id) continue;
    if (e.kind == approved) last = nullptr;
    if (std::find(ends.begin(), ends.end(), e.kind) != ends.end()) last = &e;
  }
  if (!last) return std::nullopt;
  return fmt::format("its case file says that it was {} on {} by {}", word(last->kind), iso(last->day), last->by);
}

std::optional<std::string> not_the_approved(const LetterRow& letter, const std::string& pdf) {
  if (sha256_hex(pdf) == letter.document) return std::nullopt;
  return "its printed document is not the one that was approved";
}

}  // namespace dunmail
