#include "policy/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/digest.h"
#include "base/file.h"
#include "base/text.h"
#include "ledger/party.h"
#include "policy/priority.h"
#include "policy/rule_values.h"

namespace dunmail {
namespace {

constexpr long many = 100000;

const std::vector<std::string> channel_words{"email", "fax", "post"};

void check_words(const ConfigTable& table, const char* key, const std::vector<std::string>& given,
                 const std::vector<std::string>& allowed) {
  for (const std::string& each : given)
    if (std::find(allowed.begin(), allowed.end(), each) == allowed.end())
      throw table.error(key, fmt::format("\"{}\" is not one of: {}", each, fmt::join(allowed, ", ")),
                        did_you_mean(each, allowed));
}

/// [tier.legal_gate] with `requires` and `notice_days`.
void read_legal_gate(const ConfigTable& table, Tier& t) {
  const std::vector<std::string> all{legal_prerequisites.begin(), legal_prerequisites.end()};
  if (t.is_lawyers_letter()) t.legal_gate = all;
  const auto gate = table.table("legal_gate");
  if (!gate) return;
  t.legal_notice_days = static_cast<int>(gate->number("notice_days", 0, 0, 60));
  if (!gate->has("requires")) {
    t.legal_gate = all;
    return;
  }
  t.legal_gate = gate->texts("requires");
  check_words(*gate, "requires", t.legal_gate, all);
  for (const char* needed : {"law-firm", "own-locale", "approval-legal"})
    if (t.is_lawyers_letter() && std::find(t.legal_gate.begin(), t.legal_gate.end(), needed) == t.legal_gate.end())
      throw gate->error("requires", fmt::format("leaves out \"{}\"", needed), "no lawyer's letter goes without it");
}

void read_charges(const ConfigTable& table, Tier& t) {
  const std::string mode = table.choice("charges", "none", {"none", "interest", "fee", "both"});
  t.charges = mode == "interest" ? ChargesMode::interest
              : mode == "fee"    ? ChargesMode::fee
              : mode == "both"   ? ChargesMode::both
                                 : ChargesMode::none;
  t.fee = read_amounts(table, "fee");
  t.regime = table.text("regime", "");
}

void read_letter(const ConfigTable& table, Tier& t) {
  t.max_letters = static_cast<int>(table.number("max_letters", 1, 1, 20));
  t.always_send = table.flag("always_send", false);
  t.lists_all = table.choice("items", "overdue", {"overdue", "all"}) == "all";
  read_charges(table, t);
  const std::string action =
      table.choice("final_action", "none", {"none", "legal-referral", "stop-supply", "write-off"});
  for (FinalAction each : {FinalAction::legal_referral, FinalAction::stop_supply, FinalAction::write_off})
    if (action == word(each)) t.final_action = each;
  if (t.always_send && t.final_action != FinalAction::none)
    throw table.error("final_action", "never comes: always_send goes on without end", "leave one of them out");
}

Tier read_tier(const ConfigTable& table, bool occasional) {
  Tier t;
  t.where = table.where();
  t.id = table.text(occasional ? "kind" : "id");
  t.template_kind = table.text("template", t.id);
  t.below = table.text("below", "");
  if (table.has("days_overdue_from")) t.days_overdue_from = table.number("days_overdue_from", -many, many);
  if (table.has("days_overdue_to")) t.days_overdue_to = table.number("days_overdue_to", -many, many);
  if (t.days_overdue_from && t.days_overdue_to && *t.days_overdue_from > *t.days_overdue_to)
    throw table.error("days_overdue_to", fmt::format("is before days_overdue_from ({})", *t.days_overdue_from));
  t.grace_per_item = static_cast<int>(table.number("grace_per_item", 0, 0, 365));
  t.minimum_amount = read_amounts(table, "minimum_amount");
  t.minimum_percent = static_cast<int>(table.number("minimum_percent", 0, 0, 100));
  t.ignored_below = static_cast<int>(table.number("ignored_below", 0, 0, 20));
  t.proof_below = table.choice("proof_below", "sent", {"sent", "proven"}) == "proven" ? Proof::proven : Proof::sent;
  t.deadline_grace_days = static_cast<int>(table.number("deadline_grace_days", 0, 0, 365));
  t.debtor_kinds = table.texts("debtor_kinds");
  check_words(table, "debtor_kinds", t.debtor_kinds, {debtor_kinds.begin(), debtor_kinds.end()});
  t.risk_classes = table.texts("risk_classes");
  check_words(table, "risk_classes", t.risk_classes, {"low", "medium", "high", ""});
  t.segments = table.texts("segments");
  read_legal_gate(table, t);
  read_letter(table, t);
  t.deadline_days = static_cast<int>(table.number("deadline_days", 7, 0, 365));
  if (const auto in = table.table("deadline_days_in"))
    for (const std::string& where : in->keys()) t.deadline_days_in[where] = static_cast<int>(in->number(where, 0, 365));
  const std::string approval =
      table.choice("approval", t.is_lawyers_letter() ? "legal" : "auto", {"auto", "credit", "legal"});
  t.approval = approval == "legal" ? Approval::legal : approval == "credit" ? Approval::credit : Approval::automatic;
  if (t.is_lawyers_letter() && t.approval != Approval::legal)
    throw table.error("approval", "a lawyer's letter needs approval = \"legal\"");
  t.credit_from = read_amounts(table, "credit_from");
  if (!t.credit_from.empty() && t.approval != Approval::automatic)
    throw table.error("credit_from", "is for approval = \"auto\"",
                      "with approval = \"credit\" every letter needs a credit clerk");
  t.channels = table.texts("channels");
  if (t.channels.empty()) t.channels = {"email", "post"};
  check_words(table, "channels", t.channels, channel_words);
  if (t.is_lawyers_letter() && std::find(t.channels.begin(), t.channels.end(), "fax") != t.channels.end())
    throw table.error("channels", "a lawyer's letter never goes by fax", "others read it there; use email and post");
  t.roles = table.texts("roles");
  if (t.roles.empty()) t.roles = {"payer", "finance", "owner", "decision-maker"};
  check_words(table, "roles", t.roles, {contact_roles.begin(), contact_roles.end()});
  t.interval = static_cast<int>(table.number("interval", 10, 1, 365));
  t.interval_min = static_cast<int>(table.number("interval_min", std::min(3, t.interval), 1, 365));
  t.interval_max = static_cast<int>(table.number("interval_max", std::max(30, t.interval), 1, 365));
  if (t.interval_min > t.interval || t.interval > t.interval_max)
    throw table.error("interval", fmt::format("must lie between interval_min ({}) and interval_max ({})",
                                              t.interval_min, t.interval_max));
  return t;
}

CadenceRules read_cadence(const ConfigTable& table) {
  CadenceRules r;
  auto days = [&](const char* key, int& value, int min, int max) {
    value = static_cast<int>(table.number(key, value, min, max));
  };
  days("short_window_days", r.short_window_days, 0, 60);
  r.slower = table.real("slower", r.slower, 1.0, 10.0);
  r.faster = table.real("faster", r.faster, 0.1, 1.0);
  r.promise_broken = table.real("promise_broken", r.promise_broken, 0.1, 1.0);
  r.pace_min = table.real("pace_min", r.pace_min, 0.05, 1.0);
  r.pace_max = table.real("pace_max", r.pace_max, 1.0, 20.0);
  days("minimum_gap_days", r.minimum_gap_days, 0, 60);
  days("max_letters_30_days", r.max_letters_30_days, 1, 30);
  days("max_confirmations_30_days", r.max_confirmations_30_days, 1, 30);
  days("broken_promise_days", r.broken_promise_days, 0, 365);
  days("approval_days", r.approval_days, 0, 60);
  days("dispute_days", r.dispute_days, 1, 365);
  days("refused_days", r.refused_days, 0, 365);
  r.memory = table.real("memory", r.memory, 0, 1);
  days("memory_days", r.memory_days, 1, 1000);
  days("auto_reply_days", r.auto_reply_days, 0, 60);
  days("promise_grace_working_days", r.promise_grace_working_days, 0, 30);
  days("pay_day_lead_working_days", r.pay_day_lead_working_days, 0, 10);
  days("pay_day_shift_days", r.pay_day_shift_days, 0, 15);
  days("pay_day_payments", r.pay_day_payments, 0, 12);
  days("pay_day_share_percent", r.pay_day_share_percent, 50, 100);
  r.weekends = table.flag("weekends", r.weekends);
  days("confirm_within_days", r.confirm_within_days, 0, 365);
  days("max_silence_days", r.max_silence_days, 1, 365);
  days("draft_days", r.draft_days, 1, 60);
  return r;
}

Scope read_scope(const ConfigTable& table) {
  Scope s;
  const auto list = [&](const char* key, std::vector<std::string>& out) {
    out = table.texts(key);
    if (out.empty() && table.has(key))
      throw table.error(key, "is empty: such a policy is for nobody", "leave the key out to take everybody");
  };
  list("debtors", s.debtors);
  list("segments", s.segments);
  list("creditors", s.creditors);
  list("debtor_kinds", s.debtor_kinds);
  list("countries", s.countries);
  check_words(table, "debtor_kinds", s.debtor_kinds, {debtor_kinds.begin(), debtor_kinds.end()});
  const auto letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  for (const std::string& country : s.countries)
    if (country.size() != 2 || !letter(country[0]) || !letter(country[1]))
      throw table.error("countries", "\"" + country + "\" is not a country of ISO 3166-1",
                        "two capital letters, such as \"CN\"");
  return s;
}

Grouping read_grouping(const ConfigTable& table) {
  const std::string by = table.choice("grouping", "debtor", {"debtor", "contract", "invoice"});
  return by == "contract" ? Grouping::contract : by == "invoice" ? Grouping::invoice : Grouping::debtor;
}

/// Gives each tier its rank by following `below` down; a circle or a name that is not there is an error.
void rank_tiers(std::vector<Tier>& tiers) {
  auto find = [&](const std::string& id) {
    return std::find_if(tiers.begin(), tiers.end(), [&](const Tier& t) { return t.id == id; });
  };
  std::vector<std::string> ids;
  for (const Tier& t : tiers) ids.push_back(t.id);
  for (Tier& tier : tiers) {
    int depth = 0;
    for (const Tier* t = &tier; !t->below.empty();) {
      const auto lower = find(t->below);
      if (lower == tiers.end())
        throw Error(ErrorKind::config, t->where, "tier " + t->id + " follows \"" + t->below + "\", which is no tier",
                    did_you_mean(t->below, ids));
      if (++depth > static_cast<int>(tiers.size()))
        throw Error(ErrorKind::config, tier.where, "the tiers follow each other in a circle through " + tier.id);
      t = &*lower;
    }
    const bool before_due = tier.below.empty() && tier.days_overdue_to && *tier.days_overdue_to <= 0;
    tier.rank = before_due ? 0 : depth + 1;
  }
  for (const Tier& tier : tiers)
    for (const Tier& other : tiers)
      if (&tier < &other && tier.rank == other.rank)
        throw Error(ErrorKind::config, other.where, "tiers " + tier.id + " and " + other.id + " stand on the same rung",
                    "let one follow the other with below = \"...\"");
  for (std::size_t i = 1; i < tiers.size(); ++i)
    if (tiers[i - 1].rank < tiers[i].rank)
      throw Error(ErrorKind::config, tiers[i].where,
                  "tier " + tiers[i].id + " is more severe than " + tiers[i - 1].id + " above it",
                  "write the most severe first");
  for (std::size_t i = 1; i < tiers.size(); ++i)
    if (tiers[i].always_send)
      throw Error(ErrorKind::config, tiers[i].where,
                  "tier " + tiers[i].id + " has always_send, and " + tiers[i - 1].id + " is above it",
                  "only the last tier may go on and on; max_letters says how often another one goes");
}

/// A track that ends at a tier which is not there would end nowhere.
void known_tier(const Policy& policy, const TrackNumbers& track) {
  std::vector<std::string> ids;
  for (const Tier& tier : policy.tiers) ids.push_back(tier.id);
  if (track.highest_tier.empty() || std::find(ids.begin(), ids.end(), track.highest_tier) != ids.end()) return;
  throw Error(ErrorKind::config, policy.file, "[track] highest_tier \"" + track.highest_tier + "\" is no tier",
              did_you_mean(track.highest_tier, ids));
}

}  // namespace

const char* word(Approval approval) {
  switch (approval) {
    case Approval::automatic:
      return "auto";
    case Approval::credit:
      return "credit";
    case Approval::legal:
      return "legal";
  }
  return "";
}

const char* word(ChargesMode mode) {
  switch (mode) {
    case ChargesMode::none:
      return "none";
    case ChargesMode::interest:
      return "interest";
    case ChargesMode::fee:
      return "fee";
    case ChargesMode::both:
      return "both";
  }
  return "";
}

const char* word(FinalAction action) {
  switch (action) {
    case FinalAction::none:
      return "none";
    case FinalAction::legal_referral:
      return "legal-referral";
    case FinalAction::stop_supply:
      return "stop-supply";
    case FinalAction::write_off:
      return "write-off";
  }
  return "";
}

int persons_needed(FinalAction action) { return action == FinalAction::stop_supply ? 2 : 1; }

const char* word(Grouping grouping) {
  switch (grouping) {
    case Grouping::debtor:
      return "debtor";
    case Grouping::contract:
      return "contract";
    case Grouping::invoice:
      return "invoice";
  }
  return "";
}

const char* word(AfterLegal after) { return after == AfterLegal::hold ? "hold" : "new-cycle"; }

Approval approval_for(const Tier& tier, std::int64_t amount, Currency currency) {
  const auto from = tier.credit_from.find(std::string(currency.code()));
  return tier.approval == Approval::automatic && from != tier.credit_from.end() && amount >= from->second
             ? Approval::credit
             : tier.approval;
}

int deadline_days(const Tier& tier, const std::string& locale, const std::string& debtor_kind) {
  for (const std::string& where : {locale + "." + debtor_kind, locale})
    if (const auto found = tier.deadline_days_in.find(where); found != tier.deadline_days_in.end())
      return found->second;
  return tier.deadline_days;
}

const Tier* Policy::find(const std::string& id) const {
  for (const Tier& tier : tiers)
    if (tier.id == id) return &tier;
  const auto found = occasional.find(id);
  return found == occasional.end() ? nullptr : &found->second;
}

Policy Policy::load(const std::string& path) {
  try {
    return parse(read_file(path), path);
  } catch (const Error& e) {
    if (e.kind() == ErrorKind::input) throw Error(ErrorKind::config, e.problem());
    throw;
  }
}

Policy Policy::parse(std::string_view toml, const std::string& name) {
  const ConfigTable table = ConfigTable::parse(toml, name);
  Policy policy;
  policy.file = name;
  policy.fingerprint = sha256_hex(toml);
  policy.name = table.text("name");
  policy.grouping = read_grouping(table);
  if (table.choice("after_legal", "new-cycle", {"new-cycle", "hold"}) == "hold") policy.after_legal = AfterLegal::hold;
  if (const auto scope = table.table("scope")) policy.scope = read_scope(*scope);
  for (const ConfigTable& each : table.tables("tier")) {
    Tier tier = read_tier(each, false);
    if (policy.find(tier.id)) throw each.error("id", "there are two tiers \"" + tier.id + "\"");
    policy.tiers.push_back(std::move(tier));
  }
  if (policy.tiers.empty())
    throw table.error("tier", "the policy has no tier", "add a [[tier]] with id = \"reminder\"");
  rank_tiers(policy.tiers);
  for (const ConfigTable& each : table.tables("occasional")) {
    Tier letter = read_tier(each, true);
    if (policy.find(letter.id)) throw each.error("kind", "there are two letters \"" + letter.id + "\"");
    policy.occasional.emplace(letter.id, std::move(letter));
  }
  if (const auto charges = table.table("charges")) {
    policy.pursue_charges_from = read_amounts(*charges, "pursue_from");
    charges->finish();
  }
  if (const auto cadence = table.table("cadence")) policy.cadence = read_cadence(*cadence);
  policy.tracks = read_track_rules(table);
  policy.risk = read_risk_rules(table);
  policy.calls = read_call_rules(table);
  policy.campaigns = read_campaigns(table);
  read_worklist_rules(table);  // checked with the rest, kept by the worklist alone
  for (const TrackNumbers* track : {&policy.tracks.soft, &policy.tracks.hard}) known_tier(policy, *track);
  table.finish();
  return policy;
}

}  // namespace dunmail
