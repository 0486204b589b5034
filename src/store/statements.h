// The statements that are run once a row in bulk: prepared once.
#pragma once

#include "base/digest.h"
#include "store/db.h"
#include "store/store.h"

namespace dunmail {

inline std::string sha256_of_document(const std::string& bytes) { return sha256_hex(bytes); }

inline constexpr const char* letter_columns =
    "id, run_id, case_id, debtor_id, kind, occasion, channel, number, recipient, currency, amount, day, deadline, rule, approval, drafted_by, state, "
    "reason, facts, ledger_mark, approved_by, approved_hash, document, subject, mail_body, message_id, message_date, attempts, next_attempt, receipt";

struct Store::Statements {
  using S = std::string;
  explicit Statements(Db& db)
      : add_debtor(db,
                   "INSERT INTO debtor (id, name, kind, locale, street, postcode, city, region, country, segment, risk_class, calendar, time_zone, "
                   "pay_days, blocked, credit_limit, credit_currency, distance_km, size) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"),
        add_contact(db,
                    "INSERT INTO contact (debtor_id, name, position, role, honorific, email, fax, phone, locale) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
                    "ON CONFLICT (debtor_id, name) DO NOTHING"),
        add_invoice(db,
                    "INSERT INTO invoice (number, creditor, debtor_id, currency, contract, issued, due, amount, open, blocked, secured, rate) VALUES (?, ?, ?, ?, "
                    "?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO NOTHING"),
        add_event(db,
                  "INSERT INTO event (case_id, seq, debtor_id, day, at, kind, letter_id, actor, data, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, "
                  "?, ?, ?)"),
        add_bank_entry(db,
                       "INSERT INTO bank_entry (id, account, currency, amount, sent_currency, sent, booked, value, reversal, collective, end_to_end, "
                       "reference, payer, payer_account, on_behalf_of, text, bank_reference, state, creditor, debtor_id, rule, why, evidence, candidates, "
                       "payments, suggestion, bookings, other, actor, file, line, format, twin, batch) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                       "?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"),
        update_bank_entry(db,
                          "UPDATE bank_entry SET state = ?, debtor_id = ?, rule = ?, why = ?, evidence = ?, candidates = ?, payments = ?, suggestion = ?, "
                          "bookings = ?, other = ?, actor = ?, held_until = ?, twin = ? WHERE id = ?"),
        add_letter(db, std::string("INSERT INTO letter (") + letter_columns +
                           ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"),
        claim(db, "UPDATE letter SET lease_by = ?, lease_until = ? WHERE id = ? AND state = 'approved' AND lease_by = ''"),
        advance(db,
                "UPDATE letter SET state = ?, reason = ?, message_id = ?, message_date = ?, attempts = ?, next_attempt = ?, receipt = ?, lease_by = ?, "
                "lease_until = CASE ? WHEN '' THEN '' ELSE lease_until END WHERE id = ? AND state = ? AND lease_by = ?") {}

  Prepared<S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, std::int64_t, S, std::int64_t, S> add_debtor;
  Prepared<S, S, S, S, S, S, S, S, S> add_contact;
  Prepared<S, S, S, S, S, S, S, std::int64_t, std::int64_t, S, std::int64_t, std::int64_t> add_invoice;
  Prepared<S, std::int64_t, S, S, S, S, S, S, S, S, S> add_event;
  Prepared<S, S, S, std::int64_t, S, std::int64_t, S, S, std::int64_t, std::int64_t, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, std::int64_t, S, S, S, std::int64_t, S, S, S> add_bank_entry;
  Prepared<S, S, S, S, S, S, S, S, std::int64_t, S, S, S, S, S> update_bank_entry;
  Prepared<S, S, S, S, S, S, S, S, S, S, std::int64_t, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, std::int64_t, S, S> add_letter;
  Prepared<S, S, S> claim;
  Prepared<S, S, S, S, std::int64_t, S, S, S, S, S, S, S> advance;
};

}  // namespace dunmail
