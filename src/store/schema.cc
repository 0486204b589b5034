#include "store/schema.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "ledger/case_key.h"
#include "ledger/match.h"
#include "ledger/match_keys.h"
#include "ledger/payment_text.h"
#include "sql/db.h"

namespace dunmail {
namespace {

// Migrations are numbered and never edited once released; docs/formats.md describes the tables. Days are ISO text, sums
// BIGINT minor units, texts never NULL.
constexpr const char* migrations[] = {
    R"sql(
CREATE TABLE counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
CREATE TABLE debtor (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, locale TEXT NOT NULL, street TEXT NOT NULL, postcode TEXT NOT NULL,
  city TEXT NOT NULL, region TEXT NOT NULL, country TEXT NOT NULL, segment TEXT NOT NULL, risk_class TEXT NOT NULL,
  calendar TEXT NOT NULL, time_zone TEXT NOT NULL, pay_days TEXT NOT NULL, blocked TEXT NOT NULL);
CREATE TABLE contact (
  debtor_id TEXT NOT NULL REFERENCES debtor(id), name TEXT NOT NULL, position TEXT NOT NULL, role TEXT NOT NULL, honorific TEXT NOT NULL,
  email TEXT NOT NULL, fax TEXT NOT NULL, phone TEXT NOT NULL, locale TEXT NOT NULL, PRIMARY KEY (debtor_id, name));
CREATE TABLE invoice (
  number TEXT PRIMARY KEY, creditor TEXT NOT NULL, debtor_id TEXT NOT NULL REFERENCES debtor(id), currency TEXT NOT NULL, contract TEXT NOT NULL,
  issued TEXT NOT NULL, due TEXT NOT NULL, amount BIGINT NOT NULL, open BIGINT NOT NULL, blocked TEXT NOT NULL);
CREATE INDEX invoice_open ON invoice (debtor_id) WHERE open > 0;
CREATE TABLE payment (
  reference TEXT PRIMARY KEY, creditor TEXT NOT NULL, debtor_id TEXT NOT NULL REFERENCES debtor(id), currency TEXT NOT NULL, day TEXT NOT NULL,
  amount BIGINT NOT NULL, invoice TEXT NOT NULL, unallocated BIGINT NOT NULL);
CREATE INDEX payment_credit ON payment (debtor_id) WHERE unallocated > 0;
CREATE TABLE allocation (
  payment TEXT NOT NULL REFERENCES payment(reference), invoice TEXT NOT NULL REFERENCES invoice(number), amount BIGINT NOT NULL,
  PRIMARY KEY (payment, invoice));
CREATE TABLE import_log (
  id BIGINT PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, file TEXT NOT NULL, as_of TEXT NOT NULL, added BIGINT NOT NULL,
  changed BIGINT NOT NULL, same BIGINT NOT NULL, skipped BIGINT NOT NULL);
CREATE TABLE event (
  case_id TEXT NOT NULL, seq BIGINT NOT NULL, debtor_id TEXT NOT NULL, day TEXT NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL,
  letter_id TEXT NOT NULL, actor TEXT NOT NULL, data TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL,
  PRIMARY KEY (case_id, seq));
CREATE INDEX event_debtor ON event (debtor_id);
CREATE TABLE run (
  id TEXT PRIMARY KEY, today TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, policy TEXT NOT NULL, press TEXT NOT NULL,
  examined BIGINT NOT NULL, held TEXT NOT NULL);
CREATE TABLE letter (
  id TEXT PRIMARY KEY, run_id TEXT NOT NULL REFERENCES run(id), case_id TEXT NOT NULL, debtor_id TEXT NOT NULL REFERENCES debtor(id),
  kind TEXT NOT NULL, occasion TEXT NOT NULL, channel TEXT NOT NULL, number TEXT NOT NULL, recipient TEXT NOT NULL, currency TEXT NOT NULL,
  amount BIGINT NOT NULL, day TEXT NOT NULL, deadline TEXT NOT NULL, rule TEXT NOT NULL, approval TEXT NOT NULL, drafted_by TEXT NOT NULL,
  state TEXT NOT NULL, reason TEXT NOT NULL, facts TEXT NOT NULL, ledger_mark TEXT NOT NULL, approved_by TEXT NOT NULL, approved_hash TEXT NOT NULL,
  document TEXT NOT NULL, subject TEXT NOT NULL, mail_body TEXT NOT NULL, message_id TEXT NOT NULL, message_date TEXT NOT NULL,
  attempts BIGINT NOT NULL, next_attempt TEXT NOT NULL, receipt TEXT NOT NULL);
-- The promise of the product: a second letter for the same occasion by the same channel cannot exist. What was cancelled,
-- refused or bounced does not count as sent and leaves the place free.
CREATE UNIQUE INDEX letter_once ON letter (case_id, kind, occasion, channel) WHERE state NOT IN ('cancelled', 'refused', 'rejected', 'bounced');
CREATE INDEX letter_run ON letter (run_id);
CREATE INDEX letter_debtor ON letter (debtor_id);
CREATE INDEX letter_state ON letter (state) WHERE state IN ('drafted', 'approved', 'sending', 'unknown');
CREATE TABLE document (sha256 TEXT PRIMARY KEY, media_type TEXT NOT NULL, bytes BLOB NOT NULL);
)sql",
    // Parts, credit notes, returned payments, guarantors; what a debtor's risk is judged by.
    R"sql(
ALTER TABLE debtor ADD COLUMN credit_limit BIGINT NOT NULL DEFAULT -1;
ALTER TABLE debtor ADD COLUMN credit_currency TEXT NOT NULL DEFAULT '';
ALTER TABLE debtor ADD COLUMN distance_km BIGINT NOT NULL DEFAULT -1;
ALTER TABLE debtor ADD COLUMN size TEXT NOT NULL DEFAULT '';
ALTER TABLE invoice ADD COLUMN secured BIGINT NOT NULL DEFAULT 0;
ALTER TABLE invoice ADD COLUMN rate BIGINT NOT NULL DEFAULT 0;
ALTER TABLE payment ADD COLUMN returned TEXT NOT NULL DEFAULT '';
ALTER TABLE payment ADD COLUMN reversal TEXT NOT NULL DEFAULT '';
CREATE INDEX payment_reversal ON payment (reversal) WHERE reversal <> '';
CREATE TABLE part (
  invoice TEXT NOT NULL REFERENCES invoice(number), seq BIGINT NOT NULL, debtor_id TEXT NOT NULL, due TEXT NOT NULL, amount BIGINT NOT NULL,
  kind TEXT NOT NULL, PRIMARY KEY (invoice, seq));
CREATE INDEX part_debtor ON part (debtor_id);
CREATE TABLE credit_note (
  number TEXT PRIMARY KEY, creditor TEXT NOT NULL, debtor_id TEXT NOT NULL REFERENCES debtor(id), currency TEXT NOT NULL, day TEXT NOT NULL,
  amount BIGINT NOT NULL, applies_to TEXT NOT NULL, unallocated BIGINT NOT NULL);
CREATE INDEX credit_note_credit ON credit_note (debtor_id) WHERE unallocated > 0;
CREATE TABLE guarantor (
  debtor_id TEXT NOT NULL REFERENCES debtor(id), name TEXT NOT NULL, kind TEXT NOT NULL, until TEXT NOT NULL, months BIGINT NOT NULL,
  contact TEXT NOT NULL, position TEXT NOT NULL, street TEXT NOT NULL, postcode TEXT NOT NULL, city TEXT NOT NULL, region TEXT NOT NULL,
  country TEXT NOT NULL, email TEXT NOT NULL, fax TEXT NOT NULL, phone TEXT NOT NULL, locale TEXT NOT NULL, PRIMARY KEY (debtor_id, name));
)sql",
    // How an account has paid: from a debtor's paid invoices to the payments that paid them.
    R"sql(
CREATE INDEX invoice_paid ON invoice (debtor_id) WHERE open = 0;
CREATE INDEX allocation_invoice ON allocation (invoice, payment);
)sql",
    // What came back by mail.
    R"sql(
