// Tokens in the addresses and Message-IDs that we send, so that an answer names its letter and nobody else can make
// one up: HMAC-SHA-256, cut to 80 bits, in lower-case base32 because mail systems fold case.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace dunmail {

/// Keys by age: the first one signs, every one is accepted. To rotate put a new line in front; drop the last one when
/// no answer to its letters is expected any more.
struct TokenKeys {
  struct Key {
    char id;             ///< a to z, 2 to 7
    std::string secret;  ///< at least 16 bytes
  };
  std::vector<Key> keys;
};

/// A file of lines "ID HEX", '#' for comments. Made with one random key and mode 0600 when it is missing. Throws
/// Error(config) when others may read it, or a line is wrong; Error(storage) when it cannot be made.
TokenKeys load_or_create_keys(const std::string& path);

/// The bounce address of a letter: "{token}" in the template "bounce+{token}@mail.example" is replaced. Problem where
/// the local part would exceed 64 bytes (a letter's id may have about 20 bytes) or the template is no address.
Result<std::string> make_verp(const TokenKeys& keys, std::string_view letter_id, std::string_view address_template);
/// The letter's id, if the address was made by make_verp with one of the keys. Upper and lower case are one.
std::optional<std::string> read_verp(const TokenKeys& keys, std::string_view address,
                                     std::string_view address_template);

/// A Message-ID without brackets: the same for the same letter, whichever attempt it is.
std::string make_message_id(const TokenKeys& keys, std::string_view letter_id, std::string_view domain);
/// The letter's id, if the Message-ID (with or without brackets) is one of ours.
std::optional<std::string> read_message_id(const TokenKeys& keys, std::string_view message_id);

/// What the link to a letter's response page carries. It opens one letter, and only until its last day.
struct ResponseToken {
  std::string letter_id;
  Date last_day;
};
std::string make_response_token(const TokenKeys& keys, const ResponseToken& about);
/// Nothing for a token that was not made with one of the keys; one that is over is still read: its page says whom to
/// call.
std::optional<ResponseToken> read_response_token(const TokenKeys& keys, std::string_view token);

/// A seal on a text that is known to both sides: 17 characters that only a holder of a key can make.
std::string make_seal(const TokenKeys& keys, std::string_view purpose, std::string_view text);
bool check_seal(const TokenKeys& keys, std::string_view purpose, std::string_view text, std::string_view seal);

}  // namespace dunmail
