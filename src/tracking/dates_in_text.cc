#include "tracking/dates_in_text.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/text.h"

namespace dunmail {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr std::string_view months[12][3] = {{"january", "januar", "jänner"},
                                            {"february", "februar", "feber"},
                                            {"march", "märz", "maerz"},
                                            {"april", "april", "april"},
                                            {"may", "mai", "mai"},
                                            {"june", "juni", "juno"},
                                            {"july", "juli", "julei"},
                                            {"august", "august", "august"},
                                            {"september", "september", "sept"},
                                            {"october", "oktober", "october"},
                                            {"november", "november", "november"},
                                            {"december", "dezember", "dezember"}};
constexpr std::string_view weekdays[7][2] = {
    {"sunday", "sonntag"},      {"monday", "montag"},  {"tuesday", "dienstag"}, {"wednesday", "mittwoch"},
    {"thursday", "donnerstag"}, {"friday", "freitag"}, {"saturday", "samstag"}};
constexpr std::string_view chinese_days[] = {"日", "一", "二", "三", "四", "五", "六", "天"};

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return (c >= 'a' && c <= 'z') || (c & 0x80); }

std::optional<Date> made(int y, int m, int d) {
  if (y < 1990 || y > 2199 || m < 1 || m > 12 || d < 1 || d > 31) return std::nullopt;
  const year_month_day ymd{year{y}, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(d)}};
  return ymd.ok() ? std::optional<Date>(ymd) : std::nullopt;
}

class Finder {
 public:
  Finder(std::string_view text, Date today) : text_(lower_ascii(text)), today_(today) {}

  std::vector<FoundDate> all() {
    for (std::size_t at = 0; at < text_.size() && out_.size() < 50;) {
      const bool word_start = at == 0 || !(letter(text_[at - 1]) && letter(text_[at])) || (text_[at] & 0x80);
      if (digit(text_[at]) && (at == 0 || !digit(text_[at - 1])) && !within_number(at)) {
        if (!numeric(at)) skip_digits(at);
      } else if (word_start && (named_month(at) || relative(at))) {
        continue;
      } else {
        at += utf8_length(text_, at);
      }
    }
    return std::move(out_);
  }

 private:
  std::string text_;
  Date today_;
  std::vector<FoundDate> out_;

  std::string_view rest(std::size_t at) const { return std::string_view(text_).substr(std::min(at, text_.size())); }
  void skip_digits(std::size_t& at) const {
    while (at < text_.size() && digit(text_[at])) ++at;
  }
  void skip_blanks(std::size_t& at) const {
    while (at < text_.size() && (text_[at] == ' ' || rest(at).starts_with("\xc2\xa0"))) at += text_[at] == ' ' ? 1 : 2;
  }
  /// One to four digits; -1 when there is none.
  int number(std::size_t& at, std::size_t most = 4) const {
    int value = 0;
    std::size_t n = 0;
    while (at + n < text_.size() && digit(text_[at + n]) && n < most + 1)
      value = value * 10 + (text_[at + n] - '0'), ++n;
    if (n == 0 || n > most) return -1;
    at += n;
    return value;
  }
  /// Behind "192." or "v5.": part of an IP address or a version.
  bool within_number(std::size_t at) const {
    return at >= 2 && text_[at - 1] == '.' && (digit(text_[at - 2]) || text_[at - 2] == 'v');
  }
  bool eat(std::size_t& at, std::string_view word) const {
    if (!rest(at).starts_with(word)) return false;
    at += word.size();
    return true;
  }
  bool add(std::optional<Date> found, std::size_t begin, std::size_t end) {
    if (found) out_.push_back({*found, begin, end});
    return found.has_value();
  }
  /// Without a year: the next such day, though one of the last month is meant as past.
  std::optional<Date> without_year(int m, int d) const {
    const int y = static_cast<int>(civil(today_).year());
    const auto now = made(y, m, d), next = made(y + 1, m, d);
    if (now && days_between(*now, today_) <= 31) return now;
    return next ? next : now;
  }
  static int full_year(int y) { return y >= 0 && y < 100 ? 2000 + y : y; }

