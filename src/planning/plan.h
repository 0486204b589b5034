// A run: every case is examined, and what is due to be written becomes a proposal.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/progress.h"
#include "desk/case_trouble.h"
#include "desk/examine.h"
#include "desk/world.h"

namespace dunmail {

struct HeldBack {
  std::string code;  ///< of the first blocker
  std::size_t count = 0;
  std::map<std::string, std::int64_t> demand;  ///< by currency
  struct Example {
    std::string case_id, text;
  };
  std::vector<Example> examples;  ///< the first few, in the ledger's order
};

struct Proposal {
  std::string run_id;
  std::size_t examined = 0;
  struct Group {
    std::size_t letters = 0;
    std::map<std::string, std::int64_t> amount;  ///< by currency
  };
  std::map<std::pair<std::string, std::string>, Group> groups;  ///< by kind and channel
  std::vector<HeldBack> held;                                   ///< most frequent first
  std::size_t too_late = 0;  ///< letters that give time beyond a limitation or a guarantee
  std::vector<HeldBack::Example> too_late_examples;
  std::size_t replaced = 0;   ///< drafts that gave way to letters of this run with their numbers
  std::size_t withdrawn = 0;  ///< drafts of which nothing is due any more; their cases are free
  struct Gone {
    std::string letter, why;
  };
  std::vector<Gone> gone;  ///< the first of either, in the ledger's order
  CaseTroubles trouble;    ///< cases that were left alone; held back as "trouble" as well
  std::size_t letters() const;
  /// A creditor's letters are held because of what dunmail.toml does not say of it: somebody has to write it.
  bool settings_lack() const;
};

/// Writes the proposal, all or nothing. A case with a letter under way is left alone, so a second plan proposes nothing
/// twice; but a draft that nobody approved in time, or that says what is not true any more, gives way
/// (planning/redraft.h). Only `debtor_id` when it is not empty.
Proposal plan(World& world, Date today, const std::string& debtor_id, const Progress& progress);

}  // namespace dunmail
