#include "wire/imap_response.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace dunmail {
namespace {

constexpr std::size_t max_text = 500;

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return out;
}

std::optional<std::uint32_t> to_number(std::string_view text) {
  std::uint32_t out = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

std::string for_people(std::string_view text) {
  std::string out = printable(text.substr(0, 2 * max_text));
  if (out.size() <= max_text) return out;
  std::size_t end = max_text;
  while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xc0) == 0x80) --end;  // not through a character
  out.resize(end);
  return out;
}

/// The length that a line's last "{n}" announces: a literal follows the line.
std::optional<std::size_t> literal_length(std::string_view line) {
  if (!line.ends_with('}')) return std::nullopt;
  const std::size_t open = line.rfind('{');
  if (open == line.npos) return std::nullopt;
  const auto n = to_number(line.substr(open + 1, line.size() - open - 2));
  return n ? std::optional<std::size_t>(*n) : std::nullopt;
}

std::string_view first_word(std::string_view text) { return text.substr(0, text.find(' ')); }

std::string_view behind(std::string_view text, std::string_view word) {
  text.remove_prefix(word.size());
  if (text.starts_with(' ')) text.remove_prefix(1);
  return text;
}

bool status_word(std::string_view word) {
  return word == "OK" || word == "NO" || word == "BAD" || word == "BYE" || word == "PREAUTH";
}

/// Text for people may end in "{5}" and is no literal for it.
bool is_status_line(std::string_view line) {
  return line.starts_with('+') || status_word(upper(first_word(behind(line, first_word(line)))));
}

class Values {
 public:
  Values(std::string_view line, std::vector<std::string>& literals) : rest_(line), literals_(literals) {}

  /// All values up to the end, or false for what is not IMAP.
  bool read(std::vector<ImapValue>& out) {
    while (!rest_.empty()) {
      if (rest_.front() == ' ') {
        rest_.remove_prefix(1);
        continue;
      }
      ImapValue value;
      if (!one(value, 0)) return false;
      out.push_back(std::move(value));
    }
    return true;
  }

 private:
  bool one(ImapValue& out, int depth) {
    if (depth > ImapParser::max_depth) return false;
    switch (rest_.front()) {
      case '(':
        return list(out, depth);
      case '"':
        return quoted(out);
      case '{':
        return literal(out);
      case ')':
        return false;
      default:
        return atom(out);
    }
  }

  bool list(ImapValue& out, int depth) {
    out.type = ImapValue::Type::list;
    rest_.remove_prefix(1);
    for (;;) {
      while (rest_.starts_with(' ')) rest_.remove_prefix(1);
      if (rest_.empty()) return false;
      if (rest_.front() == ')') {
        rest_.remove_prefix(1);
        return true;
      }
      ImapValue value;
      if (!one(value, depth + 1)) return false;
      out.list.push_back(std::move(value));
    }
  }

  bool quoted(ImapValue& out) {
    out.type = ImapValue::Type::text;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '"') {
        rest_.remove_prefix(i + 1);
        return true;
      }
      if (rest_[i] == '\\' && ++i == rest_.size()) return false;
      out.text += rest_[i];
    }
    return false;
  }

  bool literal(ImapValue& out) {
    const std::size_t end = rest_.find("}\r\n");
    if (end == rest_.npos || next_ == literals_.size()) return false;
    out.type = ImapValue::Type::text;
    out.text = std::move(literals_[next_++]);
    rest_.remove_prefix(end + 3);
    return true;
  }

  /// "BODY[HEADER.FIELDS (DATE)]<0>" is one: within brackets blanks and parentheses belong to it.
  bool atom(ImapValue& out) {
    std::size_t end = 0;
    bool inside = false;
    for (; end < rest_.size(); ++end) {
      const char c = rest_[end];
      if (c == '[') inside = true;
      if (c == ']') inside = false;
      if (c == '\r' || c == '\n') return false;
      if (!inside && (c == ' ' || c == '(' || c == ')' || c == '"' || c == '{')) break;
    }
    if (end == 0) return false;
    out.type = ImapValue::Type::atom;
    out.text = rest_.substr(0, end);
    if (out.is("NIL")) out = {};
    rest_.remove_prefix(end);
    return true;
  }

  std::string_view rest_;
  std::vector<std::string>& literals_;
  std::size_t next_ = 0;
};

