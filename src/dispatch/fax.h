// Fax by a mail-to-fax gateway. A gateway is data (config/fax-gateways.toml); the fax itself is a mail to it. Fax is
// read by whoever stands at the machine: what goes around the letter is neutral here, and what may go by fax at all is
// policy's business (docs/dunning.md, 5).
#pragma once

#include <cstdint>
#include <optional>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace dunmail {

struct FaxGateway {
  enum class Number { e164, digits, dial };
  std::string name;
  std::string recipient;  ///< with {number}
  Number number = Number::e164;
  std::string international_prefix;  ///< for dial
  std::string subject;               ///< {locale} stands for fax_subject()
  std::string sender;                ///< empty: the creditor's
  std::string file = "pdf";          ///< pdf or tiff
  std::string coding = "mh";         ///< of a tiff: mh, mr or mmr
  bool fine = true;                  ///< of a tiff: 204 x 196 dots an inch, else 204 x 98
  bool body = true;                  ///< false: an empty text part
  std::size_t max_bytes = 0;         ///< of the whole message
  int give_up_hours = 24;
  std::vector<std::regex> confirmed, failed;
  std::vector<std::pair<std::string, std::string>> headers;
};

/// Throws Error(config) for an unknown key, a pattern that is none, or a recipient that makes no address.
std::vector<FaxGateway> load_fax_gateways(const std::string& path);

/// "+862155550123" out of what people write: blanks, hyphens, dots, brackets and slashes go, a leading 00 is '+'. A
/// Problem for letters, extensions, or a number without country code or with other than 7 to 15 digits (ITU-T E.164).
Result<std::string> fax_number(const std::string& written);
/// The gateway's address for a number.
Result<std::string> fax_recipient(const FaxGateway& gateway, const std::string& written);

/// What may stand around the letter, in its language: no amount, no name, no word of debt. Unknown languages: English.
std::string fax_subject(const FaxGateway& gateway, const std::string& locale);
std::string fax_body(const FaxGateway& gateway, const std::string& locale);

/// What a gateway's report says (subject and first lines; 4,000 bytes are looked at): true sent, false not, or nothing.
std::optional<bool> read_fax_report(const FaxGateway& gateway, const std::string& text);

}  // namespace dunmail
