// Which letters leave by post today: each account is read again, and what is no longer due is cancelled.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "casefile/letter_events.h"
#include "desk/case_trouble.h"
#include "desk/frozen.h"
#include "pdf/join_pdf.h"
#include "planning/approval.h"
#include "planning/still_true.h"
#include "sending/batch_printer.h"
#include "sending/hand_off.h"

namespace dunmail {

std::vector<BatchPrinter::Place> BatchPrinter::choose(const Progress& progress) {
  std::vector<Place> out;
  const auto ids = world_.store.letter_ids({.run_id = order_.run_id, .state = LetterState::approved});
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (progress && (i % 16 == 0 || i + 1 == ids.size())) progress(i + 1, ids.size());
    auto row = world_.store.letter(ids[i]);
    if (!row || row->channel != "post") continue;
    const LetterRow kept = *row;
    try {
      if (auto place = place_of(std::move(*row))) out.push_back(std::move(*place));
    } catch (...) {
      hold(kept,
           {"", "its case is in trouble: " + trouble_caught(), "dunmail explain says more; mend it, and plan again"});
    }
  }
  return out;
}

std::optional<BatchPrinter::Place> BatchPrinter::place_of(LetterRow row) {
  if (!may_leave(row)) return std::nullopt;
  const LetterFacts facts = facts_of(row);
  const auto pdf = world_.store.document(row.document);
  if (!pdf) return hold(std::move(row), {"", "its printed document is gone from the database", "restore a backup"});
  if (auto why = not_the_approved(row, *pdf))
    return hold(std::move(row), {"", std::move(*why), "dunmail verify shows what was changed; plan again"});
  const auto pages = count_pages(*pdf);
  if (!pages) return hold(std::move(row), pages.problem());
  // Set anew for its measures only; what is printed are the approved bytes.
  const auto set = printer().print(facts);
  if (!set) return hold(std::move(row), set.problem());
  if (!set->envelope.outside.empty())
    return hold(std::move(row),
                {"", set->envelope.outside, "shorten the address, or choose a stationery with a larger window"});
  const Address& a = facts.debtor.address;
  return Place{facts.creditor.id,
               set->envelope.paper,
               set->envelope.envelope,
               fmt::format("{}", fmt::join(set->envelope.sheet_classes, " ")),
               a.country,
               a.postcode,
               row.debtor_id,
               row.id,
               *pages,
               is_registered(row.kind),
               row.version};
}

bool BatchPrinter::is_registered(const std::string& kind) const {
  const auto& tiers = world_.settings.delivery.registered;
  return std::find(tiers.begin(), tiers.end(), kind) != tiers.end();
}

/// Looks at the account as it is now. What is no longer due is cancelled; what may not leave today waits.
bool BatchPrinter::may_leave(const LetterRow& row) {
  const CaseInput input = world_.case_of(row);
  check_sums(input.account);
  check_for_rules(world_, input);
  if (auto why = not_what_stands(row, input.events)) {
    hold(row, {"", std::move(*why), "dunmail verify shows what was changed"});
    return false;
  }
  const Examined now = examine_letter(rules_, input, order_.today, row.id);
  if (const auto why = no_longer_due(world_, rules_, row, input, now, order_.today)) {
    cancel(row, input, *why);
    return false;
  }
  if (const Blocker* hold = resting(now)) {
    out_.remarks.push_back({row.id, "waits: " + hold->text, "print again when the hold is over"});
    return false;
  }
  const Date day = std::max(row.day, leaving_day(rules_, input, now, row.kind, order_.today));
  if (day > order_.today) wait(row, day);
  return day <= order_.today;
}

/// Within the transaction that commits the intents: what came since they were chosen, which takes seconds (a payment,
/// a hold, an edit), keeps letters back.
std::vector<BatchPrinter::Place> BatchPrinter::still_due(const std::vector<Place>& places) {
  std::vector<Place> out;
  for (const Place& place : places) {
    const auto row = world_.store.letter(place.letter);
    if (!row || row->state != LetterState::approved || row->version != place.version) {
      out_.remarks.push_back({place.letter, "was changed while the stack was chosen", "print again"});
      continue;
    }
    try {
      if (may_leave(*row)) out.push_back(place);
    } catch (...) {
      hold(*row,
           {"", "its case is in trouble: " + trouble_caught(), "dunmail explain says more; mend it, and plan again"});
    }
  }
  return out;
}

std::nullopt_t BatchPrinter::cancel(LetterRow row, const CaseInput& input, const std::string& why) {
  world_.store.transaction([&] {
    const auto now = world_.store.letter(row.id);
    if (!now || now->version != row.version) return;  // somebody else has it: a sender, a clerk
    row.state = LetterState::cancelled;
    row.reason = why;
    world_.store.update(row);
    world_.record(input, order_.today, row.id, told::TakenOut{EventKind::cancelled, why}, "dunmail");
  });
  ++out_.cancelled;
  out_.remarks.push_back({row.id, "cancelled: " + why, "the next plan looks at the case again"});
  return std::nullopt;
}

std::nullopt_t BatchPrinter::wait(const LetterRow& row, Date day) {
  out_.remarks.push_back({row.id, fmt::format("waits: it may leave on {}", iso(day)), "print again on that day"});
  return std::nullopt;
}

std::nullopt_t BatchPrinter::hold(LetterRow row, const Problem& why) {
  world_.store.transaction([&] {
    const auto now = world_.store.letter(row.id);
    if (!now || now->version != row.version) return;
    row.state = LetterState::held;
    row.reason = why.line();
    world_.store.update(row);
  });
  ++out_.held;
  out_.remarks.push_back({row.id, "held: " + why.message, why.hint});
  return std::nullopt;
}

Printer& BatchPrinter::printer() {
  if (!printer_) printer_ = std::make_unique<Printer>(world_.press());
  return *printer_;
}

}  // namespace dunmail
