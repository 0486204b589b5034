#include "casefile/standing.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <tuple>

#include "base/error.h"
#include "base/unreadable.h"

namespace dunmail {
namespace {

using Json = nlohmann::json;

std::string text(const Json& data, const char* key) { return data.value(key, std::string()); }

std::optional<Date> day(const Json& data, const char* key) { return parse_date(text(data, key)); }

class Fold {
 public:
  Standing take(const std::vector<Event>& events) {
    for (const Event& e : events) {
      ++place_;
      if (is_news(e))
        for (SentLetter& letter : s_.sent) letter.news_since = true;
      try {
        apply(e);
      } catch (const Json::exception&) {
        throw UnreadableRecord(
            e.case_id,
            fmt::format("event {} ({}) cannot be read: its data are not what such an event has", e.seq, word(e.kind)),
            "dunmail verify shows what was changed");
      }
      s_.last_event = std::max(s_.last_event, e.day);
    }
    return std::move(s_);
  }

 private:
  /// What ends the silence after a letter: the debtor's word or money, or a step of our own people.
  static bool is_news(const Event& e) {
    switch (e.kind) {
      case EventKind::replied:
      case EventKind::promised:
      case EventKind::plan_agreed:
      case EventKind::promise_kept:
      case EventKind::promise_broken:
      case EventKind::disputed:
      case EventKind::dispute_settled:
      case EventKind::paid:
      case EventKind::part_paid:
      case EventKind::released:
      case EventKind::reason_set:
      case EventKind::call_logged:
        return true;
      default:
        return false;
    }
  }

  void apply(const Event& e) {
    switch (e.kind) {
      case EventKind::drafted:
        return drafted(e);
      case EventKind::refused:
        if (const PendingLetter* l = pending(e.letter_id); l && e.by != "dunmail")
          s_.refusals.push_back({l->kind, l->number, text(e.data, "reason"), e.by, e.day, l->amount, l->invoices});
        return drop(e.letter_id);
      case EventKind::cancelled:
        return drop(e.letter_id);
      case EventKind::rejected:
        if (text(e.data, "verdict") == "next-channel") s_.dead_addresses.insert(text(e.data, "recipient"));
        return drop(e.letter_id);
      case EventKind::accepted:
        return accepted(e);
      case EventKind::unknown:
        if (PendingLetter* letter = pending(e.letter_id)) letter->in_doubt = true;
        return;
      case EventKind::settled:
        return text(e.data, "outcome") == "sent" ? accepted(e) : drop(e.letter_id);
      case EventKind::delivered:
      case EventKind::read:
        if (SentLetter* letter = sent(e.letter_id)) {
          prove(*letter, e);
          letter->bounced = false;
        }
        return;
      case EventKind::bounced:
        return bounced(e);
      case EventKind::auto_replied:
        if (const auto until = day(e.data, "until"))
          s_.deferred_until = std::max(s_.deferred_until.value_or(*until), *until);
        return;
      case EventKind::complained:
        s_.closed_channels.insert(text(e.data, "channel").empty() ? "email" : text(e.data, "channel"));
        return;
      case EventKind::replied:
        return answered(e);
      case EventKind::promised:
        return promised(e, {read_promised(e.data, e.day)});
      case EventKind::plan_agreed:
        replace_open(s_.promises, e.day, place_);
        return promised(e, read_plan(e.data, e.day));
      case EventKind::promise_kept:
        settle(s_.promises, read_settled(e.data), Promise::State::kept, e.day, place_);
        return;
      case EventKind::promise_broken:
        settle(s_.promises, read_settled(e.data), Promise::State::broken, e.day, place_);
        return;
      case EventKind::disputed:
        answered(e);
        s_.disputes[text(e.data, "invoice")] = {e.data.value("amount", std::int64_t{0}), text(e.data, "type"), e.day};
        return;
      case EventKind::dispute_settled:
        s_.disputes.erase(text(e.data, "invoice"));
        return;
      case EventKind::paid:
      case EventKind::part_paid:
        return paid(e);
      case EventKind::acknowledged:
        answered(e);
        s_.acknowledgements.push_back({e.day, e.data.value("written", false), text(e.data, "invoice")});
        return;
      case EventKind::payment_returned:
        return returned(e);
      case EventKind::held:
        s_.hold = Hold{text(e.data, "reason"), e.by, day(e.data, "until"), text(e.data, "for") == "payment"};
        return;
      case EventKind::released:
        s_.hold.reset();
        s_.released = e.day;
        for (Refusal& r : s_.refusals) r.changed_since = true;  // a person lets it go on
        return;
      case EventKind::approved:
      case EventKind::edited:
        // A letter that leaves later than it was drafted is dated on its day, and gives its days from there.
        if (PendingLetter* letter = pending(e.letter_id); letter && e.data.contains("deadline"))
          letter->deadline = day(e.data, "deadline");
        return;
      case EventKind::attempted:
      case EventKind::deferred:
      case EventKind::claim_waived:
        return;
      case EventKind::ledger_changed:
        for (Refusal& r : s_.refusals) r.changed_since = true;
        if (text(e.data, "what") == "address") s_.post_returned.reset();
        return;
      case EventKind::merged:
        // All that stood here stands in the case that goes on, and nothing is pursued twice.
        if (!text(e.data, "into").empty()) s_ = {};
        return;
      case EventKind::reason_set:
        s_.reason = ReasonGiven{text(e.data, "code"), text(e.data, "note"), e.by, e.day};
        return;
      case EventKind::call_logged:
        return called(e);
      case EventKind::decided:
        if (text(e.data, "form") == "assessment") return assessed(e);
        if (text(e.data, "what") == "wrong-contact") {
          if (!text(e.data, "contact").empty()) s_.wrong_contacts.insert(text(e.data, "contact"));
          if (SentLetter* letter = sent(e.letter_id)) letter->misdirected = true;
        }
        if (text(e.data, "what") == "refuses")
          if (SentLetter* letter = sent(e.letter_id)) letter->refused = true;
        if (!text(e.data, "action").empty())
          s_.decided.push_back({text(e.data, "action"), text(e.data, "occasion"), text(e.data, "state"), e.by, e.day});
        return;
    }
  }

