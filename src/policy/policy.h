// The rules of a dunning procedure as data (config/policy.toml): tiers, most severe first, and the numbers of the
// cadence. Loaded once, never changed.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/config_table.h"
#include "base/money.h"
#include "policy/call_rules.h"
#include "policy/campaign.h"
#include "policy/risk.h"
#include "policy/track.h"

namespace dunmail {

enum class Approval { automatic, credit, legal };
const char* word(Approval approval);

/// What has to be known of the letter below before the next tier.
enum class Proof {
  sent,    ///< handed to the relay and not bounced
  proven,  ///< a delivery report, a read receipt, an answer, or a person's evidence
};

/// What a tier's letter adds to the invoices.
enum class ChargesMode { none, interest, fee, both };
const char* word(ChargesMode mode);

/// What is proposed to our own people when a tier's last letter ran out unanswered and no letter follows it.
enum class FinalAction { none, legal_referral, stop_supply, write_off };
const char* word(FinalAction action);
/// How many different persons must agree before it counts as decided.
int persons_needed(FinalAction action);

/// What a lawyer's letter may be made to wait for; the words of `requires` under [tier.legal_gate].
inline constexpr std::array<const char*, 6> legal_prerequisites{
    "warning-proven",   ///< delivery of the letter of the tier below is proven
    "deadline-passed",  ///< and the day it gave is over
    "law-firm",        ///< the law-firm record in dunmail.toml is complete; else a draft is written, and never approved
    "limitation",      ///< the claim can still be enforced, where the law is known
    "own-locale",      ///< a template in the debtor's own language; no other will do
    "approval-legal",  ///< legal staff approve it
};

/// One rung. A condition that the file leaves out holds.
struct Tier {
  std::string id;             ///< pre-due-notice, reminder, credit-warning, lawyers-letter, final-demand
  std::string template_kind;  ///< the template that is printed; default: the id
  int rank = 0;               ///< 0 for a pre-tier (before the due date), 1 for the lowest tier, rising
  std::string below;          ///< the tier it follows; empty for the lowest
  std::string where;          ///< file:line, for decisions
  // Conditions
  std::optional<long> days_overdue_from, days_overdue_to;  ///< of the driving invoice; negative: before the due date
  int grace_per_item = 0;  ///< days after its due day before an item counts as overdue for this tier
  std::map<std::string, std::int64_t> minimum_amount;  ///< by currency, minor units; below it the tier falls one down
  int minimum_percent = 0;  ///< of all that is open in the currency; below it the tier falls one down
  int ignored_below = 0;    ///< letters of the tier below that went unanswered; a broken promise serves as well
  Proof proof_below = Proof::sent;
  int deadline_grace_days = 0;  ///< days after the deadline that the letter below printed
  std::vector<std::string> debtor_kinds, risk_classes, segments;  ///< empty: all
  std::vector<std::string> legal_gate;  ///< of legal_prerequisites; a tier that prints a lawyer's letter has them all
  int legal_notice_days = 0;  ///< working days that legal staff have for the internal notice before the first letter
  // The letter
  int max_letters = 1;       ///< of this tier in one cycle
  bool always_send = false;  ///< of the last tier only: goes on beyond max_letters, each interval
  bool lists_all = false;    ///< items = "all": what is not due yet is listed, and never demanded
  ChargesMode charges = ChargesMode::none;
  std::map<std::string, std::int64_t> fee;  ///< by currency, minor units; for `fee` and `both`
  std::string regime;                       ///< of config/regimes.toml; empty: by the creditor's settings
  FinalAction final_action = FinalAction::none;
  int deadline_days = 7;                        ///< calendar days, moved to the next working day; 0: prints none
  std::map<std::string, int> deadline_days_in;  ///< where it differs: by "en" or, first, by "en.individual"
  Approval approval = Approval::automatic;
  std::map<std::string, std::int64_t>
      credit_from;                    ///< by currency: an automatic letter of this sum and more needs a credit clerk
  std::vector<std::string> channels;  ///< email, fax, post; in order of preference
  std::vector<std::string> roles;     ///< whom to write to, in order of preference
  // Cadence, in working days
  int interval = 10, interval_min = 3, interval_max = 30;

