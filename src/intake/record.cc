#include "intake/record.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "base/text.h"
#include "casefile/debtor_events.h"
#include "casefile/mail_events.h"
#include "casefile/people_events.h"
#include "desk/examine.h"
#include "desk/find.h"
#include "desk/frozen.h"
#include "intake/promises.h"

namespace dunmail {
namespace {

std::int64_t amount_of(const RecordOrder& order, const Currency& currency, std::int64_t otherwise) {
  if (order.amount.empty()) return otherwise;
  const auto minor = parse_minor(order.amount, currency.digits());
  if (!minor) throw Error(ErrorKind::usage, "amount", minor.problem().message, minor.problem().hint);
  if (*minor <= 0) throw Error(ErrorKind::usage, "amount", "must be above zero");
  return *minor;
}

/// The letter that an answer or a delivery is about: the one named, else the last that left about the invoice in
/// question, else the last demand: of letters of one day about several contracts, the order in which they left says
/// nothing, and a confirmation asked for no answer.
std::string letter_of(World& world, const RecordOrder& order, const CaseInput& input, const Standing& standing) {
  if (!order.letter.empty()) {
    const auto letter = world.store.letter(order.letter);
    if (!letter || letter->case_id != input.account.case_id())
      throw Error(ErrorKind::usage, "letter", "there is no letter " + order.letter + " in this case");
    const auto is_it = [&](const auto& l) { return l.id == order.letter; };
    const bool left = std::any_of(standing.sent.begin(), standing.sent.end(), is_it) ||
                      std::any_of(standing.pending.begin(), standing.pending.end(),
                                  [&](const PendingLetter& l) { return is_it(l) && l.in_doubt; });
    if (!left)
      throw Error(ErrorKind::usage, "letter",
                  fmt::format("{} has not left: it is {}", order.letter, word(letter->state)),
                  "dunmail show " + order.debtor + " lists those that have");
    return order.letter;
  }
  const auto about = [&](const SentLetter& l) {
    return !is_confirmation(l.kind) &&
           std::find(l.invoices.begin(), l.invoices.end(), order.invoice) != l.invoices.end();
  };
  const auto last = std::find_if(standing.sent.rbegin(), standing.sent.rend(),
                                 [&](const SentLetter& l) { return l.day <= order.on && about(l); });
  if (last != standing.sent.rend()) return last->id;
  // Nobody answers a letter that had not left.
  Standing then = standing;
  std::erase_if(then.sent, [&](const SentLetter& l) { return l.day > order.on; });
  const SentLetter* demand = then.last_demand();
  return demand ? demand->id : "";
}

const SentLetter& need_sent(const Standing& standing, const std::string& id) {
  const auto found =
      std::find_if(standing.sent.begin(), standing.sent.end(), [&](const SentLetter& l) { return l.id == id; });
  if (found == standing.sent.end())
    throw Error(ErrorKind::usage, "record",
                id.empty() ? "no letter of this case was sent yet" : "letter " + id + " was not sent");
  return *found;
}

/// What waited for the hold to end may leave at once.
void wake(World& world, const Standing& standing) {
  for (const PendingLetter& letter : standing.pending)
    if (auto row = world.store.letter(letter.id); row && row->state == LetterState::approved && row->next_attempt) {
      row->next_attempt.reset();
      world.store.update(*row);
    }
}

struct ToRecord {
  std::string letter;
  Told told;
  std::string said;
};

ToRecord promise(World& world, const RecordOrder& order, const CaseInput& input, const Standing& standing,
                 const Arrears& arrears, std::string letter) {
  const PromiseSaid said{order.due,   amount_of(order, input.account.currency, 0), order.written, order.note, order.on,
                         order.beside};
  told::Promised promised = promise_of(said, arrears, renewable(world, input, standing, order.on));
  promised.mail = order.mail;
  const int digits = input.account.currency.digits();
  const std::int64_t owed = checked_add(arrears.open, arrears.claims);
  return {std::move(letter), promised,
          fmt::format("promise of {} for {}{}{}", grouped(promised.amount, digits), iso(*order.due),
                      renewed_in_words(promised),
                      promised.amount > owed ? fmt::format("; only {} is owed", grouped(owed, digits)) : "")};
}

ToRecord payment_plan(const RecordOrder& order, const CaseInput& input, const Standing& standing,
                      const Arrears& arrears, std::string letter) {
  const Currency& currency = input.account.currency;
  told::PlanAgreed plan = plan_of(read_plan_dates(order.dates, currency, order.on), order.written, order.note, order.on,
                                  arrears, standing, order.debtor);
  plan.mail = order.mail;
  return {std::move(letter), plan, plan_in_words(plan, standing, currency)};
}

/// A registered number, or who said it and how, has a few letters or digits at least; the lawyer's letter rests on it.
bool is_evidence(const std::string& note) {
  constexpr std::size_t least = 4;
  std::size_t told = 0;
  for (const char32_t c : to_utf32(note)) told += c > 0x7f || std::isalnum(static_cast<int>(c));
  return told >= least;
}

/// Of an invoice with all its parts, or of one part.
std::int64_t open_of(const Arrears& arrears, const std::string& name) {
  std::int64_t sum = 0;
  for (const ArrearsLine& line : arrears.lines)
    if (line.is_of(name)) sum = checked_add(sum, line.open);
  return sum;
}

ToRecord acknowledgement(const RecordOrder& order, const Arrears& arrears, std::string letter) {
  if (!order.invoice.empty() && open_of(arrears, order.invoice) == 0)
    throw Error(ErrorKind::usage, "invoice", "invoice " + order.invoice + " is not open",
                "dunmail arrears " + order.debtor + " lists them");
  const std::string about = order.invoice.empty() ? "all that is owed" : order.invoice;
  return {
      std::move(letter),
      told::Acknowledged{.invoice = order.invoice, .written = order.written, .note = order.note, .mail = order.mail},
      order.written ? "acknowledgement of " + about + " in writing; limitation starts anew"
                    : "acknowledgement of " + about + "; limitation runs on, as nothing was written"};
}

ToRecord dispute(World& world, const RecordOrder& order, const CaseInput& input, const Arrears& arrears,
                 std::string letter) {
  if (!order.code.empty()) need_reason(world.reasons, order.code, "dispute", "code");
  const std::int64_t open = open_of(arrears, order.invoice);
  if (open == 0)
    throw Error(ErrorKind::usage, "invoice",
                order.invoice.empty() ? "which invoice is disputed?" : "invoice " + order.invoice + " is not open",
                "dunmail arrears " + order.debtor + " lists them");
  const std::int64_t amount = amount_of(order, input.account.currency, open);
  if (amount > open)
    throw Error(ErrorKind::usage, "amount",
                fmt::format("only {} of {} is open", grouped(open, input.account.currency.digits()), order.invoice));
  return {std::move(letter),
          told::Disputed{order.invoice, amount, order.code.empty() ? order.type : order.code, order.note, order.mail},
          fmt::format("dispute of {} on {}", grouped(amount, input.account.currency.digits()), order.invoice)};
}

ToRecord reason(World& world, const RecordOrder& order) {
  if (order.code.empty())
    throw Error(ErrorKind::usage, "reason", "which reason?", "add --code CODE; dunmail reasons lists them");
  const Reason& found = need_reason(world.reasons, order.code, "", "code");
  if (order.note.empty())
    throw Error(ErrorKind::usage, "reason", "how is it known?", "add --note TEXT: what was said, and by whom");
  std::string said =
      fmt::format("{} ({}); the ladder {}", found.code, in_locale(found.name, "en"),
                  found.ladder == LadderEffect::keep ? "stays as it is" : std::string("gets ") + word(found.ladder));
  return {"", told::ReasonSet{found.code, order.note, order.mail}, said + ". " + in_locale(found.strategy, "en")};
}

ToRecord bounced(World& world, const RecordOrder& order, const Standing& standing, const std::string& letter) {
  const SentLetter& sent = need_sent(standing, letter);
  if (sent.proven)
    throw Error(ErrorKind::usage, "bounced", fmt::format("the delivery of {} is proven: {}", sent.id, sent.proof),
                "which of the two is wrong? record hold keeps the case until that is known");
  if (sent.bounced && sent.address_dead)
    throw Error(ErrorKind::usage, "bounced", fmt::format("{} came back already", sent.id), "the log has it");
  auto row = world.store.letter(sent.id);
  row->state = LetterState::bounced;
  row->reason = order.note;
  world.store.update(*row);
  const std::string where = row->channel == "post" ? in_one_line(facts_of(*row).debtor.address) : row->recipient;
  return {sent.id, told::Bounced{.recipient = where, .hard = true, .text = order.note, .mail = order.mail},
          "letter " + sent.id + " came back; plan looks for another way"};
}

ToRecord what(World& world, const RecordOrder& order, const CaseInput& input, const Standing& standing,
              const Arrears& arrears) {
  const std::string letter = letter_of(world, order, input, standing);
  if (order.kind == "response")
    return {letter, told::Replied{.note = order.note, .written = order.written, .mail = order.mail},
            "an answer" + (letter.empty() ? std::string() : " to " + letter)};
  if (order.kind == "promise") return promise(world, order, input, standing, arrears, letter);
  if (order.kind == "plan") return payment_plan(order, input, standing, arrears, letter);
  if (order.kind == "acknowledgement") return acknowledgement(order, arrears, letter);
  if (order.kind == "dispute") return dispute(world, order, input, arrears, letter);
  if (order.kind == "settled") {
    if (!standing.disputes.contains(order.invoice))
      throw Error(ErrorKind::usage, "invoice", "no dispute is open on invoice \"" + order.invoice + "\"");
    return {"", told::DisputeSettled{order.invoice, order.note, order.mail},
            "the dispute of " + order.invoice + " is settled"};
  }
  if (order.kind == "hold") {
    if (order.note.empty()) throw Error(ErrorKind::usage, "hold", "a hold needs its reason", "add --note TEXT");
    if (order.until && *order.until < order.on)
      throw Error(ErrorKind::usage, "until",
                  fmt::format("{} is before {}: such a hold holds nothing", iso(*order.until), iso(order.on)));
    return {"", told::Held{.reason = order.note, .until = order.until, .mail = order.mail},
            order.until ? "on hold until " + iso(*order.until) : "on hold until released"};
  }
  if (order.kind == "release") {
    const bool refused = std::any_of(standing.refusals.begin(), standing.refusals.end(),
                                     [](const Refusal& r) { return !r.changed_since; });
    if (!standing.hold && !refused) throw Error(ErrorKind::usage, "release", order.debtor + " is not on hold");
    wake(world, standing);
    return {"", told::Released{order.note, order.mail},
            standing.hold ? "released" : "released: a letter that was taken out may be proposed again"};
  }
  if (order.kind == "delivered") {
    if (!is_evidence(order.note))
      throw Error(ErrorKind::usage, "delivered", "what proves it?",
                  "add --note \"EMS 1234567890123, signed for on 2026-11-20\", or who confirmed it, and how");
    if (const std::string& by = order.by.empty() ? world.actor : order.by; by.empty() || by == "dunmail")
      throw Error(ErrorKind::usage, "delivered", "who says that it arrived?", "add --by NAME");
    const SentLetter& sent = need_sent(standing, letter);
    if (order.on < sent.day)
      throw Error(ErrorKind::usage, "on",
                  fmt::format("{} left on {}, after {}: nothing older proves it", letter, iso(sent.day), iso(order.on)),
                  "is the day right?");
    return {sent.id, told::Delivered{.evidence = order.note, .mail = order.mail},
            fmt::format("delivery of {} is proven{}{}", sent.id,
                        sent.bounced ? ", although it was said to have come back" : "",
                        !sent.bounced || !sent.address_dead ? ""
                        : sent.channel == "post"            ? "; its address is good again"
                                                            : "; the mailbox stays dead")};
  }
  if (order.kind == "bounced") return bounced(world, order, standing, letter);
  if (order.kind == "reason") return reason(world, order);
  const std::vector<std::string> kinds{"response", "promise", "plan",      "acknowledgement", "dispute", "settled",
                                       "hold",     "release", "delivered", "bounced",         "reason",  "call"};
  throw Error(ErrorKind::usage, "record", fmt::format("\"{}\" is not one of: {}", order.kind, fmt::join(kinds, ", ")),
              did_you_mean(order.kind, kinds));
}

}  // namespace

Recorded record(World& world, const RecordOrder& order) {
  CaseInput input =
      need_case(world, order.debtor, order.currency, "record", {order.creditor, order.invoice, order.letter});
  Recorded out;
  world.store.transaction([&] {
    const Standing standing = standing_of(input.events);
    const Arrears arrears = arrears_of(input.account, standing.disputed_amounts(), order.on);
    ToRecord r = what(world, order, input, standing, arrears);
    out.event = world.record(input, order.on, r.letter, std::move(r.told), order.by);
    out.said = std::move(r.said);
  });
  return out;
}

}  // namespace dunmail
