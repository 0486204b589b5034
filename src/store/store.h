// Everything that is kept. One writer at a time (SQLite, WAL); readers do not wait. Rooms: the ledger, the case files,
// the letters of the runs, and the documents that were sent.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "casefile/event.h"
#include "ledger/allocation.h"
#include "ledger/given.h"
#include "ledger/history.h"
#include "ledger/invoice.h"
#include "ledger/match.h"
#include "ledger/match_keys.h"
#include "sql/patience.h"
#include "store/archive_row.h"
#include "store/bank_row.h"
#include "store/batch_row.h"
#include "store/letter_row.h"
#include "store/mail_row.h"

namespace dunmail {

class Db;
class KeySet;

/// What became of one imported row.
struct Put {
  enum class What { added, changed, same, older, refused } what = What::same;
  std::string column, message, hint;  ///< when refused; message of an older row: the day that is known
  std::vector<Change> changes = {};   ///< of a known row: what matters to rules and letters, by column
};

/// What a complete list does not name, and what there was in all.
struct Vanished {
  std::vector<std::pair<std::string, std::string>>
      keys;  ///< debtor and name of a contact; number of an invoice, id of a debtor
  std::size_t of = 0;
};

/// An invoice that was closed, or moved: whose case it is, and what was open.
struct InvoiceState {
  std::string creditor, debtor_id;
  Currency currency;
  std::int64_t amount = 0, open = 0;
  std::string closed;  ///< why, when it was closed without a payment
};

/// What went from one debtor to another.
struct Moved {
  std::vector<std::string> invoices, payments, credit_notes, contacts, guarantors, letters;
};

/// A payment that was put to the ledger, or taken back: for the events of its case.
struct BookedPayment {
  Payment payment;
  std::int64_t open_after = 0;                    ///< of the whole account
  std::vector<std::string> invoices = {};         ///< that it went to
  std::map<std::string, std::int64_t> sums = {};  ///< what of it went to each
  std::vector<ClaimPayment> claims = {};          ///< that it settled
  bool returned = false;  ///< `payment` came back: payment.reverses is its reference, payment.reference the reversal's
  /// Receipts of later days that go elsewhere because of this one: what goes to each invoice now.
  std::map<std::string, std::map<std::string, std::int64_t>> anew = {};
};

/// An account that has no receipt behind that place, and none that came back behind it.
struct AccountInTurn {
  std::string debtor, creditor, currency;
  Date day;
  std::string reference;
  bool claimed = false;   ///< letters asserted anything of the debtor
  bool has_case = false;  ///< a case file, which has to be told
};

/// An invoice that a payment names, and all that booking it has to know of it.
struct NamedInvoice {
  OpenItem item;
  bool held = false;  ///< an export told of payments, or closed it: room is made first
  bool in_parts = false;
  bool paid = false;  ///< some receipt went to it
};

/// What one transaction that puts many payments, by account and day, and writes nothing else, need not ask again.
struct PaymentsInTurn {
  std::optional<AccountInTurn> account;  ///< of the payment before
  std::optional<NamedInvoice> invoice;   ///< that the present one names
};

/// Drafts that wait for a person.
struct WaitingLetters {
  std::size_t count = 0, of_run = 0, too_long = 0;  ///< without those of `resting` cases
  std::string oldest;                               ///< its id
  Date since;                                       ///< since when it waits
};

/// What waits for somebody without a decision: letters by post that are to be printed, mail that is to be read.
struct WaitingSince {
  std::size_t count = 0, too_long = 0;
  Date since;
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

/// A long file that is being written down in pages, or whose process died over it.
struct HalfImport {
  std::string kind, creditor;  ///< whose list it is, "/" and what tells the file apart; of statements that alone
  std::string at, actor, file;
  Date as_of;
  std::int64_t rows_in = 0, rows_of = 0;
};

class Store {
 public:
  static Store open(const std::string& path);
  /// Whether there is one of ours: a file, or tables on a server.
  static bool is_there(const std::string& path);
  static Store create(const std::string& path);
  /// The database as messages name it.
  const std::string& name() const;
  /// How long this store waits for another that writes, and how long those that are opened later do.
  void wait(Patience patience);
  /// Makes this the one process on the database that does that ("plan": a lock on DATABASE.plan), until the value goes.
  /// Waits for another; throws Busy when the patience is over. In memory there is no other.
  std::shared_ptr<const void> the_only_one(const std::string& what);
  /// While what it returns lives, and this process does, is_present(number) is true for every other one. In memory
  /// there is no other.
  std::shared_ptr<const void> present_as(std::int64_t number);
  bool is_present(std::int64_t number);
  /// Between two pages of work that writes for long: whoever waits has its turn.
  void breathe();
  static void wait_by_default(Patience patience);
  Store(Store&&) noexcept;
  ~Store();

