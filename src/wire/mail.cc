#include "wire/mail.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <gmime/gmime.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <memory>

#include "base/digest.h"
#include "base/text.h"
#include "wire/encoded_word.h"

namespace dunmail {
namespace {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;
struct FreeString {
  void operator()(GString* text) const { g_string_free(text, TRUE); }
};

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
}

// A line break inside a value would start a header, or the body, of somebody else's choosing.
std::optional<Problem> check_value(const std::string& where, std::string_view value) {
  if (value.find_first_of(std::string_view("\r\n\0", 3)) != value.npos)
    return Problem{where, "a header value holds a line break or a NUL", "take it out"};
  if (first_bad_utf8(value)) return Problem{where, "a header value is not valid UTF-8", {}};
  return std::nullopt;
}

/// RFC 5322 msg-id without the brackets: dot-atom-text on both sides of one @.
std::optional<Problem> check_message_id(const std::string& where, std::string_view id) {
  const auto ok = [](unsigned char c) {
    return c > ' ' && c < 0x7f && std::string_view("<>()[],;:\\\"").find(char(c)) == std::string_view::npos;
  };
  const std::size_t at = id.find('@');
  if (at == id.npos || at == 0 || at + 1 == id.size() || id.find('@', at + 1) != id.npos ||
      !std::all_of(id.begin(), id.end(), ok) || id.size() > 250)
    return Problem{where, fmt::format("\"{}\" is not a message-id", id), "it reads left@right, without brackets"};
  return std::nullopt;
}

std::optional<Problem> check_extra(const std::string& name, const std::string& value) {
  static const std::vector<std::string> ours = {
      "from",       "to",           "cc",          "bcc",        "sender",         "reply-to",    "subject", "date",
      "message-id", "mime-version", "in-reply-to", "references", "auto-submitted", "return-path", "received"};
  const std::string lower = lower_ascii(name);
  const bool token = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return c > ' ' && c < 0x7f && c != ':';  // RFC 5322 section 3.6.8
  });
  if (!token) return Problem{"header", fmt::format("\"{}\" is not a header's name", name), {}};
  if (lower.starts_with("content-") || std::find(ours.begin(), ours.end(), lower) != ours.end())
    return Problem{"header " + name, "the message has this header already", {}};
  return check_value("header " + name, value);
}

std::optional<Problem> check_mailbox(const std::string& where, const MailAddress& mailbox) {
  if (auto bad = check_value(where, mailbox.name)) return bad;
  return check_address(mailbox.address, true);
}

std::optional<Problem> check(const Mail& mail) {
  if (auto bad = check_mailbox("From", mail.from)) return bad;
  if (auto bad = check_mailbox("To", mail.to)) return bad;
  if (!mail.reply_to.address.empty())
    if (auto bad = check_mailbox("Reply-To", mail.reply_to)) return bad;
  if (auto bad = check_value("Subject", mail.subject)) return bad;
  if (auto bad = check_value("Auto-Submitted", mail.auto_submitted)) return bad;
  if (!is_ascii(mail.auto_submitted)) return Problem{"Auto-Submitted", "it is not ASCII", {}};
  if (auto bad = check_message_id("Message-ID", mail.message_id)) return bad;
  if (!mail.in_reply_to.empty())
    if (auto bad = check_message_id("In-Reply-To", mail.in_reply_to)) return bad;
  for (const std::string& id : mail.references)
    if (auto bad = check_message_id("References", id)) return bad;
  for (const auto& [name, value] : mail.headers)
    if (auto bad = check_extra(name, value)) return bad;
  for (const Attachment& a : mail.attachments) {
    if (auto bad = check_value("attachment", a.file_name)) return bad;
    if (auto bad = check_value("attachment " + a.file_name, a.media_type)) return bad;
    const std::size_t slash = a.media_type.find('/');
    const auto in_type = [](unsigned char c) {
      return c > ' ' && c < 0x80 && (std::isalnum(c) || std::strchr("/!#$&^_.+-", c));
    };  // RFC 6838 section 4.2
    if (a.file_name.empty() || slash == a.media_type.npos || slash != a.media_type.rfind('/') || slash == 0 ||
        slash + 1 == a.media_type.size() || !std::all_of(a.media_type.begin(), a.media_type.end(), in_type))
      return Problem{"attachment", "it needs a file name and a media type such as application/pdf", {}};
  }
  if (const auto at = first_bad_utf8(mail.text)) return Problem{"body", "the text is not valid UTF-8", {}};
  return std::nullopt;
}

/// A header, folded by LF.
void put_line(std::string& out, std::string_view header) {
  for (std::size_t end; (end = header.find('\n')) != header.npos; header.remove_prefix(end + 1))
    (out += header.substr(0, end)) += "\r\n";
  (out += header) += "\r\n";
}

