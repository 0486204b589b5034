#include "planning/response_link.h"

namespace dunmail {

ResponseLinks ResponseLinks::open(const Settings& settings) {
  ResponseLinks out;
  out.base_ = settings.response.base_url;
  out.valid_days_ = settings.response.valid_days;
  if (!out.base_.empty()) out.keys_ = load_or_create_keys(settings.delivery.key_file);
  return out;
}

std::string ResponseLinks::url(const std::string& letter_id, Date day) const {
  if (base_.empty()) return {};
  return base_ + "/r/" + make_response_token(keys_, {letter_id, day + Days(valid_days_)});
}

}  // namespace dunmail
