#include "dispatch/fax.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/file.h"
#include "support/temp_dir.h"

using namespace dunmail;

namespace {

FaxGateway gateway(const std::string& name) {
  for (const FaxGateway& each : load_fax_gateways(DUNMAIL_SOURCE_DIR "/config/fax-gateways.toml"))
    if (each.name == name) return each;
  throw std::runtime_error("no gateway " + name);
}

}  // namespace

TEST_CASE("a number becomes the gateway's address") {
  struct Case {
    const char *gateway, *written, *address;
  };
  for (const Case& c : std::vector<Case>{{"t37", "+86 21 5555-0123", "FAX=+862155550123@fax-gateway.example"},
                                         {"t37", "0049 (30) 1234.567", "FAX=+49301234567@fax-gateway.example"},
                                         {"hylafax", "+49 30/1234567", "0049301234567@fax.example"},
                                         {"generic", "+862155550123", "862155550123@send.fax-service.example"}})
    CHECK(*fax_recipient(gateway(c.gateway), c.written) == c.address);
}

TEST_CASE("what is no fax number is refused with a reason") {
  const std::string written =
      GENERATE("", "+", "021 5555 0123", "+86 21 FAX", "+862155550123 ext 5", "+86215555x0123", "+8621555;0123",
               "+123456", "+1234567890123456", "+0862155550123", "++862155550123", "86+2155550123",
               "+862155550123@evil.example", "+8621\r\n5550123", "+86２1５５５５0123");
  CAPTURE(written);
  const auto address = fax_recipient(gateway("t37"), written);
  REQUIRE_FALSE(address);
  CHECK_FALSE(address.problem().message.empty());
}

TEST_CASE("what stands around a fax names no debt") {
  for (const std::string locale : {"zh-CN", "zh-TW", "en", "de-AT", "fr", "es", "ja", "xx", ""}) {
    const std::string text = fax_subject(gateway("generic"), locale) + fax_body(gateway("generic"), locale);
    CHECK_FALSE(text.empty());
    for (const std::string word :
         {"欠款", "债", "債", "催", "律师", "debt", "overdue", "payment", "Mahnung", "Schuld", "Forderung", "impay"})
      CHECK(text.find(word) == std::string::npos);
  }
  CHECK(fax_subject(gateway("t37"), "zh_CN") == "传真");
  CHECK(fax_subject(gateway("t37"), "zh-TW") == "傳真");
  CHECK(fax_body(gateway("t37"), "zh-CN").empty());
}

TEST_CASE("a gateway's report is read, failure before success") {
  const FaxGateway hylafax = gateway("hylafax");
  CHECK(read_fax_report(hylafax, "Your facsimile job 17 to 0049... was completed successfully") == true);
  CHECK(read_fax_report(hylafax, "Your facsimile job 17 was not sent: Too many attempts to dial") == false);
  CHECK_FALSE(read_fax_report(hylafax, "Your newsletter"));
  CHECK(read_fax_report(gateway("t37"), "Final-Recipient: fax; +86\nAction: failed\n") == false);
  CHECK(read_fax_report(gateway("generic"), "您的传真已发送成功") == true);
  CHECK_FALSE(read_fax_report(hylafax, std::string(1'000'000, 'x')));
}

TEST_CASE("a profile with a mistake is refused at its line") {
  TempDir dir;
  const std::string text = GENERATE(
      "recipient = \"fax@x.example\"", "recipient = \"{number} @x.example\"",
      "recipient = \"{number}@x.example\"\nconfirmed = ['(']", "recipient = \"{number}@x.example\"\nfile = \"gif\"",
      "recipient = \"{number}@x.example\"\nfailde = ['x']", "recipient = \"{number}@x.example\"\nsender = \"a b\"",
      "recipient = \"{number}@x.example\"\ninternational_prefix = \"x\"", "number = \"e164\"");
  write_file(dir / "fax.toml", "[gateway.x]\n" + std::string(text) + "\n");
  try {
    load_fax_gateways(dir / "fax.toml");
    FAIL("it was taken: " << text);
  } catch (const Error& e) {
    CHECK(e.kind() == ErrorKind::config);
    CHECK(e.problem().where.find("fax.toml:") != std::string::npos);
  }
}
