// Bank entries: what the bank told, and what became of it.
#include <algorithm>

#include "evidence/search.h"
#include "ledger/statement.h"
#include "store/states.h"

namespace dunmail {
namespace {

class Entry {
 public:
  Entry(Search& search, const BankRow& row) : s_(search), row_(row), id_(row.entry.id) {}

  void verify() {
    if (!is_named_by_its_fields(row_.entry)) find("its account, day, sum or reference is not what the bank told");
    s_.look(id_, "the payments of bank entries", [&] { payments(); });
    reason();
    for (const std::string& other : {row_.other, row_.twin})
      if (!other.empty() && !s_.world.store.knows_bank_entry(other))
        s_.find(other, "the bank entry is gone, and " + id_ + " names it");
    s_.look(id_, "whom bank entries wait for", [&] { waiting(); });
  }

 private:
  template <class... A>
  void find(fmt::format_string<A...> what, A&&... args) {
    s_.find(id_, fmt::format(what, std::forward<A>(args)...));
  }

  /// Who is booked says as what, and nobody else does.
  void payments() {
    const bool booked = row_.state == BankState::booked;
    if (booked && row_.payments.empty()) find("is booked, and says as no payment");
    if (!booked && !row_.payments.empty())
      find("is {}, and was booked as payment {}", word(row_.state), fmt::format("{}", fmt::join(row_.payments, ", ")));
    for (const std::string& reference : row_.payments) {
      const auto payment = s_.rows.payment(reference);
      if (!payment) {
        find("was booked as payment {}, which is not there", reference);
        continue;
      }
      const std::string now = s_.debtor_now(payment->debtor), of = s_.debtor_now(row_.debtor);
      if (booked && now != of) find("was booked to {}, and payment {} is one of {}", of, reference, now);
    }
  }

  /// Which rules end an entry's wait so.
  void reason() {
    const auto is_one_of = [&](std::initializer_list<const char*> rules) {
      return std::any_of(rules.begin(), rules.end(), [&](const char* rule) { return row_.rule == rule; });
    };
    const bool fits = row_.state == BankState::ignored
                          ? is_one_of({"by-hand", "known-payment", "not-a-payment", "expired", "failed", "collective"})
                      : row_.state == BankState::superseded ? is_one_of({"booked", "known-payment"})
                                                            : true;
    if (!fits) find("is {}, and nothing ends so by the rule \"{}\"", word(row_.state), row_.rule);
    const bool names_other = row_.state != BankState::returned || !row_.other.empty();
    if (!names_other) find("is returned, and does not say which entry it took back");
  }

  /// Whose letters it holds follows from it (Store::update).
  void waiting() {
    std::set<std::string> should, is;
    if ((row_.state == BankState::suggested || row_.state == BankState::announced) && row_.held_until) {
      for (const std::string& debtor : row_.debtor.empty() ? row_.candidates : std::vector{row_.debtor})
        should.insert(s_.debtor_now(debtor));
    }
    for (const std::string& debtor : s_.rows.waiting_for(id_)) is.insert(s_.debtor_now(debtor));
    if (is != should) find("letters to {} wait for it, and it says {}", names(is), names(should));
  }

  static std::string names(const std::set<std::string>& debtors) {
    return debtors.empty() ? "nobody" : fmt::format("{}", fmt::join(debtors, ", "));
  }

  Search& s_;
  const BankRow& row_;
  const std::string& id_;
};

}  // namespace

void verify_bank(Search& s) {
  s.look("database", "bank entries", [&] {
    s.rows.each_name("bank_entry", [&](const std::string& id) {
      s.look(id, "bank entries", [&] {
        if (const auto row = s.world.store.bank_entry(id)) Entry(s, *row).verify();
      });
    });
  });
}

}  // namespace dunmail
