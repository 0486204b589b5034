#include "cli/event_story.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>

#include "base/unreadable.h"
#include "casefile/debtor_events.h"
#include "casefile/letter_events.h"
#include "casefile/payment_events.h"
#include "casefile/people_events.h"
#include "ledger/case_key.h"

namespace dunmail {
namespace {

class Story {
 public:
  explicit Story(const Event& e) : e_(e), currency_(Currency::find(case_words(e.case_id).currency)) {}

  std::string tell() const {
    switch (e_.kind) {
      case EventKind::drafted:
        return of(told::Drafted::read(e_));
      case EventKind::attempted:
        return of(told::Attempted::read(e_));
      case EventKind::accepted:
      case EventKind::deferred:
      case EventKind::rejected:
      case EventKind::unknown:
        return of(told::RouteSaid::read(e_));
      case EventKind::promised:
        return of(told::Promised::read(e_));
      case EventKind::plan_agreed:
        return of(told::PlanAgreed::read(e_));
      case EventKind::promise_kept:
      case EventKind::promise_broken:
        return of(told::PromiseSettled::read(e_));
      case EventKind::disputed:
        return of(told::Disputed::read(e_));
      case EventKind::acknowledged:
        return of(told::Acknowledged::read(e_));
      case EventKind::ledger_changed:
        return of(told::LedgerChanged::read(e_));
      case EventKind::merged:
        return merged();
      case EventKind::payment_returned:
      case EventKind::paid:
      case EventKind::part_paid:
        return of(told::Paid::read(e_));
      default:
        return rest();
    }
  }

 private:
  std::string money(std::int64_t minor) const { return grouped(minor, currency_ ? currency_->digits() : 2); }

  /// The letter's whole sum, and what of it is interest and costs.
  std::string demanded(const told::Drafted& d) const {
    const std::int64_t charges = checked_add(checked_add(d.interest, d.all_fees), d.earlier_charges);
    const std::string total = money(checked_add(d.amount, charges));
    return charges == 0 ? total : fmt::format("{} ({} of it interest and costs)", total, money(charges));
  }

  std::string of(const told::Drafted& d) const {
    return fmt::format("{} {} over {} by {}, deadline {}", d.letter_kind, d.number, demanded(d), d.channel,
                       d.deadline ? iso(*d.deadline) : "none");
  }

  std::string of(const told::Attempted& a) const { return fmt::format("to {} by {}", a.recipient, a.route); }

  std::string of(const told::RouteSaid& said) const {
    const std::string queue_id = said.queue_id.value_or("");
    return fmt::format("{} {} {}", said.code.value_or(0) ? std::to_string(*said.code) : "", said.text.value_or(""),
                       queue_id.empty() ? "" : "(" + queue_id + ")");
  }

  std::string of(const told::Promised& p) const {
    return fmt::format("{} by {} {}", money(p.amount), iso(p.due), p.note);
  }

  std::string of(const told::PlanAgreed& plan) const {
    std::string out;
    for (const PlanDate& date : plan.dates)
      out += fmt::format("{}{} by {}", out.empty() ? "" : ", ", money(date.amount), iso(date.due));
    return fmt::format("{}{} {}", out, plan.replaces.empty() ? "" : "; replaces what was promised before;", plan.note);
  }

  std::string of(const told::PromiseSettled& settled) const {
    const PromiseName& name = settled.name;
    return fmt::format("the promise for {}{}{}", iso(name.due), name.made ? " of " + iso(*name.made) : "",
                       name.plan.empty()                           ? ""
                       : settled.kind == EventKind::promise_broken ? ", and with it the payment plan"
                                                                   : ", of the payment plan");
  }

  std::string of(const told::Disputed& d) const {
    return fmt::format("invoice {}, {} {} {}", d.invoice, money(d.amount), d.type, d.note.value_or(""));
  }

  std::string of(const told::Acknowledged& a) const {
    return fmt::format("{}{} {}", a.written ? "in writing" : "not in writing",
                       a.invoice.empty() ? "" : ", invoice " + a.invoice, a.note);
  }

  std::string of(const told::LedgerChanged& change) const {
    const std::string about = !change.invoice.empty()   ? change.invoice + ", "
                              : !change.contact.empty() ? change.contact + ", "
                                                        : "";
    const auto shown = [&](const std::string& value) {
      if (change.what == "open") return money(std::strtoll(value.c_str(), nullptr, 10));
      return value.empty() ? std::string("none") : value;
    };
    const std::string reason = change.reason.value_or("");
    return fmt::format("{}{}: {}, was {}{}", about, change.what, shown(change.is), shown(change.was),
                       reason.empty() ? "" : "; " + reason);
  }

  std::string merged() const {
    const std::string into = told::MergedInto::read(e_).into;
    if (!into.empty()) return "goes on as " + into;
    const auto from = told::MergedFrom::read(e_);
    return fmt::format("{} goes on here, with its {} event(s)", from.from, from.events.size());
  }

  std::string of(const told::Paid& paid) const {
    std::string out = fmt::format("{} on {}, {}", money(paid.amount), paid.day ? iso(*paid.day) : "", paid.reference);
    for (const auto& [reference, sums] : paid.anew) {
      std::vector<std::string> parts;
      for (const auto& [invoice, minor] : sums) parts.push_back(fmt::format("{} {}", invoice, money(minor)));
      out += fmt::format("; {} counts anew: {}", reference,
                         parts.empty() ? "no invoice" : fmt::format("{}", fmt::join(parts, ", ")));
    }
    return out;
  }

  /// What any other kind has of the words that say most.
  std::string rest() const {
    std::string out;
    for (const char* key : {"reason", "outcome", "evidence", "note", "invoice", "until", "channel", "recipient"})
      if (const auto found = e_.data.find(key); found != e_.data.end() && found->is_string())
        if (const auto& text = found->get_ref<const std::string&>(); !text.empty())
          out += (out.empty() ? "" : "; ") + text;
    return out;
  }

  const Event& e_;
  const std::optional<Currency> currency_;
};

}  // namespace

std::string event_story(const Event& event) {
  try {
    return Story(event).tell();
  } catch (const UnreadableRecord&) {
    return "its data are not what such an event has";
  }
}

}  // namespace dunmail
