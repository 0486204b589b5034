// Messages a second into Postfix's smtp-sink: our courier against Postfix's own smtp-source, same size, same number of
// connections, in turns, best of three each. Then what sixteen connections carry to a relay that takes its time.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "dispatch/courier.h"
#include "support/process.h"
#include "support/scripted_server.h"

using namespace dunmail;

namespace {

double seconds_for(const auto& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

struct Sink {
  explicit Sink(std::vector<std::string> options = {}) : port(free_port()) {
    std::vector<std::string> command = {find_program("smtp-sink")};
    if (::geteuid() == 0) command.insert(command.end(), {"-u", "nobody"});
    command.insert(command.end(), options.begin(), options.end());
    command.insert(command.end(), {"127.0.0.1:" + std::to_string(port), "200"});
    child = std::make_unique<Child>(command);
    if (!wait_for_port(port)) throw std::runtime_error("smtp-sink does not listen");
  }
  int port;
  std::unique_ptr<Child> child;
};

std::string message_of(std::size_t bytes) {
  std::string out = "From: a@sender.example\r\nTo: b@debtor.example\r\nSubject: bench\r\n\r\n";
  while (out.size() < bytes) out.append(76, 'x').append("\r\n");
  return out;
}

double ours(int port, std::size_t bytes, int connections, int messages) {
  const std::string message = message_of(bytes);
  std::atomic<int> next{0}, accepted{0};
  const double taken = seconds_for([&] {
    std::vector<std::thread> threads;
    for (int t = 0; t < connections; ++t)
      threads.emplace_back([&] {
        RouteOptions options;
        options.address = "smtp://127.0.0.1:" + std::to_string(port);
        const auto courier = make_courier(options);
        const Parcel parcel{"L", "m@sender.example", "bounce@sender.example", "b@debtor.example", "L", message};
        while (next++ < messages) accepted += courier->hand_over(parcel).outcome == Receipt::Outcome::accepted;
      });
    for (std::thread& each : threads) each.join();
  });
  if (accepted != messages) throw std::runtime_error("not every message was accepted");
  return messages / taken;
}

double theirs(int port, std::size_t bytes, int connections, int messages, bool reuse) {
  std::vector<std::string> command = {find_program("smtp-source")};
  if (reuse) command.push_back("-d");
  for (const std::string& word :
       {std::string("-s"), std::to_string(connections), std::string("-l"), std::to_string(bytes), std::string("-m"),
        std::to_string(messages), std::string("-f"), std::string("a@sender.example"), std::string("-t"),
        std::string("b@debtor.example"), "127.0.0.1:" + std::to_string(port)})
    command.push_back(word);
  Finished done;
  const double taken = seconds_for([&] { done = run(command); });
  if (done.code != 0) throw std::runtime_error("smtp-source: " + done.output);
  return messages / taken;
}

void against_smtp_source() {
  fmt::print("{:>8} {:>6} {:>10} {:>12} {:>12} {:>7}\n", "bytes", "conns", "ours/s", "source -d/s", "source/s",
             "ratio");
  for (const std::size_t bytes : {2'000u, 85'000u})
    for (const int connections : {1, 4, 16}) {
      const int messages = bytes < 10'000 ? 10'000 : 3'000;
      double best_ours = 0, best_kept = 0, best_fresh = 0;
      const Sink sink;
      for (int round = 0; round < 3; ++round) {
        best_kept = std::max(best_kept, theirs(sink.port, bytes, connections, messages, true));
        best_ours = std::max(best_ours, ours(sink.port, bytes, connections, messages));
        best_fresh = std::max(best_fresh, theirs(sink.port, bytes, connections, messages, false));
      }
      fmt::print("{:>8} {:>6} {:>10.0f} {:>12.0f} {:>12.0f} {:>7.2f}\n", bytes, connections, best_ours, best_kept,
                 best_fresh, best_ours / std::max(best_kept, best_fresh));
    }
}

void against_a_slow_relay() {
  const Sink sink({"-w", "1"});  // a second before the answer to DATA
  const double one = ours(sink.port, 2'000, 1, 4), sixteen = ours(sink.port, 2'000, 16, 64);
  fmt::print("a relay that waits a second: 1 connection {:.2f}/s, 16 connections {:.2f}/s, {:.1f} times\n", one,
             sixteen, sixteen / one);
}

}  // namespace

int main() {
  if (find_program("smtp-sink").empty() || find_program("smtp-source").empty()) {
    fmt::print(stderr, "smtp-sink and smtp-source are missing: install postfix\n");
    return 1;
  }
  against_smtp_source();
  against_a_slow_relay();
}
