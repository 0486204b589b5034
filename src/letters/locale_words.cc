#include "letters/locale_words.h"

#include "base/config_table.h"

namespace dunmail {
namespace {

std::map<std::string, std::string, std::less<>> word_list(const ConfigTable& file, std::string_view key) {
  std::map<std::string, std::string, std::less<>> out;
  if (const auto table = file.table(key))
    for (const std::string& name : table->keys()) out[name] = table->text(name);
  return out;
}

}  // namespace

LocaleWords LocaleWords::load(const std::string& path) {
  const ConfigTable file = ConfigTable::load(path);
  LocaleWords w;
  const std::string name = file.text("locale");
  const auto locale = find_locale(name);
  if (!locale) throw file.error("locale", name + " is not a locale of letters", "zh-CN, zh-TW, en or de");
  w.locale = *locale;
  w.stationery = file.text("stationery", "");
  w.body_family = file.text("family", "");
  w.indent = file.flag("indent", false);
  w.signature = file.choice("signature", "left", {"left", "right"}) == "right" ? Align::right : Align::left;
  w.page_label = file.text("page_label");
  w.continuation = file.text("continuation");
  w.place_and_date = file.text("place_and_date");
  w.watermark = file.text("watermark");
  w.carried_forward = file.text("carried_forward");
  w.brought_forward = file.text("brought_forward");
  w.list_comma = file.text("list_comma");
  w.list_and = file.text("list_and");
  w.blank = file.text("blank");
  w.payment_qr = file.text("payment_qr");
  w.response_qr = file.text("response_qr");
  w.labels = word_list(file, "labels");
  w.kinds = word_list(file, "kinds");
  w.disputes = word_list(file, "disputes");
  w.you = word_list(file, "you");
  w.stationery_in = word_list(file, "stationery_in");
  file.finish();
  return w;
}

std::string LocaleWords::label(std::string_view key) const {
  const auto found = labels.find(key);
  return found == labels.end() ? std::string(key) : found->second;
}

std::string LocaleWords::address_of(std::string_view debtor_kind) const {
  const auto own = you.find(debtor_kind), other = you.find("other");
  return own != you.end() ? own->second : other != you.end() ? other->second : "";
}

}  // namespace dunmail
