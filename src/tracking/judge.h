// From what was said about a recipient to what it means: one place for delivery reports, notifications and text.
#pragma once

#include <string>
#include <string_view>

#include "tracking/report.h"

namespace dunmail {

struct Said {
  std::string address;
  std::string status;      ///< of a Status field, or ""
  std::string diagnostic;  ///< what the refusing server said, or the lines about this recipient
  std::string around;      ///< the whole notice: asked when the diagnostic says too little
  std::string stage;       ///< of a transcript, or ""
};

/// The diagnostic's own codes come before the Status field, which relays fill in roughly (5.0.0, 4.4.7, 5.1.1 for
/// everything); a precise field comes before a vague code.
ReportedRecipient judge_recipient(const Said& said, const Rules& rules);

/// A success: the codes, no class.
ReportedRecipient delivered_recipient(const std::string& address, const std::string& status,
                                      const std::string& diagnostic);

/// One line, valid UTF-8, at most 500 bytes.
std::string one_line(std::string_view text);

}  // namespace dunmail
