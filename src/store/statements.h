// The long statements, for rows that are written in bulk or that two processes want.
#pragma once

#include <string>

#include "base/digest.h"

namespace dunmail {

inline std::string sha256_of_document(const std::string& bytes) { return sha256_hex(bytes); }

inline constexpr const char* letter_columns =
    "id, run_id, case_id, debtor_id, kind, occasion, channel, number, recipient, currency, amount, day, deadline, "
    "rule, approval, drafted_by, state, "
    "reason, ledger_mark, approved_by, approved_hash, document, message_id, message_date, attempts, next_attempt, "
    "receipt, since";

namespace sql {

inline const std::string add_debtor =
    "INSERT INTO debtor (id, name, kind, locale, street, postcode, city, region, country, segment, risk_class, "
    "calendar, time_zone, "
    "pay_days, blocked, credit_limit, credit_currency, distance_km, size, as_of, name_plain, id_plain, reference) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING";

inline const std::string add_contact =
    "INSERT INTO contact (debtor_id, name, position, role, honorific, email, fax, phone, locale, as_of, seq) SELECT "
    "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, (SELECT COALESCE(MAX(seq), 0) + 1 FROM contact) WHERE EXISTS (SELECT 1 "
    "FROM debtor WHERE id = ?1) ON CONFLICT (debtor_id, name) DO NOTHING";

inline const std::string add_invoice =
    "INSERT INTO invoice (number, creditor, debtor_id, currency, contract, issued, due, amount, open, blocked, "
    "secured, rate, as_of, plain, tail) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15 WHERE "
    "EXISTS (SELECT 1 FROM debtor WHERE id = ?3) ON CONFLICT (number) DO NOTHING";

inline const std::string add_event =
    "INSERT INTO event (case_id, seq, debtor_id, day, at, kind, letter_id, actor, data, previous, hash) VALUES (?, ?, "
    "?, ?, ?, ?, ?, ?, "
    "?, ?, ?)";

inline const std::string put_case_head =
    "INSERT INTO case_head (case_id, seq, hash) VALUES (?, ?, ?) ON CONFLICT (case_id) DO UPDATE SET seq = "
    "excluded.seq, hash = excluded.hash";

inline const std::string add_bank_entry =
    "INSERT INTO bank_entry (id, account, currency, amount, sent_currency, sent, booked, value, reversal, collective, "
    "end_to_end, "
    "reference, payer, payer_account, on_behalf_of, text, bank_reference, state, creditor, debtor_id, rule, why, "
    "evidence, candidates, "
    "payments, suggestion, bookings, other, actor, file, line, format, twin, batch) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, "
    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING";

inline const std::string update_bank_entry =
    "UPDATE bank_entry SET state = ?, debtor_id = ?, rule = ?, why = ?, evidence = ?, candidates = ?, payments = ?, "
    "suggestion = ?, "
    "bookings = ?, other = ?, actor = ?, held_until = ?, twin = ?, version = version + 1 WHERE id = ? AND version = ?";

inline const std::string add_letter = std::string("INSERT INTO letter (") + letter_columns +
                                      ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                                      "?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

inline const std::string add_letter_text =
    "INSERT INTO letter_text (letter_id, facts, subject, mail_body) VALUES (?, ?, ?, ?)";

inline const std::string update_letter =
    "UPDATE letter SET day = ?, deadline = ?, channel = ?, recipient = ?, approval = ?, state = ?, reason = ?, "
    "approved_by = ?, approved_hash = ?, document = ?, message_id = ?, "
    "message_date = ?, attempts = ?, next_attempt = ?, receipt = ?, version = version + 1 WHERE id = ?";

inline const std::string update_letter_text =
    "UPDATE letter_text SET facts = ?1, subject = ?2, mail_body = ?3 WHERE letter_id = ?4 AND (facts <> ?1 OR subject "
    "<> ?2 OR mail_body <> ?3)";

inline const std::string claim =
    "UPDATE letter SET lease_by = ?, lease_until = ? WHERE id = ? AND state = 'approved' AND lease_by = ''";

inline const std::string advance =
    "UPDATE letter SET state = ?, reason = ?, message_id = ?, message_date = ?, attempts = ?, next_attempt = ?, "
    "receipt = ?, version = version + 1, lease_by = ?, "
    "lease_until = CASE ? WHEN '' THEN '' ELSE lease_until END WHERE id = ? AND state = ? AND lease_by = ?";

}  // namespace sql
}  // namespace dunmail
