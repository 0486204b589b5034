#include <fmt/format.h>

#include <algorithm>

#include "sending/sender.h"

namespace dunmail {
namespace {

using std::chrono::milliseconds;

bool about_the_letter(const Receipt& r) {
  return r.outcome == Receipt::Outcome::accepted ||
         (r.reply_code > 0 && (r.stage == "mail" || r.stage == "rcpt" || r.stage == "data" || r.stage == "message"));
}

}  // namespace

void Sender::collect(milliseconds wait) {
  auto until = Crew::Clock::now() + wait;
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(until - Crew::Clock::now());
    bell_.wait(std::max(left, milliseconds(0)), flows() && has_work() ? mail_.begun - mail_.window() / 2 : 1);
    for (Route* route : {&mail_, &post_})
      for (Crew::Returned& each : route->crew.collect(milliseconds(0))) take(std::move(each));
    for (Packer::Packed& each : packer_.collect()) take(std::move(each));
    if (!flows() || Crew::Clock::now() >= until) return;
    if (has_work()) until = std::min(until, Crew::Clock::now() + gathering);
  }
}

void Sender::take(Packer::Packed&& packed) {
  const Claimed claimed = packing_.extract(packed.letter_id).mapped();
  Route& route = *claimed.route;
  if (!may_go_on(route)) return release(claimed.letter, claimed.recipient, route);
  if (packed.ready) return route.ready.push_back(std::move(*packed.ready));
  let_go(route, claimed.recipient);
  if (auto row = world_.store.letter(claimed.letter)) hold(std::move(*row), packed.ready.problem());
}

void Sender::take(Crew::Returned&& returned) {
  auto found = begun_.extract(returned.letter_id);
  Begun begun = std::move(found.mapped());
  if (!returned.begun) return give_back(std::move(begun));
  Route& route = *begun.route;
  --route.begun, --route.in_hand;
  route.letter_ms += (std::chrono::duration<double, std::milli>(returned.took).count() - route.letter_ms) / 4;
  if (route.throttle) {
    route.throttle->finish(begun.row.recipient, returned.receipt, tick());
    route.queue.wake(route.throttle->group_of(begun.row.recipient));
  }
  const Verdict verdict = route.breaker.judge(returned.receipt);
  judge_route(route, returned.receipt, verdict);
  outcomes_.push_back(outcome_of(std::move(begun.row), returned.receipt, verdict, world_.now(), out_));
}

void Sender::judge_route(Route& route, const Receipt& receipt, Verdict verdict) {
  route.proven = about_the_letter(receipt);
  if (verdict != Verdict::stop_route || route.stopped) return;
  route.stopped = true;
  out_.stopped = fmt::format("{}: {}", receipt.route, receipt.text);
  take_back(route);
}

/// No thread has begun it: it is as it was before its intent, and its turn comes again if there is one.
void Sender::give_back(Begun&& begun) {
  Route& route = *begun.route;
  --route.begun;
  let_go(route, begun.row.recipient);
  if (may_go_on(route)) {
    const std::string group = route.throttle ? route.throttle->group_of(begun.row.recipient) : "";
    route.queue.add(begun.row.run_id, group, begun.row.recipient, begun.row.id);
  } else {
    ++out_.waiting;
  }
  outcomes_.push_back(not_begun(std::move(begun.row)));
}

void Sender::take_back(Route& route) {
  for (const std::string& letter : route.crew.take_back()) give_back(std::move(begun_.extract(letter).mapped()));
  release_ready(route);
}

void Sender::release_ready(Route& route) {
  for (const ReadyLetter& ready : std::exchange(route.ready, {})) release(ready.row.id, ready.row.recipient, route);
}

/// The database has failed us. What the threads have is waited for, and what was answered is kept if that is possible
/// now; else the next sender finds these letters begun, and calls them unknown.
void Sender::salvage() noexcept {
  try {
    draining_ = true;
    take_back(mail_);
    take_back(post_);
    while (!begun_.empty()) collect(std::chrono::seconds(1));
    world_.store.transaction([&] {
      for (const Outcome& outcome : outcomes_)
        if (outcome.from != LetterState::approved) keep(outcome);
      world_.store.release(mark_.name());
    });
  } catch (const std::exception&) {
    // The Error that brought us here is thrown on by the caller; it says the same.
  }
}

}  // namespace dunmail
