#include "desk/letter_facts.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/payment_text.h"
#include "letters/reference.h"
#include "policy/confirmation.h"
#include "policy/went_to.h"

namespace dunmail {
namespace {

void replace(std::string& text, std::string_view what, const std::string& with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != text.npos; at += with.size())
    text.replace(at, what.size(), with);
}

PromiseFacts promise_facts(const Promise& p) {
  return {p.amount, p.due, plan_made(p), p.paid_since + p.paid_late, !p.plan.empty()};
}

void confirmed_facts(LetterFacts& facts, const Standing& standing, const std::string& occasion) {
  const auto dispute = standing.disputes.find(invoice_of_occasion(occasion));
  if (dispute != standing.disputes.end()) {
    const Dispute& d = dispute->second;
    facts.dispute = DisputeFacts{dispute->first, d.type.empty() ? "other" : d.type, "", d.amount, d.day};
  }
}

/// The receipt that kept a promise, or that the occasion names; for other letters the last one.
const PaymentSeen* receipt_for(const Standing& standing, const Promise* promise, const std::string& occasion) {
  for (auto p = standing.payments.rbegin(); !promise && p != standing.payments.rend(); ++p)
    if (occasion == "payment-" + p->reference) return &*p;
  for (auto p = standing.payments.rbegin(); promise && p != standing.payments.rend(); ++p)
    if (p->reference == promise->paid_by) return &*p;
  return standing.payments.empty() ? nullptr : &standing.payments.back();
}

/// What came since the last demand for what a letter asks, up to the receipt that it is about, as one sum.
PaymentFacts receipts_as_one(const Examined& e, const PaymentSeen& last) {
  const Standing& standing = e.standing;
  const SentLetter* demand = standing.last_demand();
  const std::vector<std::string>& asked = e.decision.invoices;
  const auto counts = [&](const PaymentSeen& p) {
    if (&p == &last) return true;
    if (!demand || p.day < demand->day || p.place > last.place) return false;
    return std::any_of(e.arrears.lines.begin(), e.arrears.lines.end(), [&](const ArrearsLine& line) {
      return std::find(asked.begin(), asked.end(), line.invoice.number) != asked.end() && went_to(p, line);
    });
  };
  PaymentFacts out{0, last.day, ""};
  std::map<std::string, std::int64_t> went_to;
  Date first = last.day;
  for (const PaymentSeen& p : standing.payments) {
    if (!counts(p)) continue;
    out.amount = checked_add(out.amount, p.amount);
    out.day = std::max(out.day, p.day);
    first = std::min(first, p.day);
    if (!p.reference.empty()) out.reference += (out.reference.empty() ? "" : ", ") + p.reference;
    for (const auto& [invoice, sum] : p.sums)
      if (!invoice.empty()) went_to[invoice] = checked_add(went_to[invoice], sum);
  }
  for (const auto& [invoice, sum] : went_to) out.went_to.push_back({invoice, sum});
  if (first < out.day) out.since = first;
  return out;
}

void plan_facts(LetterFacts& facts, const Standing& standing, const std::string& plan) {
  for (const Promise* p : by_due_day(standing.promises))
    if (p->plan == plan) facts.plan.push_back({p->due, p->amount});
}

void occasion_facts(LetterFacts& facts, const Examined& e) {
  const Standing& standing = e.standing;
  const std::string &kind = e.decision.tier->id, &occasion = e.decision.occasion;
  const Promise* promise =
      is_confirmation(kind) || kind == "broken-promise" ? promise_of_occasion(standing, occasion) : nullptr;
  if (promise) facts.promise = promise_facts(*promise);
  // Of a promise of the whole sum no amount was written down: it is what came and what is still owed.
  if (promise && promise->amount == 0) facts.promise->amount = checked_add(facts.total, facts.promise->paid);
  if (promise && kind == "payment-plan") plan_facts(facts, standing, promise->plan);
  if (is_confirmation(kind)) confirmed_facts(facts, standing, occasion);
  const PaymentSeen* payment =
      kind == "short-payment" || kind == "thanks" ? receipt_for(standing, promise, occasion) : nullptr;
  if (!payment) return;
  facts.payment = kind == "short-payment" ? receipts_as_one(e, *payment)
                                          : PaymentFacts{payment->amount, payment->day, payment->reference};
}

/// Open claims with the printed numbers of their letters.
std::vector<ClaimFacts> claim_facts(const std::vector<Claim>& claims, const Standing& standing) {
  std::vector<ClaimFacts> out;
  for (const Claim& claim : claims) {
    if (claim.open <= 0) continue;
    const auto letter = std::find_if(standing.sent.begin(), standing.sent.end(),
                                     [&](const SentLetter& l) { return l.id == claim.letter; });
    out.push_back({std::string(word(claim.kind)), claim.invoice,
                   letter == standing.sent.end() ? std::string() : letter->number, claim.asserted, claim.from, claim.to,
                   claim.open});
  }
  return out;
}

/// A letter that lists what asked for payment before names neither confirmations nor what told of a day to come.
bool demanded(const std::string& kind, const Policy& policy) {
  return !is_confirmation(kind) && std::none_of(policy.tiers.begin(), policy.tiers.end(),
                                                [&](const Tier& tier) { return tier.id == kind && tier.rank == 0; });
}

std::string in_language(const LawWords& words, const std::string& locale) {
  const auto found = words.find(locale);
  return found == words.end() ? std::string() : found->second;
}

}  // namespace

