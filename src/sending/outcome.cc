#include "sending/outcome.h"

#include <fmt/format.h>

#include "dispatch/retry.h"

namespace dunmail {
namespace {

told::RouteSaid what_route_said(const Receipt& r, const LetterRow& letter, Verdict verdict) {
  return {.kind = EventKind::deferred,
          .code = r.reply_code,
          .status = r.status,
          .stage = r.stage,
          .text = r.text,
          .queue_id = r.queue_id,
          .route = r.route,
          .recipient = letter.recipient,
          .verdict = word(verdict)};
}

void refused_address(Outcome& out, const Receipt& receipt, Sent& sent) {
  out.told->kind = EventKind::rejected;
  out.row.state = LetterState::rejected;
  out.row.reason = receipt.text;
  ++sent.rejected;
  sent.next_channel.push_back(out.row.debtor_id);
  sent.remarks.push_back(
      {out.row.id, fmt::format("{} was refused: {}", out.row.recipient, receipt.text), "the next channel takes over"});
}

void hold(Outcome& out, const Receipt& receipt, Verdict verdict, Sent& sent) {
  out.row.state = LetterState::held;
  out.row.reason = fmt::format("{} {}", word(verdict), receipt.text);
  ++sent.held;
  sent.remarks.push_back({out.row.id, "held: " + receipt.text, "the address is not to blame; see docs/operations.md"});
}

void later(Outcome& out, const Receipt& receipt, Verdict verdict, Instant now, Sent& sent) {
  out.row.state = LetterState::approved;
  out.row.reason = receipt.text;
  ++sent.deferred;
  if (verdict == Verdict::stop_route) {
    // The route is to blame, not the letter: it goes as soon as the route works again.
    out.row.next_attempt.reset();
    return;
  }
  out.row.next_attempt = now + retry_delay(static_cast<int>(out.row.attempts), out.row.id);
  sent.remarks.push_back({out.row.id, "deferred: " + receipt.text, "tried again after " + iso(*out.row.next_attempt)});
}

}  // namespace

std::string how_to_settle(const LetterRow& row) {
  return "look into the relay's log for <" + row.message_id + ">, then: dunmail outbox settle " + row.id +
         " sent|not-sent --by NAME";
}

Outcome outcome_of(LetterRow row, const Receipt& receipt, Verdict verdict, Instant now, Sent& sent) {
  Outcome out{std::move(row), std::nullopt};
  out.row.receipt = fmt::format("{} {} {}", receipt.reply_code, receipt.status, receipt.text);
  out.told = what_route_said(receipt, out.row, judge(receipt));
  switch (receipt.outcome) {
    case Receipt::Outcome::accepted:
      out.told->kind = EventKind::accepted;
      out.row.state = LetterState::accepted;
      out.row.reason.clear();
      out.row.next_attempt.reset();
      ++sent.accepted;
      return out;
    case Receipt::Outcome::unknown:
      out.told->kind = EventKind::unknown;
      out.row.state = LetterState::unknown;
      out.row.reason = receipt.text;
      ++sent.unknown;
      sent.remarks.push_back({out.row.id, "in doubt: " + receipt.text, how_to_settle(out.row)});
      return out;
    case Receipt::Outcome::deferred:
    case Receipt::Outcome::refused:
      break;
  }
  if (verdict == Verdict::next_channel)
    refused_address(out, receipt, sent);
  else if (verdict == Verdict::our_fault || verdict == Verdict::ask)
    hold(out, receipt, verdict, sent);
  else
    later(out, receipt, verdict, now, sent);
  return out;
}

Outcome not_begun(LetterRow row) {
  Outcome out{std::move(row), std::nullopt};
  out.told = told::RouteSaid{
      .kind = EventKind::deferred, .text = "not begun", .recipient = out.row.recipient, .verdict = "retry"};
  out.row.state = LetterState::approved;
  --out.row.attempts;  // nothing was tried: the wait after the next attempt does not grow
  return out;
}

}  // namespace dunmail
