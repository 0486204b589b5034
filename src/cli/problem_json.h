// Problems as JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "base/error.h"

namespace dunmail {

inline nlohmann::ordered_json to_json(const Problem& p) {
  return {{"where", p.where}, {"message", p.message}, {"hint", p.hint}};
}

inline nlohmann::ordered_json to_json(const std::vector<Problem>& problems) {
  nlohmann::ordered_json out = nlohmann::ordered_json::array();
  for (const Problem& p : problems) out.push_back(to_json(p));
  return out;
}

}  // namespace dunmail
