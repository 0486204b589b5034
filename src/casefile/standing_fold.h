// A case file being folded into its standing, an event at a time. For standing*.cc only.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "casefile/debtor_events.h"
#include "casefile/letter_events.h"
#include "casefile/mail_events.h"
#include "casefile/payment_events.h"
#include "casefile/people_events.h"
#include "casefile/standing.h"

namespace dunmail {

/// A mail address as it is compared: its domain in small letters. Anything else as it is.
std::string mailbox_of(const std::string& address);

class Fold {
 public:
  Standing take(const std::vector<Event>& events);

 private:
  // standing.cc: which event goes where
  void news(const Event& e);
  static bool is_news(const Event& e);
  void apply(const Event& e);
  SentLetter* sent(const std::string& id);
  PendingLetter* pending(const std::string& id);
  void drop(const std::string& id);

  // standing_letters.cc: letters, and what came back to them
  void drafted(const Event& e);
  void dated(const Event& e, const std::optional<told::Dates>& dates);
  void accepted(const Event& e);
  void bounced(const Event& e);
  void post_came_back(const SentLetter& letter, Date day, const std::string& place);
  void moved();
  void post_arrived(const SentLetter& letter);
  void delivered(const Event& e, const told::Delivered& said);
  static void prove(SentLetter& letter, const Event& e, const std::string& what);

  // standing_said.cc: what the debtor said, and what our own people did
  /// An answer belongs to the letter it names, else to the last one that left. It proves that the letter arrived where
  /// it came by the letter's own ways, its token or its page, or in writing; what was said on the telephone proves
  /// nothing.
  template <class Answer>
  void answered(const Event& e, const Answer& answer) {
    answered(e, answer.mail, on_page(answer), in_writing(answer));
  }
  void answered(const Event& e, const std::string& mail, bool page, bool written);
  static bool on_page(const told::PlanAgreed&) { return false; }
  static bool on_page(const auto& answer) { return answer.page.has_value(); }
  static bool in_writing(const told::Disputed&) { return false; }
  static bool in_writing(const auto& answer) { return answer.written; }
  void complained(const std::string& channel);
  void disputed(const Event& e, const told::Disputed& said);
  void acknowledged(const Event& e, const told::Acknowledged& said);
  void held(const Event& e, const told::Held& said);
  void reason_set(const Event& e, const told::ReasonSet& said);
  void called(const Event& e, const told::CallLogged& call);
  void decided(const Event& e);

  // standing_payments.cc: payments, and the promises that they keep
  void paid(const Event& e, const told::Paid& payment);
  std::optional<Date> first_receipt_for(const SentLetter& letter) const;
  void go_elsewhere(const told::Paid& because);
  void returned(const Event& e, const told::Paid& payment);
  void promised(const Event& e, const told::Promised& said);
  void plan_agreed(const Event& e, const told::PlanAgreed& plan);
  void open(Promise promise);
  SentLetter* letter_about(const std::vector<std::string>& invoices);

  Standing s_;
  int addresses_ = 0;                       // that the debtor had before the present one
  std::map<std::string, int> address_of_;   // which of them a letter by post bears
  std::map<std::string, int> returned_of_;  // which of them a place that post came back from was
  std::size_t place_ = 0;                   // of the event at hand in the case file, from 1
};

}  // namespace dunmail
