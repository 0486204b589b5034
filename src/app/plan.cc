#include "app/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "app/due_payments.h"
#include "app/letter_facts.h"
#include "app/response_link.h"
#include "base/digest.h"

namespace dunmail {
namespace {

constexpr std::size_t examples_kept = 20;
constexpr const char *unknown_creditor = "creditor", *incomplete_creditor = "creditor-incomplete";

/// What the letter asks for beside its invoices stands in the case file.
void add_charges(const LetterCharges& charges, nlohmann::json& data) {
  if (charges.interest) data["interest"] = charges.interest;
  if (charges.fees) data["all_fees"] = charges.fees;
  if (charges.earlier) data["earlier_charges"] = charges.earlier;
  for (const Claim& claim : charges.claims) data["claims"].push_back(claim.id);
  if (!charges.warnings.empty()) data["warnings"] = charges.warnings;
}

class Planner {
 public:
  Planner(World& world, Date today, const Progress& progress) : world_(world), today_(today), progress_(progress), rules_(rules_of(world)), links_(ResponseLinks::open(world.settings)) {}

  Proposal run(const std::string& debtor_id) {
    const std::size_t debtors = debtor_id.empty() ? world_.store.count("debtor") : 1;
    world_.store.transaction([&] {
      put_due_payments(world_, today_);
      RunRow row;
      row.today = today_, row.at = iso(world_.now()), row.actor = world_.actor, row.policy = world_.policies.fingerprint();
      row.id = out_.run_id = world_.store.new_run(row);
      const std::string serials = fmt::format("letter-{}", int(civil(today_).year()));
      last_serial_ = world_.store.last_number(serials);
      replace_held(debtor_id);
      std::string last;
      std::size_t seen = 0;
      world_.store.each_account(debtor_id, [&](CaseInput&& input) {
        if (input.account.debtor.id != last && ++seen % 1000 == 0 && progress_) progress_(seen, debtors);
        last = input.account.debtor.id;
        consider(input);
      });
      world_.store.set_last_number(serials, last_serial_);
      std::sort(out_.held.begin(), out_.held.end(), [](const HeldBack& a, const HeldBack& b) { return a.count != b.count ? a.count > b.count : a.code < b.code; });
      row.examined = static_cast<std::int64_t>(out_.examined), row.held = held_as_json();
      world_.store.finish_run(row);
    });
    return std::move(out_);
  }

 private:
  /// A letter that could not be printed or addressed gives way to a new draft: its contact or font may be mended by now.
  void replace_held(const std::string& debtor_id) {
    for (LetterRow& row : world_.store.letters({"", debtor_id, "held", ""})) {
      row.state = "cancelled";
      world_.store.update(row);
      const CaseInput input = world_.case_of(row);
      world_.record(input, today_, EventKind::cancelled, row.id, {{"reason", "held: " + row.reason}}, "dunmail");
    }
  }

  void consider(CaseInput& input) {
    ++out_.examined;
    if (!world_.settings.has_creditor(input.account.creditor))
      return hold(input, unknown_creditor, fmt::format("dunmail.toml has no [creditor.{}]", input.account.creditor), 0);
    std::vector<Examined> groups = examine_groups(rules_, input, today_);
    for (const PromiseFinding& finding : groups.front().promises)
      world_.record_next(input, today_, finding.kept ? EventKind::promise_kept : EventKind::promise_broken, "", settled_data(finding.promise), "dunmail");
    for (Examined& e : groups) propose(input, e);
  }

  void propose(CaseInput& input, Examined& e) {
    put_before_people(input, e);
    if (e.send()) return draft(input, e);
    const Blocker& first = e.blockers.front();
    hold(input, first.code, first.text, e.arrears.demand);
  }

  /// What our own people are told or asked to decide goes into the case file, once for each occasion.
  void put_before_people(CaseInput& input, const Examined& e) {
    if (e.decision.notify_legal)
      decided(input, "notify-legal", e.decision.figures.driver, fmt::format("a lawyer's letter over {} comes next", grouped(e.arrears.demand, e.arrears.currency.digits())));
    for (const std::string& credit : e.foreign_credits) decided(input, "foreign-credit", credit, "a credit in another currency: is it meant for what is overdue here?");
    if (e.decision.waive_claims)
      for (Claim& claim : input.account.claims) waive(input, claim, claim.open, e.blockers.front().text);
    if (e.decision.final_action != FinalAction::none) decided(input, word(e.decision.final_action), e.decision.figures.driver, e.blockers.front().text);
  }

