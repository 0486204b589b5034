// The link in a letter that leads to its response page.
#pragma once

#include <string>

#include "settings/settings.h"
#include "wire/token.h"

namespace dunmail {

/// Makes links where [response] names the address that debtors reach; else every link is empty.
class ResponseLinks {
 public:
  /// Throws Error(config, storage) where the key file cannot be read or made; without a base_url it is not looked at.
  static ResponseLinks open(const Settings& settings);
  /// Of a letter of that day.
  std::string url(const std::string& letter_id, Date day) const;

 private:
  std::string base_;
  int valid_days_ = 0;
  TokenKeys keys_;
};

}  // namespace dunmail
