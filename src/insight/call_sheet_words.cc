#include <fmt/format.h>

#include "base/config_table.h"
#include "insight/call_sheet.h"

namespace dunmail {
namespace {

const std::vector<std::string> keys{"title",
                                    "day",
                                    "prepare",
                                    "whom",
                                    "no_phone",
                                    "hours",
                                    "not_before",
                                    "hold",
                                    "owed",
                                    "nothing_owed",
                                    "disputed",
                                    "credit",
                                    "invoice",
                                    "due",
                                    "late",
                                    "open",
                                    "history",
                                    "history_none",
                                    "letter",
                                    "letter_answered",
                                    "letter_deadline",
                                    "letter_running",
                                    "letter_bounced",
                                    "call",
                                    "visit",
                                    "payment",
                                    "promise",
                                    "state_open",
                                    "state_kept",
                                    "state_broken",
                                    "state_renewed",
                                    "reason",
                                    "pay_day",
                                    "opening",
                                    "opening_say",
                                    "opening_other",
                                    "opening_time",
                                    "opening_purpose",
                                    "opening_pause",
                                    "objections",
                                    "objections_how",
                                    "commitment",
                                    "commitment_ask",
                                    "commitment_part",
                                    "commitment_repeat",
                                    "commitment_confirm",
                                    "commitment_log",
                                    "broken",
                                    "broken_say",
                                    "broken_none",
                                    "conduct"};

std::map<std::string, std::string> names(const ConfigTable& of, const char* key) {
  std::map<std::string, std::string> out;
  const auto table = of.table(key);
  if (!table) throw of.error(key, "is missing", "name them in every language");
  for (const std::string& id : table->keys()) out[id] = table->text(id);
  return out;
}

}  // namespace

CallSheetWords CallSheetWords::load(const std::string& path) {
  const ConfigTable file = ConfigTable::load(path);
  CallSheetWords out;
  for (const std::string_view name : letter_locales) {
    const auto t = file.table(name);
    if (!t) throw file.error(name, "is missing", "the sheet speaks zh-CN, zh-TW, en and de");
    const Locale locale = *find_locale(name);
    for (const std::string& key : keys) out.texts_[locale][key] = t->text(key);
    out.kinds_[locale] = names(*t, "kinds");
    out.outcomes_[locale] = names(*t, "outcomes");
  }
  file.finish();
  return out;
}

std::string CallSheetWords::say(Locale locale, const std::string& key, const Values& with) const {
  const std::string& text = texts_.at(locale).at(key);
  std::string out;
  // In one pass: a value that looks like a {name} stays what it is.
  for (std::size_t at = 0; at < text.size();) {
    const auto found = text[at] != '{' ? with.end() : std::find_if(with.begin(), with.end(), [&](const auto& v) {
      return text.compare(at, v.first.size() + 2, "{" + v.first + "}") == 0;
    });
    if (found == with.end())
      out += text[at++];
    else {
      out += found->second;
      at += found->first.size() + 2;
    }
  }
  return out;
}

const std::string& CallSheetWords::kind(Locale locale, const std::string& id) const {
  const auto found = kinds_.at(locale).find(id);
  return found == kinds_.at(locale).end() ? id : found->second;
}

const std::string& CallSheetWords::outcome(Locale locale, const std::string& id) const {
  const auto found = outcomes_.at(locale).find(id);
  return found == outcomes_.at(locale).end() ? id : found->second;
}

}  // namespace dunmail
