#include "tracking/phrases.h"

#include <algorithm>

#include "base/text.h"

namespace dunmail {
namespace {

constexpr std::size_t gap = 80;

bool is_word(char c) {
  const unsigned char u = static_cast<unsigned char>(c);
  return (u >= 'a' && u <= 'z') || (u >= '0' && u <= '9') || (u >= 'A' && u <= 'Z');
}

std::size_t slot(std::string_view at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(at[i])); };
  return (byte(0) * 1021 + byte(1) * 61 + byte(2)) & 4095;
}

bool ends_well(std::string_view words, std::size_t at, std::string_view part) {
  const std::size_t end = at + part.size();
  return part.size() > 4 || end >= words.size() || !is_word(part.back()) || !is_word(words[end]);
}

bool in_address(char c) {
  return is_word(c) || std::string_view("._%+-=&'*/?^{}|~!#$").find(c) != std::string_view::npos;
}

}  // namespace

std::string plain_words(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      if (!out.empty() && out.back() != ' ') out += ' ';
      ++i;
    } else if (c == '@') {
      // Take the local part back, and skip the domain. Bounded: an address has 320 bytes at most.
      std::size_t back = 0;
      while (back < out.size() && back < 64 && in_address(out[out.size() - 1 - back])) ++back;
      out.resize(out.size() - back);
      out += '@', ++i;
      for (std::size_t n = 0; i < text.size() && n < 255 && (is_word(text[i]) || text[i] == '.' || text[i] == '-'); ++n)
        ++i;
      if (text[i - 1] == '.') out += '.';
    } else if (c == ':' && text.substr(i).starts_with("://")) {
      out += "://";
      i += 3;
      while (i < text.size() && (is_word(text[i]) || text[i] == '.' || text[i] == '-'))
        out += static_cast<char>(text[i] >= 'A' && text[i] <= 'Z' ? text[i] | 0x20 : text[i]), ++i;
      while (i < text.size() && static_cast<unsigned char>(text[i]) > ' ' &&
             std::string_view("<>()\"'").find(text[i]) == std::string_view::npos)
        ++i;
    } else if (text.substr(i).starts_with("’")) {
      out += '\'';
      i += 3;
    } else {
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
      ++i;
    }
  }
  return out;
}

void PhraseSet::add(std::string_view phrase, int number) {
  Phrase made{{}, number};
  for (std::size_t at = 0; at <= phrase.size();) {
    const std::size_t end = std::min(phrase.find(" * ", at), phrase.size());
    if (end > at) made.parts.emplace_back(phrase.substr(at, end - at));
    at = end + 3;
  }
  if (made.parts.empty() || made.parts.front().size() < 3) return;  // the loader has refused it
  by_start_[slot(made.parts.front())].push_back(static_cast<std::uint32_t>(phrases_.size()));
  phrases_.push_back(std::move(made));
}

bool PhraseSet::fits(const Phrase& phrase, std::string_view words, std::size_t at) const {
  const std::string& start = phrase.parts.front();
  if (!words.substr(at).starts_with(start) || !ends_well(words, at, start)) return false;
  if (at > 0 && is_word(start.front()) && is_word(words[at - 1])) return false;
  std::size_t from = at + start.size();
  for (std::size_t i = 1; i < phrase.parts.size(); ++i) {
    const std::string& part = phrase.parts[i];
    const std::size_t found = words.substr(from, gap + part.size()).find(part);
    if (found == words.npos) return false;
    from += found + part.size();
  }
  return true;
}

int PhraseSet::lowest(std::string_view words, std::string* phrase) const {
  int best = -1;
  for (std::size_t at = 0; at + 3 <= words.size(); ++at)
    for (const std::uint32_t i : by_start_[slot(words.substr(at))]) {
      const Phrase& candidate = phrases_[i];
      if ((best >= 0 && candidate.number >= best) || !fits(candidate, words, at)) continue;
      best = candidate.number;
      if (phrase) *phrase = candidate.parts.front();
      if (best == 0) return best;
    }
  return best;
}

std::size_t PhraseSet::first(std::string_view words) const {
  for (std::size_t at = 0; at + 3 <= words.size(); ++at)
    for (const std::uint32_t i : by_start_[slot(words.substr(at))])
      if (fits(phrases_[i], words, at)) return at;
  return std::string_view::npos;
}

int PhraseSet::number_of_first(std::string_view words) const {
  for (std::size_t at = 0; at + 3 <= words.size(); ++at)
    for (const std::uint32_t i : by_start_[slot(words.substr(at))])
      if (fits(phrases_[i], words, at)) return phrases_[i].number;
  return -1;
}

}  // namespace dunmail
