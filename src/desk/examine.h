// One case on one day, looked at by every rule: what is owed, where the case stands, which letter, and when. Pure; used
// by plan, explain and the check before a letter leaves.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cadence/step.h"
#include "policy/decision.h"
#include "policy/policy_book.h"
#include "store/store.h"

namespace dunmail {

/// One account, or one group of it where the policy writes its letters by contract or invoice.
struct Examined {
  const Policy* policy = nullptr;
  std::string policy_why;  ///< why this one; empty where there is only one
  std::string group;       ///< its key; empty: the whole account
  Standing standing;
  Arrears arrears;
  Decision decision;
  Cycle cycle;                    ///< of the decision's invoices; without any, of what is overdue
  std::optional<Step> step;       ///< when the decision has a tier
  std::vector<Blocker> blockers;  ///< of decision and step, and the day when it lies ahead; empty: send now
  std::optional<Date> next_possible;
  std::vector<PromiseFinding> promises;  ///< that this day settles; already counted in `standing`
  std::vector<std::string>
      foreign_credits;                ///< of other currencies, to be put before people the first time: "USD 500.00"
  std::vector<std::string> too_late;  ///< what ends before the letter's deadline would: limitations, guarantees
  bool send() const { return decision.tier && blockers.empty(); }
};

/// What an examination needs besides the case.
struct CaseRules {
  const PolicyBook& policies;
  const Calendars& calendars;
  /// Whether a template for a kind stands in a locale itself.
  std::function<bool(const std::string& kind, const std::string& locale)> has_template;
  /// What the law-firm record for a creditor's letters to a country, in a locale, lacks.
  std::function<std::vector<std::string>(const std::string& creditor, const std::string& country,
                                         const std::string& locale)>
      law_firm_lacks;
  const Reasons& reasons = Reasons::none();
  /// Why no letter of this creditor may be written: it has no signatory, no address of its own.
  std::function<std::optional<Blocker>(const std::string& creditor)> creditor_lacks = [](const std::string&) {
    return std::nullopt;
  };
  int credit_hold_days = 7;  ///< that a demand waits for a word on a credit in another currency
};

/// Every group of the account, decided on its own; never empty. The promises that the day settles stand in each of
/// them.
std::vector<Examined> examine_each_group(const CaseRules& rules, const CaseInput& input, Date today);

/// The same for letters that are still to be written: of the parts that a lawyer's letter made of the account, one a
/// day.
std::vector<Examined> examine_groups(const CaseRules& rules, const CaseInput& input, Date today);

/// The group of that key; without one the first that may send, else the first.
Examined examine(const CaseRules& rules, const CaseInput& input, Date today, const std::string& group = {});

/// The group that a drafted letter is about, as it is now.
Examined examine_letter(const CaseRules& rules, const CaseInput& input, Date today, const std::string& letter_id);

/// The first day from `from` on which the letter may leave, by the calendar, the gap and the caps as they are now.
/// `now` is its group. `from` itself for a debtor without a calendar and for a kind that the policy no longer has.
Date leaving_day(const CaseRules& rules, const CaseInput& input, const Examined& now, const std::string& kind,
                 Date from);

/// The first day on which a letter can leave if nothing more happens: `next_possible` knows of the first obstacle only,
/// and behind a deadline there may stand an interval or a holiday. Nothing when only an event can change the matter.
std::optional<Date> first_possible(const CaseRules& rules, const CaseInput& input, const Examined& today);

/// Whether the letter of a decision asks for money; a confirmation and a notice before the due day do not.
bool demands(const Decision& decision);

/// What the ledger and the case say of a letter's items: open and disputed sums, the credit. Changes when any of them
/// does.
std::string ledger_mark(const Examined& examined, const std::vector<std::string>& invoices);

}  // namespace dunmail
