#include "tracking/message.h"

#include <gmime/gmime.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "base/text.h"
#include "tracking/foreign_text.h"

namespace dunmail {
namespace {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

constexpr std::size_t header_limit = 500, value_limit = 8192, address_header_limit = 4096;

void start_gmime() {
  static std::once_flag once;
  std::call_once(once, [] { g_mime_init(); });
}

std::string to_lf(std::string text) {
  std::size_t to = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r') {
      if (i + 1 < text.size() && text[i + 1] == '\n') continue;
      text[to++] = '\n';
    } else {
      text[to++] = text[i] == '\0' ? ' ' : text[i];
    }
  }
  text.resize(to);
  return text;
}

std::string_view chop(std::string_view text, std::size_t limit, bool& cut) {
  if (text.size() <= limit) return text;
  cut = true;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0) == 0x80) --limit;
  return text.substr(0, limit);
}

bool opens(std::string_view line, std::string_view word) {
  return std::search(line.begin(), line.end(), word.begin(), word.end(),
                     [](char a, char b) { return (a | 0x20) == b || a == b; }) != line.end();
}

/// From, To and their like: GMime reads groups ("a:b:c:") in them one level down the stack each.
bool is_address_header(std::string_view line) {
  for (const std::string_view name : {"from", "to", "cc", "bcc", "sender", "reply-to"}) {
    if (!starts_with_nocase(line, name)) continue;
    const std::size_t colon = line.find_first_not_of(" \t", name.size());
    if (colon != line.npos && line[colon] == ':') return true;
  }
  return false;
}

/// GMime's parser goes one level down the stack for each container and makes an object for each part. So the bytes are
/// cut before the place where there are too many, and long address headers lose their ends: a bomb costs what it is
/// allowed to. `storage` holds the bytes when they had to be changed.
std::string_view defused(std::string_view bytes, const ReadLimits& limits, std::string& storage, bool& cut) {
  if (bytes.size() > limits.bytes) {
    bytes = bytes.substr(0, limits.bytes);
    cut = true;
  }
  std::size_t boundaries = 0, containers = 0, header = bytes.npos, kept = 0;
  std::size_t at = 0;
  const auto end_header = [&] {
    if (header == bytes.npos || at - header <= address_header_limit) return;
    storage.append(bytes.substr(kept, header + address_header_limit - kept)) += '\n';
    kept = at;
    cut = true;
  };
  while (at < bytes.size()) {
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    const std::string_view line = bytes.substr(at, end - at);
    if (!(header != bytes.npos && !line.empty() && (line[0] == ' ' || line[0] == '\t'))) {
      end_header();
      header = is_address_header(line) ? at : bytes.npos;
    }
    const bool too_many_parts = line.starts_with("--") && ++boundaries > limits.parts * 4;
    const bool container = line.size() >= 8 && line.size() < 2000 && line.find('/') != line.npos &&
                           (opens(line, "multipart") || opens(line, "message/") || opens(line, "rfc822"));
    if (too_many_parts || (container && ++containers > limits.containers)) {
      cut = true;
      bytes = bytes.substr(0, at);
      break;
    }
    at = std::min(end + 1, bytes.size());
  }
  end_header();
  if (storage.empty()) return bytes;
  storage.append(bytes.substr(std::min(kept, bytes.size())));
  return storage;
}

/// Raw 8-bit header text is no RFC 2047, but common: guess as for a body without charset.
std::string header_value(const char* raw) {
  bool cut = false;
  std::string_view view = raw ? chop(raw, value_limit, cut) : std::string_view();
  std::string unfolded;
  for (std::size_t i = 0; i < view.size(); ++i) {
    if (view[i] == '\r') continue;
    unfolded += view[i] == '\n' || view[i] == '\t' ? ' ' : view[i];
  }
  if (unfolded.find("=?") != unfolded.npos) {
    const std::unique_ptr<char, void (*)(void*)> decoded(g_mime_utils_header_decode_text(nullptr, unfolded.c_str()),
                                                         g_free);
    if (decoded) unfolded = decoded.get();
  }
  return std::string(trim(foreign_text(unfolded, "")));
}

void copy_headers(GMimeHeaderList* list, HeaderFields& out) {
  const int count = std::min<int>(g_mime_header_list_get_count(list), header_limit);
  for (int i = 0; i < count; ++i) {
    GMimeHeader* header = g_mime_header_list_get_header_at(list, i);
    const char* name = g_mime_header_get_name(header);
    if (!name) continue;
    out.add(lower_ascii(name), header_value(g_mime_header_get_raw_value(header)));
  }
}

std::string type_of(GMimeObject* object) {
  GMimeContentType* type = g_mime_object_get_content_type(object);
  if (!type) return "text/plain";
  const char* main = g_mime_content_type_get_media_type(type);
  const char* sub = g_mime_content_type_get_media_subtype(type);
  return lower_ascii(std::string(main ? main : "text") + "/" + (sub ? sub : "plain"));
}

std::string parameter(GMimeObject* object, const char* name) {
  GMimeContentType* type = g_mime_object_get_content_type(object);
  const char* value = type ? g_mime_content_type_get_parameter(type, name) : nullptr;
  return value ? value : "";
}

std::string decoded_bytes(GMimePart* part) {
  GMimeDataWrapper* content = g_mime_part_get_content(part);
  if (!content) return {};
  const Owned<GMimeStream> memory(g_mime_stream_mem_new());
  g_mime_data_wrapper_write_to_stream(content, memory.get());
  const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory.get()));
  return bytes && bytes->data ? std::string(reinterpret_cast<const char*>(bytes->data), bytes->len) : std::string();
}

bool is_readable(const std::string& type) {
  // A report inside application/octet-stream or the like is not looked for; mail systems name it, if badly.
  return type.starts_with("text/") || type.starts_with("message/");
}

