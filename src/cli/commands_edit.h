#pragma once

#include "cli/answer.h"
#include "planning/edit.h"

namespace dunmail {

Answer edit_command(World& world, const EditOrder& order);

}  // namespace dunmail
