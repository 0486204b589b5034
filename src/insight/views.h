// What is known of the runs, of one run, of a letter and of a debtor: gathered once, for whatever shows it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "casefile/event.h"
#include "desk/held_back.h"
#include "desk/world.h"
#include "letters/facts.h"

namespace dunmail {

struct RunLine {
  RunRow run;
  Store::RunCount letters;
};

struct RunsView {
  std::vector<RunLine> runs;  ///< newest first, as the store lists them
  std::vector<RunRow> plans;  ///< those that plan, or were stopped while they did
};

RunsView view_runs(World& world);

struct RunView {
  RunRow run;
  std::vector<HeldBack> held;
};

/// Nothing where there is no such run; its letters are asked for one by one (Store::letter_ids).
std::optional<RunView> view_run(World& world, const std::string& id);

struct LetterView {
  LetterRow letter;
  std::optional<LetterFacts> facts;             ///< as they were frozen; nothing where they cannot be read
  bool successor = false;                       ///< drafts of the same number gave way to it
  std::vector<std::string> warnings, not_kept;  ///< said when it was drafted; of edits of the draft before it
  std::string proof;                            ///< what proves its delivery, or empty
  std::optional<ArchivedDocument> archived;     ///< where its document went
  std::vector<Event> events;                    ///< of this letter, oldest first
};

std::optional<LetterView> view_letter(World& world, const std::string& id);

struct DebtorView {
  Debtor debtor;
  std::string inactive;  ///< why it takes part in nothing any more, or empty
  std::vector<std::pair<std::string, std::string>> inactive_contacts;  ///< name and why
};

std::optional<DebtorView> view_debtor(World& world, const std::string& id);

}  // namespace dunmail