  bool is_lawyers_letter() const { return template_kind == "lawyers-letter"; }
};

/// The numbers of the cadence (design: Cadence). Days are calendar days unless they say working days.
struct CadenceRules {
  int short_window_days = 10;   ///< an answer within it slows down
  double slower = 2.5;          ///< so an answer; and a promise that was kept
  double faster = 0.8;          ///< so a letter that nobody answered by its deadline
  double promise_broken = 0.5;  ///< so a promise that was not kept
  double pace_min = 0.25, pace_max = 4.0;
  int minimum_gap_days = 3;           ///< between two contacts of any kind
  int max_letters_30_days = 4;        ///< demands
  int max_confirmations_30_days = 8;  ///< what confirms the debtor's word, and thanks
  int auto_reply_days = 14;           ///< longest an automatic reply defers
  int promise_grace_working_days = 1;
  int broken_promise_days = 14;  ///< so long a broken promise is news that a letter speaks of
  int pay_day_lead_working_days = 2;
  int pay_day_shift_days = 3;      ///< at most this far from the day it would be otherwise
  int pay_day_payments = 6;        ///< so many payments teach a pay-day that nobody set; 0: none is learned
  int pay_day_share_percent = 80;  ///< of them that must agree
  bool weekends = true;            ///< letters of the ladder may leave on a weekend; on a public holiday none leaves
  int confirm_within_days = 7;     ///< what was said longer ago is not confirmed in writing any more
  int max_silence_days = 45;       ///< a case that rests longer raises an alert
  int approval_days = 2;           ///< working days that a letter may wait for its approval before the run says so
  int dispute_days = 30;           ///< that a dispute may stand before the worklist asks what became of it
  int refused_days = 10;  ///< working days that a refused letter is not proposed again, unless its figures change
  double memory = 0.3;    ///< share of an earlier cycle's pace that the next one starts with ...
  int memory_days = 180;  ///< ... fading to none over so many days
  int draft_days = 5;     ///< working days that a draft stands unapproved; then the next plan writes it anew
};

/// After a lawyer's letter what it named rests. What falls due later ...
enum class AfterLegal {
  new_cycle,  ///< ... begins a cycle of its own, at the lowest tier
  hold,       ///< ... waits, with an alert that names it
};
const char* word(AfterLegal after);

/// Who approves the tier's letter of a sum.
Approval approval_for(const Tier& tier, std::int64_t amount, Currency currency);

/// The tier's deadline for a letter in a locale to a kind of debtor.
int deadline_days(const Tier& tier, const std::string& locale, const std::string& debtor_kind);

/// Whom a policy is for. A list that the file leaves out takes everybody; what it names must all hold.
struct Scope {
  std::vector<std::string> debtors, segments, creditors, debtor_kinds, countries;
  bool operator==(const Scope&) const = default;
};

/// What one letter is about.
enum class Grouping {
  debtor,    ///< all that the debtor owes the creditor in one currency
  contract,  ///< the invoices of one contract; those without a contract together
  invoice,
};
const char* word(Grouping grouping);

struct Policy {
  std::string name;
  std::string file;
  Scope scope;
  Grouping grouping = Grouping::debtor;
  AfterLegal after_legal = AfterLegal::new_cycle;
  std::vector<Tier> tiers;  ///< most severe first, as in the file
  CadenceRules cadence;
  TrackRules tracks;                ///< [track], [habitual]
  RiskRules risk;                   ///< [risk]
  CallRules calls;                  ///< [calls]
  std::vector<Campaign> campaigns;  ///< [[campaign]]; no two on one day
  /// [charges] pursue_from: the least sum of claims, by currency, that is asked for when nothing else is owed; less is
  /// waived.
  std::map<std::string, std::int64_t> pursue_charges_from;
  std::map<std::string, Tier> occasional;  ///< short-payment, broken-promise, ...: letters that an event calls for
  std::string fingerprint;                 ///< SHA-256 of the file

  const Tier* find(const std::string& id) const;

  /// Throws Error(config) with file, line and column for: a typo in a key, a tier that nothing can reach, two lowest
  /// tiers, a circle of `below`, numbers that contradict each other.
  static Policy load(const std::string& path);
  static Policy parse(std::string_view toml, const std::string& name);
};

}  // namespace dunmail
