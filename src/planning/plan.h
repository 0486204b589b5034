// A run: every case is examined, and what is due to be written becomes a proposal.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/progress.h"
#include "desk/examine.h"
#include "desk/held_back.h"
#include "desk/world.h"

namespace dunmail {

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
  std::string resumed;  ///< it went on behind this debtor: groups and held count all of the run, the rest what followed
  std::string stopped;  ///< as asked, behind this debtor; the run is not finished
  std::size_t letters() const;
  /// A creditor's letters are held because of what dunmail.toml does not say of it: somebody has to write it.
  bool settings_lack() const;
};

struct PlanOrder {
  Date today;
  std::string debtor = {};          ///< only this one; empty: all
  std::string run = {};             ///< its letters belong to this run, which is finished: a way round of the day
  std::function<bool()> stop = {};  ///< asked between two pages
};

/// Writes the proposal, in pages of some 1,600 debtors: others write between two of them. Until the last one is written
/// the run plans, and nobody is shown or asked to approve what it has drafted. One that was stopped, or whose process
/// died, is gone on with by the next plan of the day with the same policy, which gives the same letters and numbers;
/// another day's leaves it abandoned, and looks at its drafts as at all others. Two at once: the second waits.
///
/// A case with a letter under way is left alone, so a second plan proposes nothing twice; but a draft that nobody
/// approved in time, or that says what is not true any more, gives way (planning/redraft.h).
Proposal plan(World& world, const PlanOrder& order, const Progress& progress = {});

}  // namespace dunmail
