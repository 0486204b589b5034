#include "wire/token.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/digest.h"
#include "base/file.h"
#include "base/text.h"
#include "wire/mail.h"

namespace dunmail {
namespace {

constexpr std::size_t mac_bytes = 10, mac_length = 16;  // 80 bits: 16 characters of base32
constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567", slot = "{token}";

/// The other way round of base32(); only its own canonical output is accepted.
std::optional<std::string> from_base32(std::string_view text) {
  std::string out;
  unsigned buffer = 0, bits = 0;
  for (const char c : text) {
    const std::size_t value = alphabet.find(c);
    if (value == alphabet.npos) return std::nullopt;
    buffer = (buffer << 5) | static_cast<unsigned>(value);
    if ((bits += 5) >= 8) out += static_cast<char>((buffer >> (bits -= 8)) & 0xff);
  }
  return base32(out) == text ? std::optional(out) : std::nullopt;
}

/// The purpose is signed as well: a token out of a Message-ID, which every recipient sees, is no bounce address.
std::string mac(const TokenKeys::Key& key, std::string_view purpose, std::string_view id) {
  return base32(hmac_sha256(key.secret, fmt::format("{}\n{}", purpose, id)).substr(0, mac_bytes));
}

/// KEY-ID, MAC, letter's id.
std::string make_token(const TokenKeys& keys, std::string_view purpose, std::string_view id) {
  if (keys.keys.empty()) throw Error(ErrorKind::internal, "token", "there is no key");
  const TokenKeys::Key& key = keys.keys.front();
  return fmt::format("{}{}{}", key.id, mac(key, purpose, id), base32(id));
}

std::optional<std::string> read_token(const TokenKeys& keys, std::string_view purpose, std::string_view text) {
  const std::string token = lower_ascii(text);
  if (token.size() <= 1 + mac_length || token.size() > 512) return std::nullopt;
  const auto id = from_base32(std::string_view(token).substr(1 + mac_length));
  if (!id) return std::nullopt;
  for (const TokenKeys::Key& key : keys.keys)
    if (key.id == token[0] &&
        equal_in_constant_time(mac(key, purpose, *id), std::string_view(token).substr(1, mac_length)))
      return id;
  return std::nullopt;
}

std::string from_hex(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    const auto digit = [](char c) { return std::string_view("0123456789abcdef").find(c); };
    const std::size_t high = digit(text[i]), low = digit(text[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return {};
    out += static_cast<char>(high * 16 + low);
  }
  return text.size() % 2 == 0 ? out : std::string();
}

/// Random bytes come in here only: once in the life of an installation.
void create(const std::string& path) {
  unsigned char secret[32];
  if (::getrandom(secret, sizeof secret, 0) != static_cast<ssize_t>(sizeof secret))
    throw Error(ErrorKind::system, path, "the system gives no random bytes");
  const std::string text = fmt::format(
      "# Signs bounce addresses and Message-IDs. Keep it secret, and keep it: without it no answer finds its letter.\n"
      "a {}\n",
      hex({reinterpret_cast<const char*>(secret), sizeof secret}));
  // O_EXCL: of two processes that start together one makes the key and the other reads it.
  const std::string draft = fmt::format("{}.{}", path, ::getpid());
  const int fd = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  bool good = fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
  int why = errno;
  if (fd >= 0) ::close(fd);
  if (good && ::link(draft.c_str(), path.c_str()) != 0 && errno != EEXIST) {
    good = false;
    why = errno;
  }
  if (fd >= 0) ::unlink(draft.c_str());
  if (!good) throw Error(ErrorKind::storage, path, std::string("the key file cannot be made: ") + std::strerror(why));
}

void check_permissions(const std::string& path) {
  struct stat info;
  if (::stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode))
    throw Error(ErrorKind::config, path, "the key file is not a file");
  if (info.st_mode & 077)
    throw Error(ErrorKind::config, path, "others may read or write the key file", "chmod 600 " + path);
  if (info.st_uid != ::geteuid() && info.st_uid != 0 && ::geteuid() != 0)
    throw Error(ErrorKind::config, path, "the key file belongs to another user");
}

}  // namespace

TokenKeys load_or_create_keys(const std::string& path) {
  if (::access(path.c_str(), F_OK) != 0) create(path);
  check_permissions(path);
  TokenKeys out;
  int number = 0;
  const std::string text = read_file(path);
  for (const std::string_view raw : split(text, '\n')) {
    ++number;
    const std::string_view line = trim(raw);
    if (line.empty() || line.front() == '#') continue;
    const std::string secret = line.size() > 2 ? from_hex(line.substr(2)) : std::string();
    const bool twice = std::any_of(out.keys.begin(), out.keys.end(), [&](const auto& k) { return k.id == line[0]; });
    if (alphabet.find(line[0]) == alphabet.npos || line.size() < 3 || line[1] != ' ' || secret.size() < 16 || twice)
      throw Error(ErrorKind::config, fmt::format("{}:{}", path, number), "this is not a key",
                  "a line reads ID HEX: an id of its own from a to z or 2 to 7, and at least 32 hexadecimal digits");
    out.keys.push_back({line[0], secret});
  }
  if (out.keys.empty()) throw Error(ErrorKind::config, path, "there is no key in the file");
  return out;
}

Result<std::string> make_verp(const TokenKeys& keys, std::string_view letter_id, std::string_view address_template) {
  const std::size_t at = address_template.find(slot);
  if (at == address_template.npos)
    return Problem{"bounce address", "{token} is missing in the template", "write bounce+{token}@mail.example"};
  std::string out(address_template);
  out.replace(at, slot.size(), make_token(keys, "verp", letter_id));
  if (const auto bad = check_address(out)) return *bad;
  return out;
}

std::optional<std::string> read_verp(const TokenKeys& keys, std::string_view address,
                                     std::string_view address_template) {
  const std::size_t at = address_template.find(slot);
  if (at == address_template.npos) return std::nullopt;
  const std::string before = lower_ascii(address_template.substr(0, at)),
                    behind = lower_ascii(address_template.substr(at + slot.size()));
  const std::string whole = lower_ascii(address);
  if (whole.size() <= before.size() + behind.size() || !whole.starts_with(before) || !whole.ends_with(behind))
    return std::nullopt;
  return read_token(keys, "verp",
                    std::string_view(whole).substr(before.size(), whole.size() - before.size() - behind.size()));
}

std::string make_message_id(const TokenKeys& keys, std::string_view letter_id, std::string_view domain) {
  return fmt::format("{}@{}", make_token(keys, "message-id", letter_id), domain);
}

std::optional<std::string> read_message_id(const TokenKeys& keys, std::string_view message_id) {
  message_id = trim(message_id);
  if (message_id.starts_with('<') && message_id.ends_with('>'))
    message_id = message_id.substr(1, message_id.size() - 2);
  return read_token(keys, "message-id", message_id.substr(0, message_id.find('@')));
}

std::string make_response_token(const TokenKeys& keys, const ResponseToken& about) {
  return make_token(keys, "response", fmt::format("{} {}", about.letter_id, iso(about.last_day)));
}

std::optional<ResponseToken> read_response_token(const TokenKeys& keys, std::string_view token) {
  const auto text = read_token(keys, "response", token);
  if (!text) return std::nullopt;
  const std::size_t blank = text->rfind(' ');
  const auto day = blank == text->npos ? std::nullopt : parse_date(std::string_view(*text).substr(blank + 1));
  if (!day) return std::nullopt;
  return ResponseToken{text->substr(0, blank), *day};
}

std::string make_seal(const TokenKeys& keys, std::string_view purpose, std::string_view text) {
  if (keys.keys.empty()) throw Error(ErrorKind::internal, "token", "there is no key");
  return keys.keys.front().id + mac(keys.keys.front(), purpose, text);
}

bool check_seal(const TokenKeys& keys, std::string_view purpose, std::string_view text, std::string_view seal) {
  if (seal.size() != 1 + mac_length) return false;
  return std::any_of(keys.keys.begin(), keys.keys.end(), [&](const TokenKeys::Key& key) {
    return key.id == seal[0] && equal_in_constant_time(mac(key, purpose, text), seal.substr(1));
  });
}

}  // namespace dunmail