  /// All or nothing, on the disk when it returns. Nested calls join the outer transaction.
  void transaction(const std::function<void()>& work);
  /// For work that only reads: it sees the database as it is at one moment.
  void snapshot(const std::function<void()>& work);

  // Ledger
  /// What the source does not have stays as it is known. Who was gone from a complete list and stands in a newer file
  /// is active again: a change of the column "inactive".
  Put put(const Debtor& debtor, const Source& source = {});
  Put put(const Contact& contact, const Source& source = {});
  /// An invoice that is known with another currency is refused; with another amount, debtor or creditor too, unless
  /// source.update. An `open` below ours is what the ERP still wants: the rest is settled (a change of the column
  /// "open", in minor units); so is a lower amount in a complete list of open items. An invoice that was gone and is
  /// back is open again, one that a person cancelled stays so.
  Put put(const InvoiceRow& invoice, const Source& source);
  Put put(const Invoice& invoice, bool update) { return put(InvoiceRow{invoice, {}}, Source{{}, {}, update, false}); }
  /// Allocates as it is put; a payment that is known is never booked twice. One that reverses another is handed on to
  /// reverse_payment(), and its amount must be the other's.
  /// With `turn`, where `turn->invoice` is the one that it names, an account without a case file has nothing `booked`.
  Put put(const Payment& payment, std::vector<BookedPayment>& booked, PaymentsInTurn* turn = nullptr);
  std::optional<NamedInvoice> named_invoice(const std::string& number);
  /// A payment that came back (a returned direct debit, a bounced cheque): what it paid is open again, its credit is
  /// gone. Once: the same reversal again is `same`, another one is refused. The payment's row stays, with the day of
  /// its return.
  Put reverse_payment(const std::string& reference, Date day, const std::string& new_reference,
                      std::vector<BookedPayment>& booked);
  /// What a payment paid of the invoice that it names, and what it left open; nothing where it names none.
  struct PaidOf {
    Date issued;
    std::int64_t paid = 0, open = 0;
  };
  std::optional<PaidOf> paid_of(const Payment& payment);
  /// What was written off beside payments ("REFERENCE-D") and stands: beside `payment`; or what a new payment of the
  /// same sum for the same invoice may be the ERP's own row of.
  std::optional<std::string> written_off_beside(const std::string& payment);
  std::optional<std::string> written_off_before(const Payment& payment);
  /// In which order a creditor's receipts go to open items; oldest first for a creditor that is not named.
  void allocate_by(std::map<std::string, AllocationRule> by_creditor) { allocation_ = std::move(by_creditor); }
  /// Keeps a payment that counts from its own day on: until then nothing is paid by it, and it is no credit.
  Put put_for_later(const Payment& payment);
  /// Puts those whose day has come.
  void put_due_payments(Date day, std::vector<BookedPayment>& booked);
  Put put(const CreditNote& note, const Source& source = {});
  /// All parts of one invoice at once. Other parts than the known ones are refused, unless `update`.
  Put put_parts(const std::string& invoice, Currency currency, const std::vector<Part>& parts, bool update);
  // Claims (claim_store.cc). They follow their letter by its events: asserted when it left, gone when it was cancelled
  // or refused before that, withdrawn when it came back and nothing of them is paid, asserted again when it was
  // delivered.
  void add_claims(const Account& account, const std::vector<dunmail::Claim>& claims);
  struct ListedClaim {
    std::string case_id, debtor;
    Currency currency;
    dunmail::Claim claim;
  };
  /// Approved letters that are dated before the day; of a run, or of all.
  std::vector<std::string> approved_before(const std::string& run_id, Date day);
  /// `too_long_since`: the last day since which one has waited too long.
  WaitingLetters waiting_for_approval(const std::string& run_id, Date too_long_since,
                                      const std::vector<std::string>& resting);
  WaitingSince waiting_to_print(Date too_long_since);  ///< approved, by post
  WaitingSince waiting_mail(Date too_long_since);      ///< open
  /// Those that wait for approval in cases that somebody put on hold once: few.
  std::vector<std::string> waiting_in_held_cases();
  /// Asserted ones, settled and waived ones too, by debtor and letter. Empty `debtor_id`: all.
  std::vector<ListedClaim> asserted_claims(const std::string& debtor_id);
  std::vector<std::string> debtors_with_claims();  ///< in order
  std::optional<ListedClaim> asserted_claim(const std::string& id);
  /// Lowers what is open of a claim by so much: nobody asks for it any more. The caller writes the event.
  void waive(const std::string& claim, std::int64_t amount, const std::string& reason);
  /// Takes back what was asserted too much: as if the claim had been less. The caller writes the event.
  void lower(const std::string& claim, std::int64_t amount);
  /// What was taken off an invoice's principal, by day: payments that went to it, credit notes that name it.
  std::vector<std::pair<Date, std::int64_t>> taken_off(const std::string& invoice);
  Put put(const Guarantor& guarantor, const Source& source = {});

