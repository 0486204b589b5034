// Bytes of no calendar: read or refused with a reason, and what is read is days that a calendar file can hold.
#include <cstdint>
#include <cstdlib>

#include "base/error.h"
#include "intake/data_rows.h"

using namespace dunmail;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  try {
    const DataRows rows = size % 2 ? data_rows_of_ics(bytes, "f") : data_rows_of_csv(bytes, "f");
    if (!rows.calendar) return 0;
    for (const CalendarRow& row : rows.calendar->rows)
      if (row.to < row.from) std::abort();
    // What was read is written as TOML that reads back to as many rows.
    const ConfigTable table = ConfigTable::parse(added_toml(*rows.calendar), "t");
    if (read_calendar_rows(table.tables("added").at(0)).rows.size() != rows.calendar->rows.size()) std::abort();
  } catch (const Error& e) {
    if (e.problem().message.empty() || std::string(e.what()).find('\n') != std::string::npos) std::abort();
  }
  return 0;
}
