#include "ledger/party.h"

#include <catch2/catch.hpp>

using namespace dunmail;

TEST_CASE("an address in one line") {
  CHECK(in_one_line({"1 Wharf Road\nUnit 2", "N1 7GR", "London", "", "GB"}) ==
        "1 Wharf Road, Unit 2, N1 7GR, London, GB");
  CHECK(in_one_line({"文三路1号", "310012", "杭州市", "浙江省", "CN"}) == "文三路1号, 310012, 杭州市, 浙江省, CN");
  CHECK(in_one_line({}).empty());
}
