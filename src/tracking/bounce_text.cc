#include "tracking/bounce_text.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace dunmail {
namespace {

constexpr std::size_t line_limit = 5000, failure_limit = 200;

bool is_letter_or_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool in_local(char c) {
  return is_letter_or_digit(c) || (static_cast<unsigned char>(c) >= 0x80) ||
         std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != std::string_view::npos;
}

std::string_view unquoted(std::string_view line) {
  while (line.starts_with(">") && (!line.starts_with(">>>") || line.starts_with(">>>>"))) {
    line.remove_prefix(1);
    if (line.starts_with(" ")) line.remove_prefix(1);
  }
  return line;
}

bool is_header_line(std::string_view line, bool surely) {
  static constexpr std::string_view sure[] = {"received",     "return-path",    "message-id",
                                              "mime-version", "dkim-signature", "delivered-to",
                                              "x-mailer",     "x-original-to",  "content-transfer-encoding"};
  static constexpr std::string_view may[] = {"from",
                                             "to",
                                             "subject",
                                             "date",
                                             "content-type",
                                             "reply-to",
                                             "sender",
                                             "cc",
                                             "references",
                                             "in-reply-to",
                                             "user-agent",
                                             "received-spf",
                                             "authentication-results",
                                             "arc-seal",
                                             "domainkey-signature",
                                             "content-disposition",
                                             "precedence",
                                             "organization",
                                             "importance",
                                             "thread-index"};
  const std::size_t colon = line.find(':');
  if (colon == line.npos || colon == 0 || colon > 40) return false;
  const std::string name = lower_ascii(line.substr(0, colon));
  if (std::find(std::begin(sure), std::end(sure), name) != std::end(sure)) return true;
  if (name.starts_with("x-") && name.find(' ') == name.npos) return true;
  return !surely && std::find(std::begin(may), std::end(may), name) != std::end(may);
}

bool header_run(const std::vector<std::string_view>& lines, std::size_t at) {
  if (!is_header_line(lines[at], true)) return false;
  std::size_t headers = 1;
  for (std::size_t i = at + 1; i < lines.size() && i < at + 8 && headers < 3; ++i) {
    if (trim(lines[i]).empty()) break;
    headers += is_header_line(lines[i], false);
  }
  return headers >= 3 || (headers == 2 && at + 3 >= lines.size());
}

bool is_copy_mark(const std::vector<std::string_view>& lines, std::size_t at, const Rules& rules) {
  const std::string_view line = trim(lines[at]);
  if (line.size() < 4 || line.size() > 160) return false;
  if (!rules.signs().copy_marks.any(plain_words(line))) return false;
  if (line.starts_with("--") || line.starts_with("==") || line.starts_with("__") || line.starts_with("**")) return true;
  std::size_t seen = 0;
  for (std::size_t i = at + 1; i < lines.size() && seen < 3; ++i) {
    if (trim(lines[i]).empty()) continue;
    ++seen;
    if (is_header_line(trim(lines[i]), false)) return true;
  }
  return seen == 0;
}

std::string_view behind_bullets(std::string_view text) {
  while (!text.empty() && std::string_view(" \t<>*-'\"([{#|:").find(text.front()) != std::string_view::npos)
    text.remove_prefix(1);
  for (const std::string_view bullet : {"•", "·", "“", "‘", "「", "《", "：", "　"})
    if (text.starts_with(bullet)) return behind_bullets(text.substr(bullet.size()));
  return text;
}

std::string_view before_marks(std::string_view text) {
  const auto strip = [&](std::string_view marks) {
    while (!text.empty() && marks.find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  };
  strip(" \t<'\"([{");
  return text;
}

bool ends_with_any(std::string_view text, const std::vector<std::string_view>& ends) {
  return std::any_of(ends.begin(), ends.end(), [&](std::string_view end) { return text.ends_with(end); });
}

/// How much the place of an address in its line says that it failed: 4 it is what the line is about, 3 a word says so,
/// 2 the line names a reason, 1 it is merely there, 0 it is somebody else's.
int place(std::string_view line, const FoundAddress& found, const Rules& rules) {
  static const std::vector<std::string_view> others{"from:",
                                                    "mail from:",
                                                    "from",
                                                    "sender:",
                                                    "sender",
                                                    "return-path:",
                                                    "reply-to:",
                                                    "envelope-from",
                                                    "message-id:",
                                                    "contact",
                                                    "generated from",
                                                    "expanded from:",
                                                    "generated by",
                                                    "contacting",
                                                    "to:from",
                                                    "for assistance",
                                                    "originator:",
                                                    "发件人",
                                                    "发件人：",
                                                    "发件人:",
                                                    "absender:",
                                                    "cc:",
                                                    "by"};
  static const std::vector<std::string_view> cues{"rcpt to:",
                                                  "rcpt:",
                                                  "recipient:",
                                                  "recipients:",
                                                  "recipient",
                                                  "recipient(s):",
                                                  "address:",
                                                  "addresses:",
                                                  "to:",
                                                  "deliver to",
                                                  "delivered to",
                                                  "delivering to",
                                                  "delivery to",
                                                  "deliver message to",
                                                  "deliver mail to",
                                                  "message to",
                                                  "mail to",
                                                  "sent to",
                                                  "send to",
                                                  "email to",
                                                  "e-mail to",
                                                  "failed for",
                                                  "failed:",
                                                  "for:",
                                                  "unknown user:",
                                                  "unknown:",
                                                  "user:",
                                                  "unreachable for",
                                                  "mailbox:",
                                                  "mailbox",
                                                  "account:",
                                                  "account",
                                                  "user",
                                                  "following address",
                                                  "收件人",
                                                  "收件人：",
                                                  "收件人:",
                                                  "地址",
                                                  "地址：",
                                                  "发送到",
                                                  "发送至",
                                                  "投递到",
                                                  "发往",
                                                  "给",
                                                  "empfänger:",
                                                  "empfänger",
                                                  "an:",
                                                  "adresse",
                                                  "adresse:",
                                                  "destinataire",
                                                  "宛先",
                                                  "original-recipient:",
                                                  "final-recipient:",
                                                  "rfc822;",
                                                  "rfc822; ",
                                                  "user unknown:",
                                                  "not exist:",
                                                  "failed recipient:",
                                                  "unable to reach",
                                                  "reach",
                                                  "address"};
  std::string before = lower_ascii(before_marks(line.substr(0, found.begin)));
  const std::string_view after = line.substr(found.end);
  if (ends_with_any(before, others) && !before.ends_with("to:")) return 0;
  if (before.find("mail from") != before.npos || before.find("message-id") != before.npos ||
      before.find("postmaster") != before.npos)
    return 0;
  std::string_view tail = after;
  while (!tail.empty() && std::string_view(">'\")]}, \t.").find(tail.front()) != std::string_view::npos)
    tail.remove_prefix(1);
  if (behind_bullets(before).empty()) {
    if (tail.empty() || tail.front() == ':' || tail.front() == ';' || tail.starts_with("：") ||
        after.starts_with("...") || after.starts_with(">..") || tail.front() == '(' || tail.front() == '<' ||
        tail.front() == '-')
      return 4;
    return rules.judge({"", 0, "", std::string(tail)}).strength >= 3 ? 3 : 2;
  }
  if (ends_with_any(before, cues)) return 3;
  const bool only_codes = std::all_of(before.begin(), before.end(), [](char c) {
    return (c >= '0' && c <= '9') || std::string_view(" .-<>#:\t").find(c) != std::string_view::npos;
  });
  if (only_codes) return 3;
  if (tail.starts_with("(") || tail.empty()) {
    // "Name Surname <addr>" alone in its line.
    if (before.find(':') == before.npos && before.size() < 60 && after.starts_with(">")) return 3;
  }
  std::string rest(line);
  rest.erase(found.begin, found.end - found.begin);
  return rules.judge({"", 0, "", rest}).strength >= 3 ? 2 : 1;
}

bool holds(const std::vector<std::string>& list, std::string_view address) {
  return std::any_of(list.begin(), list.end(), [&](const std::string& a) { return same_address(a, address); });
}

struct Candidate {
  std::string address;
  int place;
};

/// Who failed, best evidence first met wins the place.
std::vector<Candidate> candidates(const std::vector<std::string_view>& lines, const Rules& rules) {
  std::vector<Candidate> out;
  for (const std::string_view line : lines) {
    if (line.find('@') == line.npos || line.size() > 4000) continue;
    for (const FoundAddress& found : find_addresses(line)) {
      const int p = place(line, found, rules);
      const auto known = std::find_if(out.begin(), out.end(),
                                      [&](const Candidate& c) { return same_address(c.address, found.address); });
      if (known != out.end())
        known->place = std::max(known->place, p);
      else if (p > 0)
        out.push_back({found.address, p});
      if (out.size() >= failure_limit) return out;
    }
  }
  return out;
}

}  // namespace

bool same_address(std::string_view a, std::string_view b) {
  return a.size() == b.size() && lower_ascii(a) == lower_ascii(b);
}

std::vector<FoundAddress> find_addresses(std::string_view text) {
  std::vector<FoundAddress> out;
  for (std::size_t at = text.find('@'); at != text.npos && out.size() < 1000; at = text.find('@', at + 1)) {
    std::size_t begin = at, end = at + 1;
    const std::size_t floor = std::max(out.empty() ? 0 : out.back().end, at > 64 ? at - 64 : 0);
    if (begin > floor && text[begin - 1] == '"') {
      const std::size_t open = begin >= 2 ? text.rfind('"', begin - 2) : text.npos;
      if (open == text.npos || open < floor) continue;
      begin = open;
    } else {
      while (begin > floor && in_local(text[begin - 1])) --begin;
      while (begin < at && (text[begin] == '\'' || text[begin] == '`' || text[begin] == '=' || text[begin] == '.' ||
                            text[begin] == '*' || text[begin] == '/'))
        ++begin;
      // Chinese text needs no blank before an address: "收件人a@b.cn".
      for (std::size_t i = at; i > begin; --i)
        if (static_cast<unsigned char>(text[i - 1]) >= 0x80) {
          if (at - i > 0 || is_letter_or_digit(text[at - 1])) begin = i;
          break;
        }
    }
    while (end < text.size() && end - at < 256 &&
           (is_letter_or_digit(text[end]) || text[end] == '-' || text[end] == '.' || text[end] == '_'))
      ++end;
    while (end > at + 1 && (text[end - 1] == '.' || text[end - 1] == '-')) --end;
    if (begin == at || end == at + 1) continue;
    out.push_back({std::string(text.substr(begin, end - begin)), begin, end});
  }
  return out;
}

Notice split_notice(std::string_view text, const Rules& rules) {
  std::vector<std::string_view> lines;
  for (const std::string_view line : split(text, '\n')) {
    if (lines.size() >= line_limit) break;
    lines.push_back(unquoted(line));
  }
  std::size_t cut = lines.size(), copy = lines.size();
  bool said = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (said && (is_copy_mark(lines, i, rules) || header_run(lines, i))) {
      cut = copy = i;
      break;
    }
    said |= trim(lines[i]).size() > 10;
  }
  Notice out;
  for (std::size_t i = 0; i < cut; ++i) (out.text += lines[i]) += '\n';
  std::string rest;
  for (; copy < lines.size(); ++copy) {
    if (!rest.empty() && trim(lines[copy]).empty()) break;
    if (!rest.empty() || is_header_line(lines[copy], false)) (rest += lines[copy]) += '\n';
  }
  out.copy = read_headers(rest);
  return out;
}

