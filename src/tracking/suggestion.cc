// Suggestions as they are kept and printed.
#include <nlohmann/json.hpp>

#include "base/unreadable.h"
#include "tracking/reply.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;

std::optional<Money> amount_of(const std::string& amount, const std::string& code) {
  if (amount.empty()) return std::nullopt;
  const Currency currency = Currency::find(code).value_or(Currency());
  const auto minor = parse_minor(amount, currency.digits());
  return minor ? std::optional(Money{*minor, currency}) : std::nullopt;
}

Suggestion suggestion_of(const Json& from) {
  const auto text = [&](const char* key) { return from.value(key, std::string()); };
  Suggestion out;
  out.meaning = text("meaning");
  out.type = text("type");
  out.evidence = text("evidence");
  out.day = parse_date(text("day"));
  out.amount = amount_of(text("amount"), text("currency"));
  out.invoice = text("invoice");
  out.reference = text("reference");
  out.upload = text("upload");
  return out;
}

}  // namespace

Json to_json(const Suggestion& s) {
  Json out = {{"meaning", s.meaning},
              {"type", s.type},
              {"day", s.day ? iso(*s.day) : ""},
              {"amount", s.amount ? plain(*s.amount) : ""},
              {"currency", s.amount ? s.amount->currency.code() : ""},
              {"invoice", s.invoice},
              {"reference", s.reference},
              {"evidence", s.evidence}};
  if (!s.upload.empty()) out["upload"] = s.upload;
  return out;
}

std::string suggestions_text(const std::vector<Suggestion>& suggestions) {
  Json out = Json::array();
  for (const Suggestion& s : suggestions) out.push_back(to_json(s));
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<Suggestion> read_suggestions(const std::string& text) {
  try {
    const Json kept = Json::parse(text);
    std::vector<Suggestion> out;
    for (const Json& each : kept.get_ref<const Json::array_t&>()) out.push_back(suggestion_of(each));
    return out;
  } catch (const Json::exception&) {
    throw UnreadableRecord("suggestions", "what the mail may mean cannot be read");
  }
}

}  // namespace dunmail
