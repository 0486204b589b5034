#include "letters/reference.h"

#include <catch2/catch.hpp>

using namespace dunmail;

TEST_CASE("creditor references by ISO 11649") {
  for (const char* good : {"RF18539007547034", "RF451234512345", "RF65INV20250001"}) CHECK(is_rf_reference(good));
  for (const char* bad : {"RF19539007547034", "RF65INV20250002", "", "RF", "RF65", "XX18539007547034",
                          "rf18539007547034", "RF6 INV20250001"})
    CHECK_FALSE(is_rf_reference(bad));
  CHECK(make_rf_reference("INV20250001") == "RF65INV20250001");
  CHECK(make_rf_reference("inv-2025/0001") == "RF65INV20250001");
  CHECK(make_rf_reference("539007547034") == "RF18539007547034");
  CHECK(make_rf_reference("函号").empty());
  CHECK(make_rf_reference("1234567890123456789012").empty());
}

TEST_CASE("IBAN and unified social credit code") {
  CHECK(is_iban("DE89370400440532013000"));
  CHECK_FALSE(is_iban("DE88370400440532013000"));
  CHECK_FALSE(is_iban("DE89 3704 0044 0532 0130 00"));
  CHECK(is_iban("CH4431999123000889012"));
  for (const char* good : {"9144030071526726XG", "91330100799655058B", "91110000802100433B"}) CHECK(is_uscc(good));
  for (const char* bad : {"9144030071526726XH", "91330100799655058C", "9111000080210043", "9144030071526726IG"})
    CHECK_FALSE(is_uscc(bad));
}

TEST_CASE("the payload of the payment code by EPC069-12") {
  const EpcPayment payment{"Muster GmbH", "DE89370400440532013000", "", 21588, "RF65INV20250001", ""};
  const auto payload = epc_payload(payment);
  REQUIRE(payload);
  CHECK(*payload == "BCD\n002\n1\nSCT\n\nMuster GmbH\nDE89370400440532013000\nEUR215.88\n\nRF65INV20250001");
  EpcPayment text = payment;
  text.rf.clear();
  text.text = "2026-000017";
  CHECK(*epc_payload(text) == "BCD\n002\n1\nSCT\n\nMuster GmbH\nDE89370400440532013000\nEUR215.88\n\n\n2026-000017");

  const auto broken = [&](auto change) {
    EpcPayment p = payment;
    change(p);
    return !epc_payload(p);
  };
  CHECK(broken([](auto& p) { p.cents = 0; }));
  CHECK(broken([](auto& p) { p.cents = 100'000'000'000; }));
  CHECK(broken([](auto& p) { p.iban = "DE88370400440532013000"; }));
  CHECK(broken([](auto& p) { p.name = std::string(71, 'x'); }));
  CHECK(broken([](auto& p) { p.name = "A\nB"; }));
  CHECK(broken([](auto& p) { p.text = "both"; }));
  CHECK(broken([](auto& p) { p.rf = "RF00X"; }));
}
