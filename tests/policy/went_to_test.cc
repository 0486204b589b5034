#include "policy/went_to.h"

#include <catch2/catch.hpp>

using namespace dunmail;

TEST_CASE("a receipt is about the item that it names, about each part of that, and about any where it names none") {
  ArrearsLine whole, part;
  whole.invoice.number = whole.of = "INV-1";
  part.invoice.number = "INV-2 (2/3)";
  part.of = "INV-2";
  PaymentSeen payment;
  payment.invoices = {"INV-2"};
  CHECK(went_to(payment, part));
  CHECK_FALSE(went_to(payment, whole));
  payment.invoices = {"INV-2 (2/3)"};
  CHECK(went_to(payment, part));
  payment.invoices.clear();
  CHECK(went_to(payment, part));
  CHECK(went_to(payment, whole));
  payment.sums[""] = 100;  // a credit: it is known to have gone to none
  CHECK_FALSE(went_to(payment, whole));
}
