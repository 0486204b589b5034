#include "ledger/suggestion.h"

#include <charconv>

#include "base/text.h"
#include "base/unreadable.h"

namespace dunmail {

std::string suggestion_text(const std::vector<SuggestedPart>& parts) {
  std::string out;
  for (const SuggestedPart& p : parts) out += (out.empty() ? "" : "\n") + p.invoice + ":" + std::to_string(p.amount);
  return out;
}

std::vector<SuggestedPart> read_suggestion(std::string_view text) {
  std::vector<SuggestedPart> out;
  if (text.empty()) return out;
  for (const std::string_view line : split(text, '\n')) {
    const auto colon = line.rfind(':');  // a number may hold one itself
    SuggestedPart part;
    const char* const end = line.data() + line.size();
    const char* const amount = colon == line.npos ? end : line.data() + colon + 1;
    const auto read = std::from_chars(amount, end, part.amount);
    if (read.ec != std::errc() || read.ptr != end)
      throw UnreadableRecord("suggestion", "\"" + printable(std::string(line)) + "\" is not INVOICE:AMOUNT");
    part.invoice = line.substr(0, colon);
    out.push_back(std::move(part));
  }
  return out;
}

}  // namespace dunmail
