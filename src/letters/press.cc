#include "letters/press.h"

#include <fmt/format.h>

#include <filesystem>

#include "letters/press_parts.h"

namespace dunmail {

Press::Parts::Parts(const PressFiles& f)
    : files(f),
      shelf(f.templates, f.default_locale),
      wording(Wording::load((std::filesystem::path(f.templates) / "wording.toml").string())),
      fonts(FontSet::load(f.fonts)) {
  const auto need = [&](const std::string& name) {
    auto& place = stationery[name];
    if (!place)
      place =
          load_stationery((std::filesystem::path(files.templates) / "stationery" / (name + ".toml")).string(), *fonts);
  };
  need(files.stationery);
  for (const auto& [creditor, by_locale] : files.stationery_of)
    for (const auto& [locale, name] : by_locale) need(name);
  for (const auto& [name, letter] : shelf.templates()) {
    const LocaleWords& words = shelf.words(name.substr(0, name.find('/')));
    if (!words.stationery.empty()) need(words.stationery);
    for (const auto& [country, sheet] : words.stationery_in) need(sheet);
    if (!letter->front().stationery.empty()) need(letter->front().stationery);
  }
}

const Stationery& Press::Parts::stationery_for(const Template& letter, const Scene& scene) const {
  if (const std::string& own = letter.front().stationery; !own.empty()) return *stationery.at(own);
  if (const auto own = files.stationery_of.find(scene.facts.creditor.id); own != files.stationery_of.end())
    for (const std::string& locale : {std::string(locale_name(scene.locale)), std::string()})
      if (const auto found = own->second.find(locale); found != own->second.end()) return *stationery.at(found->second);
  const auto& by_country = scene.words.stationery_in;
  if (const auto found = by_country.find(scene.facts.creditor.address.country); found != by_country.end())
    return *stationery.at(found->second);
  return *stationery.at(scene.words.stationery.empty() ? files.stationery : scene.words.stationery);
}

std::shared_ptr<const PreparedSubset> Press::Parts::prepared(const Template& letter, const std::string& decisions,
                                                             const Scene& scene, ShapingRoom& room) const {
  const CreditorFacts& c = scene.facts.creditor;
  const SignatoryFacts& by = scene.facts.signatory;
  const Stationery& sheet = stationery_for(letter, scene);
  std::string key = letter.path();
  const auto add = [&](std::initializer_list<const std::string*> texts) {
    for (const std::string* text : texts) key.append(1, '\0').append(*text);
  };
  add({&sheet.name});
  add({&decisions,      &c.name,           &c.address.street,  &c.address.postcode,
       &c.address.city, &c.address.region, &c.address.country, &c.phone,
       &c.fax,          &c.email,          &c.website,         &c.bank.holder,
       &c.bank.bank,    &c.bank.account,   &c.bank.iban,       &c.bank.bic,
       &by.name,        &by.title,         &by.authority,      &by.phone,
       &by.email});
  for (const std::string& line : c.registration) add({&line});
  if (scene.facts.law_firm) {
    const LawFirmFacts& firm = *scene.facts.law_firm;
    add({&firm.firm, &firm.registration, &firm.lawyer, &firm.licence, &firm.phone, &firm.email, &firm.address.street,
         &firm.address.city});
  }
  {
    const std::lock_guard guard(lock_);
    if (const auto found = prepared_.find(key); found != prepared_.end()) return found->second;
  }
  auto made = std::make_shared<const PreparedSubset>(prepare_subset(letter, decisions, scene, sheet, room));
  const std::lock_guard guard(lock_);
  if (prepared_.size() >= 500) prepared_.clear();
  return prepared_.emplace(key, std::move(made)).first->second;
}

Press::Press(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Press::~Press() = default;

std::shared_ptr<const Press> Press::open(const PressFiles& files) {
  return std::shared_ptr<const Press>(new Press(std::make_unique<Parts>(files)));
}

const std::string& Press::fingerprint() const { return parts_->shelf.fingerprint(); }

bool Press::has_template(const std::string& kind, const std::string& locale) const {
  return parts_->shelf.has(kind, locale);
}

}  // namespace dunmail
