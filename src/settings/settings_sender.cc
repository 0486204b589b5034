#include "settings/settings_sender.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "ledger/country.h"
#include "letters/format.h"
#include "wire/mail.h"

namespace dunmail {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view slot = "{token}";

std::string mailbox(const ConfigTable& t, const char* key, bool may_be_empty) {
  std::string address = t.text(key, "");
  if (t.has(key) && !(may_be_empty && address.empty()))
    if (const auto bad = check_address(address))
      throw t.error(key, "is not an e-mail address: " + bad->message, "for instance credit@your-company.example");
  return address;
}

std::string domain(const ConfigTable& t) {
  std::string out = t.text("message_id_domain", "");
  if (!out.empty() && check_address("x@" + out))
    throw t.error("message_id_domain", "is not a domain", "for instance your-company.example");
  return out;
}

std::string bounce_address(const ConfigTable& t) {
  std::string out = t.text("bounce_address", "");
  if (out.empty()) return out;
  const auto at = out.find(slot);
  if (at == out.npos) throw t.error("bounce_address", "must hold {token}", "for instance bounce+{token}@example.com");
  // A token is longer, but what makes it too long is for make_verp to say, which knows the letter.
  std::string filled = out;
  filled.replace(at, slot.size(), "token");
  if (const auto bad = check_address(filled))
    throw t.error("bounce_address", "is not an e-mail address: " + bad->message,
                  "for instance bounce+{token}@example.com");
  return out;
}

/// The table itself under "", and each `in.LOCALE` below it, which starts as a copy of the base.
template <class Record, class Read>
void in_locales(const ConfigTable& t, std::map<std::string, Record>& out, Read read) {
  read(t, out[""]);
  const auto in = t.table("in");
  if (!in) return;
  for (const auto& [locale, over] : in->named_tables()) {
    known_locale(*in, locale);
    read(over, out[locale] = out.at(""));
  }
}

void read_signatory(const ConfigTable& t, const std::string& folder, SignatoryFacts& who) {
  who.name = t.text("name", who.name);
  who.title = t.text("title", who.title);
  who.authority = t.text("authority", who.authority);
  who.phone = t.text("phone", who.phone);
  who.email = t.text("email", who.email);
  who.signature = path_in(folder, t, "signature", who.signature);
}

void read_law_firm(const ConfigTable& t, const std::string& folder, LawFirmFacts& f) {
  f.firm = t.text("firm", f.firm);
  f.registration = t.text("registration", f.registration);
  f.lawyer = t.text("lawyer", f.lawyer);
  f.licence = t.text("licence", f.licence);
  if (const auto day = t.date("engaged")) f.engaged = day;
  read_address(t, f.address);
  f.phone = t.text("phone", f.phone);
  f.email = t.text("email", f.email);
  f.seal = path_in(folder, t, "seal", f.seal);
  f.signature = path_in(folder, t, "signature", f.signature);
}

/// [law_firm] itself and [law_firm.COUNTRY]. One country's record takes nothing from the other: a licence belongs to
/// its lawyer.
void read_law_firms(const ConfigTable& t, const std::string& folder,
                    std::map<std::string, std::map<std::string, LawFirmFacts>>& out) {
  const auto read = [&](const ConfigTable& table, LawFirmFacts& f) { read_law_firm(table, folder, f); };
  bool for_any = false;
  for (const std::string& key : t.keys()) {
    const bool capitals = key.size() == 2 && key.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == key.npos;
    for_any |= !capitals;
    if (!capitals) continue;
    if (!is_country(key))
      throw t.error(key, "is not a country of ISO 3166-1",
                    "two capital letters, such as CN or DE: the country of the debtor");
    in_locales(*t.table(key), out[key], read);
  }
  if (for_any) in_locales(t, out[""], read);
}

void read_stationery(const ConfigTable& t, const std::string& templates, std::map<std::string, std::string>& out) {
  const auto take = [&](const ConfigTable& from, const std::string& key, const std::string& locale) {
    const std::string name = from.text(key);
    need_stationery(templates, from, key, name);
    out[locale] = name;
  };
  if (!t.has("stationery")) return;
  const auto by_locale = [&]() -> std::optional<ConfigTable> {
    try {
      return t.table("stationery");
    } catch (const Error&) {
      return std::nullopt;  // a name, then, or what text() refuses
    }
  }();
  if (!by_locale) return take(t, "stationery", "");
  for (const std::string& locale : by_locale->keys()) {
    if (locale != "other") known_locale(*by_locale, locale);
    take(*by_locale, locale, locale == "other" ? "" : locale);
  }
}

}  // namespace

