#include "insight/arrears_list.h"

#include "desk/find.h"

namespace dunmail {
namespace {

void add(Arrears& total, const Arrears& a) {
  total.currency = a.currency;
  total.as_of = a.as_of;
  for (std::size_t i = 0; i < a.buckets.size(); ++i) total.buckets[i] = checked_add(total.buckets[i], a.buckets[i]);
  for (const auto sum : {&Arrears::open, &Arrears::overdue, &Arrears::disputed, &Arrears::blocked, &Arrears::credit,
                         &Arrears::demand, &Arrears::claims})
    total.*sum = checked_add(total.*sum, a.*sum);
}

}  // namespace

ArrearsTotals list_arrears(World& world, const std::string& debtor, Date today,
                           const std::function<void(const CaseInput&, const Arrears&)>& each) {
  if (!debtor.empty()) need_debtor(world, debtor);
  ArrearsTotals out;
  each_account_apart(world, debtor, out.trouble, [&](CaseInput&& input) {
    const Arrears a = arrears_of(input.account, standing_of(input.events).disputed_amounts(), today);
    if (a.open == 0 && a.credit == 0 && a.claims == 0) return;
    ++out.accounts;
    add(out.by_currency[std::string(a.currency.code())], a);
    each(input, a);
  });
  return out;
}

}  // namespace dunmail
