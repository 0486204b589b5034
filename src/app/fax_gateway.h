#pragma once

#include <optional>

#include "app/settings.h"
#include "dispatch/fax.h"

namespace dunmail {

/// The fax gateway of the settings, or nothing.
std::optional<FaxGateway> fax_gateway(const Settings& settings);

}  // namespace dunmail
