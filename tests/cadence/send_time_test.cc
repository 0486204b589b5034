#include "cadence/send_time.h"

#include <catch2/catch.hpp>

using namespace dunmail;

TEST_CASE("letters leave on the debtor's working days only, retries and all") {
  const Calendars calendars = Calendars::load(DUNMAIL_SOURCE_DIR "/config/calendars");
  const SendWindow office = *parse_send_window("08:00-18:00"), any;
  struct Case {
    const char *country, *zone;
    const SendWindow& window;
    const char *now, *opens;
  };
  // Shanghai is 8 hours ahead of UTC, Berlin 1 in winter and 2 in summer.
  for (const Case& c : {
           // A Friday evening waits for Monday morning; Monday noon does not wait.
           Case{"CN", "Asia/Shanghai", office, "2026-11-20T10:30:00Z", "2026-11-23T00:00:00Z"},
           Case{"CN", "Asia/Shanghai", office, "2026-11-23T04:00:00Z", "2026-11-23T04:00:00Z"},
           // Saturday by the debtor's clock, while it is Friday still in UTC.
           Case{"CN", "Asia/Shanghai", any, "2026-11-20T16:30:00Z", "2026-11-22T16:00:00Z"},
           // Before National Day: 1 to 7 October 2026 are holidays, the 8th is a Thursday at work.
           Case{"CN", "Asia/Shanghai", office, "2026-09-30T10:00:00Z", "2026-10-08T00:00:00Z"},
           // Saturday 10 October 2026 is worked instead of a day of that holiday.
           Case{"CN", "Asia/Shanghai", office, "2026-10-09T11:00:00Z", "2026-10-10T00:00:00Z"},
           // Christmas 2026 falls on Friday and Saturday.
           Case{"DE", "Europe/Berlin", office, "2026-12-24T20:00:00Z", "2026-12-28T07:00:00Z"},
           // Good Friday is 3 April 2026, Easter Monday the 6th.
           Case{"DE", "Europe/Berlin", office, "2026-04-02T17:00:00Z", "2026-04-07T06:00:00Z"},
           // The clocks go forward on Sunday 29 March 2026: Monday's eight o'clock is at six.
           Case{"DE", "Europe/Berlin", office, "2026-03-27T18:00:00Z", "2026-03-30T06:00:00Z"},
           // A year that no calendar knows has its weekends all the same: 2 January 2055 is a Saturday.
           Case{"CN", "Asia/Shanghai", office, "2055-01-02T04:00:00Z", "2055-01-04T00:00:00Z"},
       }) {
    CAPTURE(c.country, c.now);
    CHECK(iso(next_send_time(c.window, *calendars.find("", c.country), c.zone, *parse_instant(c.now))) == c.opens);
    CHECK(iso(next_send_time(c.window, nullptr, c.zone, *parse_instant(c.now))) ==
          iso(c.window.next_open(c.zone, *parse_instant(c.now))));
  }
}
