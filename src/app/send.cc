#include "app/send.h"

#include <fmt/format.h>

#include <cstdlib>

#include "app/approve.h"
#include "app/hand_off.h"
#include "app/parcel.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/text.h"
#include "dispatch/breaker.h"
#include "dispatch/print_folder.h"
#include "dispatch/retry.h"

namespace dunmail {
namespace {

using Outcome = Receipt::Outcome;

nlohmann::json receipt_data(const Receipt& r, const LetterRow& letter) {
  nlohmann::json data = {{"code", r.reply_code}, {"status", r.status}, {"stage", r.stage}, {"text", r.text}, {"queue_id", r.queue_id}, {"route", r.route}, {"recipient", letter.recipient}};
  data["verdict"] = word(judge(r));
  return data;
}

class Sender {
 public:
  Sender(World& world, Couriers& couriers, const SendOrder& order, bool stale)
      : world_(world), couriers_(couriers), order_(order), stale_(stale), rules_(rules_of(world)), wrapping_(Wrapping::open(world.settings)) {}

  Sent run(const Progress& progress) {
    recover();
    approve_automatic(progress);
    try {
      send_all(progress);
    } catch (...) {
      // What was answered is kept, whatever broke behind it.
      try {
        flush();
      } catch (const Error&) {
      }
      throw;
    }
    return std::move(out_);
  }

 private:
  void send_all(const Progress& progress) {
    const auto ids = world_.store.letter_ids({order_.run_id, "", "approved", ""});
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (progress && i % 16 == 0) progress(i, ids.size());
      auto row = world_.store.letter(ids[i]);
      if (!row || row->state != "approved") continue;
      if (!due(*row)) {
        ++out_.waiting;
        continue;
      }
      if (row->channel == "post" && !couriers_.post) {
        ++out_.to_print;
        continue;
      }
      Breaker& breaker = row->channel == "post" ? post_breaker_ : mail_breaker_;
      if (breaker.is_open() || stopped(row->channel)) {
        ++out_.waiting;
        continue;
      }
      hand_over(std::move(*row), breaker);
    }
    flush();
    if (progress) progress(ids.size(), ids.size());
  }

  bool stopped(const std::string& channel) const { return channel == "post" ? post_stopped_ : mail_stopped_; }

  void remark(const LetterRow& row, std::string what, std::string hint = {}) { out_.remarks.push_back({row.id, std::move(what), std::move(hint)}); }

  bool due(const LetterRow& row) const { return row.next_attempt.empty() || row.next_attempt <= iso(world_.now()); }

  /// What a process that died left half done is in doubt: its bytes may or may not have arrived.
  void recover() {
    for (LetterRow& row : world_.store.letters({"", "", "sending", ""})) {
      world_.store.transaction([&] {
        row.state = "unknown", row.reason = "the sending process ended before the answer was kept";
        world_.store.update(row);
        world_.record(world_.case_of(row), order_.today, EventKind::unknown, row.id, {{"text", row.reason}}, "dunmail");
      });
      ++out_.recovered;
      remark(row, row.reason, "look into the relay's log for <" + row.message_id + ">, then: dunmail outbox settle " + row.id + " sent|not-sent --by NAME");
    }
  }

  void approve_automatic(const Progress& progress) {
    ApprovalOrder order;
    order.run_id = order_.run_id, order.by = "policy " + world_.policies.names(), order.automatic_only = true;
    ApprovalResult result = approve(world_, order, progress);
    out_.held += result.held.size();
    for (Problem& problem : result.held) out_.remarks.push_back(std::move(problem));
    for (Problem& problem : result.warnings) out_.remarks.push_back(std::move(problem));
  }

  void hand_over(LetterRow row, Breaker& breaker) {
    const CaseInput input = world_.case_of(row);
    if (const auto why = no_longer_due(world_, rules_, row, input, order_.today)) {
      keep([this, row, input, why]() mutable {
        row.state = "cancelled", row.reason = *why;
        world_.store.update(row);
        world_.record(input, order_.today, EventKind::cancelled, row.id, {{"reason", *why}}, "dunmail");
      });
      ++out_.cancelled;
      return remark(row, "cancelled: " + *why, "the next plan looks at the case again");
    }
    if (row.message_id.empty()) row.message_id = message_id_of(wrapping_, world_.settings, row);
    if (row.message_date.empty()) row.message_date = iso(world_.now());
    const auto parcel = wrap(world_, wrapping_, row, row.channel == "fax" ? &printer() : nullptr);
    if (!parcel) return hold(std::move(row), parcel.problem());

    Courier& courier = row.channel == "post" ? *couriers_.post : *couriers_.mail;
    row.state = "sending";
    ++row.attempts;
    keep([&] {
      world_.store.update(row);
      nlohmann::json intent = {{"message_id", row.message_id}, {"recipient", row.recipient}, {"route", courier.name()}, {"sha256", sha256_hex(parcel->message)}, {"attempt", row.attempts}};
      if (stale_) intent["stale_ledger_by"] = order_.stale_ledger_by;
      world_.record(input, order_.today, EventKind::attempted, row.id, std::move(intent), "dunmail");
    });
    try {
      flush();  // the intent is on the disk before the first byte
    } catch (...) {
      // Nothing left, so there is no intent: only the receipts before it may still be kept, by whoever catches this.
      waiting_.pop_back();
      throw;
    }
    const Receipt receipt = courier.hand_over(*parcel);
    take(std::move(row), input, receipt, breaker.judge(receipt));
  }

