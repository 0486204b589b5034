// An SMTP server of a few lines that says what a test tells it to say, and remembers what it heard.
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

/// What the server does at one point of the conversation.
struct Say {
  std::string bytes;       ///< as they go out; CRLF is not added
  bool then_drop = false;  ///< close afterwards
  bool slowly = false;     ///< one byte a packet
};
inline Say line(const std::string& text) { return {text + "\r\n"}; }
inline Say drop(const std::string& bytes = {}) { return {bytes, true}; }

class ScriptedServer {
 public:
  /// Asked with the command as it came ("MAIL FROM:<a@b>"), "connect" for the banner, "body" when DATA's 354 is out,
  /// and "." when the whole message is in. Nothing: the server does as a good one would.
  using Script = std::function<std::optional<Say>(const std::string& at)>;

  explicit ScriptedServer(Script script, std::vector<std::string> offers = {"PIPELINING", "SIZE 1000000", "8BITMIME",
                                                                            "DSN", "ENHANCEDSTATUSCODES"});
  ~ScriptedServer();

  int port() const { return port_; }
  int connections() const { return connections_; }
  std::vector<std::string> heard() const;     ///< commands of all connections, in the order they came
  std::vector<std::string> messages() const;  ///< whole ones, up to the final dot, still dot-stuffed
  /// How many commands begin with this.
  int count(const std::string& verb) const;

 private:
  void accept_all();
  void converse(int fd);

  Script script_;
  std::vector<std::string> offers_;
  int port_ = 0;
  int listener_;  // made after port_, which it sets
  std::atomic<int> connections_{0};
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;
  std::vector<std::string> heard_, messages_;
  std::list<std::thread> talks_;
  std::list<int> sockets_;
  std::thread acceptor_;
};

/// A port on loopback that was free a moment ago.
int free_port();
/// True once somebody accepts there; gives up after ten seconds.
bool wait_for_port(int port);
/// Asks until it is true, for ten seconds at most.
bool eventually(const std::function<bool()>& condition);
