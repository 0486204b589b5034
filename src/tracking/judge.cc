#include "tracking/judge.h"

#include <algorithm>

#include "base/text.h"
#include "tracking/smtp_codes.h"

namespace dunmail {
namespace {

constexpr std::size_t evidence_limit = 8192;

std::string_view front(std::string_view text) { return text.substr(0, evidence_limit); }

/// A reply of several lines repeats its codes in each; without them its sentence is whole again.
std::string joined(std::string_view text, const std::string& code, const std::string& status) {
  std::string out(text);
  if (code.empty()) return out;
  for (const std::string& mark : {code + "-" + status, code + " " + status}) {
    if (status.empty()) continue;
    for (std::size_t at = out.find(mark); at != out.npos; at = out.find(mark, at + 1))
      out.replace(at, mark.size(), " ");
  }
  for (std::size_t at = out.find("\n" + code + "-"); at != out.npos; at = out.find("\n" + code + "-", at + 1))
    out.erase(at, code.size() + 2);
  return out;
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 2000)) {
    if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else {
      out += c;
    }
    if (out.size() >= 500) break;
  }
  if (const auto bad = first_bad_utf8(out)) out.resize(*bad);
  return std::string(trim(out));
}

ReportedRecipient judge_recipient(const Said& said, const Rules& rules) {
  const std::string_view told = front(said.diagnostic), around = front(said.around);
  SmtpCodes codes = find_codes(told);
  if (codes.status.empty() && !codes.reply && is_vague(said.status)) codes = find_codes(around);
  if (!said.status.empty() && said.status[0] != '2' && is_vague(codes.status)) codes.status = said.status;
  if (!codes.reply) {
    const SmtpCodes wider = find_codes(around);
    if (codes.status.empty() || codes.status[0] - '0' == wider.reply / 100) codes.reply = wider.reply;
  }
  std::string stage = said.stage;
  if (stage.empty()) stage = rules.stage_of(plain_words(told));
  if (stage.empty()) stage = rules.stage_of(plain_words(around));
  // What the refusing server said comes first, then what the relay says about it, then the whole notice.
  Finding verdict;
  const std::string code = codes.reply ? std::to_string(codes.reply) : std::string();
  for (const std::string_view text : {told.substr(std::min(codes.at, told.size())), told, around}) {
    if (verdict.strength >= 3) break;
    if (text.empty() && !around.empty() && text.data() != around.data()) continue;  // a code alone says less than words
    const Finding next = rules.judge({codes.status, codes.reply, stage, joined(text, code, codes.status)});
    if (next.strength > verdict.strength) verdict = next;
  }
  const std::string text = said.diagnostic.empty() ? said.around : said.diagnostic;
  ReportedRecipient out;
  out.address = said.address;
  out.status = codes.status;
  out.reply_code = codes.reply ? std::to_string(codes.reply) : std::string();
  out.cls = verdict.cls;
  out.reason = verdict.reason;
  out.hard = verdict.hard;
  out.text = one_line(text);
  // A reason without a class of its own still tells a temporary refusal from a final one by the code's first digit.
  if (out.cls == "unknown" &&
      ((!out.status.empty() && out.status[0] == '4') || (codes.reply >= 400 && codes.reply < 500)))
    out.cls = "temporary";
  return out;
}

ReportedRecipient delivered_recipient(const std::string& address, const std::string& status,
                                      const std::string& diagnostic) {
  ReportedRecipient out;
  out.address = address;
  out.reason = "delivered";
  out.text = one_line(diagnostic);
  out.status = status.empty() ? status_in(diagnostic) : status;
  if (diagnostic.starts_with("250")) out.reply_code = "250";
  return out;
}

}  // namespace dunmail
