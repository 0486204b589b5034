#include "casefile/postal_place.h"

namespace dunmail {

// Between two words of Latin script a blank tells something ("1 2nd Street"); beside a Chinese character it does not.
std::string place_of(std::string_view address_in_one_line) {
  std::string out;
  bool gap = false;
  for (std::size_t i = 0; i < address_in_one_line.size(); ++i) {
    char c = address_in_one_line[i];
    const std::string_view three = address_in_one_line.substr(i, 3);
    if (three == "\u3000" || three == "\uff0c" || three == "\u3001") {  // a wide blank, the commas
      i += 2, gap = true;
      continue;
    }
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    const bool latin = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'),
               other = (static_cast<unsigned char>(c) & 0x80) != 0;
    if (!latin && !other) {
      gap = true;
      continue;
    }
    if (gap && latin && !out.empty() && (static_cast<unsigned char>(out.back()) & 0x80) == 0) out += ' ';
    gap = false;
    out += c;
  }
  return out;
}

}  // namespace dunmail
