#include "sending/restore.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "casefile/letter_events.h"
#include "casefile/people_events.h"
#include "desk/person.h"
#include "desk/sent_mark.h"
#include "ledger/case_key.h"

namespace dunmail {
namespace {

constexpr const char* why_in_doubt = "the database was restored from a copy: it may have left since";

class Restorer {
 public:
  Restorer(World& world, SentMark& mark, const RestoreOrder& order)
      : world_(world), mark_(mark), by_(person_named(world.settings, order.by)), today_(order.today) {}

  Restored run() {
    out_.older = true;
    world_.store.transaction([&] {
      const std::vector<MarkedLetter> left = mark_.beyond();
      doubt_what_was_ready();
      for (const MarkedLetter& letter : left) doubt(letter);
      keep_batches(left.size());
      mark_.accept(by_);
    });
    mark_.write();
    return std::move(out_);
  }

 private:
  /// The mark may lack its last lines where the machine lost its power: all that could have gone is in doubt.
  void doubt_what_was_ready() {
    for (const LetterState state : {LetterState::approved, LetterState::sending, LetterState::printing})
      for (const std::string& id : world_.store.letter_ids({.state = state})) doubt_letter(*world_.store.letter(id));
  }

  void doubt_letter(LetterRow row) {
    row.state = LetterState::unknown;
    row.reason = why_in_doubt;
    world_.store.update(row);
    world_.store.release_any(row.id);
    world_.record(row, today_, told::RouteSaid{.kind = EventKind::unknown, .text = why_in_doubt, .restored = true},
                  by_);
    out_.in_doubt.push_back(row.id);
  }

  void doubt(const MarkedLetter& marked) {
    keep_number(marked.letter);
    if (marked.case_id == "-") return;  // a restore of before
    auto row = world_.store.letter(marked.letter);
    // Planned since the backup, under a number that had left already: another letter.
    if (row && (row->case_id != marked.case_id || row->kind != marked.kind || row->number != marked.number))
      return hold_case(marked);
    if (row && row->state == LetterState::unknown) return;
    if (row && (row->state == LetterState::accepted || row->state == LetterState::bounced ||
                row->state == LetterState::rejected))
      return;
    if (row && (row->state == LetterState::drafted || row->state == LetterState::held)) {
      // It was approved and left after the backup: as a draft it would be written anew.
      row->state = LetterState::approved;
      world_.store.update(*row);
      return doubt_letter(std::move(*row));
    }
    hold_case(marked);
  }

  void hold_case(const MarkedLetter& marked) {
    const CaseWords words = case_words(marked.case_id);
    const auto currency = Currency::find(words.currency);
    if (!currency || !held_.insert(marked.case_id).second || !world_.store.debtor(std::string(words.debtor))) return;
    CaseInput input;
    input.account.creditor = words.creditor;
    input.account.debtor.id = words.debtor;
    input.account.currency = *currency;
    input.events = world_.store.events(marked.case_id);
    world_.record(input, today_, "",
                  told::Held{fmt::format("{} ({}, {}) left on {} and is not in the restored database", marked.letter,
                                         marked.kind, marked.channel, marked.day)},
                  by_);
    out_.held.push_back(marked.case_id);
  }

  /// A stack has a letter at least: so many numbers may have been given out.
  void keep_batches(std::size_t letters) {
    if (letters == 0) return;
    const std::string counter = fmt::format("batch-{}", static_cast<int>(civil(today_).year()));
    world_.store.set_last_number(counter, world_.store.last_number(counter) + static_cast<std::int64_t>(letters));
  }

  /// L2026-000017 was given out: the next letter of that year has a later one.
  void keep_number(const std::string& letter) {
    const auto dash = letter.find('-');
    if (letter.size() < 7 || dash != 5) return;
    std::int64_t serial = 0;
    std::from_chars(letter.data() + dash + 1, letter.data() + letter.size(), serial);
    const std::string counter = "letter-" + letter.substr(1, 4);
    if (serial > world_.store.last_number(counter)) world_.store.set_last_number(counter, serial);
  }

  World& world_;
  SentMark& mark_;
  const std::string by_;
  const Date today_;
  std::set<std::string> held_;
  Restored out_;
};

}  // namespace

Restored confirm_restore(World& world, const RestoreOrder& order) {
  known_person(world.settings, order.by, "by");
  if (trim(order.by).empty()) throw Error(ErrorKind::usage, "restore", "who confirms it?", "add --by NAME");
  SentMark mark(world);
  if (!mark.amiss()) return {.in_doubt = {}, .held = {}, .before = mark.confirmed()};
  return Restorer(world, mark, order).run();
}

}  // namespace dunmail
