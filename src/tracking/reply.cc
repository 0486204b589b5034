#include "tracking/reply.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "tracking/dates_in_text.h"
#include "tracking/judge.h"

namespace dunmail {
namespace {

constexpr std::size_t text_limit = 64 << 10;

bool starts_with_any(std::string_view text, const auto& words) {
  return std::any_of(std::begin(words), std::end(words), [&](std::string_view w) { return text.starts_with(w); });
}

bool ends_with_any(std::string_view text, const auto& words) {
  return std::any_of(std::begin(words), std::end(words), [&](std::string_view w) { return text.ends_with(w); });
}

/// "On Mon, 23 Nov 2026, X wrote:" may be broken into two lines.
bool introduces_quote(const std::vector<std::string_view>& lines, std::size_t at) {
  static constexpr std::string_view starts[] = {"on ", "am ", "在", "于", "le ", "el "};
  static constexpr std::string_view ends[] = {
      "wrote:", "schrieb:", "写道：", "写道:", "寫道：", "寫道:", "écrit :", "escribió:"};
  std::string whole = lower_ascii(trim(lines[at]));
  if (whole.empty() || whole.size() > 300) return false;
  if (whole.starts_with("am ") && whole.ends_with(':') && whole.find("schrieb") != whole.npos) return true;
  if (at + 1 < lines.size() && !ends_with_any(whole, ends)) whole += " " + lower_ascii(trim(lines[at + 1]));
  return ends_with_any(whole, ends) && (starts_with_any(whole, starts) || whole.find('@') != whole.npos);
}

bool copied_header(const std::vector<std::string_view>& lines, std::size_t at) {
  static constexpr std::string_view first[] = {"from:", "von:", "发件人:", "发件人：", "寄件者:", "寄件者："};
  static constexpr std::string_view next[] = {"sent:",    "date:", "to:",    "gesendet:", "an:",      "datum:",
                                              "发送时间", "日期",  "收件人", "寄件日期",  "subject:", "主题"};
  if (!starts_with_any(lower_ascii(trim(lines[at])), first)) return false;
  for (std::size_t i = at + 1; i < lines.size() && i < at + 4; ++i)
    if (starts_with_any(lower_ascii(trim(lines[i])), next)) return true;
  return false;
}

bool ends_own_words(std::string_view line) {
  static constexpr std::string_view starts[] = {"-----original",
                                                "----- original",
                                                "-----ursprüngliche",
                                                "----- ursprüngliche",
                                                "-----原始邮件",
                                                "----- 原始邮件",
                                                "------------------ 原始",
                                                "------------------ original",
                                                "________________________",
                                                "-------- original",
                                                "-------- forwarded",
                                                "---------- forwarded",
                                                "best regards",
                                                "kind regards",
                                                "regards,",
                                                "with kind regards",
                                                "yours sincerely",
                                                "yours faithfully",
                                                "sincerely,",
                                                "many thanks and",
                                                "mit freundlichen grüßen",
                                                "mit freundlichen grüssen",
                                                "freundliche grüße",
                                                "viele grüße",
                                                "beste grüße",
                                                "mfg",
                                                "hochachtungsvoll",
                                                "此致",
                                                "顺祝商祺",
                                                "顺颂商祺",
                                                "祝好",
                                                "祝商祺",
                                                "敬祝",
                                                "sent from my",
                                                "发自我的",
                                                "von meinem",
                                                "gesendet von"};
  return line == "--" || line == "-- " || starts_with_any(lower_ascii(trim(line)), starts);
}

/// Sentences; a full stop behind a digit ends none (15.12.), a short line is one of its own.
std::vector<std::string> sentences(std::string_view text) {
  std::vector<std::string> out;
  std::string current;
  const auto flush = [&] {
    if (const std::string_view whole = trim(current); whole.size() > 2) out.emplace_back(whole);
    current.clear();
  };
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = utf8_length(text, i);
    const std::string_view c = text.substr(i, length);
    if (c == "\n") {
      const bool wrapped = current.size() > 55;
      if (!wrapped || (i + 1 < text.size() && text[i + 1] == '\n'))
        flush();
      else if (!current.empty() && !(current.back() & 0x80))
        current += ' ';
    } else {
      current += c;
      const bool stop = c == "。" || c == "！" || c == "？" || c == "；" || c == "!" || c == "?" || c == ";";
      const bool point = c == "." && i > 0 && !(text[i - 1] >= '0' && text[i - 1] <= '9') &&
                         (i + 1 >= text.size() || text[i + 1] == ' ' || text[i + 1] == '\n');
      if (stop || point) flush();
    }
    i += length;
  }
  flush();
  return out;
}

/// The number that starts within a few bytes behind one of the words.
std::string number_behind(const std::string& sentence, std::initializer_list<std::string_view> words) {
  const std::string lower = lower_ascii(sentence);
  for (const std::string_view word : words)
    for (std::size_t at = lower.find(word); at != lower.npos; at = lower.find(word, at + 1)) {
      std::size_t i = at + word.size();
      static constexpr std::string_view fillers[] = {"number", "nummer", "no.", "nr.",  "no", "nr", "号",
                                                     "为",     "是",     "is ", "ist ", "：", "（", "s "};
      for (const std::string_view filler : fillers) {
        while (i < lower.size() && lower[i] == ' ') ++i;
        if (std::string_view(lower).substr(i).starts_with(filler)) i += filler.size();
      }
      while (i < lower.size() && std::string_view(" #:.\"'(").find(lower[i]) != std::string_view::npos) ++i;
      std::size_t end = i;
      bool digits = false;
      while (end < lower.size() &&
             ((lower[end] >= '0' && lower[end] <= '9') || (lower[end] >= 'a' && lower[end] <= 'z') ||
              lower[end] == '-' || lower[end] == '/' || lower[end] == '_'))
        digits |= lower[end] >= '0' && lower[end] <= '9', ++end;
      while (end > i && (lower[end - 1] == '-' || lower[end - 1] == '/')) --end;
      if (digits && end - i >= 3 && end - i <= 40) return sentence.substr(i, end - i);
    }
  return {};
}

std::optional<Money> amount_in(const std::string& sentence) {
  static constexpr std::pair<std::string_view, std::string_view> before[] = {
      {"€", "EUR"},   {"¥", "CNY"},   {"￥", "CNY"},  {"$", "USD"},      {"£", "GBP"},   {"EUR", "EUR"}, {"CNY", "CNY"},
      {"RMB", "CNY"}, {"USD", "USD"}, {"GBP", "GBP"}, {"人民币", "CNY"}, {"HKD", "HKD"}, {"TWD", "TWD"}};
  static constexpr std::pair<std::string_view, std::string_view> behind[] = {
      {"万元", "CNY"}, {"元", "CNY"},   {"€", "EUR"},   {"EUR", "EUR"}, {"Euro", "EUR"},
      {"euro", "EUR"}, {"CNY", "CNY"},  {"RMB", "CNY"}, {"USD", "USD"}, {"dollars", "USD"},
      {"欧元", "EUR"}, {"美元", "USD"}, {"GBP", "GBP"}};
  const std::string_view text = sentence;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] < '0' || text[i] > '9') continue;
    std::size_t end = i;
    while (end < text.size() &&
           ((text[end] >= '0' && text[end] <= '9') || text[end] == ',' || text[end] == '.' || text[end] == '\''))
      ++end;
    std::string_view number = text.substr(i, end - i);
    while (!number.empty() && (number.back() == '.' || number.back() == ',' || number.back() == '\''))
      number.remove_suffix(1);
    std::string_view code, unit;
    const std::string_view front = trim(text.substr(0, i)), rest = trim(text.substr(i + number.size()));
    for (const auto& [word, currency] : behind)
      if (code.empty() && rest.starts_with(word)) code = currency, unit = word;
    for (const auto& [word, currency] : before)
      if (code.empty() && front.ends_with(word)) code = currency;
    const auto currency = code.empty() ? std::nullopt : Currency::find(code);
    if (currency && number.size() < 20) {
      // The mark with two digits behind it is the decimal one.
      const std::size_t mark = number.find_last_of(".,");
      const bool comma = mark != number.npos && number[mark] == ',' && number.size() - mark <= 3;
      if (auto minor = parse_minor(number, currency->digits(), comma ? ',' : '.')) {
        if (unit != "万元") return Money{*minor, *currency};
        if (*minor < 1000000000000) return Money{*minor * 10000, *currency};
      }
    }
    i = end;
  }
  return std::nullopt;
}

