#include "letters/words.h"

#include <catch2/catch.hpp>

using namespace dunmail;

namespace {

Currency currency(const char* code) { return *Currency::find(code); }

std::int64_t fen(const char* amount) { return *parse_minor(amount, 2); }

struct Row {
  const char* amount;
  const char* words;
};

}  // namespace

TEST_CASE("the examples of the official rules") {
  // Those that end at 角 gain 整, which the one rule allows and the other demands.
  const Row rows[] = {
      {"1409.50", "壹仟肆佰零玖元伍角整"},      {"6007.14", "陆仟零柒元壹角肆分"},
      {"1680.32", "壹仟陆佰捌拾元零叁角贰分"},  {"107000.53", "壹拾万柒仟元零伍角叁分"},
      {"16409.02", "壹万陆仟肆佰零玖元零贰分"}, {"325.04", "叁佰贰拾伍元零肆分"},
  };
  for (const Row& row : rows) CHECK(capitals(fen(row.amount)) == row.words);
}

TEST_CASE("zeros, tens and large units in capitals") {
  const Row rows[] = {
      {"0", "零元整"},
      {"0.01", "壹分"},
      {"0.10", "壹角整"},
      {"10", "壹拾元整"},
      {"10.05", "壹拾元零伍分"},
      {"1010", "壹仟零壹拾元整"},
      {"10001", "壹万零壹元整"},
      {"100000", "壹拾万元整"},
      {"100500", "壹拾万零伍佰元整"},
      {"107000", "壹拾万柒仟元整"},
      {"1010000", "壹佰零壹万元整"},
      {"10010001", "壹仟零壹万零壹元整"},
      {"100000001", "壹亿零壹元整"},
      {"100010000", "壹亿零壹万元整"},
      {"1000010000", "壹拾亿零壹万元整"},
      {"1000000000000", "壹万亿元整"},
      {"1000100010001", "壹万零壹亿零壹万零壹元整"},
      {"-1234.50", "负壹仟贰佰叁拾肆元伍角整"},
  };
  for (const Row& row : rows) CHECK(capitals(fen(row.amount)) == row.words);
  CHECK(capitals(INT64_MIN).starts_with("负玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿"));
}

TEST_CASE("the currency stands before the capitals without a gap") {
  CHECK(amount_in_words(140950, currency("CNY"), Locale::zh_cn) == "人民币壹仟肆佰零玖元伍角整");
  CHECK(amount_in_words(1000000, currency("TWD"), Locale::zh_tw) == "新臺幣壹萬元整");
  CHECK(amount_in_words(fen("236785.14"), currency("CNY"), Locale::zh_tw) == "人民幣貳拾參萬陸仟柒佰捌拾伍元壹角肆分");
  CHECK(amount_in_words(100, currency("USD"), Locale::zh_cn).empty());
}

TEST_CASE("English and German words") {
  CHECK(amount_in_words(140950, currency("GBP"), Locale::en) ==
        "one thousand four hundred and nine pounds sterling and 50/100");
  CHECK(amount_in_words(100, currency("GBP"), Locale::en) == "one pound sterling");
  CHECK(amount_in_words(10100, currency("EUR"), Locale::en) == "one hundred and one euros");
  CHECK(amount_in_words(1234, currency("JPY"), Locale::en) == "one thousand two hundred and thirty-four yen");
  CHECK(amount_in_words(2105, currency("EUR"), Locale::de) == "einundzwanzig Euro und 05/100");
  CHECK(amount_in_words(100, currency("EUR"), Locale::de) == "ein Euro");
  CHECK(amount_in_words(-50, currency("EUR"), Locale::de) == "minus null Euro und 50/100");
}