  // What goes without a payment (ledger_gone.cc)
  /// Credit notes of which something is free and that a list does not name, and their end: nothing of them is left.
  std::vector<std::string> vanished_credit_notes(const std::string& creditor, Date as_of, const KeySet& named);
  InvoiceState close_credit_note(const std::string& number);
  /// What of an invoice was open at the end of a day, by the receipts and returns that are known now.
  std::int64_t open_on(const std::string& invoice, Date day);
  /// What of an invoice exports had said was settled, of which a receipt of that day may be the receipt.
  std::int64_t told_settled(const std::string& invoice, Date day);
  /// Open invoices of a creditor, issued by then, that are none of `named`; active contacts of the debtors in `named`
  /// that are none of theirs; active debtors of a creditor (all that are nobody else's, or with `only` all) that are
  /// none of `named`.
  Vanished vanished_invoices(const std::string& creditor, Date as_of, const KeySet& named);
  /// `named`: debtors, and their contacts as contact_key() has them.
  Vanished vanished_contacts(const KeySet& named);
  static std::string contact_key(const std::string& debtor_id, const std::string& name) {
    return debtor_id + "\t" + name;
  }
  Vanished vanished_debtors(const std::string& creditor, bool only, const KeySet& named);
  std::optional<InvoiceState> invoice_state(const std::string& number);
  /// Nothing of it is open any more; `by` is empty where an export says so.
  void close_invoice(const std::string& number, const std::string& reason, Date day, const std::string& by);
  /// False where it is not known. Inactive contacts are never written to; `by` is empty where a list says so.
  bool knows_contact(const std::string& debtor_id, const std::string& name);
  bool set_contact_inactive(const std::string& debtor_id, const std::string& name, const std::string& reason, Date day,
                            const std::string& by);
  std::vector<std::pair<std::string, std::string>> inactive_contacts(const std::string& debtor_id);  ///< name and why
  void set_debtor_inactive(const std::string& id, const std::string& reason, Date day);
  /// Gives all that `from` has to `into`: invoices, payments, credit notes, parts, contacts, guarantors, letters, the
  /// accounts it paid from. `from` stays as an empty, inactive debtor whose number means `into` in every later file.
  Moved merge_debtors(const std::string& from, const std::string& into, Date day);
  std::map<std::string, std::string> merged_debtors();  ///< number that ended -> number that goes on
  /// What put() would refuse of a row as the ledger is now: nothing is written, and no lock is needed. `later`: of
  /// put_for_later(). Otherwise what it would do.
  Put check(const Contact& contact);
  Put check(const InvoiceRow& invoice, const Source& source);
  Put check(const Payment& payment, bool later, const std::optional<NamedInvoice>& named);
  Put check(const CreditNote& note, const Source& source);
  void put_half_import(const HalfImport& half);  ///< one of a kind and creditor
  void end_half_import(const std::string& kind, const std::string& creditor);
  std::vector<HalfImport> half_imports();
  void log_import(const ImportLine& line);
  std::vector<ImportLine> imports();
  std::optional<Date> newest_import(const std::string& kind);
  /// The `as of` day of the newest import of payments; of any import where payments never were; or nothing.
  std::optional<Date> payments_as_of();

