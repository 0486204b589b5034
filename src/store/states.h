// What a letter, a mail that came back and a bank entry are, and what each can become. The database keeps the word;
// nothing but these tables says which change is one. docs/formats.md shows them, and a test holds it to this.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace dunmail {

/// Somebody else changed a row after it was read for a decision: says what it is now, and by whom. Nothing was written.
class Overtaken : public Error {
 public:
  Overtaken(std::string where, std::string message)
      : Error(ErrorKind::input, std::move(where), std::move(message), "look at it again, then decide") {}
};

/// drafted -> approved -> sending (by post: printing) -> accepted. Sideways: held (cannot be printed or addressed),
/// refused (a person said no), cancelled (no longer due), rejected (the other side said no), unknown (in doubt),
/// bounced (came back later).
enum class LetterState {
  drafted,
  held,
  approved,
  sending,
  printing,
  unknown,
  accepted,
  bounced,
  rejected,
  refused,
  cancelled,
};

/// open (a person looks) -> decided | dismissed. Or at once: done (its event stands in the case file), noted (it
/// changes nothing: a delay, a repetition), ignored (its token is forged).
enum class MailState { open, decided, dismissed, done, noted, ignored };

enum class BankState {
  fresh,  ///< "new": not looked at
  booked,
  suggested,
  unmatched,
  ignored,     ///< no payment of a debtor
  returned,    ///< a return that took a booked entry back
  reversed,    ///< an entry that was taken back
  announced,   ///< the bank has not booked it; it is never booked here, and holds letters as a suggestion does
  superseded,  ///< announced, and told since by another entry
};

/// Of a run. planning -> finished | abandoned; nobody sees what a run has drafted while it plans.
enum class RunState {
  planning,
  finished,
  abandoned,  ///< it ended half way, and a later plan looked at everything again
};

/// Of a batch of letters by post. making -> laying -> made. One that is not made while nobody makes it belongs to a
/// process that died: nobody has seen the stack of one that is `making`, its letters are looked at anew; that of one
/// that is `laying` may be printed already, the next process finishes it.
enum class BatchState { making, laying, made };

std::string word(LetterState state);
std::string word(MailState state);
std::string word(BankState state);
std::string word(RunState state);
std::string word(BatchState state);

/// Nothing for what is no state.
std::optional<LetterState> find_letter_state(std::string_view word);
std::optional<MailState> find_mail_state(std::string_view word);
std::optional<BankState> find_bank_state(std::string_view word);

/// For the row `id` as it is stored. Throw UnreadableRecord for what is no state.
LetterState letter_state(const std::string& id, std::string_view word);
MailState mail_state(const std::string& id, std::string_view word);
BankState bank_state(const std::string& id, std::string_view word);
RunState run_state(const std::string& id, std::string_view word);
BatchState batch_state(const std::string& id, std::string_view word);

template <class State>
struct StateRule {
  State state;
  std::vector<State> next;  ///< beside itself
};
const std::vector<StateRule<LetterState>>& letter_states();
const std::vector<StateRule<MailState>>& mail_states();
const std::vector<StateRule<BankState>>& bank_states();

/// Each may stay what it is.
bool may_become(LetterState from, LetterState to);
bool may_become(MailState from, MailState to);
bool may_become(BankState from, BankState to);

/// In JSON a state is its word, never a number.
template <class Json>
void to_json(Json& out, const LetterState& state) {
  out = word(state);
}
template <class Json>
void to_json(Json& out, const MailState& state) {
  out = word(state);
}
template <class Json>
void to_json(Json& out, const BankState& state) {
  out = word(state);
}

}  // namespace dunmail
