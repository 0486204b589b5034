// The loop that sends: claims, looks, intents, hands over, receipts. The promise it keeps stands in sending/send.h.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "desk/sent_mark.h"
#include "dispatch/breaker.h"
#include "dispatch/crew.h"
#include "dispatch/fair_queue.h"
#include "sending/last_look.h"
#include "sending/lease.h"
#include "sending/outcome.h"
#include "sending/packer.h"
#include "sending/send.h"

namespace dunmail {

/// One pass over what is approved and due. For one thread; it makes those of its crews.
class Sender {
 public:
  Sender(World& world, Couriers& couriers, const SendOrder& order, bool stale_ledger);

  Sent run(const Progress& progress);

 private:
  /// Mail (and fax), or post.
  struct Route {
    Route(const std::vector<Courier*>& couriers, std::optional<Throttle> limits, Bell& bell)
        : throttle(std::move(limits)), breaker(static_cast<int>(couriers.size()) + 2), crew(couriers, &bell) {}
    FairQueue queue;
    std::optional<Throttle> throttle;
    Breaker breaker;      ///< every connection may break at once, and then two more in a row
    bool proven = false;  ///< an answer about a letter has come back: the way there works
    bool stopped = false;
    std::size_t begun = 0;    ///< intent committed, no receipt yet
    std::size_t in_hand = 0;  ///< claimed, being packed, ready or begun
    std::deque<ReadyLetter> ready;
    Crew crew;                ///< last, so that its threads end first
    double letter_ms = 1000;  ///< what a letter takes a connection, as of late
    std::size_t window() const;
  };
  struct Claimed {
    std::string letter, recipient;
    Route* route;
  };
  struct Begun {
    LetterRow row;
    Route* route;
  };
  struct Intent {
    ReadyLetter letter;
    Route* route;
  };

  // sender.cc: the round
  void recover_letters();
  void approve_automatic(const Progress& progress);
  void line_up();
  void send_all(const Progress& progress);
  void look_at_claimed();
  void settle_look(Looked&& look, const std::string& recipient, Route& route);
  void commit();
  void keep(const Outcome& outcome);
  bool may_go_on(const Route& route) const;
  bool can_begin(const Route& route) const;
  bool can_claim(const Route& route) const;
  bool has_work() const;
  bool flows() const;
  static constexpr std::chrono::milliseconds gathering{5};  ///< an answer may wait for others to share its commit
  bool enough_for_now() const;
  std::chrono::milliseconds idle_time() const;
  std::size_t left() const { return mail_.queue.size() + post_.queue.size() + mail_.in_hand + post_.in_hand; }
  /// A clock that nobody can set: the throttle measures waits.
  static Throttle::Moment tick() {
    return Throttle::Moment(
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()));
  }
  /// `changed`: by another hand in the database.
  void hold(LetterRow row, Problem why, bool changed = false);
  void release(const std::string& letter, const std::string& recipient, Route& route);
  void let_go(Route& route, const std::string& recipient);

  // sender_intents.cc: inside the commit, and what follows it
  void check_limits();
  void claim_next(Route& route);
  void commit_intents(Route& route, std::vector<Intent>& intents);
  bool still_right(const ReadyLetter& letter, Route& route);
  void begin(std::vector<Intent>& intents);

  // sender_returns.cc: what comes back from the threads
  void collect(std::chrono::milliseconds wait);
  void take(Crew::Returned&& returned);
  void take(Packer::Packed&& packed);
  void judge_route(Route& route, const Receipt& receipt, Verdict verdict);
  void take_back(Route& route);
  void release_ready(Route& route);
  void give_back(Begun&& begun);
  void salvage() noexcept;

  World& world_;
  Couriers& couriers_;
  const SendOrder& order_;
  const bool stale_;
  SenderMark mark_;
  SentMark sent_mark_;
  LastLook last_look_;
  Sent out_;
  Bell bell_;
  Route mail_, post_;
  std::size_t lined_up_ = 0;
  bool draining_ = false;
  bool limited_ = false;      ///< as many were sent as the hour or the day allows
  std::int64_t allowed_ = 0;  ///< in this commit
  std::int64_t version_ = 0;  ///< of the database, in this commit
  Instant renewed_;
  std::vector<Claimed> claimed_;
  std::map<std::string, Claimed> packing_;
  std::map<std::string, Begun> begun_;
  std::vector<Outcome> outcomes_;      ///< for the next commit
  std::vector<std::string> released_;  ///< claims given up, for the next commit
  Packer packer_;                      ///< last, so that its threads end first
};

}  // namespace dunmail
