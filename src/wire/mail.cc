#include "wire/mail.h"

#include <fmt/format.h>
#include <gmime/gmime.h>

#include <algorithm>
#include <array>
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

constexpr const char* utf8 = "utf-8";  // left to itself GMime picks the smallest charset that fits, Latin-1 among them

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
    if (a.file_name.empty() || a.media_type.find('/') == a.media_type.npos)
      return Problem{"attachment", "it needs a file name and a media type such as application/pdf", {}};
  }
  if (const auto at = first_bad_utf8(mail.text)) return Problem{"body", "the text is not valid UTF-8", {}};
  return std::nullopt;
}

/// A header whose value is encoded and folded already.
void set_raw(GMimeMessage* message, const std::string& name, const std::string& value) {
  GMimeHeaderList* headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
  g_mime_object_set_header(GMIME_OBJECT(message), name.c_str(), "", utf8);
  g_mime_header_set_raw_value(g_mime_header_list_get_header(headers, name.c_str()), (" " + value + "\n").c_str());
}

void set_text(GMimeMessage* message, const std::string& name, const std::string& value) {
  set_raw(message, name, encode_text(value, name.size() + 2));
}

/// An address that needs SMTPUTF8 cannot be encoded (RFC 6532 section 3.2) and is written as it is.
void set_mailbox(GMimeMessage* message, const std::string& name, const MailAddress& mailbox) {
  const std::string address = "<" + *wire_address(mailbox.address) + ">";
  if (mailbox.name.empty()) return set_raw(message, name, address);
  const std::string phrase = encode_phrase(mailbox.name, name.size() + 2);
  const std::size_t break_at = phrase.rfind('\n');
  const std::size_t column = break_at == phrase.npos ? name.size() + 2 + phrase.size() : phrase.size() - break_at - 1;
  set_raw(message, name, phrase + (column + 1 + address.size() <= 76 ? " " : "\n ") + address);
}

std::string with_line_ends(std::string_view text, std::string_view line_end) {
  std::string out;
  out.reserve(text.size() + text.size() / 32 + 2);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r') && end < text.size()) line.remove_suffix(1);
    for (std::size_t lone; (lone = line.find('\r')) != line.npos; line.remove_prefix(lone + 1)) (out += line.substr(0, lone)) += line_end;
    out += line;
    if (end < text.size()) out += line_end;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (!out.ends_with(line_end)) out += line_end;
  return out;
}

