#include "desk/world.h"

#include <cstdlib>

#include "base/person.h"
#include "desk/late_corrections.h"
#include "ledger/case_key.h"

namespace dunmail {

World World::open(const std::string& settings_file) {
  Settings settings = Settings::load(settings_file);
  PolicyBook policies = PolicyBook::load(settings.policies);
  Calendars calendars = Calendars::load(settings.calendars, settings.own_calendars());
  Reasons reasons = Reasons::load(settings.reasons);
  Store store = Store::open(settings.database);
  store.allocate_by(settings.allocation);
  const char* user = std::getenv("USER");
  auto clock = [] { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); };
  return {std::move(settings),
          std::move(policies),
          std::move(calendars),
          std::move(store),
          user ? user : "dunmail",
          clock,
          nullptr,
          std::move(reasons)};
}

const std::shared_ptr<const Press>& World::press() {
  if (!loaded_press)
    loaded_press = Press::open(
        {settings.templates, settings.fonts, settings.stationery, settings.default_locale, settings.stationery_of});
  return loaded_press;
}

Result<LetterCharges> World::charges_for(const CaseInput& input, const Examined& examined, Date today) {
  const bool charges = examined.decision.tier->charges != ChargesMode::none;
  const bool owes_claims = open_sum(input.account.claims) > 0;
  LetterCharges out;
  if (!charges && !owes_claims) return out;
  if (!loaded_charges)
    loaded_charges = std::make_shared<const ChargeTables>(
        ChargeTables{Regimes::load(settings.regimes), Rates::load(settings.rates, settings.own_rates())});
  const auto taken_off = [this](const std::string& invoice) {
    std::vector<Reduction> off;
    for (const auto& [day, amount] : store.taken_off(invoice)) off.push_back({day, amount});
    return off;
  };
  if (charges) {
    auto charged = charges_of(*loaded_charges, settings, calendars, input, examined, taken_off, today);
    if (!charged) return charged;
    out = std::move(*charged);
  } else if (demands(examined.decision)) {
    out.earlier = examined.arrears.claims;
  }
  // One that an export closed in part has a history with a gap: nothing is taken back by that.
  const auto paid_whole = [&](const std::string& invoice) {
    std::vector<Reduction> off = taken_off(invoice);
    std::int64_t sum = 0;
    for (const Reduction& r : off) sum = checked_add(sum, r.amount);
    const auto state = store.invoice_state(invoice);
    return state && state->amount == sum ? off : std::vector<Reduction>();
  };
  for (ClaimPayment& too_much : late_corrections(*loaded_charges, settings, calendars, input, paid_whole, today))
    out.corrections.push_back(std::move(too_much));
  return out;
}

namespace {

Event event_of(World& world, const std::string& case_id, Date day, const std::string& letter_id, Told told,
               const std::string& by) {
  Event e;
  e.case_id = case_id;
  e.day = day;
  e.at = world.now();
  e.kind = told.kind;
  e.letter_id = letter_id;
  e.by = tidy_name(by.empty() ? world.actor : by);
  e.data = std::move(told.data);
  return e;
}

}  // namespace

CaseInput World::case_of(const LetterRow& letter) {
  return store.account(case_key(letter.case_id).creditor, letter.debtor_id, letter.currency);
}

Event World::record(const CaseInput& input, Date day, const std::string& letter_id, Told told, const std::string& by) {
  return store.append(event_of(*this, input.account.case_id(), day, letter_id, std::move(told), by),
                      input.account.debtor.id);
}

Event World::record(const LetterRow& letter, Date day, Told told, const std::string& by) {
  return store.append(event_of(*this, letter.case_id, day, letter.id, std::move(told), by), letter.debtor_id);
}

void World::record_next(CaseInput& input, Date day, const std::string& letter_id, Told told, const std::string& by) {
  store.append(event_of(*this, input.account.case_id(), day, letter_id, std::move(told), by), input.account.debtor.id,
               input.events);
}

}  // namespace dunmail
