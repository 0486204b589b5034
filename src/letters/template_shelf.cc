#include "letters/template_shelf.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/digest.h"
#include "base/file.h"
#include "base/text.h"

namespace dunmail {
namespace {

namespace fs = std::filesystem;

/// Every .md and .toml below the folder, by its path from there with '/'.
std::map<std::string, fs::path> files_below(const fs::path& folder) {
  std::map<std::string, fs::path> out;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string extension = entry.path().extension().string();
    if (entry.is_regular_file() && (extension == ".md" || extension == ".toml"))
      out.emplace(entry.path().lexically_relative(folder).generic_string(), entry.path());
  }
  return out;
}

bool is_kind(const std::string& name) {
  const std::size_t dot = name.find('.');
  const auto known = [](const auto& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
  };
  return known(letter_kinds, name.substr(0, dot)) && (dot == name.npos || known(debtor_kinds, name.substr(dot + 1)));
}

}  // namespace

TemplateShelf::TemplateShelf(const std::string& folder, std::string default_locale)
    : default_locale_(std::move(default_locale)) {
  if (!fs::is_directory(folder))
    throw Error(ErrorKind::config, folder, "is no folder of templates", "set templates in dunmail.toml");
  std::string everything;
  for (const auto& [name, path] : files_below(folder)) {
    if (name == "README.md" || name == "wording.toml") continue;
    everything += name + "\n" + sha256_hex(read_file(path)) + "\n";
  }
  fingerprint_ = sha256_hex(everything);
  for (std::string_view locale : letter_locales) {
    const fs::path place = fs::path(folder) / locale;
    if (!fs::is_directory(place)) continue;
    LocaleWords& words = words_[std::string(locale)] = LocaleWords::load((place / "locale.toml").string());
    if (locale_name(words.locale) != locale)
      throw Error(ErrorKind::config, (place / "locale.toml").string(), "names another locale than its folder", "");
    std::map<std::string, fs::path> found;
    for (const auto& entry : fs::directory_iterator(place))
      if (entry.path().extension() == ".md") found.emplace(entry.path().stem().string(), entry.path());
    for (const auto& [name, path] : found) {
      if (!is_kind(name))
        throw Error(ErrorKind::config, path.string(), fmt::format("{} is no kind of letter", name),
                    fmt::format("KIND.md or KIND.DEBTOR-KIND.md; kinds: {}", fmt::join(letter_kinds, ", ")));
      templates_[fmt::format("{}/{}", locale, name)] = Template::load(path.string(), words);
    }
  }
  if (!words_.contains(default_locale_))
    throw Error(ErrorKind::config, folder, fmt::format("has no folder for the default locale {}", default_locale_), "");
}

Result<TemplateShelf::Choice> TemplateShelf::find(const std::string& kind, const std::string& debtor_kind,
                                                  const std::string& locale) const {
  const auto in = [&](const std::string& place) -> std::shared_ptr<const Template> {
    for (const std::string& name :
         {fmt::format("{}/{}.{}", place, kind, debtor_kind), fmt::format("{}/{}", place, kind)})
      if (const auto found = templates_.find(name); found != templates_.end()) return found->second;
    return nullptr;
  };
  if (auto letter = in(locale)) return Choice{letter, &words_.at(locale), std::nullopt};
  const Problem none{"letter", fmt::format("no template {} for locale {}", kind, locale),
                     fmt::format("add {}/{}.md", locale, kind)};
  // Legal effect hangs on the words: a lawyer's letter in a language nobody chose is worse than none.
  if (kind == "lawyers-letter") return none;
  if (auto letter = in(default_locale_))
    return Choice{letter, &words_.at(default_locale_),
                  Problem{none.where, fmt::format("{}: printed in {}", none.message, default_locale_), none.hint}};
  return none;
}

bool TemplateShelf::has(const std::string& kind, const std::string& locale) const {
  return templates_.contains(locale + "/" + kind);
}

}  // namespace dunmail