CREATE TABLE mail (
  id TEXT PRIMARY KEY, document TEXT NOT NULL UNIQUE, message_id TEXT NOT NULL, day TEXT NOT NULL, at TEXT NOT NULL, sent TEXT NOT NULL, sender TEXT NOT NULL,
  subject TEXT NOT NULL, kind TEXT NOT NULL, letter_id TEXT NOT NULL, case_id TEXT NOT NULL, debtor_id TEXT NOT NULL, matched_by TEXT NOT NULL,
  state TEXT NOT NULL, reason TEXT NOT NULL, size BIGINT NOT NULL, report TEXT NOT NULL, suggestions TEXT NOT NULL, candidates TEXT NOT NULL,
  decision TEXT NOT NULL, decided_by TEXT NOT NULL, decided_at TEXT NOT NULL);
CREATE INDEX mail_open ON mail (state) WHERE state = 'open';
CREATE INDEX mail_letter ON mail (letter_id) WHERE letter_id <> '';
CREATE TABLE mail_place (
  source TEXT NOT NULL, validity BIGINT NOT NULL, uid BIGINT NOT NULL, name TEXT NOT NULL, mail_id TEXT NOT NULL REFERENCES mail(id),
  PRIMARY KEY (source, validity, uid, name));
CREATE INDEX letter_recipient ON letter (recipient COLLATE NOCASE) WHERE recipient <> '';
CREATE INDEX contact_email ON contact (email COLLATE NOCASE) WHERE email <> '';
)sql",
    // Letters by post: the stacks they were printed in, and what the post says of them.
    R"sql(
