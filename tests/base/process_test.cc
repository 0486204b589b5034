#include "base/process.h"

#include <catch2/catch.hpp>
#include <csignal>

using namespace dunmail;
using namespace std::chrono_literals;

namespace {

struct Ran {
  std::string output;
  std::string problem;  ///< its line, or ""
};

Ran ran(std::vector<std::string> command, const std::string& input = {}, std::chrono::milliseconds patience = 20s) {
  Ran out;
  const auto problem = run_process({std::move(command), input,
                                    [&](std::string_view bytes) {
                                      out.output += bytes;
                                      return out.output.size() < 10'000'000;
                                    },
                                    patience});
  if (problem) out.problem = problem->line();
  return out;
}

}  // namespace

TEST_CASE("a program gets its input and gives its output, however much") {
  std::string much(3'000'000, 'x');
  for (std::size_t k = 0; k < much.size(); k += 7) much[k] = static_cast<char>(k);
  const Ran copied = ran({"cat"}, much);
  CHECK(copied.problem.empty());
  CHECK(copied.output == much);
  CHECK(ran({"cat"}).output.empty());
  CHECK(ran({"printf", "%s", "a b; $HOME `ls`"}).output == "a b; $HOME `ls`");  // no shell
}

TEST_CASE("why a program failed is said") {
  CHECK(ran({"no-such-program"}).problem == "no-such-program: the program is not installed");
  CHECK(ran({"/etc/passwd"}).problem == "/etc/passwd: cannot be run: Permission denied");
  CHECK(ran({"false"}).problem == "false: failed with exit code 1");
  CHECK(ran({"sh", "-c", "echo warning >&2; echo 'no disk' >&2; exit 9"}).problem ==
        "sh: failed with exit code 9: no disk");
  CHECK(ran({"sh", "-c", "kill -TERM $$"}).problem == "sh: was ended by signal 15");
}

TEST_CASE("a program that reads nothing does no harm") {
  CHECK(ran({"true"}, std::string(1'000'000, 'x')).problem.empty());
}

TEST_CASE("a program that falls silent, runs on after its last word, or says too much is ended") {
  CHECK(ran({"sleep", "60"}, {}, 100ms).problem == "sleep: said nothing for 0 s and was ended");
  CHECK(ran({"sh", "-c", "exec >&- 2>&-; sleep 60"}, {}, 100ms).problem == "sh: said nothing for 0 s and was ended");
  CHECK(ran({"yes"}).problem == "yes: was stopped");
}

TEST_CASE("a program does not inherit that we ignore SIGPIPE") {
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  CHECK(ran({"sh", "-c", "kill -PIPE $$; echo alive"}).output.empty());
  std::signal(SIGPIPE, before);
}
