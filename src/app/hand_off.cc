#include "app/hand_off.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>

#include "app/print_letters.h"
#include "base/digest.h"
#include "base/error.h"
#include "policy/confirmation.h"

namespace dunmail {
namespace {

std::vector<std::string> invoices_of(const LetterRow& letter, const Standing& standing) {
  for (const PendingLetter& pending : standing.pending)
    if (pending.id == letter.id) return pending.invoices;
  return {};
}

/// By its event, whatever day it was dated anew: its figures are of that day.
Date drafted_on(const LetterRow& letter, const CaseInput& input) {
  for (const Event& e : input.events)
    if (e.kind == EventKind::drafted && e.letter_id == letter.id) return e.day;
  return letter.day;
}

}  // namespace

PrintLock::PrintLock(const std::string& database) {
  if (database == ":memory:") return;
  const std::string path = database + ".print";
  fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd_ < 0) throw Error(ErrorKind::storage, path, "the lock file cannot be made", "may you write in this folder?");
  if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
    ::close(fd_);
    throw Error(ErrorKind::storage, database, "another dunmail is printing from this database", "wait until it is done");
  }
}

PrintLock::~PrintLock() {
  if (fd_ >= 0) ::close(fd_);
}

bool ledger_is_stale(World& world, Date today, const std::string& taken_by) {
  const auto as_of = world.store.payments_as_of();
  const long age = as_of ? days_between(*as_of, today) : 0;
  if (!as_of || age <= world.settings.ledger_max_age_days) return false;
  if (!taken_by.empty()) return true;
  throw Error(ErrorKind::input, "ledger", fmt::format("payments were last imported as of {}, {} days ago", iso(*as_of), age),
              "import the newest payments, or take it upon yourself with --stale-ledger-by NAME");
}

std::optional<std::string> no_longer_true(const LetterRow& letter, const Examined& now) {
  if (ledger_mark(now, invoices_of(letter, now.standing)) != letter.ledger_mark) return "the ledger changed since it was drafted";
  for (const Blocker& blocker : now.blockers) {
    if (blocker.code == "customer-block" || blocker.code == "hold") return blocker.text;
    if ((blocker.code == "promise" || blocker.code == "payment-waiting") && !is_confirmation(letter.kind)) return blocker.text;
  }
  if (!now.standing.wrong_contacts.empty())
    if (const std::string name = facts_of(letter).addressee.name; now.standing.wrong_contacts.contains(name)) return name + " is not responsible, as was confirmed since it was drafted";
  return std::nullopt;
}

bool too_old(const World& world, const LetterRow& letter, const CaseInput& input, const Examined& now, Date today) {
  const Date drafted = drafted_on(letter, input);
  if (days_between(drafted, today) <= world.settings.ledger_max_age_days) return false;
  const Debtor& debtor = input.account.debtor;
  const auto calendar = world.calendars.find(debtor.calendar, debtor.address.country);
  const Calendar& days = calendar ? **calendar : Calendar::weekends_only();
  return today > days.plan_working(drafted, now.policy->cadence.draft_days).day;
}

std::optional<std::string> no_longer_due(const World& world, const CaseRules& rules, const LetterRow& letter, const CaseInput& input, const Examined& now, Date today) {
  if (too_old(world, letter, input, now, today)) return fmt::format("it was drafted on {}, its dates are too old", iso(drafted_on(letter, input)));
  if (const auto deadline = parse_date(letter.deadline); deadline && *deadline <= today) return "its deadline " + letter.deadline + " is over";
  if (auto why = no_longer_true(letter, now)) return why;
  if (const auto lacks = rules.creditor_lacks(input.account.creditor)) return lacks->text;
  if (const std::string name = facts_of(letter).addressee.name;
      !name.empty() && std::none_of(input.contacts.begin(), input.contacts.end(), [&](const Contact& c) { return c.name == name; }))
    return name + " is no longer a contact of " + letter.debtor_id;
  if (sha256_hex(letter.document + "\n" + letter.channel + "\n" + letter.recipient) != letter.approved_hash) return "it was changed after its approval";
  return std::nullopt;
}

}  // namespace dunmail
