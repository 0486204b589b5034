#include "web/response_words.h"

#include "base/config_table.h"

namespace dunmail {
namespace {

const std::vector<std::string> keys{"title",
                                    "letter",
                                    "to",
                                    "invoice",
                                    "due",
                                    "open",
                                    "earlier_charges",
                                    "interest",
                                    "fees",
                                    "credit",
                                    "total",
                                    "pay_by",
                                    "how_to_pay",
                                    "holder",
                                    "bank",
                                    "account",
                                    "reference",
                                    "intro",
                                    "privacy",
                                    "call",
                                    "optional",
                                    "language",
                                    "received",
                                    "received_help",
                                    "received_send",
                                    "balance",
                                    "balance_help",
                                    "balance_send",
                                    "promise",
                                    "promise_help",
                                    "promise_day",
                                    "promise_amount",
                                    "promise_send",
                                    "paid",
                                    "paid_help",
                                    "paid_reference",
                                    "paid_file",
                                    "paid_send",
                                    "dispute",
                                    "dispute_help",
                                    "dispute_type",
                                    "dispute_amount",
                                    "dispute_text",
                                    "dispute_send",
                                    "contact",
                                    "contact_help",
                                    "contact_text",
                                    "contact_send",
                                    "done",
                                    "done_recorded",
                                    "done_again",
                                    "done_keep",
                                    "done_back",
                                    "whole_sum",
                                    "error",
                                    "error_form",
                                    "error_day",
                                    "error_amount",
                                    "error_reference",
                                    "error_invoice",
                                    "error_type",
                                    "error_text",
                                    "error_file_type",
                                    "error_file_size",
                                    "error_promise_open",
                                    "error_not_open",
                                    "error_call",
                                    "busy",
                                    "busy_help",
                                    "over",
                                    "over_help",
                                    "unknown",
                                    "unknown_help",
                                    "broken",
                                    "broken_help"};

}  // namespace

ResponseWords ResponseWords::load(const std::string& path) {
  const ConfigTable file = ConfigTable::load(path);
  ResponseWords out;
  for (const std::string_view name : letter_locales) {
    const auto t = file.table(name);
    if (!t) throw file.error(name, "is missing", "the page speaks zh-CN, zh-TW, en and de");
    for (const std::string& key : keys) out.texts_[*find_locale(name)][key] = t->text(key);
  }
  file.finish();
  return out;
}

std::string ResponseWords::say(Locale locale, const std::string& key,
                               const std::vector<std::pair<std::string, std::string>>& with) const {
  std::string out = texts_.at(locale).at(key);
  for (const auto& [name, value] : with)
    if (const std::size_t at = out.find("{" + name + "}"); at != out.npos) out.replace(at, name.size() + 2, value);
  return out;
}

}  // namespace dunmail
