#include <fmt/format.h>

#include <filesystem>

#include "app/commands.h"
#include "app/examine.h"
#include "policy/policy_check.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;
using Side = TextTable::Side;

/// What a case would get, in a word or two.
std::string outcome(const Examined& e) {
  if (e.send()) return e.decision.tier->id + " by " + e.step->channel;
  return "nothing: " + e.blockers.front().code;
}

}  // namespace

Answer policy_check_command(const std::string& file) {
  const Policy policy = Policy::load(file);
  std::vector<Problem> found = check(policy);
  const std::filesystem::path templates = std::filesystem::path(share_folder()) / "letter-templates";
  for (const Tier& tier : policy.tiers)
    for (const char* locale : {"zh-CN", "zh-TW", "en", "de"})
      if (!std::filesystem::exists(templates / locale / (tier.template_kind + ".md"))) found.push_back({tier.where, fmt::format("tier {}: there is no template {}/{}.md", tier.id, locale, tier.template_kind), "is the id right, or is the template still to be written?"});
  Answer answer;
  answer.data["file"] = file, answer.data["name"] = policy.name;
  answer.data["tiers"] = Json::array(), answer.data["problems"] = Json::array();
  TextTable table({{"tier", Side::left}, {"rank", Side::right}, {"follows", Side::left}, {"letters", Side::right}, {"deadline", Side::right}, {"approval", Side::left}, {"channels", Side::left}});
  for (const Tier& t : policy.tiers) {
    table.row({t.id, std::to_string(t.rank), t.below, std::to_string(t.max_letters), t.deadline_days ? fmt::format("{} days", t.deadline_days) : "none", word(t.approval), fmt::format("{}", fmt::join(t.channels, ", "))});
    answer.data["tiers"].push_back({{"id", t.id}, {"rank", t.rank}, {"below", t.below}, {"max_letters", t.max_letters}, {"deadline_days", t.deadline_days}, {"approval", word(t.approval)}, {"channels", t.channels}});
  }
  answer.text = table.text();
  for (const Problem& p : found) {
    answer.text += p.line() + "\n";
    answer.data["problems"].push_back({{"where", p.where}, {"message", p.message}, {"hint", p.hint}});
  }
  if (found.empty()) answer.text += "nothing contradicts itself, every tier can be reached\n";
  answer.exit_code = found.empty() ? 0 : 3;
  return answer;
}

Answer policy_diff_command(World& world, const std::string& old_file, const std::string& new_file, Date today) {
  const Policy before = Policy::load(old_file), after = Policy::load(new_file);
  const CaseRules shared = rules_of(world);
  const CaseRules old_rules{before, shared.calendars, shared.has_template, shared.reasons}, new_rules{after, shared.calendars, shared.has_template, shared.reasons};
  Answer answer;
  answer.data["cases"] = Json::array();
  std::map<std::pair<std::string, std::string>, std::size_t> changes;
  TextTable table({{"case", Side::left}, {"amount", Side::right}, {"old", Side::left}, {"new", Side::left}, {"why", Side::left}});
  std::size_t examined = 0, different = 0;
  world.store.each_account("", [&](CaseInput&& input) {
    ++examined;
    const Examined a = examine(old_rules, input, today), b = examine(new_rules, input, today);
    const std::string was = outcome(a), is = outcome(b);
    if (was == is) return;
    ++different;
    ++changes[{was, is}];
    const std::string why = b.send() ? b.decision.rule : b.blockers.front().text;
    if (different <= 200) table.row({input.account.case_id(), grouped(b.arrears.demand, b.arrears.currency.digits()), was, is, why});
    answer.data["cases"].push_back({{"case", input.account.case_id()}, {"demand", b.arrears.demand}, {"old", was}, {"new", is}, {"why", why}});
  });
  answer.data["examined"] = examined, answer.data["different"] = different;
  answer.text = fmt::format("{} cases examined as of {}, {} would get something else\n", examined, iso(today), different);
  for (const auto& [change, count] : changes) answer.text += fmt::format("  {:6}  {} -> {}\n", count, change.first, change.second);
  if (!table.empty()) answer.text += "\n" + table.text();
  return answer;
}

}  // namespace dunmail
