#include "tracking/reply.h"

#include <catch2/catch.hpp>

#include "letters_back.h"

using namespace dunmail;

namespace {

const Date today = make_date(2026, 11, 23);  // a Monday

std::string meanings(const std::string& text) {
  std::string out;
  for (const Suggestion& s : suggest_meaning(text, today, rules())) {
    if (!out.empty()) out += ", ";
    out += s.meaning;
    if (!s.type.empty()) out.append(":").append(s.type);
    if (s.day) out.append(" ").append(iso(*s.day));
    if (s.amount) out.append(" ").append(s.amount->currency.code()).append(" ").append(plain(*s.amount));
    if (!s.invoice.empty()) out.append(" invoice ").append(s.invoice);
    if (!s.reference.empty()) out.append(" ref ").append(s.reference);
  }
  return out;
}

}  // namespace

TEST_CASE("the writer's own words end where quotation or signature begins") {
  struct Row {
    const char* text;
    const char* own;
  };
  const Row rows[] = {
      {"We pay on Friday.\n\nOn Mon, 23 Nov 2026 at 10:00, Accounts <a@ours.example> wrote:\n> Please pay.\n",
       "We pay on Friday."},
      {"We pay on Friday.\n\nOn Mon, 23 Nov 2026 at 10:00, Accounts\n<a@ours.example> wrote:\n> Please pay.\n",
       "We pay on Friday."},
      {"Wir zahlen am Freitag.\n\nAm 23.11.2026 um 10:00 schrieb Buchhaltung:\n> Bitte zahlen.\n",
       "Wir zahlen am Freitag."},
      {"下周五付款。\n\n在 2026-11-23 10:00，财务 写道：\n> 请付款\n", "下周五付款。"},
      {"下周五付款。\n\n------------------ 原始邮件 ------------------\n发件人: \"财务\"\n", "下周五付款。"},
      {"Paid.\n\nFrom: Accounts\nSent: Monday\nTo: Buyer\n\nPlease pay.", "Paid."},
      {"Bezahlt.\n\nVon: Buchhaltung\nGesendet: Montag\n\nBitte zahlen", "Bezahlt."},
      {"Paid.\n\nBest regards,\nJane Buyer\nTel. 555\n", "Paid."},
      {"Bezahlt.\nMit freundlichen Grüßen\nErika\n", "Bezahlt."},
      {"已付款。\n\n此致\n敬礼\n王五\n", "已付款。"},
      {"Paid.\n-- \nJane\n", "Paid."},
      {"> Please pay.\nWe did.\n> Thanks\n", "We did."},
      {"", ""},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(own_words(row.text) == row.own);
  }
}

TEST_CASE("meaning is suggested with what can be read exactly, and a promise has an exact day") {
  struct Row {
    const char* text;
    const char* meaning;
  };
  const Row rows[] = {
      {"我们将在本月底前付款50,000元。", "promise 2026-11-30 CNY 50000.00"},
      {"下周五安排付款。", "promise 2026-12-04"},
      {"12月5日前支付5万元。", "promise 2026-12-05 CNY 50000.00"},
      {"我们会在下月15日打款。", "promise 2026-12-15"},
      {"15号前付清。", "promise 2026-12-15"},
      {"Wir werden bis zum 15. zahlen.", "promise 2026-12-15"},
      {"Wir überweisen 1.234,50 EUR am 5.12.2026.", "promise 2026-12-05 EUR 1234.50"},
      {"We will pay invoice R-2026-17 by month end.", "promise 2026-11-30 invoice R-2026-17"},
      {"We will transfer USD 1,000.00 next Friday.", "promise 2026-12-04 USD 1000.00"},
      {"Payment will be made by the 15th.", "promise 2026-12-15"},
      {"We will pay soon.", "intends-to-pay"},
      {"We will pay next week.", "intends-to-pay"},
      {"我们会尽快付款。", "intends-to-pay"},
      {"We will pay on 5 December 2036.", "intends-to-pay"},
      {"We have already paid on 20 November, reference 88123.", "paid ref 88123"},
      {"款已付，流水号：20261120001。", "paid ref 20261120001"},
      {"Der Betrag wurde bereits überwiesen.", "paid"},
      {"The goods were damaged, see invoice 4711.", "dispute:goods invoice 4711"},
      {"我们没有收到货。", "dispute:not-received"},
      {"Die Menge stimmt nicht.", "dispute:quantity"},
      {"Please send us a copy of the invoice.", "needs-document"},
      {"我们未收到发票，请补发。", "needs-document"},
      {"I am not responsible for this; please contact Mr Li.", "wrong-contact"},
      {"王经理已离职。", "wrong-contact"},
      {"We are in liquidation.", "out-of-business"},
      {"公司已破产。", "out-of-business"},
      {"We will not pay.", "refuses"},
      {"我们拒绝付款。", "refuses"},
      {"Hello.", ""},
      {"Invoice 17 was damaged in part. The rest we will pay on 5 December.", "dispute:goods, promise 2026-12-05"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(meanings(row.text) == row.meaning);
  }
}

TEST_CASE("the evidence is the sentence itself") {
  const auto found = suggest_meaning("Dear all,\nthank you. We will pay on 5 December. See you.", today, rules());
  REQUIRE(found.size() == 1);
  CHECK(found[0].evidence == "We will pay on 5 December.");
}

TEST_CASE("suggestions come back as they were kept with their mail") {
  Suggestion all{"dispute",
                 "goods",
                 "\"It broke\", she said.",
                 make_date(2026, 12, 5),
                 Money{123450, *Currency::find("EUR")},
                 "INV-1",
                 "BK-77",
                 "ab12"};
  Suggestion yen = all;
  yen.amount = Money{5000, *Currency::find("JPY")};
  Suggestion unknown = all;
  unknown.amount = Money{700, Currency()};
  Suggestion bare;
  bare.meaning = "refuses";
  const std::vector<Suggestion> suggestions{all, yen, unknown, bare};
  CHECK(read_suggestions(suggestions_text(suggestions)) == suggestions);
  CHECK(
      suggestions_text({bare}) ==
      R"([{"meaning":"refuses","type":"","day":"","amount":"","currency":"","invoice":"","reference":"","evidence":""}])");
  // As the response page kept them before: only what it knew.
  CHECK(read_suggestions(R"([{"evidence":"paid","meaning":"paid","upload":"ab"}])").at(0).upload == "ab");
  for (const char* broken : {"", "{}", "[1]", R"([{"meaning":1}])"}) CHECK_THROWS(read_suggestions(broken));
}
