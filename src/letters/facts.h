// Everything that may stand in one letter, as plain values: amounts in minor units, days as days. Words, formats and
// layout are the press's work. A frozen copy of these facts is what gets approved.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "ledger/party.h"

namespace dunmail {

struct BankAccount {
  std::string holder;
  std::string bank;     ///< with branch
  std::string account;  ///< as printed in the country
  std::string iban;     ///< ISO 13616, without blanks; may be empty
  std::string bic;
  bool operator==(const BankAccount&) const = default;
};

/// Our user's company: its letterhead, its bank, and who signs.
struct CreditorFacts {
  std::string id;
  std::string name;  ///< full registered name
  Address address;
  std::string phone, fax, email, website;
  std::vector<std::string> registration;  ///< footer lines: form, seat, register, directors, tax number (35a GmbHG)
  BankAccount bank;
  std::string logo, seal;  ///< image files (PNG, JPEG), or empty
  /// A 中小企业 that told its debtors so when contracting (保障中小企业款项支付条例, Art 3): only then may a letter
  /// rely on that regulation.
  bool small = false;
  bool operator==(const CreditorFacts&) const = default;
};

/// Who signs: name, title, authority and call-back number are needed, all four (docs/dunning.md, 2).
struct SignatoryFacts {
  std::string name, title;
  std::string authority;  ///< what the person may decide: "负责贵司账款事宜", "authorised to agree payment plans"
  std::string phone, email;
  std::string signature;  ///< image file, or empty
  bool operator==(const SignatoryFacts&) const = default;
};

/// The law firm that issues a lawyer's letter: in the PRC only a lawyer may, and the firm takes the engagement in
/// writing (Lawyers Law, articles 13 and 25). Without a complete record the letter is only a draft.
struct LawFirmFacts {
  std::string firm, registration;
  std::string lawyer, licence;  ///< 17-digit practice licence number in the PRC
  std::optional<Date> engaged;
  Address address;
  std::string phone, email;
  std::string seal, signature;  ///< image files, or empty
  /// Names of what is missing; empty when a lawyer's letter may be issued from it.
  std::vector<std::string> missing() const;
  bool operator==(const LawFirmFacts&) const = default;
};

/// One row of the letter's table of invoices.
struct ItemFacts {
  std::string invoice, contract;
  Date issued, due;
  long days_overdue = 0;      ///< negative: not due yet
  std::int64_t amount = 0;    ///< as invoiced, minor units of the letter's currency
  std::int64_t open = 0;      ///< demanded by this letter, the disputed part left out
  std::int64_t disputed = 0;  ///< shown apart, not demanded
  bool operator==(const ItemFacts&) const = default;
};

/// Interest or costs that an earlier letter asserted, as far as they are open.
struct ClaimFacts {
  std::string kind;  ///< fee, lump-sum, interest
  std::string invoice;
  std::string letter;  ///< printed number of the letter that asserted it
  Date asserted;       ///< when that left
  Date from, to;       ///< interest: the days that it is for
  std::int64_t open = 0;
  bool operator==(const ClaimFacts&) const = default;
};

/// A letter sent before, for "we wrote to you on ...".
struct EarlierLetter {
  std::string kind, number;
  Date date;
  std::optional<Date> deadline;
  bool operator==(const EarlierLetter&) const = default;
};

struct PromiseFacts {
  std::int64_t amount = 0;
  Date day;               ///< when it was to be paid
  Date made;              ///< when it was given
  std::int64_t paid = 0;  ///< what came of it
  bool of_plan = false;   ///< it is a date of a payment plan
  bool operator==(const PromiseFacts&) const = default;
};

/// One row of a payment plan.
struct PlanRow {
  Date day;
  std::int64_t amount = 0;
  bool operator==(const PlanRow&) const = default;
};

/// What of a payment went to an invoice.
struct WentTo {
  std::string invoice;
  std::int64_t amount = 0;
  bool operator==(const WentTo&) const = default;
};

struct PaymentFacts {
  std::int64_t amount = 0;
  Date day;
  std::string reference;
  std::vector<WentTo> went_to = {};  ///< empty: not known
  std::optional<Date> since = {};    ///< of several payments: the day of the first; `day` is that of the last
  bool operator==(const PaymentFacts&) const = default;
};

struct DisputeFacts {
  std::string invoice, type, reason;
  std::int64_t amount = 0;
  Date day;
  bool operator==(const DisputeFacts&) const = default;
};

struct LetterFacts {
  std::string kind;    ///< reminder, credit-warning, lawyers-letter, short-payment, ...
  std::string locale;  ///< zh-CN, zh-TW, en, de
  std::string number;  ///< document number 函号
  Date date;
  std::optional<Date> deadline;
  CreditorFacts creditor;
  SignatoryFacts signatory;
  Debtor debtor;
  Contact addressee;
  Currency currency;
  std::vector<ItemFacts> items;         ///< in the order they are printed
  std::int64_t credit = 0;              ///< unallocated payments, netted from the sum
  std::int64_t interest = 0, fees = 0;  ///< asserted by this letter
  std::string interest_basis;           ///< in words, with the law; needed when interest is not zero
  std::int64_t lump_sums = 0;           ///< of the fees, what the law in fees_basis gives; the rest is the policy's own
  std::string fees_basis;               ///< the law of a lump sum among the fees, or empty
  std::int64_t earlier_charges = 0;     ///< what earlier letters asserted of interest and costs, and is open
  std::vector<ClaimFacts> claims;       ///< of which that consists, by letter
  std::int64_t total = 0;               ///< sum of open - credit + earlier charges + interest + fees
  std::int64_t disputed = 0;            ///< sum of the disputed parts, not in total
  std::vector<EarlierLetter> earlier;   ///< oldest first
  std::optional<LawFirmFacts> law_firm;
  std::optional<PromiseFacts> promise;
  std::vector<PlanRow> plan;  ///< the dates of a payment plan, in order; empty but in the letter that confirms it
  std::optional<PaymentFacts> payment;
  std::optional<DisputeFacts> dispute;
  std::string extra;         ///< a sentence a clerk added; plain text
  std::string response_url;  ///< of the debtor's own response page, or empty
  std::string rf_reference;  ///< ISO 11649, or empty
  bool operator==(const LetterFacts&) const = default;
};

/// Frozen form: sorted keys, so that the same facts give the same text. Round trip without loss.
nlohmann::json to_json(const LetterFacts& facts);
/// Throws UnreadableRecord for anything to_json did not write.
LetterFacts facts_from_json(const nlohmann::json& frozen);

/// Who a mail is from and to by name: all that its header takes of the facts.
struct MailNames {
  std::string creditor, addressee;
};
/// Reads the frozen text only as far as the two names, which stand at its beginning. Throws UnreadableRecord where they
/// are not there.
MailNames mail_names(const std::string& frozen);

}  // namespace dunmail
