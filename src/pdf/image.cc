#include "pdf/image.h"

#include <png.h>

#include <filesystem>
#include <vector>

#include "base/file.h"
#include "pdf/deflate.h"

namespace dunmail {
namespace {

using Loaded = Result<std::shared_ptr<const Image>>;
constexpr std::uint64_t kMostPixels = 40'000'000;

Problem fault(const std::string& path, const std::string& what, const std::string& hint = "use a PNG or JPEG file") {
  return {path, what, hint};
}

Loaded from_png(const std::string& path, const std::string& file) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_memory(&png, file.data(), file.size()))
    return fault(path, std::string("is no PNG image: ") + png.message);
  if (std::uint64_t{png.width} * png.height > kMostPixels) {
    png_image_free(&png);
    return fault(path, "the image is too large", "use at most 40 megapixels");
  }
  const bool grey = !(png.format & PNG_FORMAT_FLAG_COLOR);
  png.format = grey ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
  png_color white{255, 255, 255};
  std::string samples(PNG_IMAGE_SIZE(png), '\0');
  if (!png_image_finish_read(&png, &white, samples.data(), 0, nullptr))
    return fault(path, std::string("the image is damaged: ") + png.message);
  auto image = std::make_shared<Image>();
  image->width = static_cast<int>(png.width);
  image->height = static_cast<int>(png.height);
  image->channels = grey ? 1 : 3;
  image->bytes = deflated(samples, 9);
  return std::shared_ptr<const Image>(image);
}

/// Finds the frame header (ITU-T T.81, B.2.2); the samples stay as they are.
Loaded from_jpeg(const std::string& path, std::string file) {
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(file[k]); };
  for (std::size_t at = 2; at + 9 < file.size();) {
    if (byte(at) != 0xFF) break;
    const unsigned marker = byte(at + 1);
    if (marker == 0xFF) {
      ++at;
      continue;
    }
    const std::size_t length = byte(at + 2) * 256u + byte(at + 3);
    if (marker >= 0xC0 && marker <= 0xC2) {
      const int channels = byte(at + 9);
      if (byte(at + 4) != 8 || (channels != 1 && channels != 3))
        return fault(path, "the JPEG image is not grey or RGB in 8 bits", "save it as RGB");
      auto image = std::make_shared<Image>();
      image->height = byte(at + 5) * 256 + byte(at + 6);
      image->width = byte(at + 7) * 256 + byte(at + 8);
      image->channels = channels;
      image->jpeg = true;
      if (image->width == 0 || image->height == 0 || file.substr(file.size() - 2) != "\xFF\xD9") break;
      image->bytes = std::move(file);
      return std::shared_ptr<const Image>(image);
    }
    if (marker == 0xDA || length < 2) break;
    at += 2 + length;
  }
  return fault(path, "the JPEG image is damaged");
}

}  // namespace

Loaded read_image(const std::string& path) {
  std::string file;
  try {
    file = read_file(path);
  } catch (const Error& e) {
    return e.problem();
  }
  if (file.starts_with("\x89PNG")) return from_png(path, file);
  if (file.starts_with("\xFF\xD8\xFF")) return from_jpeg(path, std::move(file));
  return fault(path, "is no image");
}

Loaded ImageShelf::get(const std::string& path) {
  std::error_code failed;
  const auto changed = std::filesystem::last_write_time(path, failed).time_since_epoch().count();
  const auto size = failed ? 0 : std::filesystem::file_size(path, failed);
  Entry& entry = entries_[path];
  if (entry.image && !failed && entry.changed == changed && entry.size == size) return entry.image;
  auto read = read_image(path);
  if (read) entry = {changed, size, *read};
  return read;
}

}  // namespace dunmail
