#include "store/states.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/unreadable.h"

namespace dunmail {
namespace {

constexpr std::array<std::string_view, 11> letter_words{"drafted",  "held",    "approved", "sending",
                                                        "printing", "unknown", "accepted", "bounced",
                                                        "rejected", "refused", "cancelled"};
constexpr std::array<std::string_view, 6> mail_words{"open", "decided", "dismissed", "done", "noted", "ignored"};
constexpr std::array<std::string_view, 9> bank_words{"new",      "booked",   "suggested", "unmatched", "ignored",
                                                     "returned", "reversed", "announced", "superseded"};
constexpr std::array<std::string_view, 3> run_words{"planning", "finished", "abandoned"};
constexpr std::array<std::string_view, 3> batch_words{"making", "laying", "made"};
static_assert(batch_words.size() == static_cast<std::size_t>(BatchState::made) + 1);
static_assert(run_words.size() == static_cast<std::size_t>(RunState::abandoned) + 1);
static_assert(letter_words.size() == static_cast<std::size_t>(LetterState::cancelled) + 1);
static_assert(mail_words.size() == static_cast<std::size_t>(MailState::ignored) + 1);
static_assert(bank_words.size() == static_cast<std::size_t>(BankState::superseded) + 1);

template <class State>
std::optional<State> find(const auto& words, std::string_view word) {
  const auto found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) return std::nullopt;
  return static_cast<State>(found - words.begin());
}

template <class State>
State need(std::optional<State> found, const std::string& id, std::string_view word, const char* what) {
  if (found) return *found;
  throw UnreadableRecord(id, "is in the state \"" + printable(std::string(word)) + "\", which no " + what + " has");
}

template <class State>
bool allows(const std::vector<StateRule<State>>& rules, State from, State to) {
  if (from == to) return true;
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const auto& r) { return r.state == from; });
  return found != rules.end() && std::find(found->next.begin(), found->next.end(), to) != found->next.end();
}

}  // namespace

std::string word(LetterState state) { return std::string(letter_words[static_cast<std::size_t>(state)]); }
std::string word(MailState state) { return std::string(mail_words[static_cast<std::size_t>(state)]); }
std::string word(BankState state) { return std::string(bank_words[static_cast<std::size_t>(state)]); }
std::string word(RunState state) { return std::string(run_words[static_cast<std::size_t>(state)]); }
std::string word(BatchState state) { return std::string(batch_words[static_cast<std::size_t>(state)]); }

std::optional<LetterState> find_letter_state(std::string_view word) { return find<LetterState>(letter_words, word); }
std::optional<MailState> find_mail_state(std::string_view word) { return find<MailState>(mail_words, word); }
std::optional<BankState> find_bank_state(std::string_view word) { return find<BankState>(bank_words, word); }

RunState run_state(const std::string& id, std::string_view word) {
  return need(find<RunState>(run_words, word), id, word, "run");
}

BatchState batch_state(const std::string& id, std::string_view word) {
  return need(find<BatchState>(batch_words, word), id, word, "batch");
}

LetterState letter_state(const std::string& id, std::string_view word) {
  return need(find_letter_state(word), id, word, "letter");
}
MailState mail_state(const std::string& id, std::string_view word) {
  return need(find_mail_state(word), id, word, "mail");
}
BankState bank_state(const std::string& id, std::string_view word) {
  return need(find_bank_state(word), id, word, "bank entry");
}

const std::vector<StateRule<LetterState>>& letter_states() {
  using enum LetterState;
  static const std::vector<StateRule<LetterState>> rules{
      {drafted, {approved, held, refused, cancelled}},
      {held, {drafted, approved, refused, cancelled}},
      {approved, {drafted, sending, printing, held, refused, cancelled, unknown}},
      {sending, {accepted, rejected, held, approved, unknown}},
      {printing, {accepted, approved, unknown}},
      {unknown, {accepted, rejected, held, approved, cancelled, bounced}},
      {accepted, {bounced}},
      {bounced, {}},
      {rejected, {}},
      {refused, {}},
      {cancelled, {}},
  };
  return rules;
}

const std::vector<StateRule<MailState>>& mail_states() {
  using enum MailState;
  static const std::vector<StateRule<MailState>> rules{
      {open, {decided, dismissed, done, noted, ignored}},
      {decided, {}},
      {dismissed, {}},
      {done, {}},
      {noted, {}},
      {ignored, {}},
  };
  return rules;
}

const std::vector<StateRule<BankState>>& bank_states() {
  using enum BankState;
  static const std::vector<StateRule<BankState>> rules{
      {fresh, {booked, suggested, unmatched, returned, ignored}},
      {suggested, {booked, unmatched, returned, ignored}},
      {unmatched, {booked, suggested, returned, ignored}},
      {announced, {superseded, ignored}},
      {booked, {reversed}},
      {reversed, {booked, ignored}},
      {ignored, {booked}},
      {returned, {}},
      {superseded, {}},
  };
  return rules;
}

bool may_become(LetterState from, LetterState to) { return allows(letter_states(), from, to); }
bool may_become(MailState from, MailState to) { return allows(mail_states(), from, to); }
bool may_become(BankState from, BankState to) { return allows(bank_states(), from, to); }

}  // namespace dunmail
