// A name server of a few lines on loopback, that answers as it is told.
#include "wire/mail_hosts.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <functional>
#include <optional>
#include <thread>

#include "base/error.h"

using namespace dunmail;
using namespace std::chrono_literals;

namespace {

std::string number(unsigned value) { return {static_cast<char>(value >> 8), static_cast<char>(value & 255)}; }

std::string encoded(const std::string& name) {
  std::string out;
  for (std::size_t at = 0; at < name.size();) {
    const std::size_t end = std::min(name.find('.', at), name.size());
    out.append(1, static_cast<char>(end - at)).append(name, at, end - at);
    at = end + 1;
  }
  out.append(1, '\0');
  return out;
}

struct Mx {
  unsigned preference;
  std::string host;
};
/// What is said about a name: an RCODE and records; nothing: no answer at all.
struct Said {
  unsigned code = 0;
  std::vector<Mx> records = {};
};
using Zone = std::function<std::optional<Said>(const std::string& name)>;

/// RFC 1035 section 4, over UDP.
class NameServer {
 public:
  explicit NameServer(Zone zone) : zone_(std::move(zone)), fd_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(::bind(fd_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~NameServer() {
    stopping_ = true;
    ::shutdown(fd_, SHUT_RDWR);
    thread_.join();
    ::close(fd_);
  }
  NameServers ask() const { return {"127.0.0.1:" + std::to_string(port_), 300ms, 2, 5s}; }
  int questions() const { return questions_; }

 private:
  void serve() {
    timeval soon{0, 100'000};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon);
    while (!stopping_) {
      char bytes[1500];
      sockaddr_in from{};
      socklen_t size = sizeof from;
      const ssize_t n = ::recvfrom(fd_, bytes, sizeof bytes, 0, reinterpret_cast<sockaddr*>(&from), &size);
      if (n < 17) continue;
      ++questions_;
      const std::string reply = reply_to(std::string(bytes, static_cast<std::size_t>(n)));
      if (!reply.empty()) ::sendto(fd_, reply.data(), reply.size(), 0, reinterpret_cast<sockaddr*>(&from), size);
    }
  }
  std::string reply_to(const std::string& query) const {
    std::string name;
    std::size_t at = 12;
    for (; query[at]; at += static_cast<unsigned char>(query[at]) + 1u) {
      if (!name.empty()) name.append(1, '.');
      name.append(query, at + 1, static_cast<unsigned char>(query[at]));
    }
    const auto said = zone_(name);
    if (!said) return "";
    std::string out(query, 0, 2);
    for (const unsigned each : {0x8180 | said->code, 1u, static_cast<unsigned>(said->records.size()), 0u, 0u})
      out += number(each);
    out.append(query, 12, at + 5 - 12);
    for (const Mx& mx : said->records) {
      const std::string host = encoded(mx.host);
      // The name by its place in the question, MX, IN, a minute to live, and the length of what follows.
      for (const unsigned each : {0xc00cu, 15u, 1u, 0u, 60u, static_cast<unsigned>(host.size() + 2), mx.preference})
        out += number(each);
      out += host;
    }
    return out;
  }

  Zone zone_;
  int fd_, port_ = 0;
  std::atomic<int> questions_{0};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace

TEST_CASE("the host of the best preference, in lower case") {
  NameServer server([](const std::string& name) -> std::optional<Said> {
    if (name == "company.example")
      return Said{0, {{20, "mx2.provider.example"}, {5, "MXbiz1.Provider.example"}, {10, "mx1.provider.example"}}};
    if (name == "even.example") return Said{0, {{10, "b.provider.example"}, {10, "a.provider.example"}}};
    if (name == "xn--fiqs8s.example") return Said{0, {{10, "cn.provider.example"}}};
    if (name == "takes-none.example") return Said{0, {{0, ""}}};  // RFC 7505
    if (name == "no-mx.example") return Said{0, {}};
    return Said{3, {}};
  });
  const auto found = find_mail_hosts({"company.example", "even.example", "中国.example", "takes-none.example",
                                      "no-mx.example", "no-such.example", "not a name"},
                                     server.ask());
  REQUIRE(found.size() == 7);
  const char* hosts[] = {"mxbiz1.provider.example", "a.provider.example", "cn.provider.example", "", "", "", ""};
  for (std::size_t i = 0; i < found.size(); ++i) {
    CAPTURE(found[i].domain);
    CHECK(found[i].host == hosts[i]);
    CHECK(found[i].answered);
  }
  CHECK(found[2].domain == "中国.example");
}

TEST_CASE("a thousand domains are asked for together") {
  NameServer server([](const std::string& name) { return Said{0, {{10, std::string("mx.").append(name)}}}; });
  std::vector<std::string> domains;
  for (int i = 0; i < 1000; ++i) domains.push_back(std::to_string(i).append(".example"));
  const auto found = find_mail_hosts(domains, server.ask());
  for (std::size_t i = 0; i < domains.size(); ++i)
    CHECK((found[i].domain == domains[i] && found[i].host == std::string("mx.").append(domains[i])));
}

TEST_CASE("a server that fails or is silent takes no more than its time, and the others are answered") {
  NameServer server([](const std::string& name) -> std::optional<Said> {
    if (name == "good.example") return Said{0, {{10, "mx.good.example"}}};
    if (name == "broken.example") return Said{2, {}};
    return std::nullopt;
  });
  NameServers ask = server.ask();
  ask.at_most = 800ms;
  const auto began = std::chrono::steady_clock::now();
  const auto found = find_mail_hosts({"silent.example", "good.example", "broken.example"}, ask);
  CHECK(std::chrono::steady_clock::now() - began < 5s);
  CHECK_FALSE(found[0].answered);
  CHECK(found[1].host == "mx.good.example");
  CHECK_FALSE(found[2].answered);
  CHECK(server.questions() >= 3);
}

TEST_CASE("nobody there: no answers, no error") {
  NameServers ask{"127.0.0.1:1", 100ms, 1, 2s};
  const auto found = find_mail_hosts({"a.example", "b.example"}, ask);
  REQUIRE(found.size() == 2);
  CHECK((!found[0].answered && !found[1].answered));
  CHECK(found[1].domain == "b.example");
}

TEST_CASE("name servers that are no addresses are a mistake in the settings") {
  CHECK_THROWS_AS(find_mail_hosts({"a.example"}, {"dns.example; rm", 1s, 1, 1s}), Error);
  for (const char* good : {"192.0.2.1", "192.0.2.1:5353", "192.0.2.1,192.0.2.2:53", "[2001:db8::1]:53", "2001:db8::1"})
    CHECK(are_name_servers(good));
  for (const char* bad : {"", "dns.example", "192.0.2.1;192.0.2.2", "192.0.2.1,x", "-"}) {
    CAPTURE(bad);
    CHECK_FALSE(are_name_servers(bad));
  }
}
