// Compressed streams of a PDF, and streams whose beginning is compressed once for many.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace dunmail {

/// The beginning of a zlib stream that more can follow: whole deflate blocks, none of them the last.
struct OpenStream {
  std::string blocks;       ///< RFC 1951, ends at a byte
  std::size_t length = 0;   ///< before deflating
  std::uint32_t adler = 1;  ///< of what was deflated
};
OpenStream open_stream(std::string_view bytes);
/// zlib form (RFC 1950) of `stored`, the open stream's bytes, and `rest` in this order.
std::string close_stream(std::string_view stored, const OpenStream& open, std::string_view rest, int level);

/// zlib form (RFC 1950), as /FlateDecode reads it. `level`: of libdeflate, 1 to 12.
std::string deflated(std::string_view bytes, int level);

}  // namespace dunmail
