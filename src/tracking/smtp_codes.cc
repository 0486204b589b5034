#include "tracking/smtp_codes.h"

#include <algorithm>

#include "base/text.h"

namespace dunmail {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// The length of an enhanced code at `at`, or 0.
std::size_t status_length(std::string_view text, std::size_t at) {
  if (at >= text.size() || (text[at] != '2' && text[at] != '4' && text[at] != '5')) return 0;
  if (at > 0 && (digit(text[at - 1]) || letter(text[at - 1]) || text[at - 1] == '.' || text[at - 1] == '/' ||
                 text[at - 1] == '-')) {
    // 550-5.1.1 of a reply of several lines is one, mx-5.1.1 is none.
    if (text[at - 1] != '-' || at < 4 || !digit(text[at - 2])) return 0;
  }
  std::size_t i = at + 1;
  for (int part = 0; part < 2; ++part) {
    if (i >= text.size() || text[i] != '.') return 0;
    std::size_t digits = 0;
    for (++i; i < text.size() && digit(text[i]); ++i) ++digits;
    if (digits < 1 || digits > 3) return 0;
  }
  if (i + 1 < text.size() && text[i] == '.' && digit(text[i + 1])) return 0;
  return i - at;
}

bool introduces_code(std::string_view before) {
  while (!before.empty() && (before.back() == ' ' || before.back() == '\t')) before.remove_suffix(1);
  if (before.empty() || before.back() == '\n') return true;
  if (digit(before.back())) {  // "550 550 5.1.1": one server quotes the other
    std::size_t first = before.size();
    while (first > 0 && digit(before[first - 1]) && before.size() - first < 4) --first;
    return before.size() - first == 3 && (before[first] == '4' || before[first] == '5') &&
           (first == 0 || before[first - 1] != '.');
  }
  if (!letter(before.back()))
    return std::string_view(":;<>([{\"'=#,|-").find(before.back()) != std::string_view::npos || (before.back() & 0x80);
  std::size_t start = before.size();
  while (start > 0 && letter(before[start - 1]) && before.size() - start < 12) --start;
  static constexpr std::string_view words[] = {"said",      "says", "code",   "error",      "returned", "response",
                                               "reply",     "smtp", "reason", "status",     "was",      "replied",
                                               "responded", "with", "server", "diagnostic", "failed",   "is"};
  const std::string word = lower_ascii(before.substr(start));
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

/// True for three digits that can be a reply code of a failure (or 250).
bool reply_at(std::string_view text, std::size_t at) {
  if (at + 3 > text.size() || (text[at] != '4' && text[at] != '5' && text[at] != '2') || text[at + 1] > '7' ||
      !digit(text[at + 1]) || !digit(text[at + 2]))
    return false;
  if (text[at] == '2' && text.substr(at, 3) != "250") return false;
  if (at > 0 && (digit(text[at - 1]) || letter(text[at - 1]) || text[at - 1] == '.' || text[at - 1] == '/'))
    return false;
  if (at + 3 < text.size()) {
    const char next = text[at + 3];
    if (digit(next) || letter(next) || next == '/' || next == '%') return false;
    if (next == '.' && at + 4 < text.size() && digit(text[at + 4])) return false;
  }
  static constexpr std::string_view units[] = {" bytes", " byte", " seconds", " minutes", " hours",
                                               " lines", " kb",   " mb",      " days"};
  const std::string behind = lower_ascii(text.substr(at + 3, 9));
  for (const std::string_view unit : units)
    if (std::string_view(behind).starts_with(unit)) return false;
  // 550-5.1.1 and 550-'User unknown' are replies wherever they stand.
  const std::string_view next = text.substr(at + 3, 3);
  if (next.starts_with("-'") || (next.size() == 3 && next[0] == '-' && next[1] == text[at] && next[2] == '.'))
    return true;
  return introduces_code(text.substr(0, at));
}

int weight(std::string_view status) {
  if (status.empty()) return 0;
  if (is_vague(status)) return 1;
  return status.ends_with(".4.7") ? 2 : 4;
}

}  // namespace

bool is_vague(std::string_view status) { return status.empty() || status == "5.0.0" || status == "4.0.0"; }

std::string status_in(std::string_view field) {
  for (std::size_t i = 0; i < field.size() && i < 200; ++i)
    if (const std::size_t length = status_length(field, i)) return std::string(field.substr(i, length));
  return {};
}

SmtpCodes find_codes(std::string_view text) {
  if (text.size() > 16384) text = text.substr(0, 16384);
  SmtpCodes best;
  int best_weight = 0, first_reply = 0;
  std::size_t first_at = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!digit(text[i])) continue;
    if (const std::size_t length = status_length(text, i)) {
      const std::string_view status = text.substr(i, length);
      if (status[0] != '2' && weight(status) > best_weight && introduces_code(text.substr(0, i)))
        best = {std::string(status), 0, 0}, best_weight = weight(status);
      i += length - 1;
    } else if (reply_at(text, i)) {
      const int reply = std::stoi(std::string(text.substr(i, 3)));
      if (!first_reply && reply >= 400) {
        first_reply = reply;
        first_at = i;
      }
      std::size_t next = i + 3;
      while (next < text.size() && next < i + 7 &&
             std::string_view(" -'\"(#:\t[").find(text[next]) != std::string_view::npos)
        ++next;
      if (const std::size_t paired = next > i + 3 ? status_length(text.substr(next), 0) : 0) {
        const std::string_view status = text.substr(next, paired);
        // A pair weighs one more than the code alone: it is what one server said.
        if (weight(status) + 1 > best_weight && status[0] != '2')
          best = {std::string(status), reply, 0}, best_weight = weight(status) + 1;
        i = next + paired - 1;
      } else {
        i += 2;
      }
    }
  }
  if (!best.reply) best.reply = first_reply;
  best.at = first_at;
  return best;
}

std::string stage_of_transcript(std::string_view text) {
  std::string last;
  for (const std::string_view raw : split(text, '\n')) {
    const std::string_view line = trim(raw);
    if (line.starts_with(">>>")) {
      const std::string_view command = trim(line.substr(3));
      if (starts_with_nocase(command, "mail"))
        last = "mail";
      else if (starts_with_nocase(command, "rcpt"))
        last = "rcpt";
      else if (starts_with_nocase(command, "data"))
        last = "data";
      else if (starts_with_nocase(command, "ehlo") || starts_with_nocase(command, "helo"))
        last = "connect";
      else if (command == ".")
        last = "data";
    } else if (line.starts_with("<<<")) {
      const std::string_view reply = trim(line.substr(3));
      if (!reply.empty() && (reply[0] == '4' || reply[0] == '5')) return last;
    }
  }
  return {};
}

}  // namespace dunmail
