// The rules of a world, ready for its cases.
#pragma once

#include "desk/examine.h"
#include "desk/world.h"

namespace dunmail {

/// The code of the blocker that a creditor's unfinished record in dunmail.toml is.
inline constexpr const char* incomplete_creditor = "creditor-incomplete";

/// The rules as the world has them, for examine(). What is asked for every debtor is looked up once.
CaseRules rules_of(World& world);

}  // namespace dunmail