void put_header(std::string& out, std::string_view name, std::string_view value) {
  (out += name) += ": ";
  put_line(out, value);
}

void put_text(std::string& out, const std::string& name, const std::string& value) {
  put_header(out, name, encode_text(value, name.size() + 2));
}

/// An address that needs SMTPUTF8 cannot be encoded (RFC 6532 section 3.2) and is written as it is.
void put_mailbox(std::string& out, const std::string& name, const MailAddress& mailbox) {
  const std::string address = "<" + *wire_address(mailbox.address) + ">";
  if (mailbox.name.empty()) return put_header(out, name, address);
  const std::string phrase = encode_phrase(mailbox.name, name.size() + 2);
  const std::size_t break_at = phrase.rfind('\n');
  const std::size_t column = break_at == phrase.npos ? name.size() + 2 + phrase.size() : phrase.size() - break_at - 1;
  put_header(out, name, phrase + (column + 1 + address.size() <= 76 ? " " : "\n ") + address);
}

void put_headers(std::string& out, const Mail& mail) {
  put_header(out, "Date",
             fmt::format("{:%a, %d %b %Y %H:%M:%S} +0000", fmt::gmtime(mail.date.time_since_epoch().count())));
  put_mailbox(out, "From", mail.from);
  if (!mail.reply_to.address.empty()) put_mailbox(out, "Reply-To", mail.reply_to);
  put_text(out, "Subject", mail.subject);
  put_mailbox(out, "To", mail.to);
  put_header(out, "Message-ID", "<" + mail.message_id + ">");
  if (!mail.in_reply_to.empty()) put_header(out, "In-Reply-To", "<" + mail.in_reply_to + ">");
  std::string references;
  for (const std::string& id : mail.references) references += (references.empty() ? "<" : "\n <") + id + ">";
  if (!references.empty()) put_header(out, "References", references);
  if (!mail.auto_submitted.empty()) put_header(out, "Auto-Submitted", mail.auto_submitted);
  for (const auto& [name, value] : mail.headers) put_text(out, name, value);
  put_header(out, "MIME-Version", "1.0");
}

std::string with_line_ends(std::string_view text, std::string_view line_end) {
  std::string out;
  out.reserve(text.size() + text.size() / 32 + 2);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r') && end < text.size()) line.remove_suffix(1);
    for (std::size_t lone; (lone = line.find('\r')) != line.npos; line.remove_prefix(lone + 1))
      (out += line.substr(0, lone)) += line_end;
    out += line;
    if (end < text.size()) out += line_end;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (!out.ends_with(line_end)) out += line_end;
  return out;
}

/// The two characters of every twelve bits, RFC 4648 section 4.
const std::array<char, 2>* base64_pairs() {
  static const auto pairs = [] {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::array<std::array<char, 2>, 4096> out;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = {alphabet[i >> 6], alphabet[i & 63]};
    return out;
  }();
  return pairs.data();
}

std::uint64_t six_bytes(const unsigned char* from) {
  std::uint64_t out = 0;
  for (int i = 0; i < 6; ++i) out = out << 8 | from[i];
  return out;
}

char* put_base64(char* to, const unsigned char* from, std::size_t triples) {
  const auto* pairs = base64_pairs();
  for (; triples >= 2; triples -= 2, from += 6)
    for (const std::uint64_t bits = six_bytes(from); const int shift : {36, 24, 12, 0})
      to = std::copy_n(pairs[bits >> shift & 4095].data(), 2, to);
  if (triples > 0) {
    const unsigned bits = static_cast<unsigned>(from[0]) << 16 | static_cast<unsigned>(from[1]) << 8 | from[2];
    for (const int shift : {12, 0}) to = std::copy_n(pairs[bits >> shift & 4095].data(), 2, to);
  }
  return to;
}

/// RFC 2045 section 6.8: lines of 76 characters; no line break after the last, which is the boundary's. By hand, since
/// it was a tenth of what a letter costs: OpenSSL and GMime take several times as long.
void append_base64(std::string& out, std::string_view bytes) {
  constexpr std::size_t line = 57, triples_a_line = line / 3;
  const std::size_t begin = out.size(), lines = (bytes.size() + line - 1) / line;
  out.resize(begin + (bytes.size() + 2) / 3 * 4 + (lines > 0 ? lines - 1 : 0) * 2);
  char* to = out.data() + begin;
  const auto* from = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t left = bytes.size();
  for (; left > line; left -= line, from += line) {
    to = put_base64(to, from, triples_a_line);
    *to++ = '\r';
    *to++ = '\n';
  }
  to = put_base64(to, from, left / 3);
  if (const std::size_t rest = left % 3; rest > 0) {
    const unsigned char last[3] = {from[left - rest], rest == 2 ? from[left - 1] : static_cast<unsigned char>(0), 0};
    to = put_base64(to, last, 1);
    std::fill(to - (3 - rest), to, '=');
  }
}

