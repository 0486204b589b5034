// Pictures for the page: logo, signature, seal. PNG is decoded and laid on white (PDF/A-1 forbids transparency, ISO
// 19005-1 6.4); JPEG is carried as it is.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/result.h"

namespace dunmail {

struct Image {
  int width = 0, height = 0;  ///< pixels
  int channels = 3;           ///< 1 grey, 3 RGB
  bool jpeg = false;          ///< bytes are a JPEG file; otherwise deflated samples of 8 bits
  std::string bytes;
};

/// A Problem when it is no image, cut off, larger than 40 megapixels, or a CMYK JPEG (PDF/A-1 with an RGB intent).
Result<std::shared_ptr<const Image>> read_image(const std::string& path);

/// The images of one thread, read once; a file that changed is read again.
class ImageShelf {
 public:
  Result<std::shared_ptr<const Image>> get(const std::string& path);

 private:
  struct Entry {
    std::int64_t changed = 0;
    std::uintmax_t size = 0;
    std::shared_ptr<const Image> image;
  };
  std::map<std::string, Entry> entries_;
};

}  // namespace dunmail
