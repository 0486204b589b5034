// What a case is about: one debtor, one creditor, one currency. Case files, letters and mails name it by its id.
#pragma once

#include <string>
#include <string_view>

#include "base/money.h"

namespace dunmail {

struct CaseKey {
  std::string creditor, debtor;  ///< neither holds a slash
  Currency currency;

  /// "main/D0001/CNY"
  std::string id() const;
  auto operator<=>(const CaseKey&) const = default;
  bool operator==(const CaseKey&) const = default;
};

/// Throws UnreadableRecord for what is no case's id.
CaseKey case_key(std::string_view id);

/// The same as it stands there, for who looks at very many of them: views into `id`, and empty where it is none.
struct CaseWords {
  std::string_view creditor, debtor, currency;
};
CaseWords case_words(std::string_view id);

}  // namespace dunmail
