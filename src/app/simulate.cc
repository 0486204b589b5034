#include "app/simulate.h"

#include <future>

namespace dunmail {
namespace {

constexpr std::size_t batch = 2000;

/// One case after the other, for each seed; the tallies lie beside each other.
void play_batch(const CaseRules& rules, const ResponseModel& model, const SimulationOrder& order, CadenceKind cadence, const std::vector<CaseInput>& cases,
                std::vector<Tally>& tallies) {
  for (int n = 0; n < order.seeds; ++n)
    for (const CaseInput& input : cases)
      tallies[static_cast<std::size_t>(n)] += play_case(rules, model, order, order.seed + static_cast<std::uint64_t>(n), cadence, input);
}

}  // namespace

PolicyBook fixed_cadence(const PolicyBook& policies) {
  std::vector<Policy> all = policies.all();
  for (Policy& policy : all) {
    policy.cadence.slower = policy.cadence.faster = policy.cadence.promise_broken = 1;
    policy.cadence.pay_day_payments = 0, policy.campaigns.clear();
  }
  return all.size() == 1 ? PolicyBook(all.front()) : PolicyBook::of(std::move(all));
}

std::vector<SimulatedRun> simulate(const CaseRules& fixed, const CaseRules& adaptive, const ResponseModel& model, const SimulationOrder& order,
                                   const EachCase& each_case, const std::function<void(std::size_t cases)>& progress) {
  const std::vector<Tally> empty(static_cast<std::size_t>(order.seeds), Tally(order.days));
  std::vector<Tally> none = empty, by_fixed = empty, by_adaptive = empty;
  std::vector<CaseInput> cases;
  std::size_t done = 0;
  auto play = [&] {
    // The two that send letters take nearly all of the time, and the same.
    auto other = std::async(std::launch::async, [&] { play_batch(fixed, model, order, CadenceKind::fixed, cases, by_fixed); });
    play_batch(adaptive, model, order, CadenceKind::adaptive, cases, by_adaptive);
    play_batch(adaptive, model, order, CadenceKind::none, cases, none);
    other.get();
    done += cases.size();
    cases.clear();
    if (progress) progress(done);
  };
  each_case([&](CaseInput&& input) {
    cases.push_back(std::move(input));
    if (cases.size() == batch) play();
  });
  play();
  std::vector<SimulatedRun> out;
  for (std::size_t i = 0; i < empty.size(); ++i) out.push_back({order.seed + i, std::move(none[i]), std::move(by_fixed[i]), std::move(by_adaptive[i])});
  return out;
}

}  // namespace dunmail
