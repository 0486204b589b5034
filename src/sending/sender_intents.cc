#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "casefile/letter_events.h"
#include "sending/sender.h"

namespace dunmail {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::seconds fresh{30};  // from the intent to the first byte, at most

}  // namespace

/// How many more letters the hour and the day allow, counted from the case files: a restart forgets nothing, and two
/// processes share it, as this is asked inside the transaction that commits the intents.
void Sender::check_limits() {
  const DeliverySettings& d = world_.settings.delivery;
  allowed_ = std::numeric_limits<std::int64_t>::max();
  if (d.per_hour > 0)
    allowed_ = std::min(allowed_, d.per_hour - world_.store.attempts_since(world_.now() - std::chrono::hours(1)));
  if (d.per_day > 0)
    allowed_ = std::min(allowed_, d.per_day - world_.store.attempts_since(world_.now() - std::chrono::hours(24)));
  if (allowed_ > 0 || limited_ || mail_.queue.size() + mail_.in_hand - mail_.begun == 0) return;
  limited_ = true;
  out_.remarks.push_back(
      {"delivery",
       fmt::format("as many letters were sent as delivery.per_hour ({}) and delivery.per_day ({}) allow", d.per_hour,
                   d.per_day),
       "the others wait; send again later"});
  release_ready(mail_);
}

void Sender::claim_next(Route& route) {
  if (!may_go_on(route)) return;
  auto may = [&](const std::string& recipient) {
    return route.throttle ? route.throttle->start(recipient, tick()) : milliseconds(0);
  };
  while (route.in_hand < 2 * route.window()) {
    auto next = route.queue.take(tick(), may);
    if (!next) return;
    ++route.in_hand;
    // Not ours: another process has it, or it is not approved any more.
    if (world_.store.claim(next->letter, mark_.name(), world_.now() + SenderMark::lease))
      claimed_.push_back({std::move(next->letter), std::move(next->recipient), &route});
    else
      let_go(route, next->recipient);
  }
}

/// Whether nothing has happened since the letter was looked at that would change the answer.
bool Sender::still_right(const ReadyLetter& letter, Route& route) {
  if (version_ == letter.version) return true;
  Looked look = last_look_.look_again(letter);
  if (look.found == Looked::Found::ready) return true;
  settle_look(std::move(look), letter.row.recipient, route);
  return false;
}

void Sender::commit_intents(Route& route, std::vector<Intent>& intents) {
  while (can_begin(route) && (allowed_ > 0 || &route == &post_)) {
    ReadyLetter letter = std::move(route.ready.front());
    route.ready.pop_front();
    if (!still_right(letter, route)) continue;
    letter.row.state = LetterState::sending;
    if (!world_.store.advance(letter.row, LetterState::approved, mark_.name(), true)) {
      let_go(route, letter.row.recipient);  // refused, or taken over, in the meantime
      continue;
    }
    const Courier& courier = &route == &post_ ? *couriers_.post : *couriers_.mail.front();
    world_.record(letter.row, order_.today,
                  told::Attempted{.message_id = letter.row.message_id,
                                  .recipient = letter.row.recipient,
                                  .route = courier.name(),
                                  .sha256 = letter.sha256,
                                  .bytes = static_cast<std::int64_t>(letter.parcel.message.size()),
                                  .attempt = letter.row.attempts,
                                  .stale_ledger_by = stale_ ? order_.stale_ledger_by : ""},
                  "dunmail");
    if (&route == &mail_) --allowed_;
    ++route.begun;
    intents.push_back({std::move(letter), &route});
  }
}

/// The intents are on the disk: now the first byte may leave.
void Sender::begin(std::vector<Intent>& intents) {
  const auto before = Crew::Clock::now() + fresh;
  for (Intent& intent : intents) {
    const std::string id = intent.letter.row.id;
    begun_.emplace(id, Begun{std::move(intent.letter.row), intent.route});
    intent.route->crew.hand(std::move(intent.letter.parcel), before);
  }
}

}  // namespace dunmail