CREATE TABLE batch (
  id TEXT PRIMARY KEY, run_id TEXT NOT NULL, day TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL, state TEXT NOT NULL, folder TEXT NOT NULL,
  paper TEXT NOT NULL, envelope TEXT NOT NULL, sheet_classes TEXT NOT NULL, duplex BIGINT NOT NULL, marks BIGINT NOT NULL, letters BIGINT NOT NULL,
  pages BIGINT NOT NULL, sheets BIGINT NOT NULL, sha256 TEXT NOT NULL, job TEXT NOT NULL);
-- A letter is handed over in one batch, or in none.
CREATE TABLE batch_letter (
  batch_id TEXT NOT NULL REFERENCES batch(id), sequence BIGINT NOT NULL, letter_id TEXT NOT NULL UNIQUE REFERENCES letter(id), pages BIGINT NOT NULL,
  sheets BIGINT NOT NULL, registered BIGINT NOT NULL, PRIMARY KEY (batch_id, sequence));
CREATE TABLE posting (
  letter_id TEXT PRIMARY KEY REFERENCES letter(id), tracking TEXT NOT NULL UNIQUE, delivered_on TEXT NOT NULL, at TEXT NOT NULL, actor TEXT NOT NULL);
)sql",
    // Bank statements: entries, what became of them, and the accounts that debtors pay from.
    R"sql(
CREATE TABLE bank_entry (
  id TEXT PRIMARY KEY, account TEXT NOT NULL, currency TEXT NOT NULL, amount BIGINT NOT NULL, sent_currency TEXT NOT NULL, sent BIGINT NOT NULL,
  booked TEXT NOT NULL, value TEXT NOT NULL, reversal BIGINT NOT NULL, collective BIGINT NOT NULL, end_to_end TEXT NOT NULL, reference TEXT NOT NULL,
  payer TEXT NOT NULL, payer_account TEXT NOT NULL, on_behalf_of TEXT NOT NULL, text TEXT NOT NULL, bank_reference TEXT NOT NULL, state TEXT NOT NULL,
  creditor TEXT NOT NULL, debtor_id TEXT NOT NULL, rule TEXT NOT NULL, why TEXT NOT NULL, evidence TEXT NOT NULL, candidates TEXT NOT NULL,
  payments TEXT NOT NULL, suggestion TEXT NOT NULL, bookings BIGINT NOT NULL, other TEXT NOT NULL, actor TEXT NOT NULL, file TEXT NOT NULL,
  line BIGINT NOT NULL);
