// The key figures of a ledger and its letters over a period: age, days sales outstanding, what letters brought, who
// answers, which promises hold. Pure: a case at a time is added, so that memory stays flat; sums are by currency and
// never mixed.
//
// What counts how:
// - Letters are those that left within the period. One that came back (bounced) was sent, and cost its price; it is
// never
//   answered and brings nothing.
// - A payment to an invoice is put down to the last letter that named the invoice and left before the day of the
// payment, at
//   most `within` days before. What came on the day of the letter was on its way already. A payment that nobody put to
//   an invoice, or that came back, brings nothing. This is attribution and no proof: some would have paid anyhow;
//   dunmail simulate compares with no letters at all.
// - An answer is a reply, a promise, a dispute or an acknowledgement; automatic replies are none.
// - A promise counts on the day when it was settled, kept or broken.
// - Open sums are what the ledger holds now; their age is as of the last day of the period.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "casefile/standing.h"
#include "ledger/arrears.h"
#include "settings/prices.h"
#include "store/report_store.h"

namespace dunmail {

struct ReportPeriod {
  Date from, to;    ///< both days included
  int within = 14;  ///< days after a letter in which a payment is put down to it
  long days() const { return days_between(from, to) + 1; }
};

/// Letters of one kind or channel in one currency.
struct LettersAndMoney {
  std::int64_t letters = 0, bounced = 0, collected = 0;
  std::optional<std::int64_t> cost;  ///< nothing: no price is known
};

struct MoneyFigures {
  std::array<std::int64_t, 6> buckets{};  ///< as in Arrears
  std::int64_t open = 0, overdue = 0, credit = 0;
  std::int64_t invoiced = 0, received = 0;                     ///< within the period
  std::map<std::string, LettersAndMoney> by_kind, by_channel;  ///< channels: registered letters apart from other post
  std::int64_t cases = 0;                                      ///< with something open
  std::int64_t referred_cases = 0, referred = 0;  ///< with legal staff: a lawyer's letter left, or referral was agreed
  std::int64_t written_off_cases = 0, written_off = 0;  ///< write-off was agreed; what is still open of them
};

struct ReportFigures {
  ReportPeriod period;
  std::map<Currency, MoneyFigures> money;
  std::int64_t letters = 0, bounced = 0, answered = 0;  ///< answered: of those that did not bounce
  std::map<long, std::int64_t> answer_days;             ///< letters by days until their first answer
  std::int64_t promises_kept = 0, promises_broken = 0, promises_open = 0;
  std::map<std::string, std::int64_t> pace;              ///< cases with something overdue, by pace_band()
  std::map<std::string, std::int64_t> letters_by_state;  ///< of the outbox and the archive, whenever they were drafted
};

/// One case for the report.
struct ReportCase {
  const Standing& standing;
  const Arrears& arrears;
  const std::vector<PaidPart>& paid;           ///< from the first day of the period on
  const std::set<std::string>& registered;     ///< letters that went as registered mail
  const std::set<std::string>& lawyers_kinds;  ///< kinds of letter that are a lawyer's
  double pace = 1;
};
void add_case(ReportFigures& figures, const ReportCase& one, const LetterPrices& prices);

/// The letter that the payment is put down to, or null.
const SentLetter* letter_behind(const Standing& standing, const PaidPart& paid, int within);

/// Whether as many persons as an action needs have agreed since it was last proposed.
bool agreed_upon(const Standing& standing, const std::string& action, int persons);

/// In five bands: "0.30 or less" (fastest), "0.31 to 0.94", "1", "1.06 to 2", "above 2" (slowest).
std::string pace_band(double pace);

/// Open sums less credits, over what was invoiced in the period, times its days. Nothing where nothing was invoiced.
std::optional<double> days_sales_outstanding(const MoneyFigures& money, const ReportPeriod& period);
/// part / whole; nothing where the whole is not above zero.
std::optional<double> share(std::int64_t part, std::int64_t whole);
/// Minor units for each 100 letters that left, rounded half up; nothing without letters.
std::optional<std::int64_t> per_100_letters(const LettersAndMoney& of);
/// The middle one of the days until an answer; of an even number the lower of the two in the middle.
std::optional<long> median_answer_days(const ReportFigures& figures);

}  // namespace dunmail
