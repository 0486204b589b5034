// What the ledger's owner changed that rules and letters depend on: events of the cases, and lines of a summary.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "casefile/people_events.h"
#include "desk/world.h"

namespace dunmail {

/// "2 blocks lifted: D0007, D0009".
struct NewsLine {
  std::string one, many;  ///< what happened, to one and to several
  std::vector<std::string> ids;
};

/// Gathers the news of one file (or command). Events are written at once, into the cases that have a file: a debtor who
/// was never written to has none. The summary says it in any case.
class LedgerNews {
 public:
  LedgerNews(World& world, Date day, std::string by, std::string file)
      : world_(&world), day_(day), by_(std::move(by)), file_(std::move(file)) {}

  void debtor(const std::string& id, const std::vector<Change>& changes);
  void contact(const std::string& debtor_id, const std::string& name, const std::vector<Change>& changes);
  /// The invoice as it is now; changes as Store::put gives them.
  void invoice(const InvoiceState& now, const std::string& number, const std::vector<Change>& changes);

  void invoice_closed(const InvoiceState& was, const std::string& number, const std::string& reason);
  void credit_note_closed(const InvoiceState& was, const std::string& number, const std::string& reason);
  void contact_inactive(const std::string& debtor_id, const std::string& name, const std::string& reason);
  void debtor_inactive(const std::string& id, const std::string& reason, bool owes);
  /// A line of the summary without an event.
  void say(const std::string& one, const std::string& many, const std::string& id) {
    lines_[{one, many}].push_back(id);
  }

  std::vector<NewsLine> lines() const;

 private:
  void tell(const std::string& case_id, const std::string& debtor_id, told::LedgerChanged change);
  void tell_all(const std::string& debtor_id, const told::LedgerChanged& change);

  World* world_;
  Date day_;
  std::string by_, file_;
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> lines_;
};

}  // namespace dunmail