  /// Whether a debtor keeps that calendar, by name or by one of the countries.
  bool has_debtor_of(const std::string& calendar, const std::vector<std::string>& countries);
  std::optional<Debtor> debtor(const std::string& id);
  std::string inactive_debtor(const std::string& id);  ///< why it gets no letters at all; empty: it is active
  std::vector<std::string> debtor_ids_like(const std::string& part);  ///< for suggestions, at most 5
  std::size_t count(const std::string& table);  ///< debtor, contact, invoice, payment, event, letter
  /// In an account an inactive debtor is a blocked one, with the reason why it is inactive.
  /// Accounts that have something open, a credit, or a case file, by debtor and currency; read a page at a time, so
  /// that memory stays flat. Empty `debtor_id`: all. `take` may write to the store. An account with a row or an event
  /// that cannot be read goes to `unreadable`, by its case's id and the reason, and the others are read all the same;
  /// without it, UnreadableRecord.
  using Unreadable = std::function<void(const std::string& case_id, const std::string& why)>;
  /// With `live_since` debtors are passed over, unread, of whom nothing is open, no credit is left, and nothing
  /// happened on that day or later.
  void each_account(const std::string& debtor_id, const std::function<void(CaseInput&&)>& take,
                    const Unreadable& unreadable = {}, std::optional<Date> live_since = {});
  /// The page of them behind that debtor, some 1,600 debtors: gives the last one, or nothing where none is left.
  std::optional<std::string> account_page(const std::string& after, const std::function<void(CaseInput&&)>& take,
                                          const Unreadable& unreadable, std::optional<Date> live_since);
  /// One account again, as it is now; an account without open items when there is nothing left.
  CaseInput account(const std::string& creditor, const std::string& debtor_id, Currency currency);

  // Case files
  /// Fills in seq, previous and hash.
  Event append(Event event, const std::string& debtor_id);
  /// The same where the caller holds the whole case file, read in this transaction: spares the look at its end. Adds
  /// the event to it.
  void append(Event event, const std::string& debtor_id, std::vector<Event>& file);
  std::vector<Event> events(const std::string& case_id);
  std::vector<Event> events_of_debtor(const std::string& debtor_id);
  /// Of those the calls, and where cases were merged: all that tells who was called. The rest is not read.
  std::vector<Event> calls_and_mergers(const std::string& debtor_id);
  bool has_case(const std::string& case_id);
  std::vector<std::string> cases_of_debtor(const std::string& debtor_id);  ///< by id
  void each_case(const std::function<void(const std::string& case_id, const std::vector<Event>&)>& take,
                 const Unreadable& unreadable = {});

  // Runs and letters
  std::string new_run(const RunRow& run);  ///< gives it its id
  void update(const RunRow& run);
  /// What a run has drafted, in their first state: kind, channel, currency, letters, minor units.
  std::vector<std::tuple<std::string, std::string, std::string, std::int64_t, std::int64_t>> run_sums(
      const std::string& id);
  std::vector<RunRow> runs_that_plan();  ///< newest first: those whose process is at it, or has died
  std::optional<RunRow> run(const std::string& id);
  std::vector<RunRow> runs();  ///< newest first
  struct RunCount {
    std::int64_t letters = 0, accepted = 0, waiting = 0;  ///< waiting: drafted, held, approved
  };
  std::map<std::string, RunCount> run_counts();  ///< by run; one without letters is not there
  std::int64_t next_number(const std::string& counter);
  /// For many numbers in one transaction: the last one given out, and the new last one.
  std::int64_t last_number(const std::string& counter);
  void set_last_number(const std::string& counter, std::int64_t last);
  /// False when a letter for the same occasion and channel stands already.
  bool add(const LetterRow& letter);
  /// The row as it was read, changed. Throws Overtaken when somebody changed it since (`version`), and Error(internal)
  /// for a state that it cannot come to (store/states.h).
  void update(LetterRow& letter);
  /// Throws Overtaken when the letter is not as it was read.
  void need_unchanged(const LetterRow& letter);
  std::optional<LetterRow> letter(const std::string& id);
  struct LetterQuery {
    std::string run_id = {}, debtor_id = {};  ///< empty: any, as of the others
    std::optional<LetterState> state = {};
    std::string kind = {}, approval = {};
    std::size_t most = 0;  ///< ids: the first so many; 0: all
  };
  std::vector<LetterRow> letters(const LetterQuery& query);
  std::vector<std::string> letter_ids(const LetterQuery& query);
  std::size_t letter_count(const LetterQuery& query);

