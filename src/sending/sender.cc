#include "sending/sender.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "desk/rules.h"
#include "desk/whole_ledger.h"
#include "planning/approve.h"
#include "planning/date_anew.h"
#include "settings/fax_gateway.h"
#include "store/longest_wait.h"

namespace dunmail {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds glance{250};  // how long a signal or a claim's renewal may have to wait
constexpr std::size_t packers = 1;   // more of them only get into each other's way: it is the fastest of the stages

std::vector<Courier*> borrowed(const std::vector<std::unique_ptr<Courier>>& couriers) {
  std::vector<Courier*> out;
  for (const auto& each : couriers) out.push_back(each.get());
  return out;
}

std::optional<Throttle> limits_of(const Settings& settings) {
  if (settings.delivery.domain_groups.empty()) return std::nullopt;
  Throttle out(load_domain_groups(settings.delivery.domain_groups));
  if (const auto gateway = fax_gateway(settings))
    out.send_faxes_to(gateway->recipient.substr(gateway->recipient.rfind('@') + 1));
  return out;
}

}  // namespace

/// How many intents may be without a receipt: they are in doubt when the machine dies now. What a connection hands over
/// in a thirtieth of a second; that lets a fast relay's letters share their commits, and keeps few in the air before a
/// slow one.
std::size_t Sender::Route::window() const {
  if (!proven) return 1;
  return crew.size() * static_cast<std::size_t>(std::clamp(33 / letter_ms, 2.0, 16.0));
}

Sender::Sender(World& world, Couriers& couriers, const SendOrder& order, bool stale_ledger)
    : world_(world),
      couriers_(couriers),
      order_(order),
      stale_(stale_ledger),
      mark_(world),
      sent_mark_(world),
      last_look_(world, order.today),
      mail_(borrowed(couriers.mail), limits_of(world.settings), bell_),
      post_(couriers.post ? std::vector<Courier*>{couriers.post.get()} : std::vector<Courier*>{}, std::nullopt, bell_),
      renewed_(world.now()),
      packer_(world.settings, last_look_.wrapping(), bell_, packers) {}

Sent Sender::run(const Progress& progress) {
  need_whole_ledger(world_);
  sent_mark_.check();
  recover_letters();
  DatedAnew anew = date_anew(world_, rules_of(world_), order_.run_id, order_.today);
  for (Problem& waiting : anew.waiting) out_.remarks.push_back(std::move(waiting)), ++out_.held;
  for (Problem& cancelled : anew.cancelled) out_.remarks.push_back(std::move(cancelled)), ++out_.cancelled;
  approve_automatic(progress);
  line_up();
  try {
    send_all(progress);
  } catch (...) {
    salvage();
    throw;
  }
  return std::move(out_);
}

/// What a process that died left half done is in doubt: its bytes may or may not have arrived.
void Sender::recover_letters() {
  for (const LetterRow& row : recover(world_, mark_, order_.today)) {
    ++out_.recovered;
    out_.remarks.push_back({row.id, row.reason, how_to_settle(row)});
  }
}

void Sender::approve_automatic(const Progress& progress) {
  ApprovalOrder order;
  order.run_id = order_.run_id;
  order.by = "policy " + world_.policies.names();
  order.automatic_only = true;
  order.also_held = !order_.again;
  order.stop = order_.stop;
  order.today = order_.today;
  ApprovalResult result = approve(world_, order, progress);
  out_.held += result.held.size();
  for (Problem& problem : result.held) out_.remarks.push_back(std::move(problem));
  for (Problem& problem : result.warnings) out_.remarks.push_back(std::move(problem));
}

void Sender::line_up() {
  const Instant now = world_.now(), too_far = now + longest_wait;
  std::vector<Store::Outgoing> letters = world_.store.outgoing(order_.run_id);
  if (mail_.throttle) learn_mail_hosts(world_, letters, couriers_.mail_hosts, *mail_.throttle);
  for (Store::Outgoing& letter : letters) {
    if (letter.next_attempt > now && letter.next_attempt <= too_far) {
      ++out_.waiting;
      continue;
    }
    if (letter.channel == "post" && !couriers_.post) {
      ++out_.to_print;
      continue;
    }
    Route& route = letter.channel == "post" ? post_ : mail_;
    const std::string group = route.throttle ? route.throttle->group_of(letter.recipient) : "";
    route.queue.add(letter.run_id, group, letter.recipient, std::move(letter.id));
    ++lined_up_;
  }
}

void Sender::send_all(const Progress& progress) {
  for (std::size_t round = 0;; ++round) {
    if (progress && round % 16 == 0) progress(lined_up_ - left(), lined_up_);
    if (!draining_ && order_.stop && order_.stop()) {
      draining_ = true;
      take_back(mail_);
      take_back(post_);
    }
    commit();
    if (enough_for_now()) break;
    look_at_claimed();
    collect(idle_time());
  }
  out_.waiting += mail_.queue.size() + post_.queue.size();
  if (progress) progress(lined_up_, lined_up_);
}

/// Nothing is in hand, and nothing more may be begun in this pass.
bool Sender::enough_for_now() const {
  if (mail_.in_hand + post_.in_hand > 0 || !outcomes_.empty() || !released_.empty()) return false;
  auto over = [this](const Route& route) { return !may_go_on(route) || route.queue.size() == 0; };
  return over(mail_) && over(post_);
}

bool Sender::may_go_on(const Route& route) const {
  return !draining_ && !route.stopped && !(limited_ && &route == &mail_);
}

bool Sender::can_begin(const Route& route) const {
  return may_go_on(route) && !route.ready.empty() && route.begun < route.window();
}

bool Sender::can_claim(const Route& route) const {
  if (!may_go_on(route) || route.queue.size() == 0 || route.in_hand >= 2 * route.window()) return false;
  const auto rest = route.queue.rests_until();
  return !rest || *rest <= tick();
}