  void hold(LetterRow row, const Problem& why) {
    row.state = "held", row.reason = why.line();
    keep([this, row] { world_.store.update(row); });
    ++out_.held;
    out_.remarks.push_back({row.id + (why.where.empty() ? "" : ", " + why.where), why.message, why.hint});
  }

  void take(LetterRow row, const CaseInput& input, const Receipt& receipt, Verdict verdict) {
    row.receipt = fmt::format("{} {} {}", receipt.reply_code, receipt.status, receipt.text);
    EventKind kind = EventKind::accepted;
    switch (receipt.outcome) {
      case Outcome::accepted:
        row.state = "accepted", row.reason.clear(), row.next_attempt.clear();
        ++out_.accepted;
        break;
      case Outcome::unknown:
        kind = EventKind::unknown, row.state = "unknown", row.reason = receipt.text;
        ++out_.unknown;
        remark(row, "in doubt: " + receipt.text, "look into the relay's log for <" + row.message_id + ">, then: dunmail outbox settle " + row.id + " sent|not-sent --by NAME");
        break;
      case Outcome::deferred:
      case Outcome::refused: kind = not_now(row, receipt, verdict); break;
    }
    keep([this, row, input, kind, receipt] {
      world_.store.update(row);
      world_.record(input, order_.today, kind, row.id, receipt_data(receipt, row), "dunmail");
    });
  }

  EventKind not_now(LetterRow& row, const Receipt& receipt, Verdict verdict) {
    const std::string said = fmt::format("{} {}", word(verdict), receipt.text);
    if (verdict == Verdict::next_channel) {
      row.state = "rejected", row.reason = receipt.text;
      ++out_.rejected;
      out_.next_channel.push_back(row.debtor_id);
      remark(row, fmt::format("{} was refused: {}", row.recipient, receipt.text), "the next channel takes over");
      return EventKind::rejected;
    }
    if (verdict == Verdict::our_fault || verdict == Verdict::ask) {
      row.state = "held", row.reason = said;
      ++out_.held;
      remark(row, "held: " + receipt.text, "the address is not to blame; see docs/operations.md");
      return EventKind::deferred;
    }
    row.state = "approved", row.reason = receipt.text;
    row.next_attempt = iso(world_.now() + retry_delay(static_cast<int>(row.attempts), row.id));
    ++out_.deferred;
    if (verdict == Verdict::stop_route) {
      (row.channel == "post" ? post_stopped_ : mail_stopped_) = true;
      // The route is to blame, not the letter: it goes as soon as the route works again.
      row.next_attempt.clear();
      out_.stopped = fmt::format("{}: {}", receipt.route.empty() ? couriers_.mail->name() : receipt.route, receipt.text);
    } else {
      remark(row, "deferred: " + receipt.text, "tried again after " + row.next_attempt);
    }
    return EventKind::deferred;
  }

  /// Work for the next commit. Receipts wait here until the next intent, so that both share one sync.
  template <class F>
  void keep(F&& work) {
    waiting_.emplace_back(std::forward<F>(work));
  }

  void flush() {
    if (waiting_.empty()) return;
    world_.store.transaction([&] {
      for (auto& work : waiting_) work();
    });
    waiting_.clear();
  }

  Printer& printer() {
    if (!printer_) printer_ = std::make_unique<Printer>(world_.press());
    return *printer_;
  }

  World& world_;
  Couriers& couriers_;
  const SendOrder& order_;
  const bool stale_;
  CaseRules rules_;
  Wrapping wrapping_;
  Sent out_;
  Breaker mail_breaker_, post_breaker_;
  bool mail_stopped_ = false, post_stopped_ = false;
  std::vector<std::function<void()>> waiting_;
  std::unique_ptr<Printer> printer_;
};

}  // namespace

Couriers Couriers::from(const Settings& settings) {
  const DeliverySettings& d = settings.delivery;
  RouteOptions route = d.route;
  if (!d.password_file.empty()) route.password = std::string(trim(read_file(d.password_file)));
  if (!d.password_env.empty()) {
    const char* value = std::getenv(d.password_env.c_str());
    if (!value) throw Error(ErrorKind::config, "delivery.password_env", "the environment has no " + d.password_env);
    route.password = value;
  }
  return {make_courier(route), d.post == "folder" ? make_print_courier(d.print_folder) : nullptr};
}

Sent send(World& world, Couriers& couriers, const SendOrder& order, const Progress& progress) {
  if (!order.run_id.empty() && !world.store.run(order.run_id)) throw Error(ErrorKind::usage, "send", "there is no run " + order.run_id, "dunmail show lists the runs");
  const bool stale = ledger_is_stale(world, order.today, order.stale_ledger_by);
  const HandOffLock lock(world.settings.database);
  return Sender(world, couriers, order, stale).run(progress);
}

void settle(World& world, const std::string& letter_id, bool sent, const std::string& evidence, const std::string& by, Date today) {
  auto row = world.store.letter(letter_id);
  if (!row) throw Error(ErrorKind::usage, "settle", "there is no letter " + letter_id);
  if (row->state != "unknown") throw Error(ErrorKind::usage, letter_id, "is " + row->state + ", not unknown", "dunmail outbox lists what is in doubt");
  row->state = sent ? "accepted" : "cancelled";
  row->reason = evidence;
  world.store.transaction([&] {
    world.store.update(*row);
    const CaseInput input = world.case_of(*row);
    world.record(input, today, EventKind::settled, row->id, {{"outcome", sent ? "sent" : "not-sent"}, {"evidence", evidence}}, by);
  });
}

}  // namespace dunmail
