// Hashes and tokens, by OpenSSL.
#pragma once

#include <string>
#include <string_view>

namespace dunmail {

/// SHA-256 (FIPS 180-4) in 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);
/// HMAC-SHA-256 (RFC 2104), 32 raw bytes.
std::string hmac_sha256(std::string_view key, std::string_view message);
/// Takes the same time wherever two texts of one length differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);
/// RFC 4648 base32 in lower case without padding: survives mail systems that fold case.
std::string base32(std::string_view bytes);
std::string hex(std::string_view bytes);

}  // namespace dunmail
