// What `verify` asks of the rows (evidence/verify.h): whether each holds what its columns hold, what follows from other
// rows, and what one row says to whom an event tells of it. Whatever reads whole tables reads them in the engine.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace dunmail {

class Db;
class Store;

/// A payment as it stands in the ledger.
struct KeptPayment {
  std::string creditor, debtor, currency, day, returned;  ///< returned: the day, or empty
  std::int64_t amount = 0;
};

/// A claim, and since when it is one; empty: it is not asserted yet.
struct KeptClaim {
  std::string id, asserted;
};

class KeptRows {
 public:
  using Findings = std::vector<std::pair<std::string, std::string>>;  ///< where, and what
  explicit KeptRows(Store& store);

  /// What the engine says of its own pages and keys, and of the schema: tables, columns and indexes that are gone,
  /// another, or none of ours.
  std::vector<std::string> engine_findings();
  /// The tables that are there and ours.
  std::vector<std::string> tables();
  /// Rows of a table that hold what no such column holds: a text for a number, what is no day, an unknown currency.
  Findings odd_values(const std::string& table);
  /// What follows from other rows, a question each: sums, stacks, counters, numbers without a gap.
  struct Check {
    const char* of;  ///< what it looks at, for who says that it cannot be answered
    Findings (*ask)(Db& db);
  };
  static const std::vector<Check>& checks();
  Findings ask(const Check& check) { return check.ask(db_); }

  std::optional<std::pair<std::int64_t, std::string>> case_head(const std::string& case_id);  ///< last number and hash
  std::vector<std::string> heads_without_file();
  /// Events of a case that are filed under another debtor than that: their numbers and the debtors.
  std::vector<std::pair<std::int64_t, std::string>> filed_elsewhere(const std::string& case_id,
                                                                    const std::string& debtor);
  /// The letter by mail or fax of the newest attempt that was answered: what was noted before its first byte left
  /// stands in the mark.
  std::optional<std::string> newest_answered_letter();

  /// The names of all, in order, asked for page by page; of letter, mail, bank_entry, batch, run, document.
  void each_name(const std::string& table, const std::function<void(const std::string&)>& take);
  /// Each mail and the hash of its document, asked for page by page.
  void each_mail_document(const std::function<void(const std::string& mail, const std::string& sha256)>& take);
  /// Whether a document is here, or went to an archive.
  bool has_document(const std::string& sha256);
  std::optional<std::string> case_of_letter(const std::string& letter_id);
  std::optional<KeptPayment> payment(const std::string& reference);
  std::vector<KeptClaim> claims_of_letter(const std::string& letter_id);
  std::optional<std::pair<std::string, std::int64_t>> place_in_stack(const std::string& letter_id);
  std::set<std::string> waiting_for(const std::string& bank_entry);  ///< debtors
  /// A letter of a run that is further than any letter of a run that still plans.
  std::optional<std::string> letter_beyond_plan(const std::string& run_id);

 private:
  Db& db_;
};

}  // namespace dunmail
