#include "cli/command_table.h"

#include <catch2/catch.hpp>

#include "cli/left_empty.h"

using namespace dunmail;

namespace {

/// What is said of a command line that was read, or misread.
struct Typed {
  CLI::App app{"", "dunmail"};
  CommandTable table{app};
  std::string by, extra, what;

  Typed() {
    auto* inbox = table.add("inbox", "", [] { return Answer(); });
    auto* dismiss = table.add(
        "dismiss", "", [] { return Answer(); }, inbox);
    dismiss->add_option("mail", what);
    dismiss->add_option("--by", by)->required();
    dismiss->add_option("--extra", extra)->check(may_be_empty());
  }
  std::string said(std::vector<std::string> words) {
    std::string name = "dunmail";
    std::vector<char*> arguments{name.data()};
    for (std::string& word : words) arguments.push_back(word.data());
    const std::span<char*> behind{arguments.data() + 1, arguments.size() - 1};
    try {
      app.parse(static_cast<int>(arguments.size()), arguments.data());
    } catch (const CLI::ParseError& e) {
      return table.misread(e, behind).line();
    }
    const auto empty = left_empty(app, behind);
    return empty ? empty->line() : "";
  }
};

}  // namespace

TEST_CASE("a text that is empty is an unset variable, but for an option that says something by it") {
  CHECK(Typed().said({"inbox", "dismiss", "M1", "--by", "Ben", "--extra", ""}).empty());
  CHECK(Typed().said({"inbox", "dismiss", "M1", "--by", "Ben"}).empty());
  for (const char* nothing : {"", " ", "\t"})
    CHECK_THAT(Typed().said({"inbox", "dismiss", "M1", "--by", nothing}),
               Catch::StartsWith("--by: is given without a text"));
  CHECK_THAT(Typed().said({"inbox", "dismiss", "", "--by", "Ben"}), Catch::StartsWith("mail: is given without a text"));
  // Where the text is missing behind = the next word would be taken for it.
  CHECK_THAT(Typed().said({"inbox", "dismiss", "--by=", "M1"}), Catch::StartsWith("--by: is given without a text"));
}

TEST_CASE("what is misread of a command below another names the whole of it") {
  CHECK_THAT(Typed().said({"inbox", "dismiss", "M1"}),
             Catch::StartsWith("inbox dismiss: ") && Catch::Contains("see dunmail inbox dismiss --help"));
  CHECK_THAT(Typed().said({"inbox", "dismiss", "M1", "--nothing-like-it"}),
             Catch::Contains("see dunmail inbox dismiss --help"));
}

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
