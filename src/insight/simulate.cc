#include "insight/simulate.h"

#include <future>
#include <map>

namespace dunmail {
namespace {

constexpr std::size_t batch = 2000;

/// The places of cases that cannot be played, and why.
using Unplayed = std::map<std::size_t, std::string>;

/// One case after the other, for each seed; the tallies lie beside each other.
Unplayed play_batch(const CaseRules& rules, const ResponseModel& model, const SimulationOrder& order,
                    CadenceKind cadence, const std::vector<CaseInput>& cases, std::vector<Tally>& tallies) {
  Unplayed out;
  for (int n = 0; n < order.seeds; ++n)
    for (std::size_t i = 0; i < cases.size(); ++i) {
      try {
        tallies[static_cast<std::size_t>(n)] +=
            play_case(rules, model, order, order.seed + static_cast<std::uint64_t>(n), cadence, cases[i]);
      } catch (...) {
        out.emplace(i, trouble_caught());
      }
    }
  return out;
}

struct Tallies {
  std::vector<Tally> none, fixed, adaptive;
};

}  // namespace

PolicyBook fixed_cadence(const PolicyBook& policies) {
  std::vector<Policy> all = policies.all();
  for (Policy& policy : all) {
    policy.cadence.slower = policy.cadence.faster = policy.cadence.promise_broken = 1;
    policy.cadence.pay_day_payments = 0;
    policy.campaigns.clear();
  }
  return all.size() == 1 ? PolicyBook(all.front()) : PolicyBook::of(std::move(all));
}

std::vector<SimulatedRun> simulate(const CaseRules& fixed, const CaseRules& adaptive, const ResponseModel& model,
                                   const SimulationOrder& order, const EachCase& each_case,
                                   const std::function<void(std::size_t cases)>& progress, CaseTroubles* trouble) {
  const std::vector<Tally> empty(static_cast<std::size_t>(order.seeds), Tally(order.days));
  Tallies all{empty, empty, empty};
  std::vector<CaseInput> cases;
  std::size_t done = 0;
  auto play_into = [&](Tallies& into) {
    // The two that send letters take nearly all of the time, and the same.
    auto other = std::async(std::launch::async,
                            [&] { return play_batch(fixed, model, order, CadenceKind::fixed, cases, into.fixed); });
    Unplayed out = play_batch(adaptive, model, order, CadenceKind::adaptive, cases, into.adaptive);
    out.merge(play_batch(adaptive, model, order, CadenceKind::none, cases, into.none));
    Unplayed others = other.get();
    out.merge(others);
    return out;
  };
  auto play = [&] {
    done += cases.size();
    Tallies before = all;
    // Without those that cannot be played the three must be played again: what stands side by side is the same cases.
    for (Unplayed bad = play_into(all); !bad.empty(); bad = play_into(all)) {
      all = before;
      for (auto one = bad.rbegin(); one != bad.rend(); ++one) {
        if (trouble) trouble->add(cases[one->first].account.case_id(), one->second);
        cases.erase(cases.begin() + static_cast<std::ptrdiff_t>(one->first));
      }
    }
    cases.clear();
    if (progress) progress(done);
  };
  each_case([&](CaseInput&& input) {
    cases.push_back(std::move(input));
    if (cases.size() == batch) play();
  });
  play();
  std::vector<SimulatedRun> out;
  for (std::size_t i = 0; i < empty.size(); ++i)
    out.push_back({order.seed + i, std::move(all.none[i]), std::move(all.fixed[i]), std::move(all.adaptive[i])});
  return out;
}

}  // namespace dunmail
