// Inside the PDF writer: what PDF/A-1b asks for besides the pages (ISO 19005-1, 6.1.3, 6.2.2, 6.7).
#pragma once

#include <string>

#include "pdf/objects.h"

namespace dunmail::pdf {

/// Information dictionary and XMP packet that agree, sRGB output intent, file identifier.
void add_metadata(Objects& objects, const FileInfo& info, const std::string& content_hash,
                  const std::string& deflated_profile);

}  // namespace dunmail::pdf