  bool numeric(std::size_t& at) {
    const std::size_t begin = at;
    std::size_t i = at;
    const int a = number(i);
    if (a < 0) return false;
    std::size_t j = i;
    skip_blanks(j);
    if (a >= 1990 && eat(j, "年")) {
      skip_blanks(j);
      const int m = number(j, 2);
      skip_blanks(j);
      if (m < 0 || !eat(j, "月")) return false;
      return chinese_day(a, m, j, begin, at);
    }
    if (a <= 12 && eat(j, "月")) return chinese_day(0, a, j, begin, at);
    if (i < text_.size() && (text_[i] == '-' || text_[i] == '/' || text_[i] == '.')) {
      const char mark = text_[i];
      j = i + 1;
      if (mark == '.') skip_blanks(j);
      const std::size_t before_b = j;
      const int b = number(j, 2);
      if (b >= 0 && j < text_.size() && text_[j] == mark) {
        std::size_t k = j + 1;
        if (mark == '.') skip_blanks(k);
        const std::size_t before_c = k;
        int c = number(k);
        if (c >= 0 && a < 1990 && k - before_c != 2 && k - before_c != 4) return false;  // 5.1.2 is a version
        std::optional<Date> found;
        if (a >= 1990)
          found = made(a, b, c);
        else if (c >= 0 && mark == '.')
          found = made(full_year(c), b, a);
        else if (c >= 1990 || (mark == '/' && c >= 20 && c < 100))
          found = a > 12 ? made(full_year(c), b, a) : made(full_year(c), a, b);
        if (!found && c < 0 && mark == '.') {
          found = without_year(b, a);
          k = j + 1;
        }
        if (add(found, begin, k)) {
          at = k;
          return true;
        }
      } else if (b >= 0 && mark == '/' && a <= 12 && b <= 31) {
        if (add(without_year(a, b), begin, j)) {
          at = j;
          return true;
        }
      }
      if (mark == '.') {  // "5. Dezember", and "5.-9.12."
        j = before_b;
        if (const int m = month_at(j); m > 0) return day_month(begin, a, m, j, at);
        std::size_t k = i + 1;
        skip_blanks(k);
        if (eat(k, "-") || eat(k, "–") || eat(k, "bis")) {
          skip_blanks(k);
          std::size_t behind = k;
          if (number(behind, 2) > 0 && eat(behind, ".")) {
            skip_blanks(behind);
            std::size_t again = behind;
            int m = month_at(again);
            if (m <= 0) m = number(behind, 2);
            if (m > 0 && add(without_year(m, a), begin, i + 1)) {
              at = k;
              return true;
            }
          }
        }
      }
    }
    j = i;
    bool ordinal = false;
    for (const std::string_view end : {"st", "nd", "rd", "th"})
      if (!ordinal) ordinal = eat(j, end);
    std::size_t k = j;
    skip_blanks(k);
    eat(k, "of ");
    if (const int m = month_at(k); m > 0 && a <= 31) return day_month(begin, a, m, k, at);
    return a >= 1 && a <= 31 && day_alone(begin, i, j, a, ordinal, at);
  }

