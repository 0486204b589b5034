// Which provider takes a company's mail: asked once, kept, asked again when the answer is old.
#include "sending/mail_groups.h"

#include <catch2/catch.hpp>

#include "cli/sending_room.h"

using namespace dunmail;
using std::chrono::hours;

namespace {

using Hosts = std::map<std::string, MailHostAnswer>;

/// Name servers that know these, and remember what they were asked.
struct Asked {
  Hosts known;
  std::vector<std::vector<std::string>> questions;
  FindMailHosts finder() {
    return [this](const std::vector<std::string>& domains) {
      questions.push_back(domains);
      std::vector<MailHostAnswer> out;
      for (const std::string& domain : domains)
        out.push_back(known.contains(domain) ? known.at(domain) : MailHostAnswer{domain, "", false});
      return out;
    };
  }
};

Throttle throttle() {
  return Throttle({{}, {{"qq", {"qq.com"}, {}, {"mx*.qq.com"}}, {"google", {}, {}, {"*.google.com"}}}, {}});
}

std::vector<Store::Outgoing> letters_to(const std::vector<std::string>& addresses) {
  std::vector<Store::Outgoing> out;
  for (const std::string& address : addresses)
    out.push_back({"L" + std::to_string(out.size()),
                   "R1",
                   address.empty()            ? "post"
                   : address.starts_with('+') ? "fax"
                                              : "email",
                   address,
                   {}});
  return out;
}

}  // namespace

TEST_CASE("each domain that no group names is asked for once, and its letters fall under its provider", "[threads]") {
  SendingRoom room({});
  World world = room.world();
  Asked dns{{{"a.example", {"a.example", "mxbiz1.qq.com", true}},
             {"b.example", {"b.example", "aspmx.l.google.com", true}},
             {"own.example", {"own.example", "mail.own.example", true}}},
            {}};
  Throttle t = throttle();
  learn_mail_hosts(
      world,
      letters_to({"x@a.example", "y@a.example", "z@B.example", "w@own.example", "v@qq.com", "", "+8657155550001"}),
      dns.finder(), t);
  REQUIRE(dns.questions.size() == 1);
  CHECK(dns.questions[0] == std::vector<std::string>{"a.example", "b.example", "own.example"});
  CHECK(t.group_of("any@a.example") == "qq");
  CHECK(t.group_of("any@B.example") == "google");
  CHECK(t.group_of("any@own.example") == "own.example");
  CHECK(t.group_of("any@qq.com") == "qq");
}

TEST_CASE("an answer is kept for a week, none for a day, silence for an hour", "[threads]") {
  SendingRoom room({});
  World world = room.world();
  Asked dns{{{"host.example", {"host.example", "mx1.qq.com", true}}, {"none.example", {"none.example", "", true}}}, {}};
  const auto letters = letters_to({"a@host.example", "a@none.example", "a@silent.example"});
  const auto ask = [&] {
    Throttle t = throttle();
    const auto before = dns.questions.size();
    learn_mail_hosts(world, letters, dns.finder(), t);
    CHECK(t.group_of("a@host.example") == "qq");
    CHECK(t.group_of("a@silent.example") == "silent.example");
    return dns.questions.size() == before ? std::vector<std::string>{} : dns.questions.back();
  };
  using Domains = std::vector<std::string>;
  CHECK(ask() == Domains{"host.example", "none.example", "silent.example"});
  CHECK(ask().empty());
  room.now += hours(1);
  CHECK(ask() == Domains{"silent.example"});
  room.now += hours(23);
  CHECK(ask() == Domains{"none.example", "silent.example"});
  room.now += hours(6 * 24);
  CHECK(ask() == Domains{"host.example", "none.example", "silent.example"});
}

TEST_CASE("switched off, or without patterns, nobody is asked", "[threads]") {
  SendingRoom room({});
  World world = room.world();
  Asked dns;
  Throttle by_domain({{}, {{"qq", {"qq.com"}, {}, {}}}, {}});
  learn_mail_hosts(world, letters_to({"a@x.example"}), dns.finder(), by_domain);
  CHECK(dns.questions.empty());
  Throttle t = throttle();
  learn_mail_hosts(world, letters_to({"a@x.example"}), nullptr, t);
  CHECK(t.group_of("a@x.example") == "x.example");
  world.settings.delivery.mx_servers.reset();
  CHECK_FALSE(mail_host_finder(world.settings));
}

TEST_CASE("a sender asks before it lines its letters up", "[threads]") {
  SendingRoom room({"a.example", "b.example"});
  World world = room.world();
  write_file(room.dir / "groups.toml",
             "[default]\nconnections = 9\nper_minute = 1000\nburst = 1000\n[group.slow]\nmx = "
             "[\"mx.slow.example\"]\nper_minute = 1\nburst = 1\n");
  world.settings.delivery.domain_groups = room.dir / "groups.toml";
  plan(world, {room.today});
  Asked dns{
      {{"a.example", {"a.example", "mx.slow.example", true}}, {"b.example", {"b.example", "mx.slow.example", true}}},
      {}};
  Couriers couriers = room.couriers();
  couriers.mail_hosts = dns.finder();
  SendOrder order;
  order.today = room.today;
  // The second letter of the group has to wait a minute for its turn: the sender is told to stop meanwhile.
  order.stop = [&] { return !room.handed.empty(); };
  const Sent sent = send(world, couriers, order, {});
  CHECK(dns.questions.size() == 1);
  CHECK(sent.accepted == 1);
  CHECK(sent.waiting == 1);
}
