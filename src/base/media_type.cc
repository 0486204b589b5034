#include "base/media_type.h"

namespace dunmail {

std::string media_type_of(std::string_view bytes) {
  using namespace std::literals;
  if (bytes.starts_with("%PDF-")) return "application/pdf";
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
  if (bytes.starts_with("\xff\xd8\xff"sv)) return "image/jpeg";
  return {};
}

}  // namespace dunmail