void known_locale(const ConfigTable& in, const std::string& locale) {
  if (std::find(letter_locales.begin(), letter_locales.end(), locale) == letter_locales.end())
    throw in.error(locale, fmt::format("is not one of: {}", fmt::join(letter_locales, ", ")));
}

std::string path_in(const std::string& folder, const ConfigTable& t, const char* key, const std::string& otherwise) {
  const std::string given = t.text(key, "");
  if (given.empty()) return otherwise;
  return fs::path(given).is_absolute() ? given : (fs::path(folder) / given).lexically_normal().string();
}

void read_address(const ConfigTable& table, Address& a) {
  const auto t = table.table("address");
  if (!t) return;
  a.street = t->text("street", a.street);
  a.postcode = t->text("postcode", a.postcode);
  a.city = t->text("city", a.city);
  a.region = t->text("region", a.region);
  a.country = t->text("country", a.country.empty() ? "CN" : a.country);
  if (!is_country(a.country))
    throw t->error("country", "\"" + a.country + "\" is not a country of ISO 3166-1",
                   "two capital letters, such as CN or DE");
}

void need_stationery(const std::string& templates, const ConfigTable& t, const std::string& key,
                     const std::string& name) {
  const fs::path place = fs::path(templates) / "stationery";
  if (!fs::is_directory(place)) return;
  std::vector<std::string> known;
  for (const auto& entry : fs::directory_iterator(place))
    if (entry.path().extension() == ".toml") known.push_back(entry.path().stem().string());
  if (std::find(known.begin(), known.end(), name) != known.end()) return;
  std::sort(known.begin(), known.end());
  const std::string guess = did_you_mean(name, known);
  throw t.error(key, "there is no stationery \"" + name + "\"",
                (guess.empty() ? "" : guess + "; ") + fmt::format("there are: {}", fmt::join(known, ", ")));
}

void read_mail_sender(const ConfigTable& t, MailSender& mail) {
  mail.from = mailbox(t, "from", false);
  mail.from_name = t.text("from_name", "");
  mail.reply_to = mailbox(t, "reply_to", true);
  mail.message_id_domain = domain(t);
  mail.bounce_address = bounce_address(t);
}

void read_records(const ConfigTable& t, const std::string& folder, SenderSettings& out) {
  if (const auto who = t.table("signatory"))
    in_locales(*who, out.signatories,
               [&](const ConfigTable& table, SignatoryFacts& s) { read_signatory(table, folder, s); });
  if (const auto firm = t.table("law_firm")) read_law_firms(*firm, folder, out.law_firms);
}

void read_sender(const ConfigTable& t, Settings& s, const std::string& creditor) {
  SenderSettings& own = s.senders[creditor];
  read_mail_sender(t, own.mail);
  read_records(t, s.folder, own);
  read_stationery(t, s.templates, s.stationery_of[creditor]);
}

void read_default_creditor(const ConfigTable& all, Settings& s) {
  const std::vector<std::string> ids = s.creditor_ids();
  s.default_creditor = all.text("default_creditor", "");
  if (!s.default_creditor.empty() && !s.has_creditor(s.default_creditor)) {
    const std::string guess = did_you_mean(s.default_creditor, ids);
    throw all.error("default_creditor", "there is no [creditor." + s.default_creditor + "]",
                    (guess.empty() ? "" : guess + "; ") + fmt::format("there are: {}", fmt::join(ids, ", ")));
  }
  if (!s.default_creditor.empty()) return;
  if (ids.size() == 1)
    s.default_creditor = ids.front();
  else if (s.has_creditor("main"))
    s.default_creditor = "main";
}

}  // namespace dunmail
