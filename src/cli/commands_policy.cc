#include "cli/commands_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "cli/given_day.h"
#include "cli/problem_json.h"
#include "cli/tell_trouble.h"
#include "insight/policy_diff.h"
#include "policy/policy_check.h"
#include "policy/regime.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;
using Side = TextTable::Side;

std::vector<Problem> missing_templates(const Policy& policy) {
  const std::filesystem::path templates = std::filesystem::path(share_folder()) / "letter-templates";
  std::vector<Problem> out;
  const auto look = [&](const Tier& tier) {
    for (const char* locale : {"zh-CN", "zh-TW", "en", "de"})
      if (!std::filesystem::exists(templates / locale / (tier.template_kind + ".md")))
        out.push_back({tier.where,
                       fmt::format("tier {}: there is no template {}/{}.md", tier.id, locale, tier.template_kind),
                       "is the name right, or is the template still to be written?"});
  };
  for (const Tier& tier : policy.tiers) look(tier);
  for (const auto& [kind, letter] : policy.occasional) look(letter);
  return out;
}

std::vector<Problem> unknown_regimes(const Policy& policy) {
  std::vector<Problem> out;
  std::optional<Regimes> regimes;
  for (const Tier& tier : policy.tiers) {
    if (tier.regime.empty()) continue;
    if (!regimes) regimes = Regimes::load(share_folder() + "/config/regimes.toml");
    if (const auto known = regimes->find(tier.regime); !known)
      out.push_back({tier.where, "tier " + tier.id + ": " + known.problem().message, known.problem().hint});
  }
  return out;
}

void describe(const Policy& policy, Answer& answer) {
  Json tiers = Json::array();
  TextTable table({{"tier", Side::left},
                   {"rank", Side::right},
                   {"follows", Side::left},
                   {"letters", Side::right},
                   {"deadline", Side::right},
                   {"approval", Side::left},
                   {"channels", Side::left}});
  for (const Tier& t : policy.tiers) {
    table.row({t.id, std::to_string(t.rank), t.below, t.always_send ? "on and on" : std::to_string(t.max_letters),
               t.deadline_days ? fmt::format("{} days", t.deadline_days) : "none", word(t.approval),
               fmt::format("{}", fmt::join(t.channels, ", "))});
    tiers.push_back({{"id", t.id},
                     {"rank", t.rank},
                     {"below", t.below},
                     {"template", t.template_kind},
                     {"max_letters", t.max_letters},
                     {"always_send", t.always_send},
                     {"deadline_days", t.deadline_days},
                     {"approval", word(t.approval)},
                     {"channels", t.channels},
                     {"charges", word(t.charges)},
                     {"final_action", word(t.final_action)},
                     {"legal_gate", t.legal_gate}});
  }
  answer.text += fmt::format("{} ({}): for {}, one letter per {}\n", policy.name, policy.file, describe(policy.scope),
                             word(policy.grouping)) +
                 table.text();
  answer.data["policies"].push_back({{"name", policy.name},
                                     {"file", policy.file},
                                     {"scope", describe(policy.scope)},
                                     {"grouping", word(policy.grouping)},
                                     {"tiers", tiers}});
}

}  // namespace

Answer policy_check_command(const std::string& file) {
  std::vector<Policy> policies;
  for (const std::string& each : policy_files(file)) policies.push_back(Policy::load(each));
  if (policies.size() > 1)
    (void)PolicyBook::of(policies);  // names, scopes that no order decides between, nobody's policy
  std::vector<Problem> found = check_scopes(policies);
  Answer answer;
  answer.data = {{"file", file}, {"policies", Json::array()}, {"problems", Json::array()}};
  for (const Policy& policy : policies) {
    for (const std::vector<Problem>& more : {check(policy), missing_templates(policy), unknown_regimes(policy)})
      found.insert(found.end(), more.begin(), more.end());
    describe(policy, answer);
  }
  for (const Problem& p : found) {
    answer.text += p.line() + "\n";
    answer.data["problems"].push_back(to_json(p));
  }
  if (found.empty()) answer.text += "nothing contradicts itself, every tier can be reached\n";
  answer.exit_code = found.empty() ? 0 : 3;
  return answer;
}

Answer policy_diff_command(World& world, PolicyDiffOrder order, const Extent& extent) {
  order.most = extent.json ? Extent::all : extent.lines;
  world.looking = progress_line("looking at debtor");
  const PolicyDiff diff = policy_diff(world, order);
  Answer answer;
  answer.data["cases"] = Json::array();
  TextTable table({{"case", Side::left},
                   {"cur", Side::left},
                   {"amount", Side::right},
                   {"old", Side::left},
                   {"new", Side::left},
                   {"why", Side::left}},
                  extent.lines);
  for (const PolicyChange& c : diff.changes) {
    table.row({c.case_id, std::string(c.currency.code()), grouped(c.demand, c.currency.digits()), c.was, c.is, c.why});
    answer.data["cases"].push_back({{"case", c.case_id},
                                    {"demand", c.demand},
                                    {"old_policy", c.old_policy},
                                    {"new_policy", c.new_policy},
                                    {"old", c.was},
                                    {"new", c.is},
                                    {"why", c.why}});
  }
  table.left_out(diff.different - diff.changes.size());
  if (extent.csv) answer.csv = table.csv();
  answer.data["examined"] = diff.examined;
  answer.data["different"] = diff.different;
  answer.text = fmt::format("{} cases examined as of {}, {} would get something else\n", diff.examined,
                            iso(order.today), diff.different);
  for (const auto& [change, count] : diff.counts)
    answer.text += fmt::format("  {:6}  {} -> {}\n", count, change.first, change.second);
  if (!table.empty()) answer.text += "\n" + table.text();
  tell(diff.trouble, answer);
  return answer;
}

void describe_policy(CommandTable& table) {
  struct Read {
    std::string file, newer, today;
    bool all = false;
  };
  const auto r = std::make_shared<Read>();
  auto* policy = table.add("policy", "check a policy, or compare two", [] {
    return Answer{{}, "see dunmail policy --help\n", 2};
  });
  auto* check = table.add(
      "check", "what a policy may have wrong", [r] { return policy_check_command(r->file); }, policy);
  check->add_option("file", r->file, "policy.toml, or a folder of policies")->required();
  auto* diff = table.add(
      "diff", "which cases would get something else",
      [r, &table](World& world) {
        return policy_diff_command(world, {r->file, r->newer, day_or_today(r->today, "--today")}, table.extent(r->all));
      },
      policy);
  diff->add_option("old", r->file, "policy.toml, or a folder of policies")->required();
  diff->add_option("new", r->newer, "policy.toml, or a folder of policies")->required();
  all_option(diff, r->all);
  table.csv_option(diff);
  today_option(diff, r->today);
}

}  // namespace dunmail