  // Mail that came back. A place is a message's name in its mailbox (tracking/mailbox.h).
  bool knows_mail(const std::string& source, std::int64_t validity, std::int64_t uid, const std::string& name);
  void note_mail(const std::string& source, std::int64_t validity, std::int64_t uid, const std::string& name,
                 const std::string& mail_id);
  std::optional<std::string> mail_of_document(const std::string& sha256);
  void add(MailRow& mail);     ///< gives it its id
  void update(MailRow& mail);  ///< throws as that of a letter
  std::optional<MailRow> mail(const std::string& id);
  std::vector<MailRow> mails(std::optional<MailState> state = {},
                             const std::string& letter_id = {});  ///< empty: any; oldest first
  /// Letters that left for an address, newest first; debtors that have a contact with it. Upper and lower case are one.
  std::vector<std::string> letters_to(const std::string& address, std::size_t at_most);
  std::vector<std::string> debtors_with_address(const std::string& email, std::size_t at_most);
  // Batches of letters by post (batch_store.cc)
  /// Throws Error(storage) when one of the letters stands in a batch already.
  void add(const BatchRow& batch, const std::vector<BatchLetter>& letters);
  void update(const BatchRow& batch);        ///< state, folder, hash and job
  void remove_batch(const std::string& id);  ///< one that could not be made
  std::optional<BatchRow> batch(const std::string& id);
  std::vector<BatchRow> batches(std::optional<BatchState> state = {});  ///< empty: any; oldest first
  std::vector<BatchLetter> batch_letters(const std::string& id);        ///< in the order of the stack
  std::vector<std::string> batches_of_run(const std::string& run_id);   ///< those that hold letters of it; empty: all
  std::optional<std::string> batch_of_letter(const std::string& letter_id);
  std::optional<Posting> posting(const std::string& letter_id);
  std::optional<Posting> posting_by_tracking(const std::string& tracking);
  void put(const Posting& posting);

