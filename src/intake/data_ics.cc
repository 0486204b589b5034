#include "intake/data_ics.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "base/text.h"

namespace dunmail {
namespace {

constexpr std::size_t days_at_most = 2000;

/// One content line, unfolded (RFC 5545 section 3.1): a line that begins with a blank goes on with the one before.
struct Line {
  std::size_t number = 0;  ///< of its first part
  std::string text;
};

std::vector<Line> unfold(std::string_view text) {
  std::vector<Line> out;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty() && (line.front() == ' ' || line.front() == '\t') && !out.empty())
      out.back().text += line.substr(1);
    else
      out.push_back({number, std::string(line)});
  }
  return out;
}

/// "DTSTART;VALUE=DATE:20270101": name in capitals and value; parameters that hold a colon stand in quotes.
struct Property {
  std::string name, value;
};

Property property_of(const std::string& line) {
  bool quoted = false;
  std::size_t colon = 0;
  for (; colon < line.size() && (quoted || line[colon] != ':'); ++colon)
    if (line[colon] == '"') quoted = !quoted;
  Property out;
  for (const char c : line.substr(0, line.find_first_of(";:")))
    out.name += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  if (colon < line.size()) out.value = line.substr(colon + 1);
  return out;
}

/// RFC 5545 section 3.3.11: "\," "\;" "\\" and "\n".
std::string unescaped(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size())
      out += text[i];
    else if (const char c = text[++i]; c == 'n' || c == 'N')
      out += ' ';
    else
      out += c;
  }
  return out;
}

std::optional<Date> date_of(std::string_view text) {
  if (text.size() != 8 || text.find_first_not_of("0123456789") != text.npos) return std::nullopt;
  return parse_date(fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2)));
}

bool is_worked(std::string_view summary) {
  static constexpr std::array<std::string_view, 7> words{"补班",   "補班",   "调休上班", "補上班",
                                                         "补上班", "（班）", "(班)"};
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return summary.find(word) != summary.npos; });
}

class Reader {
 public:
  explicit Reader(const std::string& file) : file_(file) {}

  Result<std::vector<CalendarRow>> read(std::string_view text) {
    const std::vector<Line> lines = unfold(text);
    if (lines.empty() || property_of(lines.front().text).value != "VCALENDAR")
      return Problem{file_ + ":1", "is no iCalendar file", "it begins with BEGIN:VCALENDAR"};
    for (const Line& line : lines)
      if (auto problem = take(line)) return *problem;
    if (inside_) return Problem{where(begun_), "the event has no end", "is the file whole?"};
    if (rows_.empty()) return Problem{file_, "there is no event with a day", ""};
    return std::move(rows_);
  }

 private:
  std::string where(std::size_t line) const { return fmt::format("{}:{}", file_, line); }

  std::optional<Problem> take(const Line& line) {
    const Property p = property_of(line.text);
    if (p.name == "BEGIN" && p.value == "VEVENT") {
      inside_ = true, begun_ = line.number, deeper_ = 0, event_.clear();
      return std::nullopt;
    }
    if (!inside_) return std::nullopt;
    if (p.name == "END" && p.value == "VEVENT" && deeper_ == 0) {
      inside_ = false;
      return event();
    }
    // An alarm within the event has a summary and a trigger of its own.
    if (p.name == "BEGIN")
      ++deeper_;
    else if (p.name == "END")
      deeper_ -= deeper_ > 0;
    else if (deeper_ == 0)
      event_[p.name] = {line.number, p.value};
    return std::nullopt;
  }

  std::optional<Problem> event() {
    if (event_.contains("STATUS") && event_["STATUS"].text == "CANCELLED") return std::nullopt;
    const std::string name = unescaped(event_["SUMMARY"].text);
    const Line start = event_["DTSTART"];
    const auto from = date_of(start.text);
    if (!from)
      return Problem{where(start.number ? start.number : begun_),
                     start.number
                         ? fmt::format("\"{}\" is no day of a year: {}", printable(start.text), printable(name))
                         : "the event has no DTSTART",
                     "a holiday is written as DTSTART;VALUE=DATE:20270101"};
    Date to = *from;
    if (const Line end = event_["DTEND"]; end.number) {
      const auto after = date_of(end.text);
      if (!after || *after < *from)
        return Problem{where(end.number), fmt::format("\"{}\" is no day behind {}", printable(end.text), iso(*from)),
                       "DTEND is the day after the last"};
      to = std::max(*from, *after - Days(1));
    } else if (const Line length = event_["DURATION"]; length.number) {
      const auto days = days_of(length.text);
      if (!days)
        return Problem{where(length.number), fmt::format("\"{}\" is no number of days", printable(length.text)),
                       "DURATION:P1D"};
      to = *from + Days(*days - 1);
    }
    return repeat(*from, to, name);
  }

