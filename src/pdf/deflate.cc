#include "pdf/deflate.h"

#include <libdeflate.h>
#include <zlib.h>

#include <memory>

#include "base/error.h"

namespace dunmail {
namespace {

libdeflate_compressor* compressor(int level) {
  struct Free {
    void operator()(libdeflate_compressor* z) const { libdeflate_free_compressor(z); }
  };
  thread_local std::unique_ptr<libdeflate_compressor, Free> compressors[13];
  auto& z = compressors[level];
  if (!z) z.reset(libdeflate_alloc_compressor(level));
  if (!z) throw Error(ErrorKind::system, "libdeflate", "no memory for a compressor");
  return z.get();
}

}  // namespace

std::string deflated(std::string_view bytes, int level) {
  libdeflate_compressor* z = compressor(level);
  std::string out(libdeflate_zlib_compress_bound(z, bytes.size()), '\0');
  out.resize(libdeflate_zlib_compress(z, bytes.data(), bytes.size(), out.data(), out.size()));
  return out;
}

/// By zlib: libdeflate cannot leave a stream open.
OpenStream open_stream(std::string_view bytes) {
  OpenStream out;
  out.length = bytes.size();
  out.adler = libdeflate_adler32(1, bytes.data(), bytes.size());
  z_stream z{};
  if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY) != Z_OK)
    throw Error(ErrorKind::system, "zlib", "no memory for a compressor");
  out.blocks.resize(deflateBound(&z, static_cast<uLong>(bytes.size())) + 16);
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  z.avail_in = static_cast<uInt>(bytes.size());
  z.next_out = reinterpret_cast<Bytef*>(out.blocks.data());
  z.avail_out = static_cast<uInt>(out.blocks.size());
  const int status = deflate(&z, Z_SYNC_FLUSH);
  const bool whole = status == Z_OK && z.avail_in == 0 && z.avail_out > 0;
  out.blocks.resize(out.blocks.size() - z.avail_out);
  deflateEnd(&z);
  if (!whole) throw Error(ErrorKind::internal, "zlib", "the stream was cut short");
  return out;
}

std::string close_stream(std::string_view stored, const OpenStream& open, std::string_view rest, int level) {
  libdeflate_compressor* z = compressor(level);
  std::string out("\x78\x9C", 2);  // RFC 1950: 32 KB window; matches never reach back into another piece
  const std::size_t bound = libdeflate_deflate_compress_bound(z, rest.size());
  out.reserve(out.size() + 5 + stored.size() + open.blocks.size() + bound + 4);
  if (!stored.empty()) {  // RFC 1951, 3.2.4: a stored block, not the last
    const auto size = static_cast<unsigned>(stored.size());
    if (size > 0xFFFF) throw Error(ErrorKind::internal, "close_stream", "a stored block is too long");
    for (const unsigned byte : {0u, size & 255, size >> 8, ~size & 255, ~size >> 8 & 255})
      out += static_cast<char>(byte);
    out += stored;
  }
  out += open.blocks;
  const std::size_t at = out.size();
  out.resize(at + bound);
  out.resize(at + libdeflate_deflate_compress(z, rest.data(), rest.size(), out.data() + at, bound));
  auto adler = static_cast<std::uint32_t>(adler32_combine(libdeflate_adler32(1, stored.data(), stored.size()),
                                                          open.adler, static_cast<z_off_t>(open.length)));
  adler = libdeflate_adler32(adler, rest.data(), rest.size());
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(adler >> shift & 255);
  return out;
}

}  // namespace dunmail
