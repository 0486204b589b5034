#include "ledger/party.h"

namespace dunmail {

std::string in_one_line(const Address& address) {
  std::string out;
  for (const std::string* part : {&address.street, &address.postcode, &address.city, &address.region, &address.country})
    if (!part->empty()) out += (out.empty() ? "" : ", ") + *part;
  for (std::size_t at = 0; (at = out.find('\n', at)) != out.npos; at += 2) out.replace(at, 1, ", ");
  return out;
}

}  // namespace dunmail