CREATE INDEX bank_entry_state ON bank_entry (state);
CREATE TABLE bank_payer (
  account TEXT NOT NULL, debtor_id TEXT NOT NULL REFERENCES debtor(id), name TEXT NOT NULL, day TEXT NOT NULL, actor TEXT NOT NULL,
  PRIMARY KEY (account, debtor_id));
CREATE TABLE bank_statement (
  serial BIGINT PRIMARY KEY, account TEXT NOT NULL, currency TEXT NOT NULL, id TEXT NOT NULL, file TEXT NOT NULL, opening_day TEXT NOT NULL,
  closing_day TEXT NOT NULL, opening BIGINT NOT NULL, closing BIGINT NOT NULL);
CREATE INDEX bank_statement_account ON bank_statement (account, currency, closing_day);
)sql",
    // Which sending process has a letter.
    R"sql(
ALTER TABLE letter ADD COLUMN lease_by TEXT NOT NULL DEFAULT '';
ALTER TABLE letter ADD COLUMN lease_until TEXT NOT NULL DEFAULT '';
CREATE INDEX letter_lease ON letter (lease_by) WHERE lease_by <> '';
-- What a sender may still hand over within the hour and the day.
CREATE INDEX event_attempted ON event (at) WHERE kind = 'attempted';
)sql",
    // Which host takes a recipient domain's mail, as the name servers said.
    R"sql(
CREATE TABLE mail_host (domain TEXT PRIMARY KEY, host TEXT NOT NULL, until TEXT NOT NULL);
-- Faxes whose confirmation is waited for.
CREATE INDEX letter_fax ON letter (id) WHERE channel = 'fax' AND state = 'accepted';
)sql",
    // One payment told by two files; payments that a person has yet to place hold the letters that they may settle.
    R"sql(
ALTER TABLE bank_entry ADD COLUMN format TEXT NOT NULL DEFAULT '';
ALTER TABLE bank_entry ADD COLUMN held_until TEXT NOT NULL DEFAULT '';
ALTER TABLE bank_entry ADD COLUMN twin TEXT NOT NULL DEFAULT '';
ALTER TABLE bank_entry ADD COLUMN batch TEXT NOT NULL DEFAULT '';
CREATE INDEX bank_entry_booked ON bank_entry (booked);
CREATE TABLE bank_waiting (
  debtor_id TEXT NOT NULL, entry TEXT NOT NULL REFERENCES bank_entry(id), PRIMARY KEY (debtor_id, entry));
CREATE INDEX bank_waiting_entry ON bank_waiting (entry);
)sql",
    // A letter's long texts in a table of their own: a claim, an intent and a receipt each write its row, of which six
    // go on a page without them.
    R"sql(
CREATE TABLE letter_text (
  letter_id TEXT PRIMARY KEY REFERENCES letter(id), facts TEXT NOT NULL, subject TEXT NOT NULL, mail_body TEXT NOT NULL);
INSERT INTO letter_text (letter_id, facts, subject, mail_body) SELECT id, facts, subject, mail_body FROM letter ORDER BY id;
ALTER TABLE letter DROP COLUMN facts;
ALTER TABLE letter DROP COLUMN subject;
ALTER TABLE letter DROP COLUMN mail_body;
-- The same rows as before, named one by one: SQLite makes a table of each IN at every change of a letter, and finds no
-- letter of a state by an index over IN.
DROP INDEX letter_once;
CREATE UNIQUE INDEX letter_once ON letter (case_id, kind, occasion, channel)
  WHERE state <> 'cancelled' AND state <> 'refused' AND state <> 'rejected' AND state <> 'bounced';