std::vector<TextFailure> find_failures(const std::string& notice, const KnownAddresses& known, const Rules& rules) {
  const std::vector<std::string_view> lines = split(notice, '\n');
  std::vector<Candidate> all = candidates(lines, rules);
  std::vector<TextFailure> out;
  const auto take = [&](const auto& wanted) {
    for (const Candidate& c : all)
      if (out.size() < failure_limit && wanted(c)) out.push_back({c.address, {}});
  };
  if (!known.theirs.empty()) {
    for (const std::string& address : known.theirs) out.push_back({address, {}});
  } else {
    const auto ours = [&](const Candidate& c) { return holds(known.ours, c.address); };
    for (const int least : {4, 3})
      if (out.empty()) take([&](const Candidate& c) { return c.place >= least && !ours(c); });
    if (out.empty()) take([&](const Candidate& c) { return holds(known.sent_to, c.address) && !ours(c); });
    // A letter to oneself.
    for (const int least : {4, 3})
      if (out.empty()) take([&](const Candidate& c) { return c.place >= least; });
    for (const int least : {2, 1})
      if (out.empty()) take([&](const Candidate& c) { return out.empty() && c.place >= least && !ours(c); });
  }
  std::size_t current = out.size();
  for (const std::string_view line : lines) {
    if (out.size() > 1 && trim(line).starts_with("-----")) current = out.size();
    if (line.find('@') != line.npos && line.size() < 4000)
      for (const FoundAddress& found : find_addresses(line))
        for (std::size_t i = 0; i < out.size(); ++i)
          if (same_address(out[i].address, found.address)) current = i;
    if (current < out.size() && out[current].text.size() < 8192) (out[current].text += line) += '\n';
  }
  return out;
}

}  // namespace dunmail
