#pragma once

#include "desk/world.h"

namespace dunmail {

/// Puts the payments that were imported before their day, and whose day has come, and tells their cases.
void put_due_payments(World& world, Date day);

}  // namespace dunmail
