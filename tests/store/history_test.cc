#include <catch2/catch.hpp>

#include "store/store.h"

using namespace dunmail;

TEST_CASE("payment history: invoices paid in full with the day of the last part, by account, by page and alone") {
  Store store = Store::create(":memory:");
  const Currency cny = *Currency::find("CNY"), eur = *Currency::find("EUR");
  for (const char* id : {"D1", "D2"}) {
    Debtor d;
    d.id = id, d.name = id, d.kind = "individual", d.locale = "en";
    store.put(d);
  }
  const Date due = make_date(2026, 3, 1);
  const auto invoice = [&](const char* number, const char* debtor, Currency currency) {
    store.put(Invoice{number, "main", debtor, "", due - Days(30), due, {100'00, currency}, ""}, false);
  };
  std::vector<BookedPayment> booked;
  const auto pay = [&](const char* reference, const char* debtor, const char* number, Currency currency,
                       std::int64_t amount, long late) {
    REQUIRE(store.put(Payment{reference, "main", debtor, due + Days(late), {amount, currency}, number}, booked).what ==
            Put::What::added);
  };
  invoice("A", "D1", cny), invoice("B", "D1", cny), invoice("C", "D1", cny), invoice("E", "D1", eur),
      invoice("F", "D2", cny), invoice("G", "D2", cny);
  pay("P1", "D1", "A", cny, 40'00, 2), pay("P2", "D1", "A", cny, 60'00, 12);  // in two parts: the last counts
  pay("P3", "D1", "B", cny, 100'00, -3);
  pay("P4", "D1", "C", cny, 10'00, 5);   // open still
  pay("P5", "D1", "E", eur, 100'00, 1);  // another account, with nothing open
  pay("P6", "D2", "F", cny, 100'00, 30);
  std::map<std::string, std::vector<long>> late;
  store.each_account("", [&](CaseInput&& input) {
    for (const PaidInvoice& i : input.history.paid) late[input.account.case_id()].push_back(i.days_late());
    const CaseInput alone = store.account(input.account.creditor, input.account.debtor.id, input.account.currency);
    REQUIRE(alone.history.paid.size() == input.history.paid.size());
  });
  CHECK(late["main/D1/CNY"] == std::vector<long>{-3, 12});  // by day of payment
  CHECK(late["main/D2/CNY"] == std::vector<long>{30});
  CHECK(late.size() == 2);
}