std::string quoted_printable(const std::string& text) {
  GMimeEncoding coding;
  g_mime_encoding_init_encode(&coding, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  std::string out(g_mime_encoding_outlen(&coding, text.size()), '\0');
  out.resize(g_mime_encoding_flush(&coding, text.data(), text.size(), out.data()));
  return out;
}

void put_text_part(std::string& out, const std::string& text) {
  put_header(out, "Content-Type", "text/plain; charset=utf-8");
  const auto foreign = std::count_if(text.begin(), text.end(), [](unsigned char c) { return c >= 0x80; });
  // RFC 2045 section 6.8: text is in its canonical form, with CRLF, before base64 is put on. Quoted-printable keeps the
  // line breaks outside the encoding.
  if (foreign * 6 > static_cast<long>(text.size())) {
    put_header(out, "Content-Transfer-Encoding", "base64");
    out += "\r\n";
    append_base64(out, with_line_ends(text, "\r\n"));
    out += "\r\n";
  } else {
    put_header(out, "Content-Transfer-Encoding", "quoted-printable");
    out += "\r\n";
    out += with_line_ends(quoted_printable(with_line_ends(text, "\n")), "\r\n");
  }
}

/// "催款函 2026-17.pdf" -> "2026-17.pdf": what an old client can show.
std::string ascii_file_name(const std::string& name) {
  std::string out;
  for (const char c : name) {
    const bool keep =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_';
    if (keep)
      out += c;
    else if (!out.empty() && out.back() != '_')
      out += '_';
  }
  const std::size_t first = out.find_first_not_of("._-");
  if (first == out.npos || (first > 0 && out[first - 1] == '.' && out.find('.', first) == out.npos)) {
    const std::size_t dot = out.rfind('.');
    return "attachment" + (dot == out.npos ? std::string() : out.substr(dot));
  }
  return out.substr(first);
}

/// A header with a parameter, "Header: value; name=text": folded where it is long, by RFC 2231 where it is beyond
/// ASCII.
std::string with_parameter(const std::string& line, const char* name, const std::string& text) {
  const Owned<GMimeParamList> list(g_mime_param_list_new());
  g_mime_param_list_set_parameter(list.get(), name, text.c_str());
  const std::unique_ptr<GString, FreeString> out(g_string_new(line.c_str()));
  g_mime_param_list_encode(list.get(), nullptr, TRUE, out.get());
  return std::string(trim(std::string_view(out->str, out->len)));
}

void put_attachment(std::string& out, const Attachment& attachment) {
  put_line(out,
           with_parameter("Content-Type: " + attachment.media_type, "name", ascii_file_name(attachment.file_name)));
  put_line(out, with_parameter("Content-Disposition: attachment", "filename", attachment.file_name));
  put_header(out, "Content-Transfer-Encoding", "base64");
  out += "\r\n";
  append_base64(out, attachment.bytes);
  out += "\r\n";
}

/// "=_" can begin no line of base64 or quoted-printable, so that no boundary can occur in a text.
std::string boundary_of(const Mail& mail) { return "=_" + sha256_hex(mail.message_id).substr(0, 32); }

std::string written(const Mail& mail) {
  std::string out;
  std::size_t size = mail.text.size() * 2 + mail.subject.size() * 2 + 4096;
  for (const Attachment& a : mail.attachments) size += a.bytes.size() * 78 / 57 + a.file_name.size() * 6 + 500;
  out.reserve(size);
  put_headers(out, mail);
  if (mail.attachments.empty()) {
    put_text_part(out, mail.text);
    return out;
  }
  const std::string boundary = boundary_of(mail);
  put_header(out, "Content-Type", "multipart/mixed; boundary=\"" + boundary + "\"");
  out += "\r\n--" + boundary + "\r\n";
  put_text_part(out, mail.text);
  out += "\r\n--" + boundary;
  for (const Attachment& a : mail.attachments) {
    out += "\r\n";
    put_attachment(out, a);
    out += "--" + boundary;
  }
  return out += "--\r\n";
}

}  // namespace

Result<std::string> compose(const Mail& mail) {
  // GMime registers its types at their first use, without a lock, and two threads may come here at once.
  static const bool ready = [] {
    g_mime_init();
    return !with_parameter("text/plain", "name", "晨光").empty();
  }();
  (void)ready;
  if (auto bad = check(mail)) return *bad;
  return written(mail);
}

}  // namespace dunmail
