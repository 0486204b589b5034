#include "planning/approval.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"

namespace dunmail {
namespace {

/// As approvals were hashed before they covered subject and text.
std::string former_hash(const LetterRow& letter) {
  return sha256_hex(letter.document + "\n" + letter.channel + "\n" + letter.recipient);
}

/// Whether the event stands for the letter as it is. Events of before there was `hash` name what it was made from.
bool stands_for(const Event& approved, const LetterRow& letter) {
  const auto text = [&](const char* key) { return approved.data.value(key, std::string()); };
  if (approved.data.contains("hash"))
    return text("hash") == approval_hash(letter) && text("hash") == letter.approved_hash;
  return text("document") == letter.document && text("channel") == letter.channel &&
         text("recipient") == letter.recipient && letter.approved_hash == former_hash(letter);
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
                                 [&](const Event& e) { return e.letter_id == letter.id && e.data.contains("seal"); });
  if (last == events.rend()) return std::nullopt;
  if (last->data["seal"] == draft_seal(letter)) return std::nullopt;
  return "it is not what its case file says was drafted";
}

std::vector<std::string> changed_since_drafted(const LetterRow& letter, const std::vector<Event>& events) {
  const auto drafted = std::find_if(events.begin(), events.end(), [&](const Event& e) {
    return e.letter_id == letter.id && e.kind == EventKind::drafted;
  });
  if (drafted == events.end()) return {"its case file knows nothing of it"};
  std::vector<std::string> out;
  const auto differs = [&](const char* what, const std::string& is) {
    const std::string was = drafted->data.value(what, std::string());
    if (!was.empty() && is != was)
      out.push_back(fmt::format("its {} is \"{}\", it was drafted with \"{}\"", what, is, was));
  };
  differs("kind", letter.kind);
  differs("number", letter.number);
  differs("channel", letter.channel);
  differs("occasion", letter.occasion);
  return out;
}

std::optional<std::string> not_as_approved(const LetterRow& letter, const std::vector<Event>& events) {
  const auto last = std::find_if(events.rbegin(), events.rend(), [&](const Event& e) {
    return e.letter_id == letter.id && (e.kind == EventKind::approved || e.kind == EventKind::edited);
  });
  if (last == events.rend() || last->kind != EventKind::approved) return "no approval of it stands in its case file";
  if (!stands_for(*last, letter)) return "it was changed after its approval";
  return std::nullopt;
}

std::optional<std::string> not_the_approved(const LetterRow& letter, const std::string& pdf) {
  if (sha256_hex(pdf) == letter.document) return std::nullopt;
  return "its printed document is not the one that was approved";
}

}  // namespace dunmail
