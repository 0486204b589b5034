#include "insight/response_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "base/text.h"

namespace dunmail {
namespace {

constexpr double any_share = 1;
constexpr int longest_days = 3650;

double share(const ConfigTable& t, std::string_view key, double otherwise) {
  return t.real(key, otherwise, 0, any_share);
}
double factor(const ConfigTable& t, std::string_view key, double otherwise) { return t.real(key, otherwise, 0, 10); }
int days(const ConfigTable& t, std::string_view key, int otherwise, int least) {
  return static_cast<int>(t.number(key, otherwise, least, longest_days));
}

/// A pair of days, "reacts_within_days = [1, 10]".
void range(const ConfigTable& t, std::string_view key, int least, int& low, int& high) {
  if (!t.has(key)) return;
  const auto pair = t.numbers(key);
  if (pair.size() != 2 || pair[0] < least || pair[1] < pair[0] || pair[1] > longest_days)
    throw t.error(
        key,
        fmt::format("{} must be two numbers of days, from {} to {}, the smaller one first", key, least, longest_days),
        "write [1, 10]");
  low = static_cast<int>(pair[0]);
  high = static_cast<int>(pair[1]);
}

TierResponse read_tier(const ConfigTable& t) {
  TierResponse r;
  r.where = t.where();
  r.pays = share(t, "pays", 0);
  r.part = share(t, "pays_part", 0);
  r.promises = share(t, "promises", 0);
  r.disputes = share(t, "disputes", 0);
  r.replies = share(t, "replies", 0);
  r.silence = share(t, "silence", 0);
  const double sum = r.pays + r.part + r.promises + r.disputes + r.replies + r.silence;
  if (std::abs(sum - 1) > 0.0005)
    throw Error(ErrorKind::config, t.where(),
                fmt::format("pays, pays_part, promises, disputes, replies and silence sum to {:.3f}, not to 1", sum),
                fmt::format("silence = {:.3f} would do", std::max(0.0, r.silence + 1 - sum)));
  range(t, "reacts_within_days", 1, r.first_day, r.last_day);
  r.again = factor(t, "again", r.again);
  return r;
}

RiskResponse read_risk(const ConfigTable& t) {
  RiskResponse r;
  r.on_time = share(t, "on_time", r.on_time);
  r.never = share(t, "never", r.never);
  r.half_life_days = days(t, "half_life_days", r.half_life_days, 1);
  r.effect = factor(t, "effect", r.effect);
  r.deaf = share(t, "deaf", r.deaf);
  r.kept = share(t, "keeps_promises", r.kept);
  return r;
}

void read_timing(const ConfigTable& t, TimingResponse& r) {
  r.pressure = factor(t, "pressure", r.pressure);
  r.annoyance = factor(t, "annoyance", r.annoyance);
  r.pressure_half_life_days = days(t, "pressure_half_life_days", r.pressure_half_life_days, 1);
  r.annoyance_half_life_days = days(t, "annoyance_half_life_days", r.annoyance_half_life_days, 1);
  r.calm_days = days(t, "calm_days", r.calm_days, 0);
  r.pressed = factor(t, "pressed", r.pressed);
  r.before_pay_day_days = days(t, "before_pay_day_days", r.before_pay_day_days, 0);
  r.before_pay_day = factor(t, "before_pay_day", r.before_pay_day);
  r.complaints = share(t, "complaints", r.complaints);
  r.complaints_annoyed = share(t, "complaints_annoyed", r.complaints_annoyed);
}

void read_follow_up(const ConfigTable& t, FollowUp& r) {
  r.share_min = share(t, "part_min", r.share_min);
  r.share_max = share(t, "part_max", r.share_max);
  if (r.share_max < r.share_min) throw t.error("part_max", "part_max is smaller than part_min");
  range(t, "promise_days", 1, r.promise_min_days, r.promise_max_days);
  r.dispute_days = days(t, "dispute_days", r.dispute_days, 1);
  r.dispute_pays = share(t, "dispute_pays", r.dispute_pays);
  r.reply_pays = share(t, "reply_pays", r.reply_pays);
  range(t, "pays_within_days", 1, r.pays_min_days, r.pays_max_days);
}

ChannelResponse read_channel(const ConfigTable& t) {
  ChannelResponse r;
  r.dead = share(t, "dead", 0);
  r.proven = share(t, "proven", 0);
  r.proven_after_days = days(t, "proven_after_days", 1, 1);
  return r;
}

using Known = std::span<const std::string_view>;

/// The sub-tables of [KEY] into a map; [KEY.otherwise] goes to `otherwise` where there is such a thing. A name that is
/// not `known` is a typing error; where nothing is known, every name goes.
template <class T, class Read>
void each(const ConfigTable& table, std::string_view key, Known known, std::map<std::string, T>& into, T* otherwise,
          const Read& read) {
  const auto section = table.table(key);
  if (!section) return;
  for (const auto& [name, t] : section->named_tables()) {
    if (name == "otherwise" && otherwise) {
      *otherwise = read(t);
      continue;
    }
    if (!known.empty() && std::find(known.begin(), known.end(), name) == known.end()) {
      std::vector<std::string> words(known.begin(), known.end());
      if (otherwise) words.push_back("otherwise");
      throw Error(ErrorKind::config, t.where(),
                  fmt::format("[{}.{}]: there is no such {}; it is one of {}", key, name, key, fmt::join(words, ", ")),
                  did_you_mean(name, words));
    }
    into[name] = read(t);
  }
}

/// Letters that still weigh: each halves with its age.
double weight(const LetterSeen& letter, int half_life, bool unanswered_only) {
  double sum = 0;
  for (const auto& e : letter.earlier)
    if (!unanswered_only || !e.answered)
      sum += std::exp2(-static_cast<double>(days_between(e.day, letter.day)) / half_life);
  return sum;
}

bool answered_recently(const LetterSeen& letter, int calm_days) {
  return std::any_of(letter.earlier.begin(), letter.earlier.end(),
                     [&](const auto& e) { return e.answered && days_between(*e.answered, letter.day) < calm_days; });
}

Response::What choose(const TierResponse& tier, double effect, double annoyed, double roll) {
  // Effect works on what the creditor wants, annoyance on disputes; together they never exceed certainty.
  const double wanted = (tier.pays + tier.part + tier.promises + tier.replies) * effect,
               disputes = tier.disputes * annoyed;
  const double squeeze = 1 / std::max(1.0, wanted + disputes);
  const std::pair<double, Response::What> steps[] = {{tier.pays * effect, Response::What::pays},
                                                     {tier.part * effect, Response::What::part},
                                                     {tier.promises * effect, Response::What::promises},
                                                     {tier.replies * effect, Response::What::replies},
                                                     {disputes, Response::What::disputes}};
  for (const auto& [width, what] : steps) {
    if (roll < width * squeeze) return what;
    roll -= width * squeeze;
  }
  return Response::What::silence;
}

/// Whoever disputes, asks or promises may pay later without another letter.
void details(const ResponseModel& model, const Dice& dice, const RiskResponse& risk, std::uint64_t n, Response& r) {
  const FollowUp& f = model.after;
  r.share = f.share_min + (f.share_max - f.share_min) * dice.at("share", n);
  r.promise_days = dice.between(f.promise_min_days, f.promise_max_days, "promise", n);
  r.keeps = dice.chance(risk.kept, "keeps", n);
  const double pays = r.what == Response::What::disputes ? f.dispute_pays : f.reply_pays;
  if (dice.chance(pays, "pays-later", n))
    r.pays_after_days = dice.between(f.pays_min_days, f.pays_max_days, "pays-later-days", n);
}

}  // namespace

const TierResponse& ResponseModel::tier(const std::string& kind) const {
  const auto found = tiers.find(kind);
  return found == tiers.end() ? otherwise : found->second;
}

const RiskResponse& ResponseModel::risk(const std::string& risk_class) const {
  const auto found = risks.find(risk_class);
  return found == risks.end() ? risk_otherwise : found->second;
}

KindResponse ResponseModel::kind(const std::string& debtor_kind) const {
  const auto found = kinds.find(debtor_kind);
  return found == kinds.end() ? KindResponse() : found->second;
}

ChannelResponse ResponseModel::channel(const std::string& channel) const {
  const auto found = channels.find(channel);
  return found == channels.end() ? ChannelResponse() : found->second;
}

ResponseModel ResponseModel::read(const ConfigTable& table) {
  static constexpr std::array<std::string_view, 3> risk_classes{"low", "medium", "high"};
  static constexpr std::array<std::string_view, 3> channel_words{"email", "fax", "post"};
  ResponseModel m;
  m.name = table.text("name");
  m.file = table.file();
  each(table, "tier", {}, m.tiers, &m.otherwise, read_tier);
  each(table, "risk", risk_classes, m.risks, &m.risk_otherwise, read_risk);
  each(table, "kind", debtor_kinds, m.kinds, static_cast<KindResponse*>(nullptr), [](const ConfigTable& t) {
    return KindResponse{factor(t, "effect", 1), t.real("slowness", 1, 0.1, 10)};
  });
  each(table, "channel", channel_words, m.channels, static_cast<ChannelResponse*>(nullptr), read_channel);
  if (const auto timing = table.table("timing")) read_timing(*timing, m.timing);
  if (const auto after = table.table("after")) read_follow_up(*after, m.after);
  table.finish();
  return m;
}

ResponseModel ResponseModel::load(const std::string& path) { return read(ConfigTable::load(path)); }
ResponseModel ResponseModel::parse(std::string_view toml, const std::string& name) {
  return read(ConfigTable::parse(toml, name));
}

double effect_of(const ResponseModel& model, const Debtor& debtor, const LetterSeen& letter) {
  const TimingResponse& t = model.timing;
  double effect = model.risk(debtor.risk_class).effect * model.kind(debtor.kind).effect;
  effect *= (1 + t.pressure * weight(letter, t.pressure_half_life_days, true)) /
            (1 + t.annoyance * weight(letter, t.annoyance_half_life_days, false));
  if (answered_recently(letter, t.calm_days)) effect *= t.pressed;
  if (letter.next_pay_day && days_between(letter.day, *letter.next_pay_day) <= t.before_pay_day_days)
    effect *= t.before_pay_day;
  for (const auto& earlier : letter.earlier)
    if (earlier.kind == letter.kind) effect *= model.tier(letter.kind).again;
  return effect;
}

Response respond(const ResponseModel& model, const Dice& dice, std::uint64_t seed, const Debtor& debtor,
                 const LetterSeen& letter) {
  const std::uint64_t n = letter.earlier.size();
  const ChannelResponse channel = model.channel(letter.channel);
  const TierResponse& tier = model.tier(letter.kind);
  const RiskResponse& risk = model.risk(debtor.risk_class);
  Response r;
  // An address is dead or not, however many letters go to it.
  if (!letter.recipient.empty() && Dice(seed, letter.recipient).chance(channel.dead, "dead")) {
    r.what = Response::What::bounces;
    return r;
  }
  if (dice.chance(channel.proven, "proven", n)) r.proven_after_days = channel.proven_after_days;
  if (dice.chance(risk.deaf, "deaf")) return r;
  const double fresh = weight(letter, model.timing.annoyance_half_life_days, false);
  const double days = dice.between(tier.first_day, tier.last_day, "days", n) * model.kind(debtor.kind).slowness;
  r.after_days = std::max(1, static_cast<int>(std::lround(days)));
  if (dice.chance(model.timing.complaints + model.timing.complaints_annoyed * fresh, "complains", n))
    r.what = Response::What::complains;
  else
    r.what = choose(tier, effect_of(model, debtor, letter), 1 + model.timing.annoyance * fresh, dice.at("response", n));
  details(model, dice, risk, n, r);
  return r;
}

std::optional<Date> pays_anyway(const ResponseModel& model, const Dice& dice, const Debtor& debtor,
                                const Invoice& invoice, Date from) {
  const RiskResponse& risk = model.risk(debtor.risk_class);
  if (invoice.due >= from && dice.chance(risk.on_time, "on-time:" + invoice.number)) return invoice.due;
  if (dice.chance(risk.never, "never:" + invoice.number)) return std::nullopt;
  const double half_lives = -std::log2(1 - dice.at("late:" + invoice.number));
  return std::max(invoice.due, from) + Days(1 + static_cast<int>(half_lives * risk.half_life_days));
}

}  // namespace dunmail
