// What an IMAP server answers (RFC 3501 section 9, RFC 7162 and others only as far as they are plain lists). Everything
// here is pure and bounded: the bytes come from whoever answered on that port.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dunmail {

struct ImapValue {
  enum class Type { atom, text, list, nil } type = Type::nil;  ///< text: a quoted string or a literal
  std::string text;  ///< of an atom or text; an atom keeps its brackets: "BODY[]<0>"
  std::vector<ImapValue> list;

  bool is(std::string_view atom) const;  ///< upper and lower case are one
  std::optional<std::uint32_t> number() const;
};

struct ImapResponse {
  std::string tag;           ///< "*", "+", or the command's own
  std::string kind;          ///< OK, NO, BAD, BYE, PREAUTH, FETCH, EXISTS, CAPABILITY, ...; upper case; "" behind a "+"
  std::uint32_t number = 0;  ///< of "* 12 EXISTS"
  std::string code, argument;     ///< of "OK [UIDVALIDITY 3857529045]"
  std::string text;               ///< for people: printable, at most 500 bytes
  std::vector<ImapValue> values;  ///< of anything but OK, NO, BAD, BYE and PREAUTH

  bool is_status() const { return kind == "OK" || kind == "NO" || kind == "BAD" || kind == "BYE" || kind == "PREAUTH"; }
  /// The value behind a name in a FETCH's list, or nothing.
  const ImapValue* item(std::string_view name) const;
};

/// Takes bytes as they come, in pieces of any size, and gives one response after another.
class ImapParser {
 public:
  static constexpr std::size_t max_line = 64 << 10;  ///< of a response, literals apart
  static constexpr int max_depth = 32;               ///< of lists in lists

  /// A response whose literals together are larger than this is garbage: no command of ours asks for more.
  explicit ImapParser(std::size_t max_literals) : max_literals_(max_literals) {}

  enum class State {
    more,      ///< the response goes on
    complete,  ///< response() is whole; the rest of the bytes stays inside
    garbage,   ///< not IMAP, or beyond the limits; the connection is of no further use
  };
  void add(std::string_view bytes) { pending_.append(bytes); }
  State next();
  const ImapResponse& response() const { return response_; }
  ImapResponse& response() { return response_; }

 private:
  State finish();
  std::string pending_;
  std::size_t at_ = 0;  ///< of pending_, up to where it was looked at
  std::string line_;    ///< without literals; each left its "{n}" and a line break
  std::vector<std::string> literals_;
  std::size_t wanted_ = 0, held_ = 0;  ///< of the literal under way; of all
  bool in_literal_ = false;
  std::size_t max_literals_;
  ImapResponse response_;
};

/// A string as a command carries it; a Problem-free form exists for all but CR, LF and NUL, for which it is nothing.
std::optional<std::string> imap_quoted(std::string_view text);
/// A folder's name in modified UTF-7 (RFC 3501 section 5.1.3): "已处理" is "&XfJZBHQG-".
std::string imap_folder(std::string_view utf8);

}  // namespace dunmail
