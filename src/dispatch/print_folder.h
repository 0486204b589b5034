// The post: each letter is laid as one PDF into a folder, for a person or a print shop to fold and stamp.
#pragma once

#include <memory>
#include <string>

#include "dispatch/courier.h"

namespace dunmail {

/// Parcel.message is the PDF, Parcel.recipient the postcode that the files are sorted by. Accepted means: on the disk.
/// Laying the same letter again writes the same file.
std::unique_ptr<Courier> make_print_courier(const std::string& folder);

}  // namespace dunmail
