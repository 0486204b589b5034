// Whose payment is it? Pure: a bank entry and what is known of invoices, debtors and payers give a Match that says by
// which rule, how sure, and why. Sure matches are booked; a suggestion is for a person.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ledger/invoice.h"
#include "ledger/statement.h"

namespace dunmail {

/// An invoice, paid or not: the number of a paid one tells the payer as well.
struct KnownInvoice {
  std::string number, debtor, creditor;
  Currency currency;
  Date issued, due;
  std::int64_t open = 0;
  std::int64_t claims = 0;  ///< interest and costs that letters asserted about it, and that are open
  std::int64_t told = 0;    ///< what exports had said was settled, without its receipt
  Date told_on = {};        ///< up to when: a receipt of that day or before that names the invoice is that receipt
};

/// Of debtors that were merged each brings its own name, reference and customer number to the one that goes on.
struct KnownDebtor {
  std::string id, name;
  std::string own_id = {};  ///< of the one that was merged into `id`; empty: it is that one
};

/// An account from which a debtor's payment came before, as a person confirmed or a sure match showed.
struct KnownPayer {
  std::string account, debtor;
};

/// What matching needs to know of a ledger: all of it, or as much as an entry may be about.
struct KnownLedger {
  std::vector<KnownInvoice> invoices;  ///< by number
  std::vector<KnownDebtor> debtors;    ///< by own id
  std::vector<KnownPayer> payers;
};

/// What may be missing from a payment that is taken as full.
struct MatchRules {
  std::int64_t discount = 0;  ///< cash discount, in hundredths of a percent of the open sum; 0: none is granted
  int discount_days = 14;     ///< from the invoice's day to the payment's value day
  std::map<std::string, std::int64_t> charges;  ///< most that banks on the way may keep, minor units by currency
};

/// Whether `paid` settles `open` less a cash discount: so many days after the invoice's, and short of it by the
/// discount at most (and one minor unit, since both sides round). The one rule for bank statements and for the ERP's
/// own payments.
bool is_cash_discount(const MatchRules& rules, std::int64_t open, std::int64_t paid, long days_after_invoice);

struct MatchPart {
  std::string invoice;
  std::int64_t amount = 0;       ///< of the payment
  std::int64_t written_off = 0;  ///< cash discount or bank charges beside it
  bool operator==(const MatchPart&) const = default;
};

struct Match {
  enum class Confidence { none, suggested, sure };
  std::string entry;
  std::string debtor, creditor;  ///< empty when nobody is to be preferred
  std::vector<MatchPart> parts;
  std::int64_t rest = 0;  ///< stays a credit of the debtor
  std::string write_off;  ///< cash-discount, bank-charges, or empty
  /// creditor-reference, invoice-number, payer-account, payer-name, customer-number, amount, collective, returned,
  /// not-a-payment, none
  std::string rule = "none";
  Confidence confidence = Confidence::none;
  bool teaches = false;                 ///< the payer's account may be taken for the debtor's from now on
  std::string why;                      ///< one sentence
  std::vector<std::string> evidence;    ///< what in the entry shows it, as it stands there
  std::vector<std::string> candidates;  ///< debtors that it might be of, best first; at most five, unless it names them
  std::vector<std::string> named;       ///< invoices of several debtors that it names; their letters wait
};
const char* word(Match::Confidence confidence);

class Matcher {
 public:
  Matcher(KnownLedger ledger, MatchRules rules);
  ~Matcher();

  /// `creditor` is whose account the entry is on; empty when that is not known.
  Match match(const BankEntry& entry, const std::string& creditor = {}) const;

 private:
  friend class Judgement;
  struct Index;
  std::unique_ptr<Index> index_;
};

/// Which of the entries that were booked a returned payment takes back: same account and sum, and the same end-to-end
/// reference, payer's account or payer. Nothing when none or more than one could be meant; `why` says it.
const BankEntry* returned_entry(const BankEntry& entry, const std::vector<BankEntry>& booked, std::string& why);

/// A company's name as it is compared: without legal form, punctuation, case, width and German or French marks ("Müller
/// & Söhne GmbH" and "MUELLER SOEHNE" are one).
std::string plain_name(std::string_view name);

}  // namespace dunmail
