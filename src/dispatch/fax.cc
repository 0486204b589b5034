#include "dispatch/fax.h"

#include <algorithm>

#include "base/config_table.h"
#include "base/text.h"
#include "wire/mail.h"

namespace dunmail {
namespace {

constexpr std::string_view number_slot = "{number}", locale_slot = "{locale}";
constexpr std::size_t report_bytes = 4000;  // std::regex goes deeper with every character

struct Words {
  std::string_view language, subject, body;
};
constexpr Words words[] = {
    {"en", "Fax", "Please find the fax attached. It is confidential and only for the addressee named on it."},
    {"zh-tw", "傳真", "傳真文件請見附件。內容保密,僅供收件人閱覽。"},
    {"zh-hk", "傳真", "傳真文件請見附件。內容保密,僅供收件人閱覽。"},
    {"zh", "传真", "传真文件请见附件。内容保密,仅供收件人阅览。"},
    {"de", "Fax", "Das Fax finden Sie im Anhang. Es ist vertraulich und nur für den genannten Empfänger bestimmt."},
    {"fr", "Télécopie",
     "Veuillez trouver la télécopie ci-jointe. Elle est confidentielle et destinée au seul destinataire."},
    {"es", "Fax", "Adjuntamos el fax. Es confidencial y está destinado únicamente al destinatario indicado."},
    {"ja", "ファックス", "ファックスを添付いたします。名宛人限りの親展です。"},
};

const Words& words_for(const std::string& locale) {
  std::string wanted = lower_ascii(locale);
  std::replace(wanted.begin(), wanted.end(), '_', '-');
  for (const Words& each : words)
    if (wanted == each.language) return each;
  for (const Words& each : words)
    if (wanted.substr(0, wanted.find('-')) == each.language) return each;
  return words[0];
}

std::string replaced(std::string text, std::string_view slot, std::string_view with) {
  if (const std::size_t at = text.find(slot); at != text.npos) text.replace(at, slot.size(), with);
  return text;
}

std::vector<std::regex> patterns(const ConfigTable& table, std::string_view key) {
  std::vector<std::regex> out;
  for (const std::string& text : table.texts(key)) {
    try {
      out.emplace_back(text, std::regex::ECMAScript | std::regex::icase);
    } catch (const std::regex_error&) {
      throw table.error(key, "\"" + text + "\" is not a pattern", "it is an ECMAScript regular expression");
    }
  }
  return out;
}

FaxGateway read_gateway(const std::string& name, const ConfigTable& table) {
  FaxGateway out;
  out.name = name;
  out.recipient = table.text("recipient");
  const std::string number = table.choice("number", "e164", {"e164", "digits", "dial"});
  out.number = number == "e164"     ? FaxGateway::Number::e164
               : number == "digits" ? FaxGateway::Number::digits
                                    : FaxGateway::Number::dial;
  out.international_prefix = table.text("international_prefix", "00");
  out.subject = table.text("subject", locale_slot);
  out.sender = table.text("sender", "");
  out.file = table.choice("file", "pdf", {"pdf", "tiff"});
  out.coding = table.choice("coding", "mh", {"mh", "mr", "mmr"});
  out.fine = table.choice("resolution", "fine", {"fine", "standard"}) == "fine";
  out.body = table.choice("body", "neutral", {"neutral", "empty"}) == "neutral";
  out.max_bytes = static_cast<std::size_t>(table.number("max_bytes", 10'000'000, 10'000, 100'000'000));
  out.give_up_hours = static_cast<int>(table.number("give_up_hours", 24, 1, 240));
  out.confirmed = patterns(table, "confirmed");
  out.failed = patterns(table, "failed");
  if (const auto headers = table.table("headers"))
    for (const std::string& header : headers->keys()) out.headers.emplace_back(header, headers->text(header));
  if (out.recipient.find(number_slot) == std::string::npos) throw table.error("recipient", "{number} is missing");
  if (const auto address = fax_recipient(out, "+862155550123"); !address)
    throw table.error("recipient", address.problem().message);
  if (!out.sender.empty())
    if (const auto bad = check_address(out.sender)) throw table.error("sender", bad->message);
  if (!std::all_of(out.international_prefix.begin(), out.international_prefix.end(),
                   [](char c) { return c >= '0' && c <= '9'; }))
    throw table.error("international_prefix", "it is not digits");
  return out;
}

}  // namespace

std::vector<FaxGateway> load_fax_gateways(const std::string& path) {
  const ConfigTable file = ConfigTable::load(path);
  std::vector<FaxGateway> out;
  if (const auto gateways = file.table("gateway"))
    for (const auto& [name, table] : gateways->named_tables()) out.push_back(read_gateway(name, table));
  file.finish();
  return out;
}

Result<std::string> fax_number(const std::string& written) {
  std::string out;
  for (const char c : trim(written)) {
    if (c >= '0' && c <= '9')
      out += c;
    else if (c == '+' && out.empty())
      out = "+";
    else if (std::string_view(" -.()/").find(c) == std::string_view::npos)
      return Problem{written, "a fax number holds digits only", "write it as +86 21 5555 0123"};
  }
  if (out.starts_with("00")) out = "+" + out.substr(2);
  if (!out.starts_with('+') || out.size() < 2 || out[1] == '0')
    return Problem{written, "the fax number has no country code", "write it as +86 21 5555 0123"};
  if (out.size() < 8 || out.size() > 16)
    return Problem{written, "a fax number has 7 to 15 digits", "write it as +86 21 5555 0123"};
  return out;
}

Result<std::string> fax_recipient(const FaxGateway& gateway, const std::string& written) {
  const auto number = fax_number(written);
  if (!number) return number.problem();
  const std::string digits = number->substr(1);
  const std::string dialled = gateway.number == FaxGateway::Number::e164     ? *number
                              : gateway.number == FaxGateway::Number::digits ? digits
                                                                             : gateway.international_prefix + digits;
  std::string address = replaced(gateway.recipient, number_slot, dialled);
  if (const auto bad = check_address(address)) return *bad;
  return address;
}

std::string fax_subject(const FaxGateway& gateway, const std::string& locale) {
  return replaced(gateway.subject, locale_slot, words_for(locale).subject);
}

std::string fax_body(const FaxGateway& gateway, const std::string& locale) {
  return gateway.body ? std::string(words_for(locale).body) + "\n" : std::string();
}

std::optional<bool> read_fax_report(const FaxGateway& gateway, const std::string& text) {
  const std::string front = text.substr(0, report_bytes);
  const auto says = [&](const std::vector<std::regex>& forms) {
    return std::any_of(forms.begin(), forms.end(),
                       [&](const std::regex& form) { return std::regex_search(front, form); });
  };
  // Failure first: "was not sent" holds "sent".
  if (says(gateway.failed)) return false;
  if (says(gateway.confirmed)) return true;
  return std::nullopt;
}

}  // namespace dunmail
