// A bank entry being judged: rules in their order, the first that fits is the answer. For match*.cc only.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "base/money.h"
#include "ledger/match.h"
#include "ledger/match_index.h"
#include "ledger/payment_text.h"

namespace dunmail {

/// One entry on its way through the rules.
class Judgement {
 public:
  Judgement(const Matcher::Index& x, const BankEntry& e, const std::string& creditor);
  Match take();

 private:
  using Confidence = Match::Confidence;
  static constexpr std::size_t none = PaymentText::npos;
  static constexpr std::size_t most_candidates = 5;
  /// Whoever is named has to be kept from getting letters, however many they are.
  static constexpr std::size_t most_named = 500;

  // match.cc: what is no payment, or cannot be divided
  bool no_payment();
  bool of_many();

  // match_named.cc: a reference or a number tells what is paid
  bool by_reference();
  bool by_number();
  void settle_reference(const std::string& id);
  void settle_named(std::vector<std::size_t> named, bool telling, bool checked);

  // match_payer.cc: the payer tells who pays, or nothing but the sum does
  bool by_payer();
  bool by_amount();
  void settle_payer(const std::string& debtor);
  /// Whether the payer is the debtor, is somebody else, or is not told.
  enum class Payer { same, other, unknown };
  Payer payer_is(const std::string& debtor) const;

  // match_sum.cc: which invoices a sum is for
  void choose(const std::vector<std::size_t>& items);
  bool exactly(const std::vector<std::size_t>& items, std::int64_t sum);
  bool exactly(const std::vector<std::size_t>& items, std::int64_t sum, bool with_claims);
  bool nearly(const std::vector<std::size_t>& items, std::int64_t sum);
  void oldest_first(const std::vector<std::size_t>& items);
  /// What an entry of its day may pay of the invoice: what is open, and where it names it what an export had said
  /// before.
  std::int64_t due(std::size_t i) const;

  void add_candidate(const std::string& debtor, std::size_t most = most_candidates);
  std::vector<std::string> numbers() const;  ///< of the invoices that it pays
  std::string money(std::int64_t minor) const {
    return fmt::format("{} {}", e_.amount.currency.code(), grouped(minor, e_.amount.currency.digits()));
  }
  void say(Confidence c, std::string why) { m_.confidence = c, m_.why = std::move(why); }
  bool done(const char* rule) { return m_.rule = rule, true; }

  const Matcher::Index& x_;
  const BankEntry& e_;
  const std::string& creditor_;
  PaymentText text_;
  Match m_;
  bool exact_ = false, named_ = false;
};

}  // namespace dunmail
