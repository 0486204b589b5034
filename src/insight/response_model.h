// What debtors do, as data (config/response-model.toml): with no letter at all, and after a letter of each tier, for
// the simulation. Every number in the shipped file is an assumption; the file says which figure of one's own replaces
// it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/config_table.h"
#include "insight/dice.h"
#include "ledger/invoice.h"

namespace dunmail {

/// Shares of the letters of one tier, where nothing about their timing changes them. They sum to 1 with silence.
struct TierResponse {
  double pays = 0, part = 0, promises = 0, disputes = 0, replies = 0, silence = 1;
  int first_day = 1, last_day = 10;  ///< of the reaction, counted from the letter
  double again = 1;                  ///< effect of each further letter of the same tier
  std::string where;                 ///< file:line
};

struct RiskResponse {
  double on_time = 0.6;     ///< of invoices not yet due: paid on the due day by themselves
  double never = 0.1;       ///< of late invoices: not paid by themselves at all
  int half_life_days = 60;  ///< of the other late invoices half are paid by themselves within so many days
  double effect = 1;        ///< of letters
  double deaf = 0;          ///< of debtors: no letter ever moves them
  double kept = 0.7;        ///< of promises
};

struct KindResponse {
  double effect = 1, slowness = 1;  ///< slowness stretches the days until a reaction
};

struct ChannelResponse {
  double dead = 0;    ///< of addresses: they bounce
  double proven = 0;  ///< of letters: delivery is proven
  int proven_after_days = 1;
};

/// How the timing of a letter changes its effect.
struct TimingResponse {
  double pressure = 0;  ///< gain while an unanswered letter is still felt
  int pressure_half_life_days = 14;
  double annoyance = 0;  ///< loss while any earlier letter is still fresh
  int annoyance_half_life_days = 7;
  int calm_days = 14;  ///< an answer is recent for so long
  double pressed = 1;  ///< effect of a letter to someone who answered recently
  int before_pay_day_days = 5;
  double before_pay_day = 1;      ///< effect of a letter that comes so shortly before a known pay-day
  double complaints = 0;          ///< share of letters that cause one
  double complaints_annoyed = 0;  ///< more of them for each fresh earlier letter
};

struct FollowUp {
  double share_min = 0.2, share_max = 0.8;  ///< of what the letter asked: a part payment
  int promise_min_days = 5, promise_max_days = 21;
  int dispute_days = 30;                      ///< until a dispute is settled
  double dispute_pays = 0.5;                  ///< of settled disputes: paid
  double reply_pays = 0.4;                    ///< of answers: payment follows without another letter
  int pays_min_days = 7, pays_max_days = 28;  ///< after an answer or a settled dispute
};

struct ResponseModel {
  std::string name, file;
  std::map<std::string, TierResponse> tiers;
  TierResponse otherwise;  ///< for a kind of letter that the file does not name
  std::map<std::string, RiskResponse> risks;
  RiskResponse risk_otherwise;
  std::map<std::string, KindResponse> kinds;
  std::map<std::string, ChannelResponse> channels;
  TimingResponse timing;
  FollowUp after;

  const TierResponse& tier(const std::string& kind) const;
  const RiskResponse& risk(const std::string& risk_class) const;
  KindResponse kind(const std::string& debtor_kind) const;
  ChannelResponse channel(const std::string& channel) const;

  /// Throws Error(config) with file, line and column: a typo, a share outside 0 to 1, shares that do not sum to 1, a
  /// range whose end is before its beginning.
  static ResponseModel load(const std::string& path);
  static ResponseModel parse(std::string_view toml, const std::string& name);
  static ResponseModel read(const ConfigTable& table);
};

/// A letter as it reaches its debtor.
struct LetterSeen {
  std::string kind, channel, recipient;
  Date day;
  struct Earlier {
    Date day;
    std::string kind;
    std::optional<Date> answered;
  };
  std::vector<Earlier> earlier;      ///< that arrived before, oldest first
  std::optional<Date> next_pay_day;  ///< when it is known
};

struct Response {
  enum class What { silence, pays, part, promises, disputes, replies, complains, bounces };
  What what = What::silence;
  int after_days = 1;
  double share = 1;                    ///< part: of what the letter asked for
  int promise_days = 0;                ///< promises: the day, counted from the promise
  bool keeps = false;                  ///< promises: it does
  std::optional<int> pays_after_days;  ///< replies, disputes: payment so long after the answer (the settlement)
  std::optional<int> proven_after_days;
};

/// How much more (or less) than its tier's shares a letter moves this debtor.
double effect_of(const ResponseModel& model, const Debtor& debtor, const LetterSeen& letter);

/// What the debtor does about its letter number `earlier.size()`; the dice are the case's.
Response respond(const ResponseModel& model, const Dice& dice, std::uint64_t seed, const Debtor& debtor,
                 const LetterSeen& letter);

/// The day on which an invoice is paid although nobody writes; nothing: never.
std::optional<Date> pays_anyway(const ResponseModel& model, const Dice& dice, const Debtor& debtor,
                                const Invoice& invoice, Date from);

}  // namespace dunmail
