// What the rows say of each other, asked of whole tables (store/kept_rows.h).
#include <fmt/format.h>

#include "ledger/limits.h"
#include "sql/db.h"
#include "store/kept_rows.h"

namespace dunmail {
namespace {

using S = std::string;
using N = std::int64_t;
using Findings = KeptRows::Findings;

/// A sum that somebody wrote over must not end the question with an overflow; beyond_bounds() names it.
S added_up(const S& column) {
  return fmt::format("SUM(CASE WHEN {0} BETWEEN 0 AND {1} THEN {0} ELSE 0 END)", column, most_of_a_case);
}
S sums(Db& db, std::initializer_list<const char*> columns) {
  S out;
  for (const char* column : columns)
    out += fmt::format("{}NOT {} AND {} BETWEEN -{} AND {}", out.empty() ? "" : " AND ", db.engine().no_number(column),
                       column, most_of_a_case, most_of_a_case);
  return out;
}

Findings differing(Db& db, const S& sql, const S& what) {
  Findings out;
  for (const auto& [where, is, should] : db.rows<S, N, N>(sql))
    out.emplace_back(where, fmt::format("{}: {} minor units, and what was booked makes {}", what, is, should));
  return out;
}

Findings found(Db& db, const S& sql) {
  Findings out;
  for (auto& [where, what] : db.rows<S, S>(sql)) out.emplace_back(std::move(where), std::move(what));
  return out;
}

/// What no row of ours holds, and no other question reckons with.
Findings beyond_bounds(Db& db) {
  struct Sums {
    const char *table, *what, *key;
    std::vector<const char*> columns;
  };
  static const std::vector<Sums> all{{"invoice", "invoice", "number", {"amount", "open", "settled", "closed_open"}},
                                     {"payment", "payment", "reference", {"amount", "waiting", "unallocated"}},
                                     {"credit_note", "credit note", "number", {"amount", "unallocated"}},
                                     {"allocation", "allocation of", "payment", {"amount"}},
                                     {"claim", "claim", "id", {"amount", "open"}},
                                     {"letter", "letter", "id", {"amount"}},
                                     {"bank_entry", "bank entry", "id", {"amount"}}};
  Findings out;
  for (const auto& [table, what, key, columns] : all) {
    S said, beyond;
    for (const char* column : columns) {
      said += fmt::format("{}'{} ' || {}", said.empty() ? "" : " || ', ' || ", column, column);
      beyond += fmt::format("{}(NOT {} AND {} NOT BETWEEN -{} AND {})", beyond.empty() ? "" : " OR ",
                            db.engine().no_number(column), column, most_of_a_case, most_of_a_case);
    }
    for (auto& each :
         found(db, fmt::format("SELECT '{} ' || {}, {} || ' minor units: beyond what any account holds' FROM {} "
                               "WHERE {} ORDER BY {}",
                               what, key, said, table, beyond, key)))
      out.push_back(std::move(each));
  }
  return out;
}

/// Credit notes that were closed with a rest say no more how much of them was applied. What exceeds all bounds is not
/// reckoned with.
Findings open_sums(Db& db) {
  return differing(
      db,
      fmt::format("SELECT 'invoice ' || number, open, should FROM (SELECT i.number AS number, i.open AS open, i.amount "
                  "- i.settled - i.closed_open - COALESCE((SELECT {} FROM allocation a WHERE a.invoice = i.number), 0) "
                  "AS should FROM invoice i WHERE {} AND NOT EXISTS (SELECT 1 FROM credit_note c WHERE c.applies_to = "
                  "i.number)) AS sums WHERE open <> should AND NOT EXISTS (SELECT 1 FROM allocation a WHERE a.invoice "
                  "= number AND a.amount > {}) ORDER BY number",
                  added_up("a.amount"), sums(db, {"i.amount", "i.open", "i.settled", "i.closed_open"}), most_of_a_case),
      "its open sum");
}

Findings credits(Db& db) {
  return differing(
      db,
      fmt::format("SELECT 'payment ' || reference, unallocated, should FROM (SELECT reference, unallocated, amount - "
                  "waiting - COALESCE((SELECT {} FROM allocation a WHERE a.payment = reference), 0) - "
                  "COALESCE((SELECT {} FROM claim_allocation c WHERE c.payment = reference), 0) AS should FROM payment "
                  "WHERE returned = '' AND {}) AS sums WHERE unallocated <> should ORDER BY reference",
                  added_up("a.amount"), added_up("c.amount"), sums(db, {"amount", "waiting", "unallocated"})),
      "its credit");
}

Findings claims(Db& db) {
  Findings out = differing(
      db,
      fmt::format("SELECT 'claim ' || id, open, should FROM (SELECT id, open, amount - COALESCE((SELECT {} FROM "
                  "claim_allocation a WHERE a.claim = id), 0) AS should FROM claim WHERE waived = '' AND {}) AS sums "
                  "WHERE open <> should ORDER BY id",
                  added_up("a.amount"), sums(db, {"amount", "open"})),
      "its open sum");
  for (auto& each : found(db,
                          "SELECT 'claim ' || id, 'no letter ' || letter_id || ' is there that asks for it' FROM claim "
                          "WHERE NOT EXISTS (SELECT 1 FROM letter l WHERE l.id = letter_id) ORDER BY id"))
    out.push_back(std::move(each));
  return out;
}

Findings allocations(Db& db) {
  return found(db,
               "SELECT 'allocation of ' || payment || ' to ' || invoice, amount || ' minor units, which nothing is "
               "that goes to an invoice' FROM allocation WHERE amount < 0 UNION ALL SELECT 'allocation of ' || payment "
               "|| ' to ' || claim, amount || ' minor units, which nothing is that goes to a claim' FROM "
               "claim_allocation WHERE amount < 0 ORDER BY 1");
}

Findings stacks(Db& db) {
  return found(
      db,
      "SELECT id, 'it says ' || letters || ' letters on ' || sheets || ' sheets, and holds ' || held || ' on ' || laid "
      "FROM (SELECT b.id AS id, b.letters AS letters, b.pages AS pages, b.sheets AS sheets, COUNT(l.letter_id) AS "
      "held, COALESCE(SUM(l.pages), 0) AS printed, COALESCE(SUM(l.sheets), 0) AS laid FROM batch b LEFT JOIN "
      "batch_letter l ON l.batch_id = b.id GROUP BY b.id, b.letters, b.pages, b.sheets) AS stacks WHERE letters <> "
      "held OR pages <> printed OR sheets <> laid ORDER BY id");
}

Findings strangers_in_stacks(Db& db) {
  return found(db,
               "SELECT b.batch_id, 'it holds ' || b.letter_id || ', which goes by ' || l.channel || ' and not by post' "
               "FROM batch_letter b JOIN letter l ON l.id = b.letter_id WHERE l.channel <> 'post' ORDER BY 1, 2");
}

Findings counters(Db& db) {
  return found(
      db,
      "SELECT 'counter ' || used.name, 'it stands at ' || COALESCE(c.value, 0) || ', and number ' || used.most || ' is "
      "in use' FROM (SELECT 'letter-' || substr(id, 2, 4) AS name, MAX(CASE WHEN "
      "instr(substr(id, 7), '-') = 0 THEN CAST(substr(id, 7) AS BIGINT) ELSE 0 END) AS most FROM letter GROUP BY "
      "substr(id, 2, 4) UNION ALL SELECT 'run-' || substr(id, 2, 4), MAX(CAST(substr(id, 7) AS "
      "BIGINT)) FROM run GROUP BY substr(id, 2, 4) UNION ALL SELECT 'mail-' || substr(id, 2, 4), MAX(CAST(substr(id, "
      "7) AS BIGINT)) FROM mail GROUP BY substr(id, 2, 4) UNION ALL SELECT 'batch-' || substr(id, 2, 4), "
      "MAX(CAST(substr(id, 7) AS BIGINT)) FROM batch GROUP BY substr(id, 2, 4)) AS used LEFT JOIN counter c ON c.name "
      "= used.name WHERE COALESCE(c.value, 0) < used.most ORDER BY used.name");
}

S mail_name(const S& year, N number) { return fmt::format("M{}-{:06}", year, number); }

/// A mail gets its number with its row, and no mail ever goes: a number without one is a mail that was taken out.
Findings numbers_of_mails(Db& db) {
  Findings out;
  const auto gone = [&](const S& year, N first, N last) {
    if (first > last) return;
    const S more = first == last ? S() : " to " + mail_name(year, last);
    out.emplace_back(mail_name(year, first) + more, "the mail is gone: its number was given out");
  };
  for (const auto& [year, given] :
       db.rows<S, N>("SELECT substr(name, 6), value FROM counter WHERE substr(name, 1, 5) = 'mail-' AND NOT " +
                     db.engine().no_number("value") + " ORDER BY name")) {
    N next = 1;
    for (const auto& [number] :
         db.rows<N>("SELECT CAST(substr(id, 7) AS BIGINT) FROM mail WHERE substr(id, 2, 4) = ? ORDER BY 1", year)) {
      gone(year, next, number - 1);
      next = number + 1;
    }
    gone(year, next, given);
  }
  return out;
}

/// "BE-" and sixteen hexadecimal digits.
bool is_entry(const S& id) {
  return id.size() == 19 && id.starts_with("BE-") && id.find_first_not_of("0123456789abcdef", 3) == id.npos;
}

/// Where statements were never imported, whatever the references of payments look like, the ERP gave them.
Findings payments_of_entries(Db& db) {
  constexpr const char* of_entry =
      "EXISTS (SELECT 1 FROM import_log WHERE kind = 'statements') AND p.reference >= 'BE-' AND p.reference < 'BE.'";
  Findings out = found(db, fmt::format("SELECT substr(p.reference, 1, 19), 'the bank entry is gone, and payment ' || "
                                       "p.reference || ' was booked from it' FROM payment p WHERE {} AND NOT EXISTS "
                                       "(SELECT 1 FROM bank_entry e WHERE e.id = substr(p.reference, 1, 19)) ORDER BY "
                                       "p.reference",
                                       of_entry));
  std::erase_if(out, [](const auto& each) { return !is_entry(each.first); });
  for (auto& each :
       found(db, fmt::format("SELECT e.id, 'payment ' || p.reference || ' was booked from it, and it does not say so' "
                             "FROM payment p JOIN bank_entry e ON e.id = substr(p.reference, 1, 19) WHERE {} AND "
                             "p.returned = '' AND instr(char(10) || e.payments || char(10), char(10) || p.reference || "
                             "char(10)) = 0 ORDER BY p.reference",
                             of_entry)))
    out.push_back(std::move(each));
  return out;
}

}  // namespace

const std::vector<KeptRows::Check>& KeptRows::checks() {
  static const std::vector<Check> all{
      {"sums", beyond_bounds},
      {"the open sums of invoices", open_sums},
      {"the credits of payments", credits},
      {"claims", claims},
      {"what payments went to", allocations},
      {"the letters of batches", stacks},
      {"the letters of batches and their ways", strangers_in_stacks},
      {"counters", counters},
      {"the numbers of mails", numbers_of_mails},
      {"payments of bank entries", payments_of_entries},
  };
  return all;
}

}  // namespace dunmail
