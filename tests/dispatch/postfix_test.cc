// The real thing: Postfix on loopback, with TLS, delivering to a mailbox.
#include "support/postfix.h"

#include <catch2/catch.hpp>

#include "dispatch/courier.h"
#include "support/scripted_server.h"
#include "wire/mail.h"

using namespace dunmail;

namespace {

/// One for all cases: starting it takes a second.
Postfix* postfix() {
  static std::string reason;
  static const std::unique_ptr<Postfix> one = Postfix::start(&reason);
  if (!one) WARN("skipped: " << reason);
  return one.get();
}

Parcel parcel(const std::string& id, const std::string& recipient = "wang@debtor.example") {
  Mail mail;
  mail.from = {"上海晨光贸易有限公司", "credit@sender.example"};
  mail.to = {"王小明", recipient};
  mail.subject = "催款提示函 " + id;
  mail.text = "请查收附件。\n";
  mail.attachments = {{"催款提示函.pdf", "application/pdf", std::string(60'000, 'p')}};
  mail.message_id = id + "@sender.example";
  return {id, mail.message_id, "bounce+" + id + "@sender.example", recipient, id, *compose(mail)};
}

RouteOptions route(int port, const std::string& scheme = "smtp") {
  RouteOptions out;
  out.address = scheme + "://localhost:" + std::to_string(port);
  out.timeout_seconds = 20;
  return out;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("Postfix takes a letter over STARTTLS with a checked certificate and delivers it") {
  if (!postfix()) return;
  RouteOptions options = route(postfix()->port());
  options.tls = "required";
  options.ca_file = postfix()->certificates().ca;
  const auto courier = make_courier(options);
  const auto before = postfix()->delivered().size();
  const Parcel sent = parcel("tls-1");
  const Receipt receipt = courier->hand_over(sent);
  INFO(receipt.stage << " " << receipt.reply_code << " " << receipt.text << postfix()->log());
  REQUIRE(receipt.outcome == Receipt::Outcome::accepted);
  CHECK(receipt.status == "2.0.0");
  CHECK(receipt.queue_id.size() >= 8);
  CHECK(has(postfix()->log(), receipt.queue_id));
  REQUIRE(eventually([&] { return postfix()->delivered().size() == before + 1; }));
  std::string seen;
  for (const std::string& message : postfix()->delivered())
    if (has(message, "tls-1@sender.example")) seen = message;
  CHECK(has(seen, "Return-Path: <bounce+tls-1@sender.example>"));
  CHECK(has(seen, "using TLSv1.3"));
  CHECK(has(seen, "Auto-Submitted: auto-generated"));
}

TEST_CASE("SMTPS works as well") {
  if (!postfix()) return;
  RouteOptions options = route(postfix()->smtps_port(), "smtps");
  options.ca_file = postfix()->certificates().ca;
  const Receipt receipt = make_courier(options)->hand_over(parcel("smtps-1"));
  INFO(receipt.text);
  CHECK(receipt.outcome == Receipt::Outcome::accepted);
}

TEST_CASE("a certificate by the wrong authority, by none that the system knows, or for another name is refused") {
  if (!postfix()) return;
  RouteOptions options = route(postfix()->port());
  options.tls = "required";
  SECTION("the wrong authority") { options.ca_file = postfix()->certificates().other_ca; }
  SECTION("the system's authorities") {}
  SECTION("another name") {
    options.address = "smtp://127.0.0.1:" + std::to_string(postfix()->port());
    options.ca_file = postfix()->certificates().ca;
  }
  const Receipt receipt = make_courier(options)->hand_over(parcel("wrong-ca"));
  CHECK(receipt.outcome == Receipt::Outcome::deferred);
  CHECK(receipt.stage == "tls");
  CHECK(judge(receipt) == Verdict::stop_route);
  CHECK_FALSE(has(postfix()->log(), "wrong-ca"));
}

TEST_CASE("an unknown mailbox and a foreign domain are refused, and the connection goes on") {
  if (!postfix()) return;
  const auto courier = make_courier(route(postfix()->port()));
  const auto before = postfix()->delivered().size();
  Receipt receipt = courier->hand_over(parcel("nobody-1", "nobody@debtor.example"));
  CHECK(receipt.outcome == Receipt::Outcome::refused);
  CHECK(receipt.stage == "rcpt");
  CHECK(receipt.reply_code == 550);
  CHECK(receipt.status == "5.1.1");
  CHECK(judge(receipt) == Verdict::next_channel);
  receipt = courier->hand_over(parcel("relay-1", "x@elsewhere.example"));
  CHECK(receipt.reply_code == 554);
  CHECK(judge(receipt) == Verdict::our_fault);
  receipt = courier->hand_over(parcel("good-1"));
  CHECK(receipt.outcome == Receipt::Outcome::accepted);
  CHECK(eventually([&] { return postfix()->delivered().size() == before + 1; }));
}

TEST_CASE("a letter beyond the relay's SIZE is refused before it is sent") {
  if (!postfix()) return;
  Parcel big = parcel("big-1");
  while (big.message.size() < 1'100'000)
    big.message += "0123456789012345678901234567890123456789012345678901234567890123456789\r\n";
  const Receipt receipt = make_courier(route(postfix()->port()))->hand_over(big);
  CHECK(receipt.outcome == Receipt::Outcome::refused);
  CHECK(receipt.status == "5.3.4");
  CHECK(judge(receipt) == Verdict::our_fault);
}

TEST_CASE("two hundred letters over one connection arrive once each") {
  if (!postfix()) return;
  const auto courier = make_courier(route(postfix()->port()));
  const auto before = postfix()->delivered().size();
  for (int i = 0; i < 200; ++i)
    CHECK(courier->hand_over(parcel("many-" + std::to_string(i))).outcome == Receipt::Outcome::accepted);
  REQUIRE(eventually([&] { return postfix()->delivered().size() >= before + 200; }));
  CHECK(postfix()->delivered().size() == before + 200);
}
