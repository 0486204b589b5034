#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "pdf/placed.h"

namespace dunmail {

/// A QR code (ISO/IEC 18004, error correction level M) as black rectangles within a square of `side`, its quiet zone of
/// four modules included. A Problem when the payload does not fit.
Result<std::vector<Rectangle>> qr_code(const std::string& payload, double side);

}  // namespace dunmail