  void drafted(const Event& e) {
    PendingLetter letter{e.letter_id,
                         text(e.data, "kind"),
                         text(e.data, "occasion"),
                         text(e.data, "channel"),
                         text(e.data, "number"),
                         e.day,
                         day(e.data, "deadline"),
                         e.data.value("amount", std::int64_t{0}),
                         {},
                         false,
                         text(e.data, "policy"),
                         text(e.data, "group")};
    letter.invoices = e.data.value("invoices", std::vector<std::string>{});
    s_.pending.push_back(std::move(letter));
  }

  void accepted(const Event& e) {
    const PendingLetter* found = pending(e.letter_id);
    if (!found) return;
    SentLetter letter;
    letter.id = found->id;
    letter.kind = found->kind;
    letter.occasion = found->occasion;
    letter.channel = found->channel;
    letter.number = found->number;
    letter.deadline = found->deadline;
    letter.amount = found->amount;
    letter.invoices = found->invoices;
    letter.policy = found->policy;
    letter.group = found->group;
    letter.day = e.day;
    const auto before = [](const SentLetter& a, const SentLetter& b) {
      return std::make_tuple(a.day, a.id.size(), std::cref(a.id)) <
             std::make_tuple(b.day, b.id.size(), std::cref(b.id));
    };
    s_.sent.insert(std::upper_bound(s_.sent.begin(), s_.sent.end(), letter, before), std::move(letter));
    drop(e.letter_id);
  }

  void bounced(const Event& e) {
    SentLetter* letter = sent(e.letter_id);
    if (!letter || letter->proven) return;
    letter->bounced = true;
    letter->address_dead = e.data.value("hard", false);
    if (!letter->address_dead) return;
    if (letter->channel == "post")
      s_.post_returned = e.day;
    else
      s_.dead_addresses.insert(text(e.data, "recipient"));
  }

  /// An answer belongs to the letter it names, else to the last one that left. It proves that the letter arrived where
  /// it came by the letter's own ways, its token or its page, or in writing; what was said on the telephone proves
  /// nothing.
  void answered(const Event& e) {
    SentLetter* letter = e.letter_id.empty() ? (s_.sent.empty() ? nullptr : &s_.sent.back()) : sent(e.letter_id);
    if (!letter) return;
    if (!letter->answered) letter->answered = e.day;
    if (!text(e.data, "mail").empty() || e.data.contains("page") || e.data.value("written", false)) prove(*letter, e);
  }