DROP INDEX letter_state;
CREATE INDEX letter_state ON letter (state) WHERE state = 'drafted' OR state = 'approved' OR state = 'sending' OR state = 'unknown';
)sql",
    // What letters asserted beside the invoices, and which receipts settled it. A row is written with its draft; it is
    // a claim from the day in `asserted` on.
    R"sql(
CREATE TABLE claim (
  id TEXT PRIMARY KEY, creditor TEXT NOT NULL, debtor_id TEXT NOT NULL, currency TEXT NOT NULL, kind TEXT NOT NULL, invoice TEXT NOT NULL,
  letter_id TEXT NOT NULL, ground TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL, rate TEXT NOT NULL, amount BIGINT NOT NULL,
  open BIGINT NOT NULL, asserted TEXT NOT NULL, withdrawn TEXT NOT NULL, waived TEXT NOT NULL);
CREATE INDEX claim_debtor ON claim (debtor_id);
CREATE INDEX claim_letter ON claim (letter_id);
CREATE TABLE claim_allocation (
  payment TEXT NOT NULL REFERENCES payment(reference), claim TEXT NOT NULL REFERENCES claim(id), amount BIGINT NOT NULL,
  PRIMARY KEY (payment, claim));
CREATE INDEX claim_allocation_claim ON claim_allocation (claim);
CREATE INDEX credit_note_invoice ON credit_note (applies_to) WHERE applies_to <> '';
)sql",
    // Whose calendar is in use, before it ends.
    R"sql(
CREATE INDEX debtor_calendar ON debtor (calendar, country);
)sql",
    // What a complete list no longer names, or a person took out; debtors that were merged; what the export settled;
    // payments that wait for their day.
    R"sql(
ALTER TABLE debtor ADD COLUMN inactive TEXT NOT NULL DEFAULT '';
ALTER TABLE debtor ADD COLUMN inactive_on TEXT NOT NULL DEFAULT '';
ALTER TABLE debtor ADD COLUMN merged_into TEXT NOT NULL DEFAULT '';
ALTER TABLE contact ADD COLUMN inactive TEXT NOT NULL DEFAULT '';
ALTER TABLE contact ADD COLUMN inactive_on TEXT NOT NULL DEFAULT '';
ALTER TABLE contact ADD COLUMN inactive_by TEXT NOT NULL DEFAULT '';
ALTER TABLE invoice ADD COLUMN settled BIGINT NOT NULL DEFAULT 0;
ALTER TABLE invoice ADD COLUMN settled_on TEXT NOT NULL DEFAULT '';
ALTER TABLE invoice ADD COLUMN closed TEXT NOT NULL DEFAULT '';
ALTER TABLE invoice ADD COLUMN closed_on TEXT NOT NULL DEFAULT '';
ALTER TABLE invoice ADD COLUMN closed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE invoice ADD COLUMN closed_open BIGINT NOT NULL DEFAULT 0;
ALTER TABLE payment ADD COLUMN waiting BIGINT NOT NULL DEFAULT 0;
CREATE INDEX payment_waiting ON payment (day) WHERE waiting > 0;
)sql",
    // Since when a letter waits: a draft that aged gives way to another with its number.
    R"sql(
ALTER TABLE letter ADD COLUMN since TEXT NOT NULL DEFAULT '';
)sql",
    // The day of the newest export that named the row: an older one is no news.
    R"sql(
