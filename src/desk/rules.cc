#include "desk/rules.h"

#include <array>
#include <filesystem>
#include <map>
#include <memory>

namespace dunmail {

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
  auto lacks = [records, &settings = world.settings](const std::string& creditor, const std::string& country,
                                                     const std::string& locale) {
    const auto [at, is_new] = records->try_emplace({creditor, country, locale});
    if (is_new) at->second = settings.law_firm(creditor, country, locale).value_or(LawFirmFacts{}).missing();
    return at->second;
  };
  auto creditors = std::make_shared<std::map<std::string, std::optional<Blocker>>>();
  auto incomplete = [creditors, &settings = world.settings](const std::string& creditor) {
    const auto [at, is_new] = creditors->try_emplace(creditor);
    if (is_new)
      if (auto text = settings.creditor_lacks(creditor))
        at->second = Blocker{incomplete_creditor, std::move(*text), std::nullopt};
    return at->second;
  };
  return {world.policies, world.calendars, once, lacks, world.reasons, incomplete, world.settings.payment_hold_days};
}

}  // namespace dunmail
