#include "tracking/letter_match.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "tracking/bounce_text.h"
#include "tracking/delivery_status.h"

namespace dunmail {
namespace {

constexpr std::size_t token_least = 20;  ///< key, 80 bits in base32, and an id

/// Everything in a header value that can be a Message-ID.
std::vector<std::string> ids_in(std::string_view value) {
  std::vector<std::string> out;
  for (const FoundAddress& found : find_addresses(value.substr(0, 8192))) out.push_back(found.address);
  return out;
}

/// RFC 3461 section 4: "+2B" in an xtext is "+".
std::string from_xtext(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto hex = [](char c) { return std::string_view("0123456789ABCDEF").find(c); };
    if (text[i] == '+' && i + 2 < text.size() && hex(text[i + 1]) != std::string_view::npos &&
        hex(text[i + 2]) != std::string_view::npos) {
      out += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

struct Search {
  const TokenKeys& keys;
  LetterMatch out;

  bool take(const std::optional<std::string>& letter, const char* by) {
    if (letter && out.letter.empty()) {
      out.letter = *letter;
      out.matched_by = by;
    }
    return letter.has_value();
  }
  /// Two companies' patterns may differ behind the token only, so an address is forged when it reads by none of them.
  void verp(const std::string& address, const std::vector<std::string>& patterns) {
    bool ours = false, read = false;
    for (const std::string& pattern : patterns) {
      const std::size_t slot = pattern.find("{token}");
      if (slot == pattern.npos) continue;
      ours |= slot > 0 && starts_with_nocase(address, pattern.substr(0, slot)) && address.size() > slot + token_least;
      read |= take(read_verp(keys, address, pattern), "verp");
    }
    out.forged |= ours && !read;
  }
  void ids(std::string_view value, const char* by) {
    for (const std::string& id : ids_in(value))
      if (out.letter.empty()) take(read_message_id(keys, id), by);
  }
};

}  // namespace

LetterMatch match_letter(const ForeignMail& mail, const TokenKeys& keys,
                         const std::vector<std::string>& bounce_addresses) {
  Search s{keys, {}};
  if (!bounce_addresses.empty())
    for (const std::string_view name : {"delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to", "cc"})
      for (const std::string_view value : mail.headers.all(name))
        for (const std::string& address : ids_in(value)) s.verp(address, bounce_addresses);
  for (const ForeignPart& part : mail.parts) {
    if (part.returned || !part.type.starts_with("message/")) continue;
    for (const auto& [name, value] : report_fields(part.text)) {
      if (name == "original-envelope-id") {
        const std::string id = from_xtext(trim(value));
        if (s.out.letter.empty()) s.take(read_message_id(keys, id), "envid");
      } else if (name == "original-message-id") {
        s.ids(value, "original-message-id");
      }
    }
  }
  s.ids(mail.headers.first("in-reply-to"), "in-reply-to");
  s.ids(mail.headers.first("references"), "references");
  s.ids(mail.returned.first("message-id"), "returned-message-id");
  if (s.out.letter.empty()) {
    const std::string text = mail.text();  // the copy inside a bounce for people
    for (std::size_t at = 0; (at = text.find("essage-", at)) != text.npos && s.out.letter.empty(); ++at)
      s.ids(std::string_view(text).substr(at, 200), "returned-message-id");
  }
  const std::string subject = lower_ascii(mail.headers.first("subject"));
  for (std::size_t at = subject.find('['); at != subject.npos && s.out.letter.empty(); at = subject.find('[', at + 1)) {
    const std::size_t end = subject.find(']', at);
    if (end == subject.npos) break;
    if (end - at > token_least)
      s.take(read_message_id(keys, std::string_view(subject).substr(at + 1, end - at - 1)), "subject");
  }
  return s.out;
}

}  // namespace dunmail
