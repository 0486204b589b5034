// Everything that is kept. One writer at a time (SQLite, WAL); readers do not wait. Rooms: the ledger, the case files,
// the letters of the runs, and the documents that were sent.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "casefile/event.h"
#include "ledger/allocation.h"
#include "ledger/history.h"
#include "ledger/invoice.h"
#include "ledger/match.h"
#include "store/bank_row.h"
#include "store/batch_row.h"
#include "store/letter_row.h"
#include "store/mail_row.h"

namespace dunmail {

class Db;

/// What became of one imported row.
struct Put {
  enum class What { added, changed, same, refused } what = What::same;
  std::string column, message, hint;  ///< when refused
};

/// A payment that was put to the ledger, or taken back: for the events of its case.
struct BookedPayment {
  Payment payment;
  std::int64_t open_after = 0;            ///< of the whole account
  std::vector<std::string> invoices = {};  ///< that it went to
  bool returned = false;                  ///< `payment` came back: payment.reverses is its reference, payment.reference the reversal's
};

/// All that a decision about one account needs.
struct CaseInput {
  Account account;
  std::vector<Contact> contacts;
  std::vector<Event> events;
  std::vector<Guarantor> guarantors = {};  ///< of the debtor
  PaymentHistory history = {};             ///< of the account
};

struct ImportLine {
  std::string at, kind, file, as_of;
  std::int64_t added = 0, changed = 0, same = 0, skipped = 0;
};

class Store {
 public:
  static Store open(const std::string& path);
  static Store create(const std::string& path);  ///< or opens one that is there
  Store(Store&&) noexcept;
  ~Store();

  /// All or nothing, on the disk when it returns. Nested calls join the outer transaction.
  void transaction(const std::function<void()>& work);
  /// For work that only reads: it sees the database as it is at one moment.
  void snapshot(const std::function<void()>& work);

  // Ledger
  Put put(const Debtor& debtor);
  Put put(const Contact& contact);
  /// An invoice that is known with another amount, currency or debtor is refused, unless `update`; other changes are taken.
  Put put(const Invoice& invoice, bool update);
  /// Allocates as it is put; a payment that is known is never booked twice. One that reverses another is handed on to
  /// reverse_payment(), and its amount must be the other's.
  Put put(const Payment& payment, std::vector<BookedPayment>& booked);
  /// A payment that came back (a returned direct debit, a bounced cheque): what it paid is open again, its credit is gone.
  /// Once: the same reversal again is `same`, another one is refused. The payment's row stays, with the day of its return.
  Put reverse_payment(const std::string& reference, Date day, const std::string& new_reference, std::vector<BookedPayment>& booked);
  /// In which order a creditor's receipts go to open items; oldest first for a creditor that is not named.
  void allocate_by(std::map<std::string, AllocationRule> by_creditor) { allocation_ = std::move(by_creditor); }
  Put put(const CreditNote& note);
  /// All parts of one invoice at once. Other parts than the known ones are refused, unless `update`.
  Put put_parts(const std::string& invoice, Currency currency, const std::vector<Part>& parts, bool update);
  Put put(const Guarantor& guarantor);
  void log_import(const ImportLine& line);
  std::vector<ImportLine> imports();
  /// The `as of` day of the newest import of payments; of any import where payments never were; or nothing.
  std::optional<Date> payments_as_of();

  std::optional<Debtor> debtor(const std::string& id);
  std::vector<std::string> debtor_ids_like(const std::string& part);  ///< for suggestions, at most 5
  std::size_t count(const std::string& table);  ///< debtor, contact, invoice, payment, event, letter
  /// Accounts that have something open, a credit, or a case file, by debtor and currency; read a page at a time, so that
  /// memory stays flat. Empty `debtor_id`: all. `take` may write to the store. An account with a row or an event that
  /// cannot be read goes to `unreadable`, by its case's id and the reason, and the others are read all the same; without
  /// it, UnreadableRecord.
  using Unreadable = std::function<void(const std::string& case_id, const std::string& why)>;
  void each_account(const std::string& debtor_id, const std::function<void(CaseInput&&)>& take, const Unreadable& unreadable = {});
  /// One account again, as it is now; an account without open items when there is nothing left.
  CaseInput account(const std::string& creditor, const std::string& debtor_id, Currency currency);

  // Case files
  /// Fills in seq, previous and hash.
  Event append(Event event, const std::string& debtor_id);
  /// The same where the caller holds the whole case file, read in this transaction: spares the look at its end. Adds the
  /// event to it.
  void append(Event event, const std::string& debtor_id, std::vector<Event>& file);
  std::vector<Event> events(const std::string& case_id);
  std::vector<Event> events_of_debtor(const std::string& debtor_id);
  bool has_case(const std::string& case_id);
  void each_case(const std::function<void(const std::string& case_id, const std::vector<Event>&)>& take, const Unreadable& unreadable = {});

  // Runs and letters
  std::string new_run(const RunRow& run);           ///< gives it its id
  void finish_run(const RunRow& run);
  std::optional<RunRow> run(const std::string& id);
  std::vector<RunRow> runs();                       ///< newest first
  std::int64_t next_number(const std::string& counter);
  /// For many numbers in one transaction: the last one given out, and the new last one.
  std::int64_t last_number(const std::string& counter);
  void set_last_number(const std::string& counter, std::int64_t last);
  /// False when a letter for the same occasion and channel stands already.
  bool add(const LetterRow& letter);
  void update(const LetterRow& letter);
  std::optional<LetterRow> letter(const std::string& id);
  struct LetterQuery {
    std::string run_id = {}, debtor_id = {}, state = {}, case_id = {}, kind = {}, approval = {};  ///< empty: any
  };
  std::vector<LetterRow> letters(const LetterQuery& query);
  std::vector<std::string> letter_ids(const LetterQuery& query);

