#include "dispatch/throttle.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/file.h"
#include "support/temp_dir.h"

using namespace dunmail;
using namespace std::chrono_literals;

namespace {

const Throttle::Moment noon{std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + 12h};
const Receipt accepted{Receipt::Outcome::accepted, 250, "2.0.0", "message", "", "", ""};
const Receipt slow_down{Receipt::Outcome::deferred, 450, "4.7.1", "rcpt", "", "", ""};

Throttle throttle() {
  return Throttle({{2, 60, 2}, {{"qq", {"qq.com", "*.qq.com", "foxmail.com"}, {1, 6, 3}, {"mxbiz*.qq.com"}}}, {}});
}

}  // namespace

TEST_CASE("the domain table of the product is sound, and finds providers") {
  const DomainGroups groups = load_domain_groups(DUNMAIL_SOURCE_DIR "/config/domain-groups.toml");
  CHECK(groups.name_of("QQ.com") == "qq");
  CHECK(groups.name_of("126.com") == "netease");
  CHECK(groups.name_of("eu.onmicrosoft.com") == "microsoft");
  CHECK(groups.name_of("notqq.com") == "notqq.com");
  CHECK(groups.limits_of("qq").per_minute == 30);
  CHECK(groups.limits_of("notqq.com").per_minute == groups.otherwise.per_minute);
}

TEST_CASE("a domain in two groups is a mistake") {
  TempDir dir;
  write_file(dir / "groups.toml", "[group.a]\ndomains = [\"x.example\"]\n[group.b]\ndomains = [\"X.example\"]\n");
  CHECK_THROWS_AS(load_domain_groups(dir / "groups.toml"), Error);
}

TEST_CASE("a burst, then the rate, domains of one provider share it") {
  Throttle t = throttle();
  for (const std::string to : {"a@qq.com", "b@foxmail.com", "c@vip.qq.com"}) {
    CHECK(t.start(to, noon) == 0ms);
    t.finish(to, accepted, noon);
  }
  CHECK(t.start("d@qq.com", noon) == 10s);
  CHECK(t.start("d@other.example", noon) == 0ms);
  CHECK(t.start("d@qq.com", noon + 9999ms) > 0ms);
  CHECK(t.start("d@qq.com", noon + 10s) == 0ms);
}

TEST_CASE("all faxes share the limits of their gateway's domain") {
  Throttle t = throttle();  // two at once for a domain of its own
  CHECK(t.group_of("+8657155550001") != t.group_of("+8657155550002"));
  t.send_faxes_to("fax.example");
  CHECK(t.start("+8657155550001", noon) == 0ms);
  CHECK(t.start("x@fax.example", noon) == 0ms);
  CHECK(t.start("+8657155550003", noon) > 0ms);
  CHECK(t.start("a@other.example", noon) == 0ms);
  t.finish("+8657155550001", accepted, noon);
  CHECK(t.start("+8657155550003", noon + 1s) == 0ms);
}

TEST_CASE("connections at once are limited") {
  Throttle t = throttle();
  CHECK(t.start("a@qq.com", noon) == 0ms);
  CHECK(t.start("b@qq.com", noon) == 1s);
  t.finish("a@qq.com", accepted, noon);
  CHECK(t.start("b@qq.com", noon) == 0ms);
}

TEST_CASE("a provider that asks for patience gets it, and the pace comes back") {
  Throttle t = throttle();
  CHECK(t.start("a@qq.com", noon) == 0ms);
  t.finish("a@qq.com", slow_down, noon);
  CHECK(t.pace("b@foxmail.com") == 0.5);
  CHECK(t.start("b@qq.com", noon) == 60s);
  auto now = noon + 60s;
  for (int sent = 0; sent < 20;) {
    const auto wait = t.start("b@qq.com", now);
    now += wait;
    if (wait > 0ms) continue;
    t.finish("b@qq.com", accepted, now);
    ++sent;
  }
  CHECK(t.pace("b@qq.com") == 1);
  CHECK(now - noon > 5min);  // six a minute at half the pace, less the burst
}

TEST_CASE("our own relay's troubles slow nobody down") {
  Throttle t = throttle();
  CHECK(t.start("a@qq.com", noon) == 0ms);
  t.finish("a@qq.com", {Receipt::Outcome::deferred, 421, "4.3.2", "connect", "", "", ""}, noon);
  CHECK(t.pace("a@qq.com") == 1);
}

TEST_CASE("a clock set back neither blocks nor floods") {
  Throttle t = throttle();
  CHECK(t.start("a@qq.com", noon) == 0ms);
  t.finish("a@qq.com", slow_down, noon);
  CHECK(t.start("a@qq.com", noon - 24h) <= 1min);
  int went = 0;
  for (int i = 0; i < 100; ++i)
    if (t.start("a@qq.com", noon - 24h + 61s) == 0ms) ++went, t.finish("a@qq.com", accepted, noon);
  CHECK(went <= 3);
  CHECK(went >= 1);
}

TEST_CASE("companies' own domains fall under the provider that takes their mail") {
  DomainGroups groups = load_domain_groups(DUNMAIL_SOURCE_DIR "/config/domain-groups.toml");
  struct Case {
    const char *host, *group;
  };
  // As these providers tell their customers to write into the DNS.
  for (const Case& c :
       {Case{"mxbiz1.qq.com", "qq"}, Case{"mxdomain.qq.com", "qq"}, Case{"qiye163mx01.mxmail.netease.com", "netease"},
        Case{"company-com.mail.protection.outlook.com", "microsoft"}, Case{"ASPMX.L.GOOGLE.COM", "google"},
        Case{"alt3.aspmx.l.google.com", "google"}, Case{"smtp.google.com", "google"},
        Case{"mxn.mxhichina.com", "aliyun"}, Case{"mx00.ionos.de", "united-internet"},
        Case{"mail.company.example", "company.example"}, Case{"", "company.example"},
        Case{"mxbiz1.qq.com.evil.example", "company.example"}}) {
    CAPTURE(c.host);
    DomainGroups known = groups;
    CHECK(known.goes_by_mail_host("Company.example"));
    known.learn("company.example", c.host);
    CHECK(known.name_of("Company.Example") == c.group);
  }
  CHECK_FALSE(groups.goes_by_mail_host("163.com"));
  groups.learn("163.com", "aspmx.l.google.com");
  CHECK(groups.name_of("163.com") == "netease");  // its own name says more
}

TEST_CASE("a domain that was learned shares its provider's limits") {
  Throttle t = throttle();
  t.learn("company.example", "mxbiz2.qq.com");
  for (const std::string to : {"a@qq.com", "b@company.example", "c@foxmail.com"}) {
    CHECK(t.start(to, noon) == 0ms);
    t.finish(to, accepted, noon);
  }
  CHECK(t.start("d@company.example", noon) == 10s);
  CHECK(t.start("d@other.example", noon) == 0ms);
}

TEST_CASE("one pattern of mail hosts in two groups is a mistake") {
  TempDir dir;
  write_file(dir / "groups.toml", "[group.a]\nmx = [\"*.x.example\"]\n[group.b]\nmx = [\"*.X.example\"]\n");
  CHECK_THROWS_WITH(load_domain_groups(dir / "groups.toml"),
                    Catch::Contains("groups.toml:4") && Catch::Contains("in group a already"));
}
