// The rules of a world, ready for its cases.
#pragma once

#include "app/examine.h"
#include "app/world.h"

namespace dunmail {

/// The rules as the world has them, for examine(). What is asked for every debtor is looked up once.
CaseRules rules_of(World& world);

}  // namespace dunmail