ALTER TABLE debtor ADD COLUMN as_of TEXT NOT NULL DEFAULT '';
ALTER TABLE contact ADD COLUMN as_of TEXT NOT NULL DEFAULT '';
ALTER TABLE guarantor ADD COLUMN as_of TEXT NOT NULL DEFAULT '';
ALTER TABLE invoice ADD COLUMN as_of TEXT NOT NULL DEFAULT '';
-- Of whom something happened lately; who is settled is not read.
DROP INDEX event_debtor;
CREATE INDEX event_debtor ON event (debtor_id, day);
)sql",
    // Receipts are reckoned by day and reference, whatever the order in which they become known.
    R"sql(
CREATE INDEX payment_account ON payment (debtor_id, creditor, currency, day, reference);
CREATE INDEX payment_returned ON payment (debtor_id, creditor, currency, day) WHERE returned <> '';
)sql",
    // Decisions name what they saw; the end of every chain; what sending committed last (desk/sent_mark.h).
    R"sql(
ALTER TABLE letter ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE mail ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE bank_entry ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE TABLE case_head (case_id TEXT PRIMARY KEY, seq BIGINT NOT NULL, hash TEXT NOT NULL);
INSERT INTO case_head (case_id, seq, hash) SELECT case_id, seq, hash FROM event e WHERE seq = (SELECT MAX(seq) FROM event o WHERE o.case_id = e.case_id);
CREATE TABLE sent_mark (id BIGINT PRIMARY KEY, counter BIGINT NOT NULL, hash TEXT NOT NULL);
INSERT INTO sent_mark (id, counter, hash) VALUES (1, 0, '');
)sql",
    // What every engine orders and compares alike: rows by a number of their own, addresses in small letters.
    R"sql(
ALTER TABLE contact ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE guarantor ADD COLUMN seq BIGINT NOT NULL DEFAULT 0;
DROP INDEX letter_recipient;
DROP INDEX contact_email;
CREATE INDEX letter_recipient ON letter (lower(recipient)) WHERE recipient <> '';
CREATE INDEX contact_email ON contact (lower(email)) WHERE email <> '';
CREATE INDEX contact_seq ON contact (seq);
CREATE INDEX guarantor_seq ON guarantor (seq);
-- What was read from end to end to find a few rows.
CREATE INDEX credit_note_debtor ON credit_note (debtor_id);
CREATE INDEX debtor_merged ON debtor (merged_into) WHERE merged_into <> '';
CREATE INDEX letter_waiting ON letter (state) WHERE state = 'held' OR state = 'printing';
CREATE INDEX mail_debtor ON mail (debtor_id) WHERE debtor_id <> '';
CREATE INDEX bank_entry_debtor ON bank_entry (debtor_id) WHERE debtor_id <> '';
)sql",
    // A plan commits by pages.
    R"sql(
ALTER TABLE run ADD COLUMN state TEXT NOT NULL DEFAULT 'finished';
ALTER TABLE run ADD COLUMN reached TEXT NOT NULL DEFAULT '';
CREATE INDEX run_planning ON run (state) WHERE state = 'planning';
)sql",
    // By what a bank entry finds an invoice and a debtor (ledger/match_keys.h).
    R"sql(
ALTER TABLE invoice ADD COLUMN plain TEXT NOT NULL DEFAULT '';
ALTER TABLE invoice ADD COLUMN tail TEXT NOT NULL DEFAULT '';
ALTER TABLE debtor ADD COLUMN name_plain TEXT NOT NULL DEFAULT '';
ALTER TABLE debtor ADD COLUMN id_plain TEXT NOT NULL DEFAULT '';
ALTER TABLE debtor ADD COLUMN reference TEXT NOT NULL DEFAULT '';
CREATE INDEX invoice_plain ON invoice (plain) WHERE plain <> '';
CREATE INDEX invoice_tail ON invoice (tail) WHERE tail <> '';
CREATE INDEX invoice_sum ON invoice (open, currency) WHERE open > 0;
CREATE INDEX debtor_name_plain ON debtor (name_plain) WHERE name_plain <> '';
CREATE INDEX debtor_id_plain ON debtor (id_plain) WHERE id_plain <> '';
CREATE INDEX debtor_reference ON debtor (reference) WHERE reference <> '';
CREATE INDEX bank_entry_sum ON bank_entry (amount) WHERE state = 'booked';
)sql",
    // A long file is written down in pages: which one is under way, or was stopped (docs/decisions/0027).
    R"sql(
