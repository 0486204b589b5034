// Postfix's own test server: another implementation reads what we say.
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <memory>
#include <thread>

#include "dispatch/courier.h"
#include "support/process.h"
#include "support/scripted_server.h"
#include "support/temp_dir.h"

using namespace dunmail;

namespace {

/// Nothing where the machine lacks it, and a line that says so.
std::unique_ptr<Child> start_sink(int port, std::vector<std::string> options = {}) {
  const std::string program = find_program("smtp-sink");
  if (program.empty()) {
    WARN("skipped: smtp-sink (package postfix) is missing");
    return nullptr;
  }
  options.insert(options.begin(), program);
  if (::geteuid() == 0) options.insert(options.end(), {"-u", "nobody"});
  options.insert(options.end(), {"127.0.0.1:" + std::to_string(port), "100"});
  auto child = std::make_unique<Child>(options);
  REQUIRE(wait_for_port(port));
  return child;
}

Receipt hand_over(Courier& courier, int number) {
  const std::string id = fmt::format("m{}", number);
  return courier.hand_over({id, id + "@sender.example", "bounce@sender.example", "wang@debtor.example", id,
                            "Subject: " + id + "\r\n\r\n.\r\nbody\r\n"});
}

RouteOptions route(int port) {
  RouteOptions out;
  out.address = "smtp://127.0.0.1:" + std::to_string(port);
  out.timeout_seconds = 20;
  return out;
}

}  // namespace

TEST_CASE("several connections, a thread each, hand everything over") {
  const int port = free_port();
  const auto sink = start_sink(port);
  if (!sink) return;
  std::atomic<int> accepted{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      const auto courier = make_courier(route(port));
      for (int i = 0; i < 250; ++i) accepted += hand_over(*courier, t * 1000 + i).outcome == Receipt::Outcome::accepted;
    });
  for (std::thread& each : threads) each.join();
  CHECK(accepted == 1000);
}

TEST_CASE("a sink that refuses or goes away at each command gives the receipt that fits") {
  struct Case {
    std::vector<std::string> options;
    Receipt::Outcome outcome;
  };
  // -f: refuse for good, -r: refuse for now, -q: hang up after; "." is the final dot.
  const Case c = GENERATE(values<Case>({{{"-f", "mail"}, Receipt::Outcome::refused},
                                        {{"-f", "rcpt"}, Receipt::Outcome::refused},
                                        {{"-f", "data"}, Receipt::Outcome::refused},
                                        {{"-f", "."}, Receipt::Outcome::refused},
                                        {{"-r", "mail"}, Receipt::Outcome::deferred},
                                        {{"-r", "rcpt"}, Receipt::Outcome::deferred},
                                        {{"-r", "data"}, Receipt::Outcome::deferred},
                                        {{"-r", "."}, Receipt::Outcome::deferred},
                                        {{"-q", "mail"}, Receipt::Outcome::deferred},
                                        {{"-q", "rcpt"}, Receipt::Outcome::deferred},
                                        {{"-q", "data"}, Receipt::Outcome::deferred},
                                        {{"-q", "."}, Receipt::Outcome::unknown}}));
  const int port = free_port();
  const auto sink = start_sink(port, c.options);
  if (!sink) return;
  const Receipt receipt = hand_over(*make_courier(route(port)), 1);
  CAPTURE(c.options, receipt.stage, receipt.reply_code, receipt.text);
  CHECK(receipt.outcome == c.outcome);
}
