// The loop that plans: cases by the page, drafts of earlier runs, new letters. What a run promises stands in
// planning/plan.h.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "planning/compose.h"
#include "planning/plan.h"
#include "planning/redraft.h"

namespace dunmail {

/// One pass over all cases, or over those of one debtor.
class Planner {
 public:
  Planner(World& world, const PlanOrder& order, const Progress& progress);

  Proposal run();

 private:
  static constexpr std::size_t examples_kept = 20;

  // plan.cc: a run, and its pages
  void one_debtor();
  void begin();
  void begin_or_resume();
  bool page();
  void count(const CaseInput& input);
  void finish();
  void sum_up();
  void put_row();
  void consider(CaseInput& input);
  Date live_since() const;
  void settle_promises(CaseInput& input, const std::vector<Examined>& groups);

  // plan_drafts.cc: drafts of earlier runs
  std::vector<LetterRow> drafts_of(const CaseInput& input) const;
  void look_at(const std::vector<LetterRow>& drafts, CaseInput& input);
  void compare(const LetterRow& draft, const Examined& e, const CaseInput& without, CaseInput& input);
  static void keep_contact(const std::string& name, const CaseInput& input, Examined& e,
                           std::vector<std::string>& lost);
  static void keep_extra(const std::string& extra, LetterRow& row);
  void not_now(const LetterRow& draft, const Examined& e, CaseInput& input);
  void withdraw(LetterRow draft, const std::string& why, CaseInput& input);
  void replace(LetterRow draft, Composed next, const std::string& why, const DraftEdits& edits,
               std::vector<std::string> lost, CaseInput& input);
  bool is_redrafted(const Examined& e) const;

  // plan_letters.cc: new letters, and what is put before people
  void propose(CaseInput& input, const Examined& e);
  void put_before_people(CaseInput& input, const Examined& e);
  void waive(CaseInput& input, Claim& claim, std::int64_t amount, const std::string& reason);
  void tell_waived(CaseInput& input, const Claim& claim, std::int64_t amount, const std::string& reason);
  void correct(CaseInput& input, const std::vector<ClaimPayment>& corrections);
  void decided(CaseInput& input, const std::string& action, const std::string& occasion, const std::string& reason);
  void hold(const CaseInput& input, const std::string& code, const std::string& text, std::int64_t demand);
  void draft(CaseInput& input, const Examined& e);
  bool write(CaseInput& input, Composed letter);

  World& world_;
  const PlanOrder& order_;
  const Date today_;
  const Progress& progress_;
  CaseRules rules_;
  const Composer composer_;
  const std::string serials_;  // the counter of the year's letters
  std::int64_t last_serial_ = 0;
  RunRow row_;
  std::size_t debtors_ = 0, seen_ = 0;
  std::string last_seen_;
  std::set<std::string> redrafted_;  // of the case in hand
  Proposal out_;
};

}  // namespace dunmail