std::string letter_number(const Settings& settings, const std::string& locale, int year, std::int64_t serial) {
  const auto own = settings.number_patterns.find(locale);
  std::string out = own == settings.number_patterns.end() ? settings.number_patterns.at("") : own->second;
  replace(out, "{year}", std::to_string(year));
  replace(out, "{serial}", std::to_string(serial));
  return out;
}

LetterFacts letter_facts(const Settings& settings, const CaseInput& input, const Examined& examined,
                         const LetterCharges& charges, const std::string& number, std::optional<Date> deadline,
                         Date today) {
  const Debtor& debtor = input.account.debtor;
  LetterFacts f;
  f.kind = examined.decision.tier->template_kind;
  f.locale = examined.step->contact.locale.empty() ? debtor.locale : examined.step->contact.locale;
  f.number = number;
  f.date = today;
  f.deadline = deadline;
  f.rf_reference = make_rf_reference(reference_body(debtor.id));
  f.creditor = settings.creditor(input.account.creditor, f.locale, input.account.currency);
  f.signatory = settings.signatory(input.account.creditor, f.locale);
  f.debtor = debtor;
  f.addressee = examined.step->contact;
  f.currency = input.account.currency;
  for (const ArrearsLine& line : examined.arrears.lines) {
    const auto in = [&](const std::vector<std::string>& list) {
      return std::find(list.begin(), list.end(), line.invoice.number) != list.end();
    };
    const bool demanded = in(examined.decision.invoices);
    if (!demanded && !in(examined.decision.listed)) continue;
    f.items.push_back({line.invoice.number, line.invoice.contract, line.invoice.issued, line.invoice.due,
                       line.days_overdue, line.invoice.amount.minor, demanded ? line.undisputed() : 0, line.disputed});
    if (!demanded) continue;
    f.disputed += line.disputed;
    f.credit += line.covered;
  }
  f.interest = charges.interest;
  f.fees = charges.fees;
  f.lump_sums = charges.lump_sums;
  f.interest_basis = in_language(charges.interest_basis, f.locale);
  f.fees_basis = in_language(charges.fees_basis, f.locale);
  f.earlier_charges = charges.earlier;
  if (charges.earlier > 0) f.claims = claim_facts(input.account.claims, examined.standing);
  f.total =
      checked_add(checked_add(examined.decision.amount, charges.earlier), checked_add(charges.interest, charges.fees));
  for (const SentLetter& letter : examined.standing.sent)
    if (!letter.bounced && demanded(letter.kind, *examined.policy))
      f.earlier.push_back({letter.kind, letter.number, letter.day, letter.deadline});
  f.law_firm = settings.law_firm(input.account.creditor, debtor.address.country, f.locale);
  occasion_facts(f, examined);
  return f;
}

}  // namespace dunmail
