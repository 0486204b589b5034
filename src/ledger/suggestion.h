// What matching thinks that a payment is for, while a person has yet to say so.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dunmail {

struct SuggestedPart {
  std::string invoice;
  std::int64_t amount = 0;  ///< minor units; 0: nobody can say yet how much of it is for this one
  bool operator==(const SuggestedPart&) const = default;
};

/// As a bank entry keeps it: "INV-1:50000", a line each.
std::string suggestion_text(const std::vector<SuggestedPart>& parts);
/// Throws UnreadableRecord for anything suggestion_text() did not write.
std::vector<SuggestedPart> read_suggestion(std::string_view text);

}  // namespace dunmail
