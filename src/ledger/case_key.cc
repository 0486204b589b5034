#include "ledger/case_key.h"

#include "base/unreadable.h"

namespace dunmail {

std::string CaseKey::id() const { return creditor + "/" + debtor + "/" + std::string(currency.code()); }

CaseWords case_words(std::string_view id) {
  const auto first = id.find('/'), last = id.rfind('/');
  if (first == id.npos || first == last) return {};
  return {id.substr(0, first), id.substr(first + 1, last - first - 1), id.substr(last + 1)};
}

CaseKey case_key(std::string_view id) {
  const CaseWords words = case_words(id);
  const auto currency = Currency::find(words.currency);
  if (!currency || words.debtor.empty())
    throw UnreadableRecord(std::string(id), "is no case: a case is CREDITOR/DEBTOR/CURRENCY");
  return {std::string(words.creditor), std::string(words.debtor), *currency};
}

}  // namespace dunmail
