// What a debtor says on its response page, written into the case file.
//
// Whoever holds the letter can say it: nobody is known to have signed. A promise or a dispute counts as said; nothing
// here counts as a written acknowledgement, on which a limitation period would start anew (a signed document does that:
// dunmail record acknowledgement --written). Taking less for proven than might be can cost nothing but a letter.
#pragma once

#include <string>

#include "desk/world.h"

namespace dunmail {

inline constexpr const char* response_page_actor = "debtor, response page";

struct DebtorAnswer {
  std::string what;                  ///< received, balance, promise, paid, dispute, contact
  std::int64_t amount = 0;           ///< promise, dispute; 0: the whole sum
  std::optional<Date> day;           ///< promise
  std::string reference;             ///< paid
  std::string invoice, type, text;   ///< dispute; contact: text
  std::string upload, media_type;    ///< paid: the bytes of the proof; or empty
  std::string source, agent;         ///< from which address and browser; evidence only
  std::optional<Instant> said = {};  ///< when, where it is written later than it was given
};

enum class Taken {
  recorded,
  again,         ///< the same was said today: nothing was added
  promise_open,  ///< one promise at a time; the next would move the day on and on
  not_open,      ///< the invoice owes less than what is disputed
  too_many,      ///< answers to this letter, over all time
};

/// Writes the answer as an event, and what a person must look at (paid, contact) into the inbox as well; all or
/// nothing.
Taken take_answer(World& world, const LetterRow& letter, const LetterFacts& facts, const DebtorAnswer& answer,
                  Date today);

/// An answer that could not be recorded as what it is, and that nobody can ask the debtor for again: into the inbox.
void put_before_people(World& world, const LetterRow& letter, const LetterFacts& facts, const DebtorAnswer& answer,
                       Date today);

}  // namespace dunmail