  static std::optional<int> days_of(std::string_view text) {
    if (text.size() < 3 || text.size() > 5 || !text.starts_with('P') || (text.back() != 'D' && text.back() != 'W'))
      return std::nullopt;
    const std::string_view digits = text.substr(1, text.size() - 2);
    if (digits.find_first_not_of("0123456789") != digits.npos) return std::nullopt;
    const int days = std::stoi(std::string(digits)) * (text.back() == 'W' ? 7 : 1);
    return days > 0 ? std::optional(days) : std::nullopt;
  }

  std::optional<Problem> repeat(Date from, Date to, const std::string& name) {
    const Line rule = event_["RRULE"];
    if (event_.contains("RDATE") || event_.contains("EXDATE"))
      return Problem{where(begun_), "is repeated by RDATE or EXDATE, which is not read: " + printable(name),
                     "write one event for each year"};
    if (!rule.number) return add(from, to, name);
    std::map<std::string, std::string> parts;
    for (const std::string_view part : split(rule.text, ';')) {
      const auto pair = split(part, '=');
      parts[std::string(pair.front())] = pair.size() > 1 ? pair[1] : std::string_view();
    }
    const auto refused = [&](const char* why) {
      return Problem{where(rule.number), fmt::format("RRULE:{} {}", printable(rule.text), why),
                     "write one event for each year"};
    };
    const std::string count = parts["COUNT"], until = parts["UNTIL"];
    if (parts["FREQ"] != "YEARLY") return refused("does not repeat by years");
    for (const auto& [key, value] : parts)
      if (key != "FREQ" && key != "COUNT" && key != "UNTIL" && !(key == "INTERVAL" && value == "1") && key != "WKST")
        return refused("asks for more than the same date in every year");
    if (count.empty() == until.empty()) return refused("has no end: nobody knows for which years it was looked up");
    const bool is_number = !count.empty() && count.size() <= 3 && count.find_first_not_of("0123456789") == count.npos;
    const auto last = until.empty() ? std::nullopt : date_of(std::string_view(until).substr(0, 8));
    if (until.empty() ? !is_number : !last) return refused("has an end that cannot be read");
    const auto first = civil(from);
    for (int n = 0; until.empty() ? n < std::stoi(count) : true; ++n) {
      const std::chrono::year_month_day again{first.year() + std::chrono::years(n), first.month(), first.day()};
      if (!again.ok()) continue;  // 29 February
      if (last && Date(again) > *last) break;
      if (int(again.year()) > 2199) return refused("reaches beyond 2199");
      if (auto problem = add(Date(again), Date(again) + (to - from), name)) return problem;
    }
    return std::nullopt;
  }

  std::optional<Problem> add(Date from, Date to, const std::string& name) {
    days_ += static_cast<std::size_t>(days_between(from, to)) + 1;
    if (days_ > days_at_most)
      return Problem{where(begun_), fmt::format("there are more than {} days", days_at_most),
                     "a calendar of holidays has some dozens a year"};
    if (!is_worked(name)) {
      rows_.push_back({from, to, true, name, where(begun_)});
      return std::nullopt;
    }
    for (Date day = from; day <= to; day += Days(1)) rows_.push_back({day, day, false, name, where(begun_)});
    return std::nullopt;
  }

  const std::string& file_;
  bool inside_ = false;
  std::size_t begun_ = 0, days_ = 0;
  int deeper_ = 0;
  std::map<std::string, Line> event_;
  std::vector<CalendarRow> rows_;
};

}  // namespace

Result<std::vector<CalendarRow>> holidays_of_ics(std::string_view text, const std::string& file) {
  return Reader(file).read(text);
}

}  // namespace dunmail
