// Which of many phrases occur in a text, in one pass: what config/replies.toml lists by the hundred.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dunmail {

/// Text made ready for phrases: ASCII in lower case, white space and line ends as one blank, addresses as "@" and the
/// path behind a URL's host dropped, since both hold words that nobody said (no-such-user@example.com).
std::string plain_words(std::string_view text);

/// Phrases with a number each. A phrase starts at a word's beginning; one of four ASCII letters or fewer ends at a
/// word's end as well. " * " skips up to 80 bytes. Immutable after the last add(): any thread may search.
class PhraseSet {
 public:
  void add(std::string_view phrase, int number);
  bool empty() const { return phrases_.empty(); }
  /// The smallest number whose phrase occurs in `words` (see plain_words), or -1; `phrase` becomes that phrase.
  int lowest(std::string_view words, std::string* phrase = nullptr) const;
  bool any(std::string_view words) const { return lowest(words) >= 0; }
  /// Where the first occurrence of any phrase starts, or npos.
  std::size_t first(std::string_view words) const;
  /// The number of the phrase that occurs first, or -1.
  int number_of_first(std::string_view words) const;

 private:
  struct Phrase {
    std::vector<std::string> parts;
    int number;
  };
  bool fits(const Phrase& phrase, std::string_view words, std::size_t at) const;
  std::vector<Phrase> phrases_;
  std::array<std::vector<std::uint32_t>, 4096> by_start_;  ///< by a hash of the first three bytes
};

}  // namespace dunmail
