#include "insight/deadlines.h"

#include <algorithm>
#include <tuple>

#include "desk/find.h"

namespace dunmail {

namespace {

bool earlier(const CaseDeadline& a, const CaseDeadline& b) {
  return std::tie(a.deadline.date, a.case_id, a.deadline.kind, a.deadline.what) <
         std::tie(b.deadline.date, b.case_id, b.deadline.kind, b.deadline.what);
}

/// Memory follows what is shown, not what there is.
void keep_first(std::vector<CaseDeadline>& all, std::size_t most) {
  if (all.size() <= most) return;
  std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(most), all.end(), earlier);
  all.resize(most);
}

}  // namespace

DeadlinesResult deadlines_of_cases(World& world, const DeadlinesOrder& order) {
  if (!order.debtor.empty()) need_debtor(world, order.debtor);
  DeadlinesResult out;
  each_account_apart(world, order.debtor, out.trouble, [&](CaseInput&& input) {
    const Standing standing = standing_of(input.events);
    const Arrears arrears = arrears_of(input.account, standing.disputed_amounts(), order.today);
    const Debtor& d = input.account.debtor;
    for (Deadline& each :
         deadlines_of(limitation_law(d.address.country), arrears, standing, order.today, input.guarantors))
      if (!order.within || each.days_left <= *order.within) {
        ++out.found;
        out.deadlines.push_back({d.id, d.name, input.account.case_id(), std::move(each)});
      }
    constexpr std::size_t sorted_out_at = 10'000;
    if (out.deadlines.size() >= sorted_out_at && out.deadlines.size() / 2 >= order.most)
      keep_first(out.deadlines, order.most);
  });
  keep_first(out.deadlines, order.most);
  std::sort(out.deadlines.begin(), out.deadlines.end(), earlier);
  return out;
}

}  // namespace dunmail
