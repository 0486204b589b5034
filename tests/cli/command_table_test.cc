#include "cli/command_table.h"

#include <catch2/catch.hpp>

using namespace dunmail;

TEST_CASE("a field of an order is the option of that name for who typed the command, and nothing else is") {
  CLI::App app;
  CommandTable table(app);
  std::string day, debtor;
  auto* calls = table.group("calls", "");
  auto* log = table.add(
      "log", "", [] { return Answer(); }, calls);
  log->add_option("--as-of", day);
  log->add_option("--debtor", debtor);
  table.add("other", "", [] { return Answer(); })->add_option("--reason", day);
  app.parse("calls log", false);

  const auto where = [&](ErrorKind kind, const char* field) { return table.as_typed(Error(kind, field, "")).where; };
  CHECK(where(ErrorKind::usage, "as-of") == "--as-of");
  CHECK(where(ErrorKind::usage, "reason") == "reason");  // of another command
  CHECK(where(ErrorKind::usage, "log") == "log");
  CHECK(where(ErrorKind::usage, "L2026-000001") == "L2026-000001");
  CHECK(where(ErrorKind::usage, "debtor") == "debtor");  // whichever way it was named
  CHECK(where(ErrorKind::input, "as-of") == "as-of");    // a file of that name
  CHECK(where(ErrorKind::usage, "") == "");
}