void parse_header_text(std::string_view text, HeaderFields& out) {
  std::string name, value;
  const auto flush = [&] {
    if (!name.empty()) out.add(lower_ascii(name), header_value(value.c_str()));
    name.clear();
    value.clear();
  };
  std::size_t count = 0;
  for (const std::string_view line : split(text, '\n')) {
    if (line.empty() || ++count > header_limit * 4) {
      if (!out.empty() || !name.empty()) break;
      continue;
    }
    if (line[0] == ' ' || line[0] == '\t') {
      if (value.size() < value_limit) (value += ' ').append(trim(line));
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == line.npos || line.substr(0, colon).find(' ') != line.npos) continue;
    flush();
    name = line.substr(0, colon);
    value = trim(line.substr(colon + 1));
  }
  flush();
}

struct Walk {
  ForeignMail& mail;
  const ReadLimits& limits;

  void leaf(GMimePart* part, bool returned) {
    if (mail.parts.size() >= limits.parts) {
      mail.cut = true;
      return;
    }
    ForeignPart out{type_of(GMIME_OBJECT(part)), {}, returned};
    if (!returned && is_readable(out.type)) {
      const std::string bytes = decoded_bytes(part);
      out.text = to_lf(foreign_text(chop(bytes, limits.part_text, mail.cut), parameter(GMIME_OBJECT(part), "charset")));
      if (out.type == "text/html") out.text = text_of_html(out.text);
      if (out.type == "text/rfc822-headers" || out.type == "message/global-headers" || out.type == "message/rfc822" ||
          out.type == "message/global") {
        if (mail.returned.empty()) parse_header_text(out.text, mail.returned);
        out.returned = true;
      }
    }
    mail.parts.push_back(std::move(out));
  }

  void object(GMimeObject* object, bool returned, std::size_t depth) {
    if (!object || depth > limits.containers) return;
    if (GMIME_IS_MULTIPART(object)) {
      GMimeMultipart* parts = GMIME_MULTIPART(object);
      const int count = g_mime_multipart_get_count(parts);
      for (int i = 0; i < count && mail.parts.size() < limits.parts; ++i)
        this->object(g_mime_multipart_get_part(parts, i), returned, depth + 1);
      if (count == 0 && mail.parts.empty()) {  // the boundary that was announced never came: all of it is prologue
        const char* prologue = g_mime_multipart_get_prologue(parts);
        bool cut = false;
        if (prologue)
          mail.parts.push_back(
              {"text/plain", to_lf(foreign_text(chop(prologue, limits.part_text, cut), "")), returned});
      }
    } else if (GMIME_IS_MESSAGE_PART(object)) {
      GMimeMessage* inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
      if (!inner) return;
      if (mail.returned.empty()) copy_headers(g_mime_object_get_header_list(GMIME_OBJECT(inner)), mail.returned);
      this->object(g_mime_message_get_mime_part(inner), true, depth + 1);
    } else if (GMIME_IS_PART(object)) {
      leaf(GMIME_PART(object), returned);
    }
  }
};

}  // namespace

void HeaderFields::add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }

const std::string& HeaderFields::first(std::string_view name) const {
  static const std::string none;
  for (const auto& [n, value] : fields_)
    if (n == name) return value;
  return none;
}

std::vector<std::string_view> HeaderFields::all(std::string_view name) const {
  std::vector<std::string_view> out;
  for (const auto& [n, value] : fields_)
    if (n == name) out.push_back(value);
  return out;
}

bool HeaderFields::has(std::string_view name) const {
  return std::any_of(fields_.begin(), fields_.end(), [&](const auto& f) { return f.first == name; });
}

std::string ForeignMail::text() const {
  // An alternative in HTML says what the plain one says.
  const bool plain = std::any_of(parts.begin(), parts.end(), [](const ForeignPart& p) {
    return !p.returned && p.type == "text/plain" && !trim(p.text).empty();
  });
  std::string out;
  for (const ForeignPart& part : parts)
    if (!part.returned && part.type.starts_with("text/") && (part.type != "text/html" || !plain))
      (out += part.text) += '\n';
  return out;
}

HeaderFields read_headers(std::string_view text) {
  HeaderFields out;
  parse_header_text(text, out);
  return out;
}

ForeignMail read_mail(std::string_view bytes, const ReadLimits& limits) {
  start_gmime();
  ForeignMail mail;
  // A line "From ..." of a mailbox in front is no header.
  while (bytes.starts_with("\n") || bytes.starts_with("\r")) bytes.remove_prefix(1);
  if (bytes.starts_with("From ")) bytes.remove_prefix(std::min(bytes.find('\n') + 1, bytes.size()));
  std::string storage;
  bytes = defused(bytes, limits, storage, mail.cut);
  const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(bytes.data(), bytes.size()));
  const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  g_mime_parser_set_format(parser.get(), GMIME_FORMAT_MESSAGE);
  const Owned<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
  if (!message) {  // no header at all: the bytes are the text
    mail.type = "text/plain";
    mail.parts.push_back({"text/plain", to_lf(foreign_text(chop(bytes, limits.part_text, mail.cut), "")), false});
    return mail;
  }
  copy_headers(g_mime_object_get_header_list(GMIME_OBJECT(message.get())), mail.headers);
  GMimeObject* top = g_mime_message_get_mime_part(message.get());
  if (!top) return mail;
  if (mail.headers.empty()) copy_headers(g_mime_object_get_header_list(top), mail.headers);
  mail.type = type_of(top);
  mail.report_type = lower_ascii(parameter(top, "report-type"));
  Walk{mail, limits}.object(top, false, 0);
  return mail;
}

}  // namespace dunmail
