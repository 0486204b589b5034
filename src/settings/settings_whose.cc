// Whose letter it is, asked of the settings: a creditor's own, and for one of them what stands at the top of the file.
#include <fmt/ranges.h>

#include <filesystem>
#include <set>

#include "settings/settings.h"

namespace dunmail {
namespace {

template <class T>
const T& in_locale(const std::map<std::string, T>& by_locale, const std::string& locale) {
  const auto found = by_locale.find(locale);
  return found == by_locale.end() ? by_locale.at("") : found->second;
}

const SenderSettings& own_of(const Settings& s, const std::string& creditor) {
  static const SenderSettings none;
  const auto found = s.senders.find(creditor);
  return found == s.senders.end() ? none : found->second;
}

/// Its own first, then what it may fall back to.
std::vector<const SenderSettings*> layers(const Settings& s, const std::string& creditor) {
  std::vector<const SenderSettings*> out{&own_of(s, creditor)};
  if (creditor == s.default_creditor) out.push_back(&s.top);
  return out;
}

std::vector<std::string> unsaid(const SignatoryFacts& who) {
  std::vector<std::string> out;
  const auto need = [&](const std::string& value, const char* name) {
    if (value.empty()) out.emplace_back(name);
  };
  need(who.name, "name");
  need(who.title, "title");
  need(who.authority, "authority");
  need(who.phone, "phone");
  return out;
}

bool says_anything(const SenderSettings& s) { return !s.signatories.empty() || !s.mail.from.empty(); }

}  // namespace

SignatoryFacts Settings::signatory(const std::string& creditor, const std::string& locale) const {
  for (const SenderSettings* layer : layers(*this, creditor))
    if (!layer->signatories.empty()) return in_locale(layer->signatories, locale);
  return {};
}

std::optional<LawFirmFacts> Settings::law_firm(const std::string& creditor, const std::string& country,
                                               const std::string& locale) const {
  for (const SenderSettings* layer : layers(*this, creditor))
    for (const std::string& where : {country, std::string()})
      if (const auto found = layer->law_firms.find(where); found != layer->law_firms.end())
        return in_locale(found->second, locale);
  return std::nullopt;
}

MailSender Settings::mail_sender(const std::string& creditor) const {
  MailSender out;
  const auto fill = [](std::string& into, const std::string& value) {
    if (into.empty()) into = value;
  };
  for (const SenderSettings* layer : layers(*this, creditor)) {
    const MailSender& m = layer->mail;
    fill(out.from, m.from);
    fill(out.from_name, m.from_name);
    fill(out.reply_to, m.reply_to);
    fill(out.message_id_domain, m.message_id_domain);
    fill(out.bounce_address, m.bounce_address);
  }
  if (const auto at = out.from.rfind('@'); at != out.from.npos) fill(out.message_id_domain, out.from.substr(at + 1));
  return out;
}

std::optional<std::string> Settings::creditor_lacks(const std::string& id) const {
  const std::string named = std::filesystem::path(file).filename().string(), table = "creditor." + id;
  if (!has_creditor(id)) return fmt::format("{} has no [{}]", named, table);
  std::vector<std::string> lacks, write;
  const bool own = !own_of(*this, id).signatories.empty();
  if (!own && (id != default_creditor || top.signatories.empty())) {
    lacks.emplace_back("no signatory"),
        write.push_back(fmt::format("[{}.signatory] with name, title, authority and phone", table));
  } else if (const auto missing = unsaid(signatory(id, "")); !missing.empty()) {
    lacks.push_back(fmt::format("a signatory without {}", fmt::join(missing, " and ")));
    write.push_back(fmt::format("{} to [{}]", fmt::join(missing, ", "), own ? table + ".signatory" : "signatory"));
  }
  if (mail_sender(id).from.empty())
    lacks.emplace_back("no from"), write.push_back(fmt::format("from = \"...\" to [{}]", table));
  if (lacks.empty()) return std::nullopt;
  std::string out =
      fmt::format("{}: [{}] has {}; add {}", named, table, fmt::join(lacks, " and "), fmt::join(write, ", and "));
  if (!says_anything(top) || id == default_creditor) return out;
  if (default_creditor.empty())
    return out + fmt::format(", or say whose the tables at the top are: default_creditor = \"{}\"", id);
  return out + fmt::format(" (the tables at the top are those of [creditor.{}])", default_creditor);
}

std::vector<std::string> Settings::bounce_addresses() const {
  std::set<std::string> out;
  for (const auto& [id, sender] : senders) out.insert(sender.mail.bounce_address);
  out.insert(top.mail.bounce_address);
  out.erase("");
  return {out.begin(), out.end()};
}

}  // namespace dunmail
