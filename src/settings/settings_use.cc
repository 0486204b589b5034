// What the settings answer, once they are read.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/error.h"
#include "settings/settings.h"

namespace dunmail {
namespace {

namespace fs = std::filesystem;

template <class T>
const T& in_locale(const std::map<std::string, T>& by_locale, const std::string& locale) {
  const auto found = by_locale.find(locale);
  return found == by_locale.end() ? by_locale.at("") : found->second;
}

}  // namespace

std::string Settings::main_creditor() const {
  return creditors.contains("main") || creditors.empty() ? "main" : creditors.begin()->first;
}

bool Settings::has_creditor(const std::string& id) const { return creditors.contains(id); }

std::vector<std::string> Settings::creditor_ids() const {
  std::vector<std::string> out;
  for (const auto& [id, facts] : creditors) out.push_back(id);
  return out;
}

CreditorFacts Settings::creditor(const std::string& id, const std::string& locale, Currency currency) const {
  const auto found = creditors.find(id);
  if (found == creditors.end())
    throw Error(ErrorKind::config, file, fmt::format("has no [creditor.{}]", id), "add its letterhead");
  CreditorFacts out = in_locale(found->second, locale);
  const auto own = banks.find(id);
  if (own == banks.end()) return out;
  for (const std::string& language : {locale, std::string()})
    if (const auto in = own->second.find(language); in != own->second.end())
      if (const auto bank = in->second.find(std::string(currency.code())); bank != in->second.end()) {
        out.bank = bank->second;
        break;
      }
  return out;
}

const ChargeSettings& Settings::charges(const std::string& creditor) const {
  static const ChargeSettings none;
  const auto found = charging.find(creditor);
  return found == charging.end() ? none : found->second;
}

std::string ChargeSettings::regime_for(const Debtor& debtor) const {
  for (const std::string& where :
       {debtor.address.country + "." + debtor.kind, debtor.address.country, std::string("other")})
    if (const auto found = regimes.find(where); found != regimes.end()) return found->second;
  return {};
}

std::vector<std::string> policy_files(const std::string& place) {
  if (!fs::is_directory(place)) return {place};
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(place))
    if (entry.path().extension() == ".toml") out.push_back(entry.path().string());
  if (out.empty())
    throw Error(ErrorKind::config, place, "holds no policy", "a folder of policies has files that end in .toml");
  std::sort(out.begin(), out.end());
  return out;
}

std::string share_folder() {
  if (const char* given = std::getenv("DUNMAIL_SHARE"); given && *given) return given;
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed);
  for (fs::path folder = program.parent_path(); !failed && folder.has_relative_path(); folder = folder.parent_path())
    if (fs::exists(folder / "letter-templates") && fs::exists(folder / "config" / "policy.toml"))
      return folder.string();
  return "/usr/share/dunmail";
}

}  // namespace dunmail
