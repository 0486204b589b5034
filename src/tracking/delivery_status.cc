#include "tracking/delivery_status.h"

#include <algorithm>

#include "base/text.h"
#include "tracking/smtp_codes.h"

namespace dunmail {
namespace {

constexpr std::size_t row_limit = 1000, value_limit = 4096;

/// RFC 6533 section 3: \x{HEX} in utf-8-addr-xtext and +HH of RFC 3461 xtext in "rfc822" addresses are undone.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = text.substr(i).starts_with("\\x{") ? text.substr(i, 12).find('}') : text.npos;
    if (end != text.npos) {
      char32_t code = 0;
      for (const char c : text.substr(i + 3, end - 3)) {
        const std::size_t value = std::string_view("0123456789abcdef").find(static_cast<char>(c | 0x20));
        code = code * 16 + static_cast<char32_t>(value & 15);
      }
      append_utf8(out, code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? 0xfffd : code);
      i += end + 1;
    } else {
      out += text[i++];
    }
  }
  return out;
}

std::string diagnostic_of(std::string_view value, bool& from_smtp) {
  const std::size_t semicolon = value.find(';');
  if (semicolon == value.npos || semicolon > 12) return std::string(value);
  const std::string type = lower_ascii(trim(value.substr(0, semicolon)));
  if (type.find(' ') != type.npos) return std::string(value);
  from_smtp = type != "x-unix" && type != "unix";
  return std::string(trim(value.substr(semicolon + 1)));
}

}  // namespace

std::string typed_address(std::string_view field) {
  std::string_view text = trim(field);
  std::string type;
  const std::size_t semicolon = text.find(';');
  if (semicolon != text.npos && semicolon < 12 && text.substr(0, semicolon).find('@') == text.npos)
    type = lower_ascii(trim(text.substr(0, semicolon))), text = trim(text.substr(semicolon + 1));
  if (const std::size_t open = text.find('<'), close = text.rfind('>');
      open != text.npos && close != text.npos && close > open)
    text = trim(text.substr(open + 1, close - open - 1));
  if (text.size() > 320 || text.empty() || text == "@" || text == "unknown") return {};
  return type == "utf-8" ? unescaped(text) : std::string(text);
}

std::vector<std::pair<std::string, std::string>> report_fields(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> out;
  for (std::string_view line : split(text, '\n')) {
    if (out.size() > row_limit * 10) break;
    if (!line.empty() && (line[0] == ' ' || line[0] == '\t') && !out.empty() && !out.back().first.empty() &&
        trim(line).find(": ") > 30) {
      if (out.back().second.size() < value_limit) (out.back().second += ' ').append(trim(line));
      continue;
    }
    while (line.starts_with(">") || line.starts_with(" ")) line.remove_prefix(1);
    const std::size_t colon = line.find(':');
    if (trim(line).empty()) {
      out.emplace_back();  // a blank line ends a group
    } else if (colon != line.npos && colon > 0 && colon < 40 && line.substr(0, colon).find(' ') == line.npos) {
      out.emplace_back(lower_ascii(line.substr(0, colon)), std::string(trim(line.substr(colon + 1, value_limit))));
    } else if (!out.empty() && !out.back().first.empty() && out.back().first == "diagnostic-code" &&
               out.back().second.size() < value_limit) {
      (out.back().second += ' ').append(trim(line));  // folded without the blank that folding needs
    }
  }
  return out;
}

DeliveryStatus read_delivery_status(std::string_view text) {
  DeliveryStatus out;
  StatusRow row;
  bool named = false, told = false;
  const auto flush = [&] {
    if ((named || (told && !row.action.empty() && !row.status.empty())) && out.rows.size() < row_limit)
      out.rows.push_back(row);
    row = {};
    named = told = false;
  };
  for (const auto& [name, value] : report_fields(text)) {
    if (name.empty()) {
      if (named && told) flush();
    } else if (name == "original-envelope-id") {
      out.envelope_id = value;
    } else if (name == "final-recipient" || name == "original-recipient" || name == "x-actual-recipient") {
      std::string& slot = name == "original-recipient" ? row.original : row.final;
      if (name == "x-actual-recipient") {
        if (row.final.empty() && !named) {
          row.final = typed_address(value);
          named = !row.final.empty();
        }
        continue;
      }
      if (!slot.empty() && name != "x-actual-recipient") flush();
      (name == "original-recipient" ? row.original : row.final) = typed_address(value);
      named = true;
    } else if (name == "action") {
      const std::string word = lower_ascii(value);
      row.action = word.substr(0, word.find_first_of(" ;("));
      told = true;
    } else if (name == "status") {
      row.status = status_in(value);
      told = true;
    } else if (name == "diagnostic-code") {
      row.diagnostic = diagnostic_of(value, row.from_smtp);
    }
  }
  flush();
  // A value that is no mailbox (a pipe, a file) is kept only when there is nothing better.
  for (StatusRow& r : out.rows) {
    if (r.original.find('@') == std::string::npos && r.final.find('@') != std::string::npos) r.original.clear();
    if (r.action.empty() && !r.status.empty())
      r.action = r.status[0] == '5' ? "failed" : r.status[0] == '4' ? "delayed" : "delivered";
  }
  return out;
}

}  // namespace dunmail
