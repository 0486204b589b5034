#include "dispatch/fair_queue.h"

namespace dunmail {

void FairQueue::add(const std::string& run, const std::string& group, const std::string& recipient,
                    std::string letter) {
  Lane& lane = lanes_[{run, group}];
  if (lane.letters.empty() && !lane.rest) {
    lane.recipient = recipient;
    ready_[run].push_back(group);
  }
  lane.letters.push_back(std::move(letter));
  ++size_;
}

void FairQueue::rouse(const Key& key) {
  lanes_.at(key).rest.reset();
  ready_[key.first].push_back(key.second);
}

void FairQueue::wake(const std::string& group) {
  for (auto at = resting_.begin(); at != resting_.end();) {
    if (at->second.second != group) {
      ++at;
      continue;
    }
    rouse(at->second);
    at = resting_.erase(at);
  }
}

std::optional<FairQueue::Next> FairQueue::take_from(const std::string& run, Moment now,
                                                    const std::function<Wait(const std::string&)>& may) {
  std::deque<std::string>& groups = ready_.at(run);
  while (!groups.empty()) {
    const Key key{run, groups.front()};
    groups.pop_front();
    Lane& lane = lanes_.at(key);
    if (const Wait wait = may(lane.recipient); wait > Wait(0)) {
      lane.rest = now + wait;
      resting_.emplace(*lane.rest, key);
      continue;
    }
    Next next{std::move(lane.letters.front()), lane.recipient};
    lane.letters.pop_front();
    --size_;
    if (lane.letters.empty())
      lanes_.erase(key);
    else
      groups.push_back(key.second);
    return next;
  }
  return std::nullopt;
}

std::optional<FairQueue::Next> FairQueue::take(Moment now, const std::function<Wait(const std::string&)>& may) {
  while (!resting_.empty() && resting_.begin()->first <= now) {
    rouse(resting_.begin()->second);
    resting_.erase(resting_.begin());
  }
  while (!ready_.empty()) {
    auto turn = ready_.upper_bound(last_run_);
    if (turn == ready_.end()) turn = ready_.begin();
    last_run_ = turn->first;
    auto next = take_from(last_run_, now, may);
    if (turn->second.empty()) ready_.erase(turn);
    if (next) return next;
  }
  return std::nullopt;
}

std::optional<FairQueue::Moment> FairQueue::rests_until() const {
  if (!ready_.empty() || resting_.empty()) return std::nullopt;
  return resting_.begin()->first;
}

}  // namespace dunmail