  /// "bis zum 15.", "by the 15th", "本月15日", "15号前": the next such day.
  bool day_alone(std::size_t begin, std::size_t i, std::size_t behind_ordinal, int d, bool ordinal, std::size_t& at) {
    const std::string_view before =
        std::string_view(text_).substr(begin > 24 ? begin - 24 : 0, std::min<std::size_t>(begin, 24));
    const auto behind_any = [&](std::initializer_list<std::string_view> words) {
      return std::any_of(words.begin(), words.end(), [&](std::string_view w) { return before.ends_with(w); });
    };
    std::size_t end = i;
    if (rest(i).starts_with("日") || rest(i).starts_with("号")) {
      end += 3;
      if (rest(end).starts_with("内")) return false;
      const bool next = behind_any({"下月", "下个月"}), this_month = behind_any({"本月", "这个月"});
      const auto goes_on = {"前", "之前", "以前", "付", "打款", "汇", "转", "回", "到", "返", "上班", "支付", "安排"};
      const bool clear =
          next || this_month || behind_any({"在", "于", "至", "到"}) ||
          std::any_of(goes_on.begin(), goes_on.end(), [&](const char* w) { return rest(end).starts_with(w); });
      return clear && add(day_of_month(d, next ? 1 : 0, !next && !this_month), begin, end) && (at = end, true);
    }
    if (ordinal && behind_any({"the "}))
      return add(day_of_month(d, 0, true), begin, behind_ordinal) && (at = behind_ordinal, true);
    const bool german = rest(i).starts_with(".") &&
                        (i + 1 == text_.size() || text_[i + 1] == ' ' || text_[i + 1] == '\n' || text_[i + 1] == ',');
    return german && behind_any({"zum ", "bis ", "am "}) && add(day_of_month(d, 0, true), begin, i + 1) &&
           (at = i + 1, true);
  }

  std::optional<Date> day_of_month(int d, int months_on, bool next_if_past) const {
    const auto ymd = civil(today_);
    const auto in = [&](int on) {
      const auto ym = ymd.year() / ymd.month() + std::chrono::months(on);
      return made(static_cast<int>(ym.year()), static_cast<int>(static_cast<unsigned>(ym.month())), d);
    };
    const auto found = in(months_on);
    return next_if_past && (!found || *found < today_) ? in(months_on + 1) : found;
  }

  bool chinese_day(int y, int m, std::size_t j, std::size_t begin, std::size_t& at) {
    skip_blanks(j);
    const std::size_t end_of_month = j;
    if (eat(j, "底") || eat(j, "末")) {
      const int of = y ? y : static_cast<int>(civil(without_year(m, 28).value_or(today_)).year());
      if (m < 1 || m > 12) return false;
      return add(Date(year{of} / month{static_cast<unsigned>(m)} / std::chrono::last), begin, j) && (at = j, true);
    }
    j = end_of_month;
    const int d = number(j, 2);
    if (d < 0) return false;
    if (!eat(j, "日")) eat(j, "号");
    return add(y ? made(y, m, d) : without_year(m, d), begin, j) && (at = j, true);
  }

  /// 1 to 12 when a month's name starts at `i` ("dec", "dec.", "dezember"); moves behind it.
  int month_at(std::size_t& i) const {
    for (int m = 0; m < 12; ++m)
      for (const std::string_view name : months[m]) {
        std::size_t length = name.size();
        if (!rest(i).starts_with(name)) {
          length = name.starts_with("mä") ? 4 : 3;
          if (!rest(i).starts_with(name.substr(0, length))) continue;
          if (m == 8 && rest(i).starts_with("sept")) length = 4;
        }
        if (i + length < text_.size() && text_[i + length] >= 'a' && text_[i + length] <= 'z') continue;
        i += length;
        eat(i, ".");
        return m + 1;
      }
    return 0;
  }

  bool day_month(std::size_t begin, int d, int m, std::size_t j, std::size_t& at) {
    std::size_t k = j;
    eat(k, ",");
    skip_blanks(k);
    const std::size_t before = k;
    const int y = number(k);
    if (y >= 1990 && k - before == 4) return add(made(y, m, d), begin, k) && (at = k, true);
    return add(without_year(m, d), begin, j) && (at = j, true);
  }

  bool named_month(std::size_t& at) {
    std::size_t j = at;
    const int m = month_at(j);
    if (m <= 0) return false;
    skip_blanks(j);
    eat(j, "the ");
    const std::size_t before = j;
    const int d = number(j, 2);
    if (d < 1 || (j < text_.size() && (text_[j] == ':' || digit(text_[j])))) {
      j = before;
      return false;
    }
    for (const std::string_view ordinal : {"st", "nd", "rd", "th"})
      if (eat(j, ordinal)) break;
    return day_month(at, d, m, j, at);
  }

