// What a person answered: their own words, and what they may mean. A suggestion for a clerk, who decides; every
// suggestion quotes the sentence it rests on.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "tracking/message.h"
#include "tracking/rules.h"

namespace dunmail {

/// The text above the quotation and without the signature. Quotations are known by "> ", by the line that introduces
/// them (On ... wrote:, Am ... schrieb ...:, 写道：) and by copied headers; signatures by "-- ", a closing formula, or
/// the name of a telephone that sent it. Chinese, English, German.
std::string own_words(std::string_view text);

struct Suggestion {
  /// promise, intends-to-pay (no exact day, so no promise), paid, dispute, needs-document, wrong-contact,
  /// out-of-business, refuses: the words of [[meaning]] in config/replies.toml.
  std::string meaning;
  std::string type;         ///< dispute: goods, quantity, price, not-received, invoice, ...; or ""
  std::string evidence;     ///< the sentence, at most 500 bytes
  std::optional<Date> day;  ///< promise: the exact day; always there for a promise, from `today` to a year on
  std::optional<Money> amount;
  std::string invoice;      ///< a number named beside "invoice", "Rechnung", "发票"; or ""
  std::string reference;    ///< paid: a number named as reference, 流水号, Verwendungszweck; or ""
  std::string upload = {};  ///< paid, on the response page: SHA-256 of the document that came with it; or ""
  bool operator==(const Suggestion&) const = default;
};
nlohmann::ordered_json to_json(const Suggestion& suggestion);
/// What suggestions_text() gave, as a mail is kept with it. The reader throws UnreadableRecord for anything else; keys
/// that are missing say nothing.
std::string suggestions_text(const std::vector<Suggestion>& suggestions);
std::vector<Suggestion> read_suggestions(const std::string& text);

/// Each meaning (and type of dispute) at most once, in the text's order. `today` is the day of the message: what "next
/// Friday" counts from.
std::vector<Suggestion> suggest_meaning(std::string_view own_words, Date today, const Rules& rules);

}  // namespace dunmail