  static void prove(SentLetter& letter, const Event& e) {
    if (letter.proven) return;
    letter.proven = true;
    const std::string mail = text(e.data, "mail"), evidence = text(e.data, "evidence");
    const std::string what = !evidence.empty()                ? evidence
                             : !mail.empty()                  ? "the answer of mail " + mail
                             : e.data.contains("page")        ? std::string("an answer on its page")
                             : e.kind == EventKind::read      ? std::string("a read receipt")
                             : e.kind == EventKind::delivered ? std::string("a report of delivery")
                                                              : std::string("an answer in writing");
    letter.proof = fmt::format("{}, {}", what, iso(e.day));
  }

  void paid(const Event& e) {
    const std::int64_t amount = e.data.value("amount", std::int64_t{0});
    const Date on = day(e.data, "day").value_or(e.day);
    const auto invoices = e.data.value("invoices", std::vector<std::string>{});
    auto sums = e.data.value("sums", std::map<std::string, std::int64_t>{});
    // It went to no invoice: a credit. Which is something else than not being known.
    if (invoices.empty() && e.data.contains("invoices")) sums[""] = amount;
    s_.payments.push_back({amount, on, text(e.data, "reference"), invoices, std::move(sums), place_});
    go_elsewhere(e);
    share_receipts(s_.promises, s_.payments);
    if (s_.hold && s_.hold->for_payment) s_.hold.reset();
    SentLetter* letter = letter_about(invoices);
    if (letter && !letter->paid_after && on >= letter->day) letter->paid_after = on;
  }

  /// The first receipt that came after the letter for what it is about.
  std::optional<Date> first_receipt_for(const SentLetter& letter) const {
    std::optional<Date> out;
    for (const PaymentSeen& p : s_.payments) {
      const bool about =
          p.invoices.empty() || std::any_of(p.invoices.begin(), p.invoices.end(), [&](const std::string& n) {
            return std::find(letter.invoices.begin(), letter.invoices.end(), n) != letter.invoices.end();
          });
      if (about && p.day >= letter.day && (!out || p.day < *out)) out = p.day;
    }
    return out;
  }

  /// Receipts of later days pay something else because of this one, which came to be known late.
  void go_elsewhere(const Event& e) {
    for (const auto& [reference, sums] :
         e.data.value("anew", std::map<std::string, std::map<std::string, std::int64_t>>{}))
      for (PaymentSeen& payment : s_.payments) {
        if (payment.reference != reference) continue;
        payment.invoices.clear();
        for (const auto& [invoice, sum] : sums) payment.invoices.push_back(invoice);
        payment.sums = sums;
        if (sums.empty()) payment.sums[""] = payment.amount;
      }
  }

  /// As if the payment had never come: what else came goes to the promises anew, and one that is kept no more is open
  /// again, and breaks on its own day.
  void returned(const Event& e) {
    const auto found = std::find_if(s_.payments.begin(), s_.payments.end(),
                                    [&](const PaymentSeen& p) { return p.reference == text(e.data, "reference"); });
    if (found == s_.payments.end()) return;
    const PaymentSeen gone = *found;
    s_.payments.erase(found);
    go_elsewhere(e);
    const std::vector<Promise> before = s_.promises;
    share_receipts(s_.promises, s_.payments);
    bool again = false;
    for (std::size_t i = 0; i < before.size(); ++i) {
      Promise& promise = s_.promises[i];
      if (promise.state != Promise::State::kept || promise.paid_since >= before[i].paid_since) continue;
      promise.state = Promise::State::open;
      promise.settled = {};
      promise.kept_with = 0;
      // A date of a plan that broke meanwhile goes the way of its other dates: a plan breaks once.
      const auto broke = [&](const Promise& p) { return p.state == Promise::State::broken && p.plan == promise.plan; };
      if (!promise.plan.empty() && std::any_of(s_.promises.begin(), s_.promises.end(), broke)) {
        promise.state = Promise::State::voided;
        promise.settled = e.day;
        promise.closed = place_;
      }
      again = true;
    }
    if (again) share_receipts(s_.promises, s_.payments);
    for (SentLetter& letter : s_.sent)
      if (letter.paid_after == gone.day) letter.paid_after = first_receipt_for(letter);
  }

