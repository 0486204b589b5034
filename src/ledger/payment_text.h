// Numbers in the text of a payment, through the noise that payers and banks put around and into them.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace dunmail {

/// Letters and digits in capitals, full-width ones made narrow: "ＩＮＶ－2026 0001" -> "INV20260001".
std::string plain_number(std::string_view text);

/// What stands behind RF and its check digits in the reference that a debtor's letters print. It names the debtor and
/// not the letter or an invoice: a payer keeps the reference of the first letter in its banking software and pays by it
/// for years, and a sum for three invoices has one reference. Capital letters and digits, 21 at most (ISO 11649): the
/// id itself where it is that already; else its letters and digits with a mark of the whole id behind them, so that
/// "A-1" and "A1" differ.
std::string reference_body(std::string_view debtor_id);

/// The same of a whole text, remembering where something else stood between two characters.
class PaymentText {
 public:
  explicit PaymentText(std::string_view text);

  struct Hit {
    std::size_t at = 0, length = 0;
    std::size_t what = 0;  ///< as `known` gave it
  };
  /// Every known number that stands in the text for itself, and not within a longer one: the longest at each place,
  /// none overlapping. `lengths` are those that known numbers have; `known` gives an index, or npos.
  std::vector<Hit> find(const std::vector<bool>& lengths,
                        const std::function<std::size_t(std::string_view)>& known) const;
  /// Every piece that find() would ask about, were there known numbers of each of these lengths.
  std::vector<std::string> pieces(std::size_t shortest, std::size_t longest) const;
  /// ISO 11649 references with right check digits; what stands behind RF and the two digits.
  std::vector<std::string> creditor_references() const;
  /// A hit as it stands in the text.
  std::string quote(const Hit& hit) const;
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

 private:
  bool begins(std::size_t at) const;
  bool ends(std::size_t at) const;

  std::string original_, plain_;
  std::vector<std::size_t> from_;  ///< where each character stands in the original
  std::vector<bool> apart_;        ///< something else stands before it
};

}  // namespace dunmail