bool Sender::has_work() const {
  if (!claimed_.empty() || !outcomes_.empty() || !released_.empty()) return true;
  for (const Route* route : {&mail_, &post_})
    if (can_begin(*route) || can_claim(*route)) return true;
  return false;
}

/// A fast relay's connections have enough to do for now: what comes back meanwhile may share one commit.
bool Sender::flows() const {
  return mail_.window() >= 8 * mail_.crew.size() && mail_.begun > mail_.window() / 2 && !draining_ &&
         post_.queue.size() + post_.in_hand == 0;
}

milliseconds Sender::idle_time() const {
  if (has_work()) return flows() ? gathering : milliseconds(0);
  const auto rest = mail_.queue.rests_until();
  if (mail_.begun + post_.begun > 0 || !rest) return glance;
  return std::clamp(std::chrono::duration_cast<milliseconds>(*rest - tick()), milliseconds(1), glance);
}

/// All of them as they are at one moment, which also saves the locks of a read each.
void Sender::look_at_claimed() {
  if (claimed_.empty()) return;
  world_.store.snapshot([&] {
    const std::int64_t version = world_.store.version();
    for (const Claimed& claimed : std::exchange(claimed_, {})) {
      if (may_go_on(*claimed.route))
        settle_look(last_look_.look(claimed.letter, version), claimed.recipient, *claimed.route);
      else
        release(claimed.letter, claimed.recipient, *claimed.route);
    }
  });
}

void Sender::settle_look(Looked&& look, const std::string& recipient, Route& route) {
  using Found = Looked::Found;
  if (look.ready) return route.ready.push_back(std::move(*look.ready));
  if (look.unpacked) {
    const std::string& letter = look.unpacked->row.id;
    packing_.emplace(letter, Claimed{letter, recipient, &route});
    return packer_.hand(std::move(*look.unpacked));
  }
  let_go(route, recipient);
  if (look.found == Found::cancelled) {
    ++out_.cancelled;
    out_.remarks.push_back({look.row.id, "cancelled: " + look.why.message, "the next plan looks at the case again"});
    outcomes_.push_back(
        {std::move(look.row), told::TakenOut{EventKind::cancelled, look.why.message}, LetterState::approved});
  } else if (look.found == Found::too_early) {
    ++out_.waiting;
    if (!look.why.message.empty()) out_.remarks.push_back(std::move(look.why));
    outcomes_.push_back({std::move(look.row), std::nullopt, LetterState::approved});
  } else if (look.found == Found::held) {
    hold(std::move(look.row), std::move(look.why), look.changed);
  }
}

void Sender::hold(LetterRow row, Problem why, bool changed) {
  ++out_.held;
  out_.remarks.push_back({row.id + (why.where.empty() ? "" : ", " + why.where), why.message, why.hint});
  row.state = LetterState::held;
  row.reason = why.line();
  // Over what somebody changed nothing is written.
  std::optional<Told> told;
  if (!changed)
    told = told::RouteSaid{.kind = EventKind::deferred, .text = why.line(), .verdict = word(Verdict::our_fault)};
  outcomes_.push_back({std::move(row), std::move(told), LetterState::approved});
}

void Sender::let_go(Route& route, const std::string& recipient) {
  --route.in_hand;
  if (!route.throttle || recipient.empty()) return;
  route.throttle->give_back(recipient);
  route.queue.wake(route.throttle->group_of(recipient));
}

/// A claim given up: the letter waits as if it had never been looked at.
void Sender::release(const std::string& letter, const std::string& recipient, Route& route) {
  released_.push_back(letter);
  let_go(route, recipient);
  ++out_.waiting;
}

/// Receipts, intents and claims in one transaction; then, and only then, the letters go to the threads. When it fails
/// nothing of it stands, and the pass is over: salvage() knows what is left to say.
void Sender::commit() {
  const bool renew = left() > 0 && (world_.now() - renewed_ > SenderMark::lease / 4 || world_.now() < renewed_);
  if (!has_work() && !renew) return;
  std::vector<Intent> intents;
  std::size_t outcomes = 0, released = 0;  // a look again inside may add to them: that is for the next commit
  world_.store.transaction([&] {
    version_ = world_.store.version();
    check_limits();
    for (; outcomes < outcomes_.size(); ++outcomes) keep(outcomes_[outcomes]);
    for (; released < released_.size(); ++released) world_.store.release(mark_.name(), released_[released]);
    for (Route* route : {&mail_, &post_}) {
      commit_intents(*route, intents);
      claim_next(*route);
    }
    if (renew) world_.store.renew_claims(mark_.name(), world_.now() + SenderMark::lease);
    std::vector<const LetterRow*> leaving;
    for (const Intent& intent : intents) leaving.push_back(&intent.letter.row);
    sent_mark_.advance(leaving, order_.today);
  });
  sent_mark_.write();
  if (renew) renewed_ = world_.now();
  outcomes_.erase(outcomes_.begin(), outcomes_.begin() + static_cast<std::ptrdiff_t>(outcomes));
  released_.erase(released_.begin(), released_.begin() + static_cast<std::ptrdiff_t>(released));
  begin(intents);
}

void Sender::keep(const Outcome& outcome) {
  if (!world_.store.advance(outcome.row, outcome.from, mark_.name(), false)) {
    if (outcome.from == LetterState::approved) return;  // somebody else has changed it: it is theirs
    // We were taken for dead and the letter called unknown: this answer settles it, unless a person has done so.
    world_.store.advance(outcome.row, LetterState::unknown, "", false);
  }
  if (outcome.told) world_.record(outcome.row, order_.today, *outcome.told, "dunmail");
}

}  // namespace dunmail