CREATE TABLE half_import (
  kind TEXT NOT NULL,
  creditor TEXT NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  file TEXT NOT NULL,
  as_of TEXT NOT NULL,
  rows_in BIGINT NOT NULL,
  rows_of BIGINT NOT NULL,
  PRIMARY KEY (kind, creditor)
);
)sql",
    // Documents whose bytes lie in a folder (evidence/archive.h), and whose a document is: of what is still under way
    // none goes there.
    R"sql(
CREATE TABLE archive (id BIGINT PRIMARY KEY, folder TEXT NOT NULL UNIQUE);
CREATE TABLE archived_document (
  sha256 TEXT PRIMARY KEY, media_type TEXT NOT NULL, bytes BIGINT NOT NULL, archive BIGINT NOT NULL REFERENCES archive(id), file TEXT NOT NULL,
  day TEXT NOT NULL, actor TEXT NOT NULL);
ALTER TABLE mail ADD COLUMN upload TEXT NOT NULL DEFAULT '';
CREATE INDEX letter_document ON letter (document) WHERE document <> '';
CREATE INDEX mail_upload ON mail (upload) WHERE upload <> '';
)sql"};

// The schema that brought claims: fees that letters had asked for before become claims.
constexpr int schema_with_claims = 11;

// The schema that brought `seq`: rows of before keep the order in which SQLite had them.
constexpr int schema_with_seq = 18;

// The schema that brought the keys of matching.
constexpr int schema_with_keys = 20;

// The schema that brought `mail.upload`.
constexpr int schema_with_uploads = 22;

constexpr int newest = static_cast<int>(std::size(migrations));

void run_script(Db& db, const std::string& script) {
  for (std::size_t begin = 0; begin < script.size();) {
    const std::size_t end = script.find(";\n", begin);
    const std::string statement = script.substr(begin, end == script.npos ? end : end - begin);
    if (statement.find_first_not_of(" \n") != statement.npos) db.engine().define(statement);
    if (end == script.npos) break;
    begin = end + 2;
  }
}

/// Letters that left before there were claims said their fees in the case file, by invoice. Those of open invoices
/// become claims, so that no tier asks for one twice. Interest they said was for all invoices together and up to their
/// day; the next letter reckons it anew from the first day of default, as it did before.
void claims_from_events(Db& db) {
  using S = std::string;
  const auto left = db.rows<S, S, S, S, S>(
      "SELECT l.id, l.case_id, l.debtor_id, l.kind, d.data FROM letter l JOIN event d ON d.case_id = l.case_id AND "
      "d.letter_id = l.id "
      "AND d.kind = 'drafted' WHERE l.state = 'accepted' AND instr(d.data, '\"fees\"') > 0 ORDER BY l.id");
  for (const auto& [letter, case_id, debtor, tier, data] : left) {
    const auto drafted = nlohmann::json::parse(data, nullptr, false);
    if (!drafted.is_object() || !drafted.contains("fees") || !drafted["fees"].is_object()) continue;
    const CaseWords words = case_words(case_id);
    const S creditor(words.creditor), currency(words.currency);
    const S day = db.value<S>(
                        "SELECT day FROM event WHERE case_id = ? AND letter_id = ? AND kind IN ('accepted', 'settled') "
                        "ORDER BY seq LIMIT 1",
                        case_id, letter)
                      .value_or("");
    int at = 0;
    for (const auto& [invoice, sum] : drafted["fees"].items()) {
      if (!sum.is_number_integer() || day.empty()) continue;
      if (db.value<std::int64_t>("SELECT open FROM invoice WHERE number = ?", invoice).value_or(0) <= 0) continue;
      db.run(
          "INSERT INTO claim (id, creditor, debtor_id, currency, kind, invoice, letter_id, ground, first, last, rate, "
          "amount, open, asserted, withdrawn, waived) "
          "VALUES (?, ?, ?, ?, 'fee', ?, ?, ?, ?, ?, '', ?, ?, ?, '', '')",
          fmt::format("{}-{}", letter, ++at), creditor, debtor, currency, invoice, letter, tier, day, day,
          sum.get<std::int64_t>(), sum.get<std::int64_t>(), day);
    }
  }
}

