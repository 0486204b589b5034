#include "letters/fax_image.h"

#include <catch2/catch.hpp>

TEST_CASE("fax placeholder") { CHECK(dunmail::fax_image({}).operator bool()); }
