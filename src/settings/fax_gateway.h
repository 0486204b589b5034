#pragma once

#include <optional>

#include "dispatch/fax.h"
#include "settings/settings.h"

namespace dunmail {

/// The fax gateway of the settings, or nothing.
std::optional<FaxGateway> fax_gateway(const Settings& settings);

}  // namespace dunmail