  // Bank entries
  bool add(const BankRow& row);  ///< false: it is known, and stays as it is
  void update(BankRow& row);     ///< what became of it; the entry itself never changes. Throws as that of a letter
  std::vector<BankRow> bank_entries(std::optional<BankState> state = {});  ///< by booking day; empty: all
  /// The entry of that name, or those whose name begins so (at most six).
  std::vector<BankRow> bank_entries_like(const std::string& id);
  /// Of all that are in that state, by booking day: few bytes each.
  std::vector<BankEntryMark> bank_entry_marks(BankState state);
  std::optional<BankRow> bank_entry(const std::string& id);
  bool knows_bank_entry(const std::string& id);
  /// Entries booked within these days that came in files of another format.
  std::vector<BankRow> bank_entries_told_elsewhere(const std::string& format, Date from, Date to);
  bool knows_payment(const std::string& reference, const Money& amount);
  bool knows_payment(const std::string& reference);
  /// As much of the ledger as an entry with these keys may be about: what its pieces and references name, whom its
  /// names and account are of and what they have open. `also_open`: every invoice that is open with that sum.
  KnownLedger known_ledger(const MatchKeys& keys, std::optional<Money> also_open = {});
  /// Booked, and of that sum: what a returned payment may take back.
  std::vector<BankRow> booked_entries_of(const Money& amount);
  void remember_payer(const std::string& account, const std::string& debtor, const std::string& name, Date day,
                      const std::string& by);
  void forget_payer(const std::string& account, const std::string& debtor);
  std::optional<BankStatementRow> last_statement(const std::string& account, Currency currency);
  /// The one that begins with that balance on that day or later: the oldest.
  std::optional<BankStatementRow> statement_from(const std::string& account, Currency currency, std::int64_t opening,
                                                 Date from);
  bool knows(const BankStatementRow& statement);  ///< by account, number, last day and both balances
  void add(const BankStatementRow& statement);
  // The outbox (outbox_store.cc): letters claimed by the process that is about to send them
  struct Outgoing {
    std::string id, run_id, channel, recipient;
    std::optional<Instant> next_attempt = {};
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
  bool advance(const LetterRow& letter, LetterState from, const std::string& by, bool keep);
  struct Claim {
    std::string id;
    LetterState state = LetterState::approved;
    std::string by, until;
  };
  std::vector<Claim> claims();
  /// Faxes that a gateway took before then, and of which nobody has said since that they arrived, or came back.
  std::vector<std::string> unconfirmed_faxes(Instant taken_before);
  /// Whoever has claimed it has it no more.
  void release_any(const std::string& letter);
  /// Counter and hash of the last commit of sending (desk/sent_mark.h).
  std::pair<std::int64_t, std::string> sent_mark();
  std::string sent_mark_name();  ///< of the database, as its mark has it; empty: none was given
  void set_sent_mark_name(const std::string& name);
  void set_sent_mark(std::int64_t counter, const std::string& hash);
  std::optional<LetterState> state_of(const std::string& letter);  ///< empty: there is none
  bool knows_letter(const std::string& letter);
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
  /// Out of the database, or out of the archive that it went to: throws as read_archived().
  std::optional<std::string> document(const std::string& sha256);
  struct KeptDocument {
    std::string media_type, bytes;
  };
  std::optional<KeptDocument> kept_document(const std::string& sha256);  ///< out of the database

  // Archived documents (archive_store.cc)
  /// Documents of letters that ended (accepted, bounced, rejected, refused, cancelled) without an open mail about them,
  /// whose run and last event lie before that day; of mails that were dealt with and came in before it. By id, those
  /// behind `after`. Another may own the same bytes: is_still_needed().
  std::vector<OverDocument> documents_over(DocumentOf of, Date before, const std::string& after, std::size_t at_most);
  std::size_t count_over(DocumentOf of, Date before);
  /// Whether it belongs to a letter or a mail that is not over by that day.
  bool is_still_needed(const std::string& sha256, Date before);
  /// Notes where it lies, and takes its bytes out of the database: they have to be there by then.
  void archive(const ArchivedDocument& document);
  std::vector<ArchiveRow> archives();  ///< by folder
  std::optional<ArchivedDocument> archived(const std::string& sha256);
  std::vector<ArchivedDocument> archived_in(const std::string& folder, const std::string& after, std::size_t at_most);
  /// An archive that is known at `to` and this one are one from then on.
  void move_archive(const std::string& from, const std::string& to);
  std::int64_t free_bytes();  ///< in the database's file, for what is still to come
  void shrink();              ///< gives them back to the disk (Db::shrink)

 private:
  friend class KeptRows;  // what verify asks (store/kept_rows.h)
  explicit Store(std::unique_ptr<Db> db);
  void claims_follow(const Event& event);
  /// What an export settled or closed although the receipt for it was not here yet is open again for so much, so that
  /// the receipt does not count twice. One dated after that export is news.
  void make_room(const std::string& invoice, std::int64_t amount, Date day);
  void accounts_between(const std::vector<std::tuple<std::string>>& ids, const std::function<void(CaseInput&&)>& take,
                        const Unreadable& unreadable);
  void each_account_apart(const std::string& debtor_id, const std::function<void(CaseInput&&)>& take,
                          const Unreadable& unreadable);
  void write(const Event& event, const std::string& debtor_id);
  std::vector<Event> events_between(const std::string& first_debtor,
                                    const std::string& last_debtor);  ///< by debtor, case, seq
  std::unique_ptr<Db> db_;
  std::map<std::string, AllocationRule> allocation_;
};

}  // namespace dunmail
