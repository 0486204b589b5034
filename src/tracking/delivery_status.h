// The machine-readable part of a delivery report: RFC 3464, RFC 6533 for addresses beyond ASCII, and what passes for
// it (fields without blank lines between recipients, inside plain text, or quoted).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dunmail {

struct StatusRow {
  std::string original, final;  ///< addresses without their type; "" when not given
  std::string action;           ///< failed, delayed, delivered, relayed, expanded; lower case, "" when missing
  std::string status;           ///< enhanced code or ""
  std::string diagnostic;       ///< Diagnostic-Code as it came, without a type "smtp;"
  bool from_smtp = true;        ///< false: the diagnostic is a program's exit code (x-unix)
  const std::string& address() const { return original.empty() ? final : original; }
};

struct DeliveryStatus {
  std::string envelope_id;  ///< Original-Envelope-Id, or ""
  std::vector<StatusRow> rows;
};

/// Fields are read wherever in the text they stand at a line's beginning. At most 1,000 rows.
DeliveryStatus read_delivery_status(std::string_view text);

/// "rfc822; <a@b>" or "utf-8; \x{4E2D}@b" (RFC 6533 section 3) -> the address; "" for one that names no mailbox.
std::string typed_address(std::string_view field);

/// "Name: value" fields of a report part (RFC 5965, RFC 8098), names in lower case, unfolded.
std::vector<std::pair<std::string, std::string>> report_fields(std::string_view text);

}  // namespace dunmail