  void waive(CaseInput& input, Claim& claim, std::int64_t amount, const std::string& reason) {
    if (amount <= 0) return;
    world_.store.waive(claim.id, amount, reason);
    claim.open -= amount;
    world_.record_next(input, today_, EventKind::claim_waived, claim.letter, {{"claim", claim.id}, {"amount", amount}, {"invoice", claim.invoice}, {"reason", reason}}, "dunmail");
  }

  /// What the letter asks for beside its invoices. Where a payment that came to be known late shows that earlier letters asserted
  /// too much interest, that is given up first.
  Result<LetterCharges> charges_of(CaseInput& input, Examined& e) {
    auto charges = world_.charges_for(input, e, today_);
    if (!charges || charges->corrections.empty()) return charges;
    for (const ClaimPayment& too_much : charges->corrections) {
      const auto claim = std::find_if(input.account.claims.begin(), input.account.claims.end(), [&](const Claim& c) { return c.id == too_much.claim; });
      waive(input, *claim, too_much.amount, "a payment came to be known later than its day");
      e.arrears.claims -= std::min(e.arrears.claims, too_much.amount);
      charges->earlier -= std::min(charges->earlier, too_much.amount);
    }
    return charges;
  }

  void decided(CaseInput& input, const std::string& action, const std::string& occasion, const std::string& reason) {
    const Standing standing = standing_of(input.events);  // as it is after the groups before this one
    const bool known = std::any_of(standing.decided.begin(), standing.decided.end(), [&](const Decided& d) { return d.action == action && (d.occasion == occasion || action == "notify-legal"); });
    if (known) return;
    world_.record_next(input, today_, EventKind::decided, "", {{"action", action}, {"state", "proposed"}, {"occasion", occasion}, {"reason", reason}, {"run", out_.run_id}}, "dunmail");
  }

  void hold(const CaseInput& input, const std::string& code, const std::string& text, std::int64_t demand) {
    // Each creditor that lacks something is named, not the first one only.
    const bool by_text = code == incomplete_creditor;
    auto found = std::find_if(out_.held.begin(), out_.held.end(), [&](const HeldBack& h) { return h.code == code && (!by_text || h.examples.front().text == text); });
    if (found == out_.held.end()) {
      out_.held.push_back({code, 0, {}, {}});
      found = out_.held.end() - 1;
    }
    ++found->count;
    if (demand > 0) found->demand[std::string(input.account.currency.code())] += demand;
    if (found->examples.size() < examples_kept) found->examples.push_back({input.account.case_id(), text});
  }

  void draft(CaseInput& input, Examined& e) {
    const Tier& tier = *e.decision.tier;
    std::optional<Date> deadline;
    std::string provisional;
    if (const int days = deadline_days(tier, input.account.debtor.locale, input.account.debtor.kind); days > 0) {
      const auto calendar = world_.calendars.find(input.account.debtor.calendar, input.account.debtor.address.country);
      const Planned day = deadline_after(today_, days, **calendar);
      deadline = day.day;
      if (day.provisional()) provisional = "; deadline" + day.note();
    }
    auto charges = charges_of(input, e);
    if (!charges) return hold(input, "charges", charges.problem().line(), e.arrears.demand);
    const int year = int(civil(today_).year());
    const std::int64_t serial = ++last_serial_;
    LetterRow row;
    row.id = fmt::format("L{}-{:06}", year, serial);
    row.number = letter_number(world_.settings, input.account.debtor.locale, year, serial);
    for (std::size_t i = 0; i < charges->claims.size(); ++i) charges->claims[i].id = fmt::format("{}-{}", row.id, i + 1), charges->claims[i].letter = row.id;
    LetterFacts facts = letter_facts(world_.settings, input, e, *charges, row.number, deadline, today_);
    if (facts.kind != "lawyers-letter") facts.response_url = links_.url(row.id, today_);  // that one is answered to the lawyer
    row.run_id = out_.run_id, row.case_id = input.account.case_id(), row.debtor_id = input.account.debtor.id;
    row.kind = tier.id, row.occasion = e.decision.occasion, row.channel = e.step->channel, row.recipient = e.step->recipient;
    row.currency = input.account.currency, row.amount = facts.total, row.day = today_;
    row.deadline = deadline ? iso(*deadline) : "";
    row.rule = e.decision.rule + provisional;
    row.approval = word(approval_for(tier, row.amount, row.currency));
    row.drafted_by = world_.actor;
    row.facts = to_json(facts).dump();
    row.ledger_mark = ledger_mark(e, e.decision.invoices);
    if (!world_.store.add(row)) return hold(input, "sent-already", fmt::format("a {} for {} stands already", row.kind, row.occasion), e.arrears.demand);
    world_.store.add_claims(input.account, charges->claims);
    nlohmann::json drafted = {{"run", row.run_id}, {"kind", row.kind}, {"occasion", row.occasion}, {"channel", row.channel}, {"number", row.number},
                              {"amount", e.decision.amount}, {"deadline", row.deadline}, {"invoices", e.decision.invoices}, {"rule", row.rule}, {"why", e.step->why}, {"policy", e.policy->name}};
    if (!e.decision.listed.empty()) drafted["listed"] = e.decision.listed;
    if (!e.group.empty()) drafted["group"] = e.group;
    add_charges(*charges, drafted);
    world_.record_next(input, today_, EventKind::drafted, row.id, std::move(drafted));
    if (!e.too_late.empty() && ++out_.too_late <= examples_kept) out_.too_late_examples.push_back({row.case_id, e.too_late.front()});
    Proposal::Group& group = out_.groups[{row.kind, row.channel}];
    ++group.letters;
    group.amount[std::string(row.currency.code())] += row.amount;
  }