std::optional<Date> exact_day(const std::string& sentence, Date today) {
  for (const FoundDate& found : find_dates(sentence, today))
    if (found.day >= today && days_between(today, found.day) <= 366) return found.day;
  return std::nullopt;
}

}  // namespace

std::string own_words(std::string_view text) {
  if (text.size() > text_limit) {
    text = text.substr(0, text_limit);
    if (const auto bad = first_bad_utf8(text)) text = text.substr(0, *bad);
  }
  const std::vector<std::string_view> lines = split(text, '\n');
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = lines[i];
    const bool begun = !trim(out).empty();
    if (introduces_quote(lines, i) || copied_header(lines, i)) break;
    if (ends_own_words(line)) {
      if (begun) break;
      continue;
    }
    if (line.starts_with(">") || line.starts_with("|")) continue;  // answers may stand between quoted lines
    (out += line) += '\n';
  }
  return std::string(trim(out));
}

std::vector<Suggestion> suggest_meaning(std::string_view own_words, Date today, const Rules& rules) {
  std::vector<Suggestion> out;
  for (const std::string& sentence : sentences(own_words.substr(0, text_limit))) {
    const std::optional<Rules::Meaning> meaning = rules.meaning_of(plain_words(sentence));
    if (!meaning) continue;
    Suggestion made{meaning->word,
                    meaning->type,
                    one_line(sentence),
                    {},
                    amount_in(sentence),
                    number_behind(sentence, {"invoice", "rechnung", "发票", "發票", "账单", "單據"}),
                    {}};
    if (made.meaning == "promise") {
      made.day = exact_day(sentence, today);
      if (!made.day) made.meaning = "intends-to-pay";
    }
    if (made.meaning == "paid")
      made.reference = number_behind(sentence, {"reference", "ref.", "ref ", "transaction", "verwendungszweck",
                                                "referenz", "流水号", "凭证号", "回单号", "交易号", "參考號"});
    const auto same = [&](const Suggestion& s) { return s.meaning == made.meaning && s.type == made.type; };
    if (std::none_of(out.begin(), out.end(), same)) out.push_back(std::move(made));
  }
  return out;
}

}  // namespace dunmail