/// By pages, so that memory does not follow the ledger.
void keys_of_rows(Db& db) {
  using S = std::string;
  const auto each = [&](const S& table, const S& id, const S& columns, auto&& put) {
    for (S after;;) {
      const auto page = db.rows<S, S>(
          fmt::format("SELECT {}, {} FROM {} WHERE {} > ? ORDER BY {} LIMIT 5000", id, columns, table, id, id), after);
      if (page.empty()) return;
      for (const auto& [key, text] : page) put(key, text);
      if (std::get<0>(page.back()) <= after) return;  // a key that is no text sorts behind every text
      after = std::get<0>(page.back());
    }
  };
  each("invoice", "number", "number", [&](const S& number, const S&) {
    db.run("UPDATE invoice SET plain = ?, tail = ? WHERE number = ?", number_key(number), tail_key(number), number);
  });
  each("debtor", "id", "name", [&](const S& id, const S& name) {
    db.run("UPDATE debtor SET name_plain = ?, id_plain = ?, reference = ? WHERE id = ?", plain_name(name), id_key(id),
           reference_body(id), id);
  });
}

/// What came with an answer on the response page was named within its suggestions alone.
void uploads_of_mails(Db& db) {
  using S = std::string;
  for (const auto& [id, text] :
       db.rows<S, S>("SELECT id, suggestions FROM mail WHERE suggestions LIKE '%\"upload\"%'")) {
    const auto suggestions = nlohmann::json::parse(text, nullptr, false);
    if (!suggestions.is_array()) continue;
    for (const auto& each : suggestions)
      if (each.is_object() && each.contains("upload") && each["upload"].is_string() && each["upload"] != "")
        db.run("UPDATE mail SET upload = ? WHERE id = ?", each["upload"].get<S>(), id);
  }
}

/// What rows of before need, beside new columns. Those schemas are older than the second engine: only SQLite has such.
void take_along(Db& db, int schema) {
  if (schema == schema_with_claims) claims_from_events(db);
  if (schema == schema_with_seq)
    for (const char* table : {"contact", "guarantor"}) db.run(fmt::format("UPDATE {} SET seq = rowid", table));
  if (schema == schema_with_keys) keys_of_rows(db);
  if (schema == schema_with_uploads) uploads_of_mails(db);
}

}  // namespace

void migrate(Db& db, bool create) {
  const int version = db.engine().schema_version();
  if (version > newest)
    throw Error(
        ErrorKind::storage, db.path(),
        fmt::format("the database was written by a newer dunmail (schema {}, this one knows {})", version, newest),
        "install the newer version; nothing was changed");
  const bool foreign = version == 0 && db.engine().holds_tables();
  if (version == 0 && (!create || foreign))
    throw Error(ErrorKind::storage, db.path(), "this file is not a database of dunmail",
                "is the path right? dunmail init makes a new one");
  for (int v = version; v < newest; ++v) {
    db.begin();
    try {
      if (db.engine().schema_version() == v) {  // else another process was faster
        run_script(db, migrations[v]);
        if (version > 0) take_along(db, v + 1);
        db.engine().set_schema_version(v + 1);
      }
      db.commit();
    } catch (...) {
      db.rollback();
      throw;
    }
  }
}

}  // namespace dunmail