void set_content(GMimePart* part, const std::string& bytes, GMimeContentEncoding encoding) {
  Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  Owned<GMimeDataWrapper> content(g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
  g_mime_part_set_content(part, content.get());
  g_mime_part_set_content_encoding(part, encoding);
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

char* put_base64(char* to, const unsigned char* from, std::size_t triples) {
  const auto* pairs = base64_pairs();
  for (; triples > 0; --triples, from += 3, to += 4) {
    const unsigned bits = static_cast<unsigned>(from[0]) << 16 | static_cast<unsigned>(from[1]) << 8 | from[2];
    std::memcpy(to, pairs[bits >> 12].data(), 2), std::memcpy(to + 2, pairs[bits & 4095].data(), 2);
  }
  return to;
}

/// RFC 2045 section 6.8: lines of 76 characters; no line break after the last, which is the boundary's. By hand, since it
/// was a tenth of what a letter costs: OpenSSL and GMime take several times as long.
void append_base64(std::string& out, std::string_view bytes) {
  constexpr std::size_t line = 57, triples_a_line = line / 3;
  const std::size_t begin = out.size(), lines = (bytes.size() + line - 1) / line;
  out.resize(begin + (bytes.size() + 2) / 3 * 4 + (lines > 0 ? lines - 1 : 0) * 2);
  char* to = out.data() + begin;
  const auto* from = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t left = bytes.size();
  for (; left > line; left -= line, from += line) {
    to = put_base64(to, from, triples_a_line);
    *to++ = '\r', *to++ = '\n';
  }
  to = put_base64(to, from, left / 3);
  if (const std::size_t rest = left % 3; rest > 0) {
    const unsigned char last[3] = {from[left - rest], rest == 2 ? from[left - 1] : static_cast<unsigned char>(0), 0};
    to = put_base64(to, last, 1);
    std::fill(to - (3 - rest), to, '=');
  }
}

Owned<GMimeObject> text_part(const std::string& text) {
  Owned<GMimeObject> part(GMIME_OBJECT(g_mime_part_new_with_type("text", "plain")));
  g_mime_object_set_content_type_parameter(part.get(), "charset", utf8);
  const auto foreign = std::count_if(text.begin(), text.end(), [](unsigned char c) { return c >= 0x80; });
  // RFC 2045 section 6.8: text is in its canonical form, with CRLF, before base64 is put on. Quoted-printable keeps the
  // line breaks outside the encoding.
  if (foreign * 6 > static_cast<long>(text.size()))
    set_content(GMIME_PART(part.get()), with_line_ends(text, "\r\n"), GMIME_CONTENT_ENCODING_BASE64);
  else
    set_content(GMIME_PART(part.get()), with_line_ends(text, "\n"), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  return part;
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

Owned<GMimeObject> attachment_part(const Attachment& attachment, const std::string& mark) {
  const std::size_t slash = attachment.media_type.find('/');
  Owned<GMimeObject> part(GMIME_OBJECT(g_mime_part_new_with_type(attachment.media_type.substr(0, slash).c_str(),
                                                                 attachment.media_type.substr(slash + 1).c_str())));
  g_mime_object_set_disposition(part.get(), "attachment");
  g_mime_object_set_content_disposition_parameter(part.get(), "filename", attachment.file_name.c_str());
  g_mime_object_set_content_type_parameter(part.get(), "name", ascii_file_name(attachment.file_name).c_str());
  // In its place stands a mark: GMime would take the bytes through five buffers, one character at a time.
  Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(mark.data(), mark.size()));
  Owned<GMimeDataWrapper> content(g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_BASE64));
  g_mime_part_set_content(GMIME_PART(part.get()), content.get());
  g_mime_part_set_content_encoding(GMIME_PART(part.get()), GMIME_CONTENT_ENCODING_BASE64);
  return part;
}

void set_headers(GMimeMessage* message, const Mail& mail) {
  set_mailbox(message, "From", mail.from);
  if (!mail.reply_to.address.empty()) set_mailbox(message, "Reply-To", mail.reply_to);
  set_mailbox(message, "To", mail.to);
  set_text(message, "Subject", mail.subject);
  GDateTime* date = g_date_time_new_from_unix_utc(mail.date.time_since_epoch().count());
  g_mime_message_set_date(message, date);
  g_date_time_unref(date);
  set_raw(message, "Message-ID", "<" + mail.message_id + ">");
  if (!mail.in_reply_to.empty()) set_raw(message, "In-Reply-To", "<" + mail.in_reply_to + ">");
  std::string references;
  for (const std::string& id : mail.references) references += (references.empty() ? "<" : "\n <") + id + ">";
  if (!references.empty()) set_raw(message, "References", references);
  if (!mail.auto_submitted.empty()) set_raw(message, "Auto-Submitted", mail.auto_submitted);
  for (const auto& [name, value] : mail.headers) set_text(message, name, value);
}

/// "=_" can begin no line of base64 or quoted-printable, so neither boundary nor mark can occur in a text.
std::string boundary_of(const Mail& mail) { return "=_" + sha256_hex(mail.message_id).substr(0, 32); }
std::string mark_of(const Mail& mail, std::size_t attachment) { return fmt::format("{}+{}", boundary_of(mail), attachment); }

Owned<GMimeObject> body(const Mail& mail) {
  if (mail.attachments.empty()) return text_part(mail.text);
  Owned<GMimeObject> mixed(GMIME_OBJECT(g_mime_multipart_new_with_subtype("mixed")));
  g_mime_multipart_set_boundary(GMIME_MULTIPART(mixed.get()), boundary_of(mail).c_str());
  g_mime_multipart_add(GMIME_MULTIPART(mixed.get()), text_part(mail.text).get());
  for (std::size_t i = 0; i < mail.attachments.size(); ++i)
    g_mime_multipart_add(GMIME_MULTIPART(mixed.get()), attachment_part(mail.attachments[i], mark_of(mail, i)).get());
  return mixed;
}

/// Puts the attachments where their marks are.
std::string with_attachments(std::string_view frame, const Mail& mail) {
  std::string out;
  std::size_t size = frame.size();
  for (const Attachment& a : mail.attachments) size += a.bytes.size() * 78 / 57 + 80;
  out.reserve(size);
  for (std::size_t i = 0; i < mail.attachments.size(); ++i) {
    const std::string mark = "\r\n\r\n" + mark_of(mail, i);
    const std::size_t at = frame.find(mark);
    out += frame.substr(0, at + 4);
    append_base64(out, mail.attachments[i].bytes);
    frame.remove_prefix(at + mark.size());
  }
  return out += frame;
}

std::string written(const Mail& mail) {
  Owned<GMimeMessage> message(g_mime_message_new(TRUE));
  set_headers(message.get(), mail);
  g_mime_message_set_mime_part(message.get(), body(mail).get());
  char* text = g_mime_object_to_string(GMIME_OBJECT(message.get()), nullptr);
  const std::string frame = with_line_ends(text, "\r\n");
  g_free(text);
  return with_attachments(frame, mail);
}

/// GMime registers each of its types when it is first used, without a lock: two threads that write their first mail at the
/// same time would both register it. So one mail of every kind is written before anybody may go on.
bool made_ready() {
  g_mime_init();
  Mail mail;
  mail.from = mail.to = mail.reply_to = {"晨光", "a@example.org"};
  mail.message_id = "a@example.org", mail.in_reply_to = "b@example.org", mail.references = {"b@example.org"};
  mail.subject = "晨光", mail.auto_submitted = "auto-generated", mail.headers = {{"X-A", "a"}};
  for (const char* text : {"a\n", "晨光\n"})
    for (const bool attached : {false, true}) {
      mail.text = text;
      mail.attachments.clear();
      if (attached) mail.attachments = {{"晨光.pdf", "application/pdf", "a"}};
      (void)written(mail);
    }
  return true;
}

}  // namespace

Result<std::string> compose(const Mail& mail) {
  static const bool ready = made_ready();
  (void)ready;
  if (auto bad = check(mail)) return *bad;
  return written(mail);
}

}  // namespace dunmail
