// How far a long piece of work has come.
#pragma once

#include <cstddef>
#include <functional>

namespace dunmail {

/// Called now and then with how much is done, of how much.
using Progress = std::function<void(std::size_t done, std::size_t of)>;

}  // namespace dunmail
