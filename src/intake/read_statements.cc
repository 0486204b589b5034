#include "intake/read_statements.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "ledger/statement_camt.h"
#include "ledger/statement_mt940.h"

namespace dunmail {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> profile_folders(const Settings& settings) {
  return {settings.folder + "/bank-profiles", share_folder() + "/config/bank-profiles"};
}

std::vector<BankProfile> profiles(const Settings& settings) {
  std::vector<BankProfile> out;
  for (const std::string& folder : profile_folders(settings)) {
    std::vector<std::string> files;
    std::error_code none;
    for (const auto& at : fs::directory_iterator(folder, none))
      if (at.path().extension() == ".toml") files.push_back(at.path().string());
    std::sort(files.begin(), files.end());
    for (const std::string& file : files) out.push_back(BankProfile::load(file));
  }
  return out;
}

}  // namespace

BankProfile profile_named(const Settings& settings, const std::string& name) {
  if (name.find('/') != name.npos || name.ends_with(".toml")) return BankProfile::load(name);
  std::vector<std::string> names;
  for (BankProfile& p : profiles(settings)) {
    if (p.name == name) return std::move(p);
    names.push_back(p.name);
  }
  const std::string hint = did_you_mean(name, names);
  throw Error(ErrorKind::usage, "profile", "there is no bank profile \"" + name + "\"",
              hint.empty() ? fmt::format("there are: {}; or name a file", fmt::join(names, ", ")) : hint);
}

namespace {

Result<Statements> read_csv(const Settings& settings, const std::string& bytes, const std::string& name,
                            const std::string& profile) {
  if (!profile.empty()) return read_bank_csv(bytes, name, profile_named(settings, profile));
  const BankProfile* best = nullptr;
  int fit = 0;
  const auto all = profiles(settings);
  for (const BankProfile& p : all)
    if (const int own = profile_fit(bytes, p); own > fit) {
      best = &p;
      fit = own;
    }
  if (best) return read_bank_csv(bytes, name, *best);
  return Problem{name, "the file is neither camt nor MT940, and no bank profile knows its headers",
                 "write one (config/bank-profiles/README.md), and name it with --profile"};
}

}  // namespace

Result<Statements> read_statements(const Settings& settings, const std::string& bytes, const std::string& name,
                                   const std::string& profile) {
  const auto format = statement_format(bytes, name);
  if (!format) return format.problem();
  if (*format == StatementFormat::camt) return read_camt(bytes, name);
  if (*format == StatementFormat::mt940) return read_mt940(bytes, name);
  return read_csv(settings, bytes, name, profile);
}

}  // namespace dunmail
