#include "pdf/codes.h"

#include <qrencode.h>

#include <memory>

namespace dunmail {

Result<std::vector<Rectangle>> qr_code(const std::string& payload, double side) {
  struct Free {
    void operator()(QRcode* code) const { QRcode_free(code); }
  };
  // 8-bit mode with the bytes as they are: EPC069-12 says UTF-8 in its own header.
  const std::unique_ptr<QRcode, Free> code(QRcode_encodeData(
      static_cast<int>(payload.size()), reinterpret_cast<const unsigned char*>(payload.data()), 0, QR_ECLEVEL_M));
  if (!code) return Problem{"QR code", "the payload does not fit into a QR code", "shorten the address or the purpose"};
  const int modules = code->width;
  const double size = side / (modules + 8);
  std::vector<Rectangle> out;
  for (int row = 0; row < modules; ++row)
    for (int begin = 0; begin < modules;) {
      const auto dark = [&](int column) { return (code->data[row * modules + column] & 1) != 0; };
      int end = begin + 1;
      if (dark(begin)) {
        while (end < modules && dark(end)) ++end;
        out.push_back({(begin + 4) * size, (row + 4) * size, (end - begin) * size, size});
      }
      begin = end;
    }
  return out;
}

}  // namespace dunmail