  Date weekday(unsigned wanted, int weeks) const {
    const unsigned iso_today = std::chrono::weekday{today_}.iso_encoding(), iso_wanted = wanted == 0 ? 7 : wanted;
    return today_ + Days(static_cast<int>(iso_wanted) - static_cast<int>(iso_today) + 7 * weeks);
  }
  Date month_end(int months_on) const {
    const auto ymd = civil(today_);
    const auto ym = ymd.year() / ymd.month() + std::chrono::months(months_on);
    return Date(ym / std::chrono::last);
  }

  bool relative(std::size_t& at) {
    const std::size_t begin = at;
    std::size_t j = at;
    static constexpr std::pair<std::string_view, int> chinese_weeks[] = {
        {"下下周", 2}, {"下周", 1},   {"下星期", 1}, {"下礼拜", 1}, {"本周", 0},
        {"这周", 0},   {"本星期", 0}, {"这星期", 0}, {"下週", 1},   {"本週", 0}};
    for (const auto& [prefix, weeks] : chinese_weeks)
      if (rest(at).starts_with(prefix))
        for (unsigned d = 0; d < 8; ++d)
          if (rest(at + prefix.size()).starts_with(chinese_days[d]))
            return at += prefix.size() + chinese_days[d].size(), add(weekday(d % 7, weeks), begin, at);
    static constexpr std::pair<std::string_view, int> days[] = {{"后天", 2},     {"明天", 1},       {"明日", 1},
                                                                {"tomorrow", 1}, {"übermorgen", 2}, {"今天", 0}};
    for (const auto& [name, on] : days)
      if (eat(j, name)) return add(today_ + Days(on), begin, at = j);
    static constexpr std::pair<std::string_view, int> ends[] = {{"本月底", 0},
                                                                {"本月末", 0},
                                                                {"这个月底", 0},
                                                                {"下月底", 1},
                                                                {"下个月底", 1},
                                                                {"月底", 0},
                                                                {"月末", 0},
                                                                {"end of next month", 1},
                                                                {"end of this month", 0},
                                                                {"end of the month", 0},
                                                                {"end of month", 0},
                                                                {"month end", 0},
                                                                {"month-end", 0},
                                                                {"monatsende", 0},
                                                                {"ende des monats", 0},
                                                                {"ende des nächsten monats", 1},
                                                                {"ende nächsten monats", 1}};
    for (const auto& [name, on] : ends)
      if (eat(j, name)) return add(month_end(on), begin, at = j);
    int weeks = -1;
    for (const std::string_view next :
         {"next ", "nächsten ", "nächster ", "nächste ", "kommenden ", "coming ", "this ", "diesen "})
      if (eat(j, next)) {
        weeks = next.starts_with("next") || next.starts_with("näch") ? 1 : 0;
        break;
      }
    for (unsigned d = 0; d < 7; ++d)
      for (const std::string_view name : weekdays[d]) {
        std::size_t k = j;
        if (!eat(k, name) || (k < text_.size() && text_[k] >= 'a' && text_[k] <= 'z')) continue;
        // A weekday in front of a date belongs to that date.
        std::size_t behind = k;
        eat(behind, ",");
        skip_blanks(behind);
        eat(behind, "den ");
        eat(behind, "the ");
        std::size_t probe = behind;
        if (number(probe, 4) > 0 || month_at(probe) > 0) return false;
        // "next Friday" on a Monday is this week's for some and next week's for others; the later one breaks no
        // promise.
        Date found = weekday(d, weeks > 0 ? 1 : 0);
        if (found <= today_) found += Days(7);
        return add(found, begin, at = k);
      }
    return false;
  }
};

}  // namespace

std::vector<FoundDate> find_dates(std::string_view text, Date today) { return Finder(text, today).all(); }

}  // namespace dunmail
