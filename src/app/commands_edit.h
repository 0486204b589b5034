#pragma once

#include "app/answer.h"
#include "app/edit.h"

namespace dunmail {

Answer edit_command(World& world, const EditOrder& order);

}  // namespace dunmail
