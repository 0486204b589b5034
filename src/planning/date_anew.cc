#include "planning/date_anew.h"

#include <fmt/format.h>

#include "base/time_zone.h"
#include "cadence/send_time.h"
#include "casefile/letter_events.h"
#include "desk/case_trouble.h"
#include "desk/debtor_day.h"
#include "desk/frozen.h"
#include "planning/approval.h"
#include "planning/still_true.h"

namespace dunmail {
namespace {

const Calendar* calendar_of(const World& world, const Debtor& debtor) {
  const auto found = world.calendars.find(debtor.calendar, debtor.address.country);
  return found ? *found : nullptr;
}

class Redater {
 public:
  Redater(World& world, const CaseRules& rules, Date today) : world_(world), rules_(rules), today_(today) {}

  DatedAnew run(const std::string& run_id) {
    for (const std::string& id : world_.store.approved_before(run_id, today_)) {
      try {
        one(id);
      } catch (...) {
        trouble_caught();  // the last look names it and holds the letter
      }
    }
    return std::move(out_);
  }

 private:
  /// Looks and writes in one transaction: what came meanwhile is seen.
  void one(const std::string& id) {
    world_.store.transaction([&] { look_and_date(id); });
  }

  void look_and_date(const std::string& id) {
    auto row = world_.store.letter(id);
    if (!row || row->state != LetterState::approved || row->day >= today_) return;
    const CaseInput input = world_.case_of(*row);
    check_sums(input.account);
    check_for_rules(world_, input);
    const Examined now = examine_letter(rules_, input, today_, id);
    if (resting(now)) return;
    auto over = no_longer_true(*row, input, now);
    if (!over && too_old(world_, *row, input, now, today_))
      over = fmt::format("it was approved for {} and not printed, its figures are too old", iso(row->day));
    if (over && row->channel == "post") return cancel(std::move(*row), *over);
    if (over || leaving_day(rules_, input, now, row->kind, today_) > today_) return;
    again(std::move(*row), input);
  }

  void cancel(LetterRow row, const std::string& why) {
    row.state = LetterState::cancelled;
    row.reason = why;
    world_.store.update(row);
    world_.record(row, today_, told::TakenOut{EventKind::cancelled, why}, "dunmail");
    out_.cancelled.push_back({row.id, "cancelled: " + why, "the next plan looks at the case again"});
  }

  void again(LetterRow row, const CaseInput& input) {
    const Date was = row.day;
    date_letter(world_, rules_, input, row, today_);
    row.state = LetterState::drafted;
    row.reason.clear();
    row.approved_by.clear();
    row.approved_hash.clear();
    row.document.clear();
    row.subject.clear();
    row.mail_body.clear();
    row.message_date.reset();
    world_.store.update(row);
    const std::string why = fmt::format("it was dated {} and did not leave on its day", iso(was));
    world_.record(row, today_,
                  told::Edited{.reason = why, .dates = told::Dates{row.day, row.deadline}, .seal = draft_seal(row)},
                  "dunmail");
    if (row.approval == "auto")
      ++out_.automatic;
    else
      out_.waiting.push_back({row.id, why + ": it is dated today and waits for its approval",
                              fmt::format("dunmail approve {} --by NAME", row.id)});
  }

  World& world_;
  const CaseRules& rules_;
  const Date today_;
  DatedAnew out_;
};

}  // namespace

void date_letter(const World& world, const CaseRules& rules, const CaseInput& input, LetterRow& row, Date day) {
  if (row.day == day) return;
  LetterFacts facts = facts_of(row);
  for (ItemFacts& item : facts.items) item.days_overdue += days_between(facts.date, day);
  row.day = facts.date = day;
  const Policy& policy = *rules.policies.choose(input.account, standing_of(input.events), day).policy;
  const Tier* tier = policy.find(row.kind);
  const int days = tier ? deadline_days(*tier, facts.locale, facts.debtor.kind) : 0;
  const Calendar* calendar = calendar_of(world, input.account.debtor);
  if (facts.deadline && days > 0 && calendar) {
    facts.deadline = deadline_after(day, days, *calendar).day;
    row.deadline = facts.deadline;
  }
  row.facts = to_json(facts).dump();
}

Instant begin_of_day(const World& world, const Debtor& debtor, Date day) {
  const std::string zone = time_zone_of(world, debtor);
  return Instant(day) - utc_offset(zone, Instant(day)).value_or(std::chrono::seconds(0));
}

Instant window_opens(const World& world, const Debtor& debtor, Instant now) {
  const DeliverySettings& delivery = world.settings.delivery;
  if (delivery.window.always() && !delivery.working_days) return now;
  const Calendar* calendar = calendar_of(world, debtor);
  return next_send_time(delivery.window, delivery.working_days ? calendar : nullptr, time_zone_of(world, debtor), now);
}

DatedAnew date_anew(World& world, const CaseRules& rules, const std::string& run_id, Date today) {
  return Redater(world, rules, today).run(run_id);
}

}  // namespace dunmail
