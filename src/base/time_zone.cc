#include "base/time_zone.h"

#include <unicode/strenum.h>
#include <unicode/timezone.h>

#include <algorithm>
#include <memory>

namespace dunmail {

const std::vector<std::string>& time_zones() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::StringEnumeration> all(
        icu::TimeZone::createTimeZoneIDEnumeration(UCAL_ZONE_TYPE_ANY, nullptr, nullptr, status));
    while (all && U_SUCCESS(status)) {
      const icu::UnicodeString* name = all->snext(status);
      if (!name) break;
      std::string utf8;
      out.push_back(name->toUTF8String(utf8));
    }
    std::sort(out.begin(), out.end());
    return out;
  }();
  return names;
}

bool is_time_zone(const std::string& name) {
  return std::binary_search(time_zones().begin(), time_zones().end(), name);
}

}  // namespace dunmail
