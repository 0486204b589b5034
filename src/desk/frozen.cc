#include "desk/frozen.h"

#include <nlohmann/json.hpp>

#include "base/unreadable.h"

namespace dunmail {

/// Whoever looks at a letter asks several times.
LetterFacts facts_of(const LetterRow& letter) {
  struct Read {
    std::string text;
    LetterFacts facts;
  };
  thread_local Read last;
  if (!letter.facts.empty() && letter.facts == last.text) return last.facts;
  const auto frozen = nlohmann::json::parse(letter.facts, nullptr, false);
  if (frozen.is_discarded()) throw UnreadableRecord(letter.id, "the frozen facts of the letter cannot be read");
  LetterFacts facts = facts_from_json(frozen);
  last.text.clear();  // a copy that runs out of memory leaves nothing half
  last.facts = facts;
  last.text = letter.facts;
  return facts;
}

}  // namespace dunmail
