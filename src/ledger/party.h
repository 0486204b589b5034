// Who owes, and whom we write to.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/money.h"

namespace dunmail {

/// What a debtor is decides the wording (docs/dunning.md, 3).
inline constexpr std::array<std::string_view, 4> debtor_kinds{"large-enterprise", "small-business", "public-body",
                                                              "individual"};
/// By staff and turnover, as the PRC standards for small and medium enterprises have it (工信部联企业〔2011〕300号).
inline constexpr std::array<std::string_view, 5> debtor_sizes{"", "large", "medium", "small", "micro"};
inline constexpr std::array<std::string_view, 2> guarantor_kinds{"joint", "general"};
/// What a contact is for. Letters go to a payer first, then finance, owner, decision-maker; a lawyer's letter to the
/// owner or the debtor's legal staff first.
inline constexpr std::array<std::string_view, 6> contact_roles{"payer",          "finance", "owner",
                                                               "decision-maker", "legal",   "gatekeeper"};

struct Address {
  std::string street;  ///< lines divided by '\n'
  std::string postcode;
  std::string city;
  std::string region;   ///< province or state
  std::string country;  ///< ISO 3166-1 alpha-2
  bool operator==(const Address&) const = default;
};

/// "1 Wharf Road, N1 7GR, London, GB"
std::string in_one_line(const Address& address);

struct Debtor {
  std::string id;      ///< the ERP's number; the natural key
  std::string name;    ///< the full registered name, never shortened
  std::string kind;    ///< one of debtor_kinds
  std::string locale;  ///< of its letters: zh-CN, zh-TW, en, de
  Address address;
  std::string segment;                     ///< free word of the user's, for policy
  std::string risk_class;                  ///< low, medium, high, or empty
  std::string calendar;                    ///< of working days: cn, de, gb, us, tw; empty: by country
  std::string time_zone;                   ///< IANA name; empty: by calendar
  std::vector<int> pay_days;               ///< days of the month on which it pays; empty: not known
  std::string blocked;                     ///< dunning block of the whole customer: its reason, or empty
  std::optional<Money> credit_limit = {};  ///< agreed; zero: cash only
  std::optional<int> distance_km = {};     ///< from our nearest office, for visits
  std::string size = {};                   ///< one of debtor_sizes, or empty: not known
  bool operator==(const Debtor&) const = default;
};

struct Contact {
  std::string debtor_id;
  std::string name;       ///< family name first in Chinese; the natural key together with debtor_id
  std::string position;   ///< 财务部经理, Head of Accounts Payable
  std::string role;       ///< one of contact_roles
  std::string honorific;  ///< 先生, 女士, Mr, Frau Dr.; may be empty
  std::string email;
  std::string fax;  ///< E.164 with +
  std::string phone;
  std::string locale;  ///< empty: the debtor's
  bool operator==(const Contact&) const = default;
};

/// Who answers for a debtor's debts. A joint guarantor can be asked as soon as the debt is overdue, a general one only
/// once the debtor was sued in vain (PRC Civil Code 686 to 688).
struct Guarantor {
  std::string debtor_id;
  std::string name;                ///< the full registered name; the natural key together with debtor_id
  std::string kind;                ///< one of guarantor_kinds
  std::optional<Date> until = {};  ///< agreed last day of the guarantee
  int months = 0;                  ///< agreed length from the due day of the debt; 0: not agreed
  std::string contact, position;
  Address address;
  std::string email, fax, phone;
  std::string locale;  ///< empty: the debtor's
  bool operator==(const Guarantor&) const = default;
};

}  // namespace dunmail
