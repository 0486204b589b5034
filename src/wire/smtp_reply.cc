#include "wire/smtp_reply.h"

#include <charconv>
#include <regex>

#include "base/text.h"

namespace dunmail {
namespace {

constexpr std::size_t max_text = 500;

bool digit(char c) { return c >= '0' && c <= '9'; }

/// "5.1.1" at the front, or "" (RFC 2034: class "." subject "." detail, subject and detail of one to three digits).
std::string_view leading_status(std::string_view text) {
  if (text.size() < 5 || (text[0] != '2' && text[0] != '4' && text[0] != '5') || text[1] != '.') return {};
  std::size_t at = 2;
  for (int part = 0; part < 2; ++part) {
    const std::size_t start = at;
    while (at < text.size() && digit(text[at]) && at - start < 3) ++at;
    if (at == start) return {};
    if (part == 0 && (at == text.size() || text[at++] != '.')) return {};
  }
  if (at < text.size() && text[at] != ' ' && text[at] != '\t') return {};
  return text.substr(0, at);
}

}  // namespace

std::string SmtpReply::text() const {
  std::string joined;
  for (const std::string& line : lines) {
    std::string_view rest = line;
    const std::string_view own = leading_status(rest);
    if (!own.empty() && own == status) rest.remove_prefix(own.size());
    rest = trim(rest);
    if (!joined.empty() && !rest.empty()) joined += ' ';
    joined += rest;
    if (joined.size() > 4 * max_text) break;
  }
  std::string out = printable(joined);
  if (out.size() > max_text) {
    std::size_t end = max_text;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xc0) == 0x80) --end;  // not through a character
    out.resize(end);
  }
  return out;
}

SmtpReplyParser::State SmtpReplyParser::line(std::string_view text) {
  if (text.size() < 3 || text[0] < '2' || text[0] > '5' || !digit(text[1]) || !digit(text[2])) return State::garbage;
  if (text.size() > 3 && text[3] != ' ' && text[3] != '-') return State::garbage;
  const int code = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
  // Two codes in one reply say two things at once; after the final dot nobody could tell which one holds.
  if (!building_.lines.empty() && code != building_.code) return State::garbage;
  building_.code = code;
  building_.lines.emplace_back(text.size() > 4 ? text.substr(4) : std::string_view());
  if (text.size() > 3 && text[3] == '-') return State::more;
  const std::string_view status = leading_status(building_.lines.back());
  // A status of another class than the code's is the server's mistake; the code decides.
  if (!status.empty() && status[0] - '0' == building_.kind()) building_.status = status;
  reply_ = std::move(building_);
  building_ = {};
  size_ = 0;
  return State::complete;
}

SmtpReplyParser::State SmtpReplyParser::next() {
  for (;;) {
    const std::size_t end = pending_.find('\n');
    if (end == pending_.npos) return pending_.size() > max_line ? State::garbage : State::more;
    std::string_view whole(pending_.data(), end);
    if (whole.size() > max_line || (size_ += end + 1) > max_reply) return State::garbage;
    if (whole.ends_with('\r')) whole.remove_suffix(1);
    const State state = line(whole);
    pending_.erase(0, end + 1);
    if (state != State::more) return state;
  }
}

SmtpExtensions read_extensions(const SmtpReply& ehlo) {
  SmtpExtensions out;
  for (std::size_t i = 1; i < ehlo.lines.size(); ++i) {
    const std::string line = lower_ascii(trim(ehlo.lines[i]));
    const std::size_t blank = line.find_first_of(" =");
    const std::string word = line.substr(0, blank);
    if (word == "pipelining") out.pipelining = true;
    if (word == "8bitmime") out.eight_bit_mime = true;
    if (word == "smtputf8") out.smtputf8 = true;
    if (word == "dsn") out.dsn = true;
    if (word == "enhancedstatuscodes") out.enhanced_codes = true;
    if (word == "size") {
      out.size_known = true;
      if (blank != line.npos) {
        const std::string_view number = trim(std::string_view(line).substr(blank + 1));
        std::uint64_t value = 0;
        const auto [stop, error] = std::from_chars(number.data(), number.data() + number.size(), value);
        if (error == std::errc() && stop == number.data() + number.size()) out.size = value;
      }
    }
  }
  return out;
}

std::string read_queue_id(const SmtpReply& reply) {
  // Each with an example: the relay's wording is the only place where the name is told.
  static const std::vector<std::regex> forms = [] {
    std::vector<std::regex> out;
    for (const char* form : {
             R"(queued as ([A-Za-z0-9._\-]{4,64}))",                     // Postfix: 2.0.0 Ok: queued as 4F2A81C0B2
             R"(\bid=([A-Za-z0-9\-]{6,64}))",                            // Exim: OK id=1pXyZa-0001Ab-2C
             R"(InternalId=([0-9]{4,32}))",                              // Exchange: [InternalId=123456, Hostname=...]
             R"(\b([A-Za-z0-9]{12,20}) Message accepted for delivery)",  // Sendmail: 2.0.0 u7ABCdef012345 Message ...
             R"(\b([0-9a-f]{8,16}) Message accepted for delivery)",      // OpenSMTPD: 2.0.0 1a2b3c4d Message ...
             R"(ok:? +queued (?:as |as id )?([A-Za-z0-9._+/,\-]{6,120}))",  // QQ, 163: Mail OK queued as smtp1,abc...
             R"(\bqp ([0-9]{3,12}))",                                       // qmail: ok 1293810123 qp 4711
             R"(<([^<> ]{6,120})> (?:Queued mail|[Ss]aved))",               // Exchange; Dovecot: <...> Saved
             R"(^ok +[0-9]+ +([A-Za-z0-9._\-]{6,120}) - gsmtp)",            // Google: OK  1600000000 a1si2.3 - gsmtp
         })
      out.emplace_back(form, std::regex::ECMAScript | std::regex::icase);
    return out;
  }();
  const std::string text = reply.text();
  std::smatch found;
  for (const std::regex& form : forms)
    if (std::regex_search(text, found, form)) return found[1];
  return {};
}

std::string xtext(std::string_view text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto b = static_cast<unsigned char>(c);
    if (b > ' ' && b < 0x7f && c != '+' && c != '=')
      out += c;
    else
      out.append({'+', digits[b >> 4], digits[b & 15]});
  }
  return out;
}

}  // namespace dunmail
