#pragma once

#include <string>

#include "settings/settings.h"

namespace dunmail {

/// Who acts, as dunmail.toml spells the name under [people]; a name that is not there as it was typed, tidied.
std::string person_named(const Settings& settings, const std::string& typed);

/// The same, and throws Error(usage) where dunmail.toml names people and this is none of them: a second name would be a
/// second pair of eyes.
std::string known_person(const Settings& settings, const std::string& typed, const std::string& where);

/// Whether two names count as one pair of eyes: as under [people], and where dunmail.toml names nobody also when they
/// only look alike.
bool one_person(const Settings& settings, const std::string& a, const std::string& b);

}  // namespace dunmail