  std::string held_as_json() const {
    nlohmann::json out = nlohmann::json::array();
    for (const HeldBack& h : out_.held) {
      nlohmann::json examples = nlohmann::json::array();
      for (const auto& example : h.examples) examples.push_back({{"case", example.case_id}, {"text", example.text}});
      out.push_back({{"code", h.code}, {"count", h.count}, {"demand", h.demand}, {"examples", std::move(examples)}});
    }
    return out.dump();
  }

  World& world_;
  Date today_;
  const Progress& progress_;
  CaseRules rules_;
  ResponseLinks links_;
  std::int64_t last_serial_ = 0;
  Proposal out_;
};

}  // namespace

std::size_t Proposal::letters() const {
  std::size_t n = 0;
  for (const auto& [key, group] : groups) n += group.letters;
  return n;
}

bool Proposal::settings_lack() const {
  return std::any_of(held.begin(), held.end(), [](const HeldBack& h) { return h.code == unknown_creditor || h.code == incomplete_creditor; });
}

CaseRules rules_of(World& world) {
  auto has_template = [folder = world.settings.templates](const std::string& kind, const std::string& locale) {
    return std::filesystem::exists(std::filesystem::path(folder) / locale / (kind + ".md"));
  };
  // Asked for every debtor: look at the disk once a kind and locale.
  auto seen = std::make_shared<std::map<std::pair<std::string, std::string>, bool>>();
  auto once = [has_template, seen](const std::string& kind, const std::string& locale) {
    const auto [at, is_new] = seen->try_emplace({kind, locale}, false);
    if (is_new) at->second = has_template(kind, locale);
    return at->second;
  };
  auto records = std::make_shared<std::map<std::array<std::string, 3>, std::vector<std::string>>>();
  auto lacks = [records, &settings = world.settings](const std::string& creditor, const std::string& country, const std::string& locale) {
    const auto [at, is_new] = records->try_emplace({creditor, country, locale});
    if (is_new) at->second = settings.law_firm(creditor, country, locale).value_or(LawFirmFacts{}).missing();
    return at->second;
  };
  auto creditors = std::make_shared<std::map<std::string, std::optional<Blocker>>>();
  auto incomplete = [creditors, &settings = world.settings](const std::string& creditor) {
    const auto [at, is_new] = creditors->try_emplace(creditor);
    if (is_new)
      if (auto text = settings.creditor_lacks(creditor)) at->second = Blocker{incomplete_creditor, std::move(*text), std::nullopt};
    return at->second;
  };
  return {world.policies, world.calendars, once, lacks, world.reasons, incomplete, world.settings.payment_hold_days};
}

Proposal plan(World& world, Date today, const std::string& debtor_id, const Progress& progress) { return Planner(world, today, progress).run(debtor_id); }

}  // namespace dunmail
