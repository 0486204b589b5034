// What is said beside the answer, on standard error: nobody may be there to hear it, and that ends nothing.
#pragma once

#include <cstdio>
#include <string_view>

namespace dunmail {

/// A full disk behind a log, a reader that has gone, a stream that is closed: the words are lost, and no work for them.
inline void say_aside(std::string_view words) {
  std::fwrite(words.data(), 1, words.size(), stderr);
  std::fflush(stderr);
}

}  // namespace dunmail
