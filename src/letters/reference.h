// Numbers with check digits, and the payload of the code that a banking app reads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/money.h"
#include "base/result.h"

namespace dunmail {

/// ISO 11649 creditor reference of up to 21 letters and digits ("INV20250001" -> "RF65INV20250001"). Other characters
/// are dropped, letters made capital; "" when nothing is left or it is too long.
std::string make_rf_reference(std::string_view text);
bool is_rf_reference(std::string_view reference);
/// ISO 13616: letters and digits without blanks, 15 to 34 of them, remainder 1 by 97.
bool is_iban(std::string_view iban);
/// Unified social credit code of the PRC (GB 32100).
bool is_uscc(std::string_view code);

struct EpcPayment {
  std::string name, iban, bic;
  std::int64_t cents = 0;  ///< EUR only
  std::string rf;          ///< structured reference; or
  std::string text;        ///< unstructured, never both
};

/// Payload of the EPC QR code (EPC069-12, version 002, UTF-8). A Problem where a limit of the standard is broken.
Result<std::string> epc_payload(const EpcPayment& payment);

}  // namespace dunmail
