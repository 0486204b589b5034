#include "casefile/postal_place.h"

#include <catch2/catch.hpp>

using namespace dunmail;

TEST_CASE("two spellings of an address are one place, two addresses are two") {
  const auto same = [](const char* a, const char* b) { return place_of(a) == place_of(b); };
  CHECK(same("1 Wharf Road, N1 7GR, London", "1  WHARF road,N1 7GR, London,"));
  CHECK(same("文三路1号, 杭州市", "文三路 1 号　杭州市"));
  CHECK(same("文三路1号，杭州市", "文三路1号、杭州市"));
  CHECK_FALSE(same("1 2nd Street", "12 nd Street"));
  CHECK_FALSE(same("文三路1号", "文三路2号"));
  CHECK_FALSE(same("Hauptstr. 1", "Hauptstr. 11"));
  CHECK_FALSE(same("Müllerstr. 1", "Mullerstr. 1"));
  CHECK(place_of("").empty());
}
