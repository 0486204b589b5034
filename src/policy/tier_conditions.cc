#include "policy/tier_conditions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

namespace dunmail {
namespace {

constexpr Days unanswered_after{14};  // for a letter that printed no deadline

}  // namespace

Date deadline_of(const SentLetter& letter) { return letter.deadline.value_or(letter.day + unanswered_after); }

void TierConditions::look() {
  const Figures& f = d_.figures;
  if (tier_.rank > c_.reached_rank() + 1)
    return check("below", false, fmt::format("it follows {}, which was not sent yet", tier_.below), "progressive");
  own_deadlines();
  if (tier_.rank <= c_.reached_rank()) {
    const int sent = letters(), most = on_track(tier_.max_letters) + room_for_answered();
    check("max_letters", tier_.always_send || sent < most,
          tier_.always_send ? fmt::format("{} letters sent, and it goes on", sent)
                            : fmt::format("{} of {} letters sent{}", sent, most, track_note(tier_.max_letters)),
          "sent-already");
    after_deadline();
  } else if (c_.reached) {
    after_letter_below();
  }
  const auto day_from_due = [&](long days) { return std::optional(f.driver_due + Days(days)); };
  if (tier_.days_overdue_from)
    check("days_overdue_from", f.days_overdue >= *tier_.days_overdue_from,
          fmt::format("{} is {} days overdue, {} needed", f.driver, f.days_overdue, *tier_.days_overdue_from),
          "too-early", day_from_due(*tier_.days_overdue_from));
  if (tier_.days_overdue_to)
    check("days_overdue_to", f.days_overdue <= *tier_.days_overdue_to,
          fmt::format("{} days overdue, {} at most", f.days_overdue, *tier_.days_overdue_to), "too-late");
  if (tier_.grace_per_item)
    check("grace_per_item", f.days_overdue > tier_.grace_per_item,
          fmt::format("{} is {} days overdue, {} are its grace", f.driver, f.days_overdue, tier_.grace_per_item),
          "too-early", day_from_due(tier_.grace_per_item + 1));
  if (!tier_.grace_per_item || f.days_overdue > tier_.grace_per_item) minimum(demand());
  within_track();
  words();
  if (!tier_.legal_gate.empty()) legal();
}

void TierConditions::look_before_due(std::int64_t demandable) {
  const Figures& f = d_.figures;
  if (tier_.days_overdue_from) {
    const bool holds = f.days_overdue >= *tier_.days_overdue_from;
    // "Nothing is overdue" stays the reason; the notice only brings the next possible day nearer.
    if (!holds) d_.next_possible = f.driver_due + Days(*tier_.days_overdue_from);
    check("days_overdue_from", holds,
          fmt::format("{} falls due in {} days, the notice goes {} days before", f.driver, -f.days_overdue,
                      -*tier_.days_overdue_from),
          "too-early", f.driver_due + Days(*tier_.days_overdue_from));
  }
  words();
  minimum(demandable);
}

void TierConditions::check(const char* condition, bool holds, std::string saw, const char* code,
                           std::optional<Date> until) {
  d_.checks.push_back({tier_.id, condition, holds, saw});
  const std::string text = fmt::format("{}: {}", tier_.id, saw);
  const bool told = std::any_of(d_.blockers.begin(), d_.blockers.end(),
                                [&](const Blocker& b) { return b.code == code && b.text == text; });
  if (!holds && !told) d_.blockers.push_back({code, text, until});
}

/// One that came back and was proven after all, and the one that went in its place, are one letter.
int TierConditions::letters() const {
  std::set<std::string> occasions;
  int count = 0;
  for (const SentLetter& l : c_.standing.sent)
    if (l.kind == tier_.id && !l.bounced && contains(l.invoices, d_.figures.driver))
      count += l.occasion.empty() || occasions.insert(l.occasion).second;
  return count;
}

/// A letter that came back gives its number to the one that goes another way; but where a later one had left before it
/// came back, that has its own already.
std::string TierConditions::next_occasion() const {
  for (int number = letters() + 1;; ++number) {
    std::string occasion = fmt::format("{}:{}", d_.figures.driver, number);
    if (std::none_of(c_.standing.sent.begin(), c_.standing.sent.end(),
                     [&](const SentLetter& l) { return l.kind == tier_.id && l.occasion == occasion && !l.bounced; }))
      return occasion;
  }
}

bool TierConditions::overdue_for(const ArrearsLine& line) const {
  return line.overdue() && line.days_overdue > tier_.grace_per_item && (!tier_.is_lawyers_letter() || was_warned(line));
}

/// A lawyer asks for what was asked for before: by the letter below, or by a lawyer's letter. What fell due since has a
/// reminder of its own first.
bool TierConditions::was_warned(const ArrearsLine& line) const {
  if (tier_.below.empty()) return true;
  return std::any_of(c_.standing.sent.begin(), c_.standing.sent.end(), [&](const SentLetter& l) {
    return !l.bounced && (l.kind == tier_.below || l.kind == tier_.id) &&
           (contains(l.invoices, line.invoice.number) || (!line.of.empty() && contains(l.invoices, line.of)));
  });
}

std::int64_t TierConditions::demand() const {
  if (tier_.grace_per_item == 0 && !tier_.is_lawyers_letter()) return c_.arrears.demand;
  std::int64_t sum = 0;
  for (const ArrearsLine& line : c_.arrears.lines)
    if (overdue_for(line)) sum = checked_add(sum, line.demandable());
  return sum;
}

int TierConditions::on_track(int letters) const {
  if (tier_.approval == Approval::legal) return letters;
  return std::max(std::min(letters, 1), letters - d_.track.numbers.fewer_letters);
}

/// A letter that was answered or part paid makes room for another: two unanswered ones could never come together
/// otherwise, and the case would rest in silence. Not before a court: there a person decides.
int TierConditions::room_for_answered() const {
  if (tier_.approval == Approval::legal) return 0;
  return static_cast<int>(std::count_if(c_.standing.sent.begin(), c_.standing.sent.end(), [&](const SentLetter& l) {
    return l.kind == tier_.id && !l.bounced && contains(l.invoices, d_.figures.driver) && (l.answered || l.paid_after);
  }));
}

void TierConditions::minimum(std::int64_t demand) {
  const int digits = c_.arrears.currency.digits();
  if (const auto least = tier_.minimum_amount.find(std::string(c_.arrears.currency.code()));
      least != tier_.minimum_amount.end())
    check("minimum_amount", demand >= lowered(least->second),
          fmt::format("{} is demanded, the minimum is {}{}", grouped(demand, digits),
                      grouped(lowered(least->second), digits), campaign_note()),
          "below-minimum");
  if (tier_.minimum_percent) {
    const std::int64_t hundredth = c_.arrears.open / 100,
                       rest = c_.arrears.open % 100;  // in two parts: no sum is too large
    const std::int64_t least = hundredth * tier_.minimum_percent + (rest * tier_.minimum_percent + 99) / 100;
    check("minimum_percent", demand >= least,
          fmt::format("{} is demanded of {} open, {} percent is the minimum", grouped(demand, digits),
                      grouped(c_.arrears.open, digits), tier_.minimum_percent),
          "below-minimum");
  }
  if (tier_.grace_per_item)
    check("grace_per_item", demand > 0, "a credit of payments or credit notes covers what is past its grace", "credit");
}

std::int64_t TierConditions::lowered(std::int64_t amount) const {
  if (!d_.campaign) return amount;
  const std::int64_t hundredth = amount / 100, rest = amount % 100;
  return hundredth * d_.campaign->minimum_percent + (rest * d_.campaign->minimum_percent + 99) / 100;
}

std::string TierConditions::campaign_note() const {
  if (!d_.campaign || d_.campaign->minimum_percent == 100) return {};
  return fmt::format(" (campaign {} until {}: {} percent of it)", d_.campaign->name, iso(d_.campaign->to),
                     d_.campaign->minimum_percent);
}

/// Whoever gave time until a day keeps still until it is over, whichever letter gave it.
void TierConditions::own_deadlines() {
  for (const SentLetter& letter : c_.standing.sent) {
    if (&letter == c_.last || letter.bounced || !letter.deadline || *letter.deadline < c_.today) continue;
    const bool about_this = std::any_of(c_.arrears.lines.begin(), c_.arrears.lines.end(), [&](const ArrearsLine& l) {
      return l.overdue() && l.demandable() > 0 && contains(letter.invoices, l.invoice.number);
    });
    if (about_this)
      check("deadline", false, fmt::format("letter {} gave time until {}", letter.number, iso(*letter.deadline)),
            "deadline-running", *letter.deadline + Days(1));
  }
}

void TierConditions::after_deadline() {
  const Date from = deadline_of(*c_.last) + Days(tier_.deadline_grace_days + 1);
  check("deadline_grace_days", c_.today >= from,
        fmt::format("letter {} gave time until {}", c_.last->number, iso(deadline_of(*c_.last))), "deadline-running",
        from);
}

void TierConditions::after_letter_below() {
  const Figures& f = d_.figures;
  // A broken promise opens the next tier at once: it has been waited for already.
  if (f.broken_promises > 0) {
    check("ignored_below", true, fmt::format("{} promise(s) broken since", f.broken_promises), "not-ignored");
  } else {
    after_deadline();
    // Further letters of this tier have nothing to wait for. What the deadline gave stands: it is our own word.
    const int needed = on_track(tier_.ignored_below);
    if (c_.last->refused)
      check("ignored_below", true, fmt::format("letter {} was answered with a refusal to pay", c_.last->number),
            "not-ignored");
    else
      check("ignored_below", f.ignored_at_reached >= needed,
            fmt::format("{} of {} {} letter(s) went unanswered{}", f.ignored_at_reached, needed, f.reached,
                        track_note(tier_.ignored_below)),
            "not-ignored",
            f.letters_at_reached >= needed && !c_.last->answered && !c_.last->paid_after
                ? std::optional(deadline_of(*c_.last) + Days(1))
                : std::nullopt);
  }
  if (tier_.proof_below == Proof::proven) proof("proof_below");
}

const SentLetter* TierConditions::last_below() const {
  const auto found = std::find_if(c_.standing.sent.rbegin(), c_.standing.sent.rend(), [&](const SentLetter& l) {
    return l.kind == tier_.below && !l.bounced && contains(l.invoices, d_.figures.driver);
  });
  return found == c_.standing.sent.rend() ? nullptr : &*found;
}

void TierConditions::proof(const char* condition) {
  const auto found = std::find_if(c_.standing.sent.rbegin(), c_.standing.sent.rend(), [&](const SentLetter& l) {
    return l.kind == tier_.below && l.proven && l.proven_on <= c_.today && contains(l.invoices, d_.figures.driver);
  });
  const bool proven = found != c_.standing.sent.rend();
  check(condition, proven,
        tier_.below.empty() ? "no letter goes before it"
        : proven            ? fmt::format("delivery of the {} is proven: {}", tier_.below, found->proof)
                            : fmt::format("delivery of the {} is not proven", tier_.below),
        "not-proven");
}

std::string TierConditions::track_note(int letters) const {
  return on_track(letters) == letters
             ? std::string()
             : fmt::format(" ({} track: {} instead of {})", word(d_.track.name), on_track(letters), letters);
}

void TierConditions::within_track() {
  const Tier* highest = d_.track.numbers.highest_tier.empty() ? nullptr : c_.policy.find(d_.track.numbers.highest_tier);
  if (!highest || tier_.rank <= highest->rank) return;
  check("track", false,
        fmt::format("the {} track ends at {} until an assessment says otherwise ({})", word(d_.track.name), highest->id,
                    fmt::join(d_.track.why, "; ")),
        "track", d_.track.until);
}

void TierConditions::words() {
  const Debtor& debtor = c_.account.debtor;
  if (!tier_.debtor_kinds.empty())
    check("debtor_kinds", contains(tier_.debtor_kinds, debtor.kind), "the debtor is a " + debtor.kind, "debtor-kind");
  if (!tier_.risk_classes.empty())
    check("risk_classes", contains(tier_.risk_classes, c_.risk_class), "the risk class is \"" + c_.risk_class + "\"",
          "risk-class");
  if (!tier_.segments.empty())
    check("segments", contains(tier_.segments, debtor.segment), "the segment is \"" + debtor.segment + "\"", "segment");
}

/// Each prerequisite by its name; the notice last, for it is written only where nothing else is in the way.
void TierConditions::legal() {
  const auto needs = [&](const char* name) { return contains(tier_.legal_gate, name); };
  if (needs("warning-proven")) proof("warning-proven");
  if (const SentLetter* warning = needs("deadline-passed") ? last_below() : nullptr) {
    // The letter below gave a day: not even a broken promise shortens it here.
    const Date from = deadline_of(*warning) + Days(tier_.deadline_grace_days + 1);
    check("deadline-passed", c_.today >= from,
          fmt::format("letter {} gave time until {}", warning->number, iso(deadline_of(*warning))), "deadline-running",
          from);
  }
  // An incomplete record lets a draft be written for counsel to read; its approval is refused (planning/approve.cc).
  if (needs("law-firm"))
    d_.checks.push_back({tier_.id, "law-firm", c_.gate.law_firm_lacks.empty(),
                         c_.gate.law_firm_lacks.empty() ? "the law-firm record is complete"
                                                        : fmt::format("the law-firm record lacks {}: only a draft",
                                                                      fmt::join(c_.gate.law_firm_lacks, ", "))});
  if (needs("own-locale"))
    check("own-locale", c_.gate.own_locale_template,
          fmt::format("a template in {} {}", c_.account.debtor.locale,
                      c_.gate.own_locale_template ? "stands ready" : "is missing, and no other language will do"),
          "no-template");
  if (needs("limitation") && c_.gate.limitation_ends)
    check("limitation", c_.today <= *c_.gate.limitation_ends,
          fmt::format("the claim of {} can be enforced until {}", d_.figures.driver, iso(*c_.gate.limitation_ends)),
          "limitation");
  if (needs("approval-legal"))
    check("approval-legal", tier_.approval == Approval::legal,
          fmt::format("it is approved by: {}", word(tier_.approval)), "approval");
  if (tier_.is_lawyers_letter() && d_.blockers.empty()) notice();
}

const Decided* legal_notice(const Standing& standing, const Arrears& arrears, const std::string& kind,
                            const std::string& driver) {
  const auto went_before = [&](const std::string& invoice) {
    return std::any_of(standing.sent.begin(), standing.sent.end(), [&](const SentLetter& l) {
      return l.kind == kind && !l.bounced && contains(l.invoices, invoice);
    });
  };
  const auto about_these = [&](const std::string& occasion) {
    if (occasion == driver) return true;
    const bool own = standing.group.empty() || std::any_of(arrears.lines.begin(), arrears.lines.end(),
                                                           [&](const ArrearsLine& l) { return l.is_of(occasion); });
    return own && !went_before(occasion);
  };
  const auto last = std::find_if(standing.decided.rbegin(), standing.decided.rend(), [&](const Decided& d) {
    return d.action == "notify-legal" && about_these(d.occasion);
  });
  return last == standing.decided.rend() ? nullptr : &*last;
}

/// Legal staff hear of it before the first lawyer's letter of a cycle is drafted.
void TierConditions::notice() {
  const Decided* written = legal_notice(c_.standing, c_.arrears, tier_.id, d_.figures.driver);
  const bool went_before = std::any_of(c_.standing.sent.begin(), c_.standing.sent.end(), [&](const SentLetter& l) {
    return l.kind == tier_.id && !l.bounced && contains(l.invoices, d_.figures.driver);
  });
  if (went_before) return;
  d_.notify_legal = !written;
  d_.notified_of = demand();
  const bool noted = written && written->state == "noted";
  const bool over =
      tier_.legal_notice_days == 0 || (written && c_.gate.notice_over && c_.today >= *c_.gate.notice_over);
  std::string saw =
      noted     ? fmt::format("{} took note on {}", written->by, iso(written->day))
      : written ? fmt::format("legal staff were notified on {} and have {} working days", iso(written->day),
                              tier_.legal_notice_days)
                : fmt::format("legal staff are notified today and have {} working days", tier_.legal_notice_days);
  check("legal-notice", noted || over, std::move(saw), "legal-notice", c_.gate.notice_over);
}

}  // namespace dunmail
