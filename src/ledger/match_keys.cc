#include "ledger/match_keys.h"

#include "base/text.h"
#include "ledger/match.h"
#include "ledger/payment_text.h"

namespace dunmail {
namespace {

constexpr std::size_t shortest_number = 3, longest_number = 40;
constexpr const char* digits = "0123456789";

bool mere_digits(std::string_view plain) { return plain.find_first_not_of(digits) == plain.npos; }

}  // namespace

std::string number_key(std::string_view number) {
  std::string plain = plain_number(number);
  return plain.size() < shortest_number || plain.size() > longest_number ? std::string() : plain;
}

std::string tail_key(std::string_view number) {
  constexpr std::size_t shortest = 6;
  const std::string plain = plain_number(number);
  const auto first = plain.find_first_of(digits);
  if (first == 0 || first == plain.npos || !mere_digits(std::string_view(plain).substr(first))) return {};
  const std::size_t size = plain.size() - first;
  return size < shortest || size > longest_number ? std::string() : plain.substr(first);
}

std::string id_key(std::string_view debtor_id) {
  constexpr std::size_t shortest = 4;
  std::string plain = plain_number(debtor_id);
  return plain.size() < shortest || plain.size() > longest_number || mere_digits(plain) ? std::string() : plain;
}

std::string text_of(const BankEntry& entry) { return entry.reference + "\n" + entry.end_to_end + "\n" + entry.text; }

MatchKeys keys_of(const BankEntry& entry) {
  const PaymentText text(text_of(entry));
  MatchKeys keys{text.pieces(shortest_number, longest_number), text.creditor_references(), {}, entry.payer_account};
  const auto name = [&](std::string_view said) {
    if (std::string plain = plain_name(said); !plain.empty()) keys.names.push_back(std::move(plain));
  };
  name(entry.on_behalf_of);
  name(entry.payer);
  if (entry.collective)
    for (const std::string_view line : split(entry.text, '\n')) name(line);
  return keys;
}

}  // namespace dunmail
