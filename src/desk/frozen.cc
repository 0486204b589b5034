#include "desk/frozen.h"

#include <nlohmann/json.hpp>

#include "base/unreadable.h"

namespace dunmail {

LetterFacts facts_of(const LetterRow& letter) {
  const auto frozen = nlohmann::json::parse(letter.facts, nullptr, false);
  if (frozen.is_discarded()) throw UnreadableRecord(letter.id, "the frozen facts of the letter cannot be read");
  return facts_from_json(frozen);
}

}  // namespace dunmail