  // Mail that came back. A place is a message's name in its mailbox (tracking/mailbox.h).
  bool knows_mail(const std::string& source, std::int64_t validity, std::int64_t uid, const std::string& name);
  void note_mail(const std::string& source, std::int64_t validity, std::int64_t uid, const std::string& name, const std::string& mail_id);
  std::optional<std::string> mail_of_document(const std::string& sha256);
  void add(MailRow& mail);  ///< gives it its id
  void update(const MailRow& mail);
  std::optional<MailRow> mail(const std::string& id);
  std::vector<MailRow> mails(const std::string& state, const std::string& letter_id = {});  ///< empty: any; oldest first
  /// Letters that left for an address, newest first; debtors that have a contact with it. Upper and lower case are one.
  std::vector<std::string> letters_to(const std::string& address, std::size_t at_most);
  std::vector<std::string> debtors_with_address(const std::string& email, std::size_t at_most);
  // Batches of letters by post (batch_store.cc)
  /// Throws Error(storage) when one of the letters stands in a batch already.
  void add(const BatchRow& batch, const std::vector<BatchLetter>& letters);
  void update(const BatchRow& batch);                ///< state, folder, hash and job
  void remove_batch(const std::string& id);          ///< one that could not be made
  std::optional<BatchRow> batch(const std::string& id);
  std::vector<BatchRow> batches(const std::string& state);              ///< empty: any; oldest first
  std::vector<BatchLetter> batch_letters(const std::string& id);        ///< in the order of the stack
  std::vector<std::string> batches_of_run(const std::string& run_id);   ///< those that hold letters of it; empty: all
  std::optional<std::string> batch_of_letter(const std::string& letter_id);
  std::optional<Posting> posting(const std::string& letter_id);
  std::optional<Posting> posting_by_tracking(const std::string& tracking);
  void put(const Posting& posting);

  // Bank entries
  bool add(const BankRow& row);                    ///< false: it is known, and stays as it is
  void update(const BankRow& row);                 ///< what became of it; the entry itself never changes
  std::vector<BankRow> bank_entries(const std::string& state);  ///< by booking day; empty: all
  /// The entry of that name, or those whose name begins so (at most six).
  std::vector<BankRow> bank_entries_like(const std::string& id);
  bool knows_bank_entry(const std::string& id);
  /// Entries booked within these days that came in files of another format.
  std::vector<BankRow> bank_entries_told_elsewhere(const std::string& format, Date from, Date to);
  bool knows_payment(const std::string& reference, const Money& amount);
  std::vector<KnownInvoice> known_invoices();
  std::vector<KnownDebtor> known_debtors();
  std::vector<KnownPayer> known_payers();
  void remember_payer(const std::string& account, const std::string& debtor, const std::string& name, Date day, const std::string& by);
  void forget_payer(const std::string& account, const std::string& debtor);
  std::optional<BankStatementRow> last_statement(const std::string& account, Currency currency);
  void add(const BankStatementRow& statement);
  // The outbox (outbox_store.cc): letters claimed by the process that is about to send them
  struct Outgoing {
    std::string id, run_id, channel, recipient, next_attempt;
  };
  /// Approved letters that nobody has claimed, by id; of one run, or all.
  std::vector<Outgoing> outgoing(const std::string& run_id);
  /// Whether a sender would find anything: letters to approve by themselves, due ones, claims to look after.
  bool has_work(Instant now, bool with_post);
  /// True when the letter is approved and nobody's: now it is `by`'s, until `until`.
  bool claim(const std::string& letter, const std::string& by, Instant until);
  void renew_claims(const std::string& by, Instant until);
  /// Gives a letter up, or with an empty `letter` all that are not on their way.
  void release(const std::string& by, const std::string& letter = {});
  /// Writes state, reason, Message-ID, attempts and receipt of a letter that is still in state `from` and claimed by
  /// `by`; false when it is not. `keep`: it stays claimed.
  bool advance(const LetterRow& letter, const std::string& from, const std::string& by, bool keep);
  struct Claim {
    std::string id, state, by, until;
  };
  std::vector<Claim> claims();
  /// Faxes that a gateway took before then, and of which nobody has said since that they arrived, or came back.
  std::vector<std::string> unconfirmed_faxes(Instant taken_before);
  std::string state_of(const std::string& letter);  ///< empty: there is none
  /// Mail and fax handed over (or tried) since then.
  std::int64_t attempts_since(Instant since);
  /// Another number whenever another connection has written to the database.
  std::int64_t version();

  // Which machine takes a recipient domain's mail (mail_host_store.cc)
  struct MailHost {
    std::string domain, host;  ///< no host: the name servers knew none
    Instant until;             ///< then they are asked again
  };
  std::vector<MailHost> mail_hosts(Instant now);  ///< those that hold now
  void put(const MailHost& known);

  // Documents, by the SHA-256 of their bytes
  std::string keep(const std::string& bytes, const std::string& media_type);
  std::optional<std::string> document(const std::string& sha256);

 private:
  explicit Store(std::unique_ptr<Db> db);
  Put reverse(const Payment& payment, std::vector<BookedPayment>& booked);
  std::int64_t open_of(const Payment& payment);  ///< of the account that the payment is of
  void each_account_apart(const std::string& debtor_id, const std::function<void(CaseInput&&)>& take, const Unreadable& unreadable);
  void write(const Event& event, const std::string& debtor_id);
  std::vector<Event> events_between(const std::string& first_debtor, const std::string& last_debtor);  ///< by debtor, case, seq
  std::unique_ptr<Db> db_;
  std::map<std::string, AllocationRule> allocation_;
};

}  // namespace dunmail
