// What a tier asks for before its letter may be written: every condition, looked at with the figures of the day.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "policy/decision.h"

namespace dunmail {

/// A case on its way up the ladder.
struct CaseOnLadder {
  const Policy& policy;
  const Account& account;
  const Arrears& arrears;
  const Standing& standing;
  const LegalGate& gate;
  Date today;
  const std::string& risk_class;
  const Tier* reached = nullptr;     ///< highest tier sent for the driving invoice
  const SentLetter* last = nullptr;  ///< the latest letter of that tier

  int reached_rank() const { return reached ? reached->rank : 0; }
};

/// The day until which a letter gave time; fourteen days where it printed none.
Date deadline_of(const SentLetter& letter);

inline bool contains(const std::vector<std::string>& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

class TierConditions {
 public:
  /// Writes checks and blockers to `to`, whose figures, track and campaign it reads.
  TierConditions(const CaseOnLadder& on, const Tier& tier, Decision& to) : c_(on), tier_(tier), d_(to) {}

  void look();                                    ///< all that a tier of the ladder asks
  void look_before_due(std::int64_t demandable);  ///< a notice before the due day
  int letters() const;                            ///< of this tier about the driving invoice
  std::string next_occasion() const;              ///< the driving invoice and the letter's number: "INV-1:2"
  bool overdue_for(const ArrearsLine& line) const;
  bool was_warned(const ArrearsLine& line) const;
  std::int64_t demand() const;  ///< what it may ask for: items whose grace is over, less the credit
  /// What legal staff approve is never reached sooner than the policy says.
  int on_track(int letters) const;

 private:
  void check(const char* condition, bool holds, std::string saw, const char* code, std::optional<Date> until = {});
  int room_for_answered() const;
  void minimum(std::int64_t demand);
  std::int64_t lowered(std::int64_t amount) const;
  std::string campaign_note() const;
  void own_deadlines();
  void after_deadline();
  void after_letter_below();
  const SentLetter* last_below() const;
  void proof(const char* condition);
  std::string track_note(int letters) const;
  void within_track();
  void words();
  void legal();
  void notice();

  const CaseOnLadder c_;
  const Tier& tier_;
  Decision& d_;
};

}  // namespace dunmail