  void called(const Event& e) {
    const std::string outcome = text(e.data, "outcome"), phone = text(e.data, "phone");
    s_.calls.push_back({outcome, e.by, e.day, e.data.value("way", "call"), text(e.data, "contact"), phone,
                        e.data.value("incoming", false)});
    if (outcome == "wrong-number" && !phone.empty()) s_.dead_addresses.insert(phone);
  }

  void assessed(const Event& e) {
    if (text(e.data, "form") != "assessment") return;
    s_.assessment = Assessment{e.data.value("cooperative", false),
                               text(e.data, "cause"),
                               text(e.data, "ability"),
                               text(e.data, "sincerity"),
                               text(e.data, "risk"),
                               text(e.data, "decision"),
                               text(e.data, "why"),
                               e.by,
                               e.day};
  }

  void promised(const Event& e, std::vector<Promise> dates) {
    answered(e);
    for (const PromiseName& name : read_renewed(e.data)) renew(s_.promises, name, e.day, place_);
    for (Promise& promise : dates) {
      promise.opened = place_;
      s_.promises.push_back(std::move(promise));
    }
  }

  /// The last letter about an invoice that the payment went to; where none is known, or no letter is about it, the last
  /// one.
  SentLetter* letter_about(const std::vector<std::string>& invoices) {
    if (s_.sent.empty()) return nullptr;
    const auto about = [&](const std::string& item) {
      return std::any_of(invoices.begin(), invoices.end(),
                         [&](const std::string& number) { return item == number || item.starts_with(number + " ("); });
    };
    const auto found = std::find_if(s_.sent.rbegin(), s_.sent.rend(), [&](const SentLetter& l) {
      return std::any_of(l.invoices.begin(), l.invoices.end(), about);
    });
    return found == s_.sent.rend() ? &s_.sent.back() : &*found;
  }

  SentLetter* sent(const std::string& id) {
    const auto found = std::find_if(s_.sent.rbegin(), s_.sent.rend(), [&](const SentLetter& l) { return l.id == id; });
    return found == s_.sent.rend() ? nullptr : &*found;
  }
  PendingLetter* pending(const std::string& id) {
    const auto found =
        std::find_if(s_.pending.begin(), s_.pending.end(), [&](const PendingLetter& l) { return l.id == id; });
    return found == s_.pending.end() ? nullptr : &*found;
  }
  void drop(const std::string& id) {
    std::erase_if(s_.pending, [&](const PendingLetter& l) { return l.id == id; });
  }

  Standing s_;
  std::size_t place_ = 0;  // of the event at hand in the case file, from 1
};

}  // namespace

bool is_confirmation(const std::string& kind) {
  return kind == "promise-confirmation" || kind == "payment-plan" || kind == "dispute-acknowledgement" ||
         kind == "thanks";
}

const SentLetter* Standing::last_demand() const {
  const auto demand =
      std::find_if(sent.rbegin(), sent.rend(), [](const SentLetter& l) { return !is_confirmation(l.kind); });
  return demand != sent.rend() ? &*demand : sent.empty() ? nullptr : &sent.back();
}

const Promise* Standing::open_promise() const {
  for (const Promise* promise : by_due_day(promises))
    if (promise->state == Promise::State::open) return promise;
  return nullptr;
}

std::map<std::string, std::int64_t> Standing::disputed_amounts() const {
  std::map<std::string, std::int64_t> out;
  for (const auto& [invoice, dispute] : disputes) out[invoice] = dispute.amount;
  return out;
}

Standing standing_of(const std::vector<Event>& events) {
  // The debtor has one history, whatever number it had: letters, promises and payments of a merged case count.
  const bool merged =
      std::any_of(events.begin(), events.end(), [](const Event& e) { return e.kind == EventKind::merged; });
  return merged ? Fold().take(with_carried(events)) : Fold().take(events);
}

}  // namespace dunmail
