#include "app/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "app/letter_facts.h"
#include "base/digest.h"

namespace dunmail {
namespace {

constexpr std::size_t examples_kept = 20;

class Planner {
 public:
  Planner(World& world, Date today, const Progress& progress) : world_(world), today_(today), progress_(progress), rules_(rules_of(world)) {}

  Proposal run(const std::string& debtor_id) {
    const std::size_t debtors = debtor_id.empty() ? world_.store.count("debtor") : 1;
    world_.store.transaction([&] {
      RunRow row;
      row.today = today_, row.at = iso(world_.now()), row.actor = world_.actor, row.policy = world_.policy.fingerprint;
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
      return hold(input, "creditor", fmt::format("dunmail.toml has no [creditor.{}]", input.account.creditor), 0);
    const Examined e = examine(rules_, input, today_);
    for (const PromiseFinding& finding : e.promises)
      world_.record_next(input, today_, finding.kept ? EventKind::promise_kept : EventKind::promise_broken, "", {{"due", iso(finding.promise.due)}, {"paid", finding.promise.paid_since}}, "dunmail");
    if (!e.send()) {
      const Blocker& first = e.blockers.front();
      return hold(input, first.code, first.text, e.arrears.demand);
    }
    draft(input, e);
  }

  void hold(const CaseInput& input, const std::string& code, const std::string& text, std::int64_t demand) {
    auto found = std::find_if(out_.held.begin(), out_.held.end(), [&](const HeldBack& h) { return h.code == code; });
    if (found == out_.held.end()) {
      out_.held.push_back({code, 0, {}, {}});
      found = out_.held.end() - 1;
    }
    ++found->count;
    if (demand > 0) found->demand[std::string(input.account.currency.code())] += demand;
    if (found->examples.size() < examples_kept) found->examples.push_back({input.account.case_id(), text});
  }

  void draft(CaseInput& input, const Examined& e) {
    const Tier& tier = *e.decision.tier;
    std::optional<Date> deadline;
    if (const int days = deadline_days(tier, input.account.debtor.locale, input.account.debtor.kind); days > 0) {
      const auto calendar = world_.calendars.find(input.account.debtor.calendar, input.account.debtor.address.country);
      const auto day = deadline_after(today_, days, **calendar);
      if (!day) return hold(input, "calendar", day.problem().line(), e.arrears.demand);
      deadline = *day;
    }
    const int year = int(civil(today_).year());
    const std::int64_t serial = ++last_serial_;
    LetterRow row;
    row.id = fmt::format("L{}-{:06}", year, serial);
    row.number = letter_number(world_.settings, input.account.debtor.locale, year, serial);
    const LetterFacts facts = letter_facts(world_.settings, input, e, row.number, deadline, today_);
    row.run_id = out_.run_id, row.case_id = input.account.case_id(), row.debtor_id = input.account.debtor.id;
    row.kind = tier.id, row.occasion = e.decision.occasion, row.channel = e.step->channel, row.recipient = e.step->recipient;
    row.currency = input.account.currency, row.amount = e.decision.amount, row.day = today_;
    row.deadline = deadline ? iso(*deadline) : "";
    row.rule = e.decision.rule;
    row.approval = word(tier.approval);
    row.drafted_by = world_.actor;
    row.facts = to_json(facts).dump();
    row.ledger_mark = ledger_mark(e, e.decision.invoices);
    if (!world_.store.add(row)) return hold(input, "sent-already", fmt::format("a {} for {} stands already", row.kind, row.occasion), e.arrears.demand);
    world_.record_next(input, today_, EventKind::drafted, row.id,
                  {{"run", row.run_id}, {"kind", row.kind}, {"occasion", row.occasion}, {"channel", row.channel}, {"number", row.number},
                   {"amount", row.amount}, {"deadline", row.deadline}, {"invoices", e.decision.invoices}, {"rule", row.rule}, {"why", e.step->why}});
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
  std::int64_t last_serial_ = 0;
  Proposal out_;
};

}  // namespace

std::size_t Proposal::letters() const {
  std::size_t n = 0;
  for (const auto& [key, group] : groups) n += group.letters;
  return n;
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
  return {world.policy, world.calendars, once, world.reasons};
}

Proposal plan(World& world, Date today, const std::string& debtor_id, const Progress& progress) { return Planner(world, today, progress).run(debtor_id); }

}  // namespace dunmail
