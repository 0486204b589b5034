#include "base/local_time.h"

#include <catch2/catch.hpp>

using namespace dunmail;
using namespace std::chrono_literals;

TEST_CASE("zones by name, with summer time") {
  const Instant winter = *parse_instant("2026-01-15T12:00:00Z"), summer = *parse_instant("2026-07-15T12:00:00Z");
  CHECK(utc_offset("Asia/Shanghai", summer) == 8h);
  CHECK(utc_offset("Europe/Berlin", winter) == 1h);
  CHECK(utc_offset("Europe/Berlin", summer) == 2h);
  CHECK(utc_offset("America/New_York", winter) == -5h);
  CHECK_FALSE(utc_offset("Mars/Olympus", winter));
}

TEST_CASE("a window opens by the debtor's clock") {
  const SendWindow window = *parse_send_window("08:00-18:00");
  struct Case {
    const char *zone, *now, *opens;
  };
  // Shanghai is 8 hours ahead all year: 08:00 there is 00:00 UTC, 18:00 is 10:00 UTC.
  for (const Case& c : {Case{"Asia/Shanghai", "2026-11-23T00:00:00Z", "2026-11-23T00:00:00Z"},
                        Case{"Asia/Shanghai", "2026-11-22T23:59:59Z", "2026-11-23T00:00:00Z"},
                        Case{"Asia/Shanghai", "2026-11-23T09:59:59Z", "2026-11-23T09:59:59Z"},
                        Case{"Asia/Shanghai", "2026-11-23T10:00:00Z", "2026-11-24T00:00:00Z"},
                        Case{"Europe/Berlin", "2026-07-15T05:00:00Z", "2026-07-15T06:00:00Z"},
                        Case{"America/New_York", "2026-01-15T03:00:00Z", "2026-01-15T13:00:00Z"},
                        Case{"Mars/Olympus", "2026-01-15T03:00:00Z", "2026-01-15T08:00:00Z"}}) {
    CAPTURE(c.zone, c.now);
    CHECK(iso(window.next_open(c.zone, *parse_instant(c.now))) == c.opens);
  }
  CHECK(iso(SendWindow{}.next_open("Asia/Shanghai", *parse_instant("2026-11-23T20:00:00Z"))) == "2026-11-23T20:00:00Z");
}

TEST_CASE("what is no window") {
  for (const char* text :
       {"", "8-18", "08:00", "18:00-08:00", "08:00-08:00", "08:00-24:01", "08:60-18:00", "08:00_18:00", "08:00-18:00 "})
    CHECK_FALSE(parse_send_window(text));
  CHECK(parse_send_window("00:00-24:00"));
}