void read_status(std::string_view rest, ImapResponse& out) {
  if (const std::size_t end = rest.find(']'); rest.starts_with('[') && end != rest.npos) {
    const std::string_view inside = rest.substr(1, end - 1);
    out.code = upper(first_word(inside));
    out.argument = behind(inside, first_word(inside));
    rest = trim(rest.substr(end + 1));
  }
  out.text = for_people(rest);
}

}  // namespace

bool ImapValue::is(std::string_view atom) const {
  return type == Type::atom && text.size() == atom.size() && starts_with_nocase(text, atom);
}

std::optional<std::uint32_t> ImapValue::number() const { return type == Type::atom ? to_number(text) : std::nullopt; }

const ImapValue* ImapResponse::item(std::string_view name) const {
  if (values.empty() || values[0].type != ImapValue::Type::list) return nullptr;
  const auto& list = values[0].list;
  for (std::size_t i = 0; i + 1 < list.size(); i += 2)
    if (list[i].is(name)) return &list[i + 1];
  return nullptr;
}

ImapParser::State ImapParser::finish() {
  response_ = {};
  std::string_view rest = line_;
  response_.tag = first_word(rest);
  rest = behind(rest, response_.tag);
  bool good = !response_.tag.empty() && response_.tag.size() <= 64;
  if (response_.tag == "+") {
    read_status(rest, response_);
  } else if (good) {
    if (const auto n = to_number(first_word(rest)); response_.tag == "*" && n) {
      response_.number = *n;
      rest = behind(rest, first_word(rest));
    }
    response_.kind = upper(first_word(rest));
    rest = behind(rest, first_word(rest));
    good = !response_.kind.empty() && response_.kind.size() <= 64;
    if (response_.is_status())
      read_status(rest, response_);
    else
      good = good && response_.tag == "*" && Values(rest, literals_).read(response_.values);
  }
  line_.clear();
  literals_.clear();
  held_ = 0;
  return good ? State::complete : State::garbage;
}

ImapParser::State ImapParser::next() {
  for (;;) {
    if (in_literal_) {
      const std::size_t missing = wanted_ - literals_.back().size(), here = std::min(missing, pending_.size() - at_);
      literals_.back().append(pending_, at_, here);
      at_ += here;
      if (here < missing) break;
      in_literal_ = false;
    }
    const std::size_t end = pending_.find('\n', at_);
    if (end == pending_.npos) {
      if (line_.size() + pending_.size() - at_ > max_line) return State::garbage;
      break;
    }
    std::string_view part(pending_.data() + at_, end - at_);
    if (part.ends_with('\r')) part.remove_suffix(1);
    if (line_.size() + part.size() > max_line) return State::garbage;
    line_ += part;
    at_ = end + 1;
    const auto length = is_status_line(line_) ? std::nullopt : literal_length(part);
    if (!length) {
      const State state = finish();
      if (at_ > (64 << 10) || at_ == pending_.size()) {
        pending_.erase(0, at_);
        at_ = 0;
      }
      return state;
    }
    if ((held_ += *length) > max_literals_ || literals_.size() >= 1000) return State::garbage;
    line_ += "\r\n";
    literals_.emplace_back();
    wanted_ = *length;
    in_literal_ = true;
  }
  pending_.erase(0, at_);
  at_ = 0;
  return State::more;
}

std::optional<std::string> imap_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\r' || c == '\n' || c == '\0') return std::nullopt;
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string imap_folder(std::string_view utf8) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
  std::string out;
  unsigned buffer = 0, bits = 0;
  bool shifted = false;
  const auto unit = [&](unsigned value) {
    buffer = (buffer << 16) | value;
    bits += 16;
    while (bits >= 6) out += alphabet[(buffer >> (bits -= 6)) & 63];
    buffer &= (1u << bits) - 1;
  };
  const auto back = [&] {
    if (!shifted) return;
    if (bits > 0) out += alphabet[(buffer << (6 - bits)) & 63];
    out += '-';
    buffer = bits = 0;
    shifted = false;
  };
  for (const char32_t c : to_utf32(utf8)) {
    if (c >= 0x20 && c < 0x7f) {
      back();
      out += static_cast<char>(c);
      if (c == '&') out += '-';
      continue;
    }
    if (!shifted) out += '&';
    shifted = true;
    if (c >= 0x10000) {
      unit(0xd800 + ((c - 0x10000) >> 10));
      unit(0xdc00 + ((c - 0x10000) & 0x3ff));
    } else
      unit(c);
  }
  back();
  return out;
}

}  // namespace dunmail
