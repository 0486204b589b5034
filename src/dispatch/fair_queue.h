// Whose turn it is: letters wait in lanes, one for each run and group of recipient domains. Runs take turns, and within
// a run its groups; a group that must rest holds up nobody else. Pure: every call says what time it is.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "dispatch/throttle.h"

namespace dunmail {

class FairQueue {
 public:
  using Moment = Throttle::Moment;
  using Wait = std::chrono::milliseconds;

  struct Next {
    std::string letter;
    std::string recipient;  ///< an address of its group
  };
  /// `recipient` is any address of the group; all of a lane's letters share it.
  void add(const std::string& run, const std::string& group, const std::string& recipient, std::string letter);
  /// The next letter that may go. `may` is asked with a recipient of its group, as Throttle::start: zero is yes, else
  /// how long the group rests.
  std::optional<Next> take(Moment now, const std::function<Wait(const std::string& recipient)>& may);
  /// A connection of the group is free again.
  void wake(const std::string& group);
  /// When the first resting group may be asked again; nothing while one is ready, or none is left.
  std::optional<Moment> rests_until() const;
  std::size_t size() const { return size_; }

 private:
  struct Lane {
    std::string recipient;
    std::deque<std::string> letters;
    std::optional<Moment> rest;
  };
  using Key = std::pair<std::string, std::string>;  // run, group
  void rouse(const Key& key);
  std::optional<Next> take_from(const std::string& run, Moment now, const std::function<Wait(const std::string&)>& may);

  std::map<Key, Lane> lanes_;
  std::map<std::string, std::deque<std::string>> ready_;  // by run: its groups in turn; no empty ones
  std::multimap<Moment, Key> resting_;
  std::string last_run_;
  std::size_t size_ = 0;
};

}  // namespace dunmail
