#include "settings/fax_gateway.h"

namespace dunmail {

std::optional<FaxGateway> fax_gateway(const Settings& settings) {
  if (settings.delivery.fax_gateway.empty()) return std::nullopt;
  for (FaxGateway& gateway : load_fax_gateways(settings.fax_gateways))
    if (gateway.name == settings.delivery.fax_gateway) return std::move(gateway);
  return std::nullopt;
}

}  // namespace dunmail
