#include "letters/press.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <thread>

#include "base/file.h"
#include "letters/sample_letter.h"
#include "letters/template_shelf.h"

using namespace dunmail;

namespace {

std::shared_ptr<const Press> press() {
  static const auto made = [] {
    PressFiles files;
    files.templates = DUNMAIL_SOURCE_DIR "/letter-templates";
    files.fonts = DUNMAIL_SOURCE_DIR "/fonts/fonts.toml";
    return Press::open(files);
  }();
  return made;
}

/// The words of a letter's body as the template means them: one paragraph, item or table cell a line.
void add_words(const std::vector<Block>& blocks, std::string& out) {
  const auto add = [&](const Inline& line) {
    std::string words;
    for (const Span& span : line) words += span.text;
    std::replace(words.begin(), words.end(), '\n', ' ');
    if (!words.empty()) out += words + "\n";
  };
  for (const Block& block : blocks) {
    add(block.text);
    add_words(block.children, out);
    for (const Inline& cell : block.table.head) add(cell);
    for (const auto& row : block.table.rows)
      for (const Inline& cell : row) add(cell);
    for (const Inline& cell : block.table.total) add(cell);
  }
}

std::string words_of(const LetterFacts& facts, int pages) {
  static const TemplateShelf shelf(DUNMAIL_SOURCE_DIR "/letter-templates", "zh-CN");
  const auto choice = shelf.find(facts.kind, facts.debtor.kind, facts.locale);
  REQUIRE(choice);
  Filler filler;
  const auto filled = filler.fill(choice->letter, Scene{facts, *choice->words, choice->words->locale, pages});
  REQUIRE(filled);
  std::string out = filled->title + "\n";
  add_words(filled->blocks, out);
  return out;
}

LetterFacts american(const std::string& kind) {
  LetterFacts f = sample_letter("en", kind);
  f.currency = *Currency::find("USD");
  f.creditor.name = f.creditor.bank.holder = "Qiming Precision Inc.";
  f.creditor.address = {"500 Mission Street", "94105", "San Francisco", "CA", "US"};
  f.creditor.registration = {"A California corporation"};
  f.debtor.name = "Prairie Tool & Die Corporation";
  f.debtor.address = {"1200 Main Street\nSuite 5", "62701", "Springfield", "IL", "US"};
  return f;
}

std::string why(const Result<PrintedLetter>& printed) { return printed ? "printed" : printed.problem().line(); }

}  // namespace

TEST_CASE("every kind of letter prints in every locale to every kind of debtor") {
  Printer printer(press());
  for (std::string_view locale : letter_locales)
    for (std::string_view kind : letter_kinds)
      for (std::string_view debtor_kind : debtor_kinds) {
        INFO(locale << "/" << kind << "." << debtor_kind);
        const LetterFacts facts = sample_letter(std::string(locale), std::string(kind), std::string(debtor_kind));
        const auto printed = kind == "fax-cover" ? printer.print_fax_cover(facts, 2) : printer.print(facts);
        if (!printed) FAIL(printed.problem().line());
        CHECK(printed->pdf.starts_with("%PDF-1.4"));
        CHECK(printed->pages >= 1);
        CHECK(printed->pages <= 2);
        CHECK(printed->locale == locale);
        CHECK_FALSE(printed->draft);
        CHECK_FALSE(printed->subject.empty());
        CHECK(printed->warnings.empty());
      }
}

TEST_CASE("what no letter goes out without") {
  struct Row {
    const char* kind;
    void (*spoil)(LetterFacts&);
    const char* reason;
  };
  const Row rows[] = {
      {"reminder", [](LetterFacts& f) { f.addressee.name.clear(); }, "no person to address"},
      {"reminder", [](LetterFacts& f) { f.addressee.position.clear(); }, "has no position"},
      {"reminder", [](LetterFacts& f) { f.signatory.name.clear(); }, "the signatory has no name"},
      {"reminder", [](LetterFacts& f) { f.signatory.title.clear(); }, "the signatory has no title"},
      {"reminder", [](LetterFacts& f) { f.signatory.authority.clear(); }, "the signatory has no authority"},
      {"reminder", [](LetterFacts& f) { f.signatory.phone.clear(); }, "the signatory has no call-back number"},
      {"reminder", [](LetterFacts& f) { f.creditor.bank = {}; }, "no account to pay to"},
      {"reminder", [](LetterFacts& f) { f.creditor.bank.iban = "DE88370400440532013000"; },
       "the IBAN DE88370400440532013000 does not hold"},
      {"reminder", [](LetterFacts& f) { f.deadline.reset(); }, "has no deadline"},
      {"reminder", [](LetterFacts& f) { f.deadline = f.date; }, "is not a day after 2026-11-21"},
      {"lawyers-letter", [](LetterFacts& f) { f.deadline = f.date + Days(5); }, "is not at least 14 days after"},
      {"reminder", [](LetterFacts& f) { f.items.clear(); }, "demands no invoice"},
      {"reminder", [](LetterFacts& f) { f.total = 0; }, "its total is not above zero"},
      {"reminder", [](LetterFacts& f) { f.interest = 100; }, "interest without its legal basis"},
      {"reminder", [](LetterFacts& f) { f.rf_reference = "RF00X"; }, "the reference RF00X does not hold"},
      {"reminder", [](LetterFacts& f) { f.number.clear(); }, "has no document number"},
      {"reminder", [](LetterFacts& f) { f.debtor.name = "\U0010FFFD"; }, "U+10FFFD"},
      {"reminder", [](LetterFacts& f) { f.extra = "We will tell the police."; }, "threatens with police"},
      {"broken-promise", [](LetterFacts& f) { f.promise.reset(); }, "field promise.made has no value"},
      {"ransom-note", [](LetterFacts&) {}, "no template ransom-note"},
  };
  Printer printer(press());
  for (const Row& row : rows) {
    LetterFacts facts = sample_letter("en", row.kind);
    row.spoil(facts);
    CHECK_THAT(why(printer.print(facts)), Catch::Contains(row.reason));
  }
  CHECK(printer.print(sample_letter("en", "reminder")));
}

TEST_CASE("a person needs no position") {
  LetterFacts facts = sample_letter("en", "reminder", "individual");
  facts.addressee.position.clear();
  Printer printer(press());
  CHECK(why(printer.print(facts)) == "printed");
}

TEST_CASE("a lawyer's letter without a complete firm is a draft, and is never printed in another language") {
  Printer printer(press());
  for (const char* locale : {"zh-CN", "zh-TW", "en", "de"}) {
    LetterFacts facts = sample_letter(locale, "lawyers-letter");
    CHECK_FALSE(printer.print(facts)->draft);
    facts.law_firm->licence.clear();
    CHECK(printer.print(facts)->draft);
    facts.law_firm.reset();
    const auto draft = printer.print(facts);
    if (!draft) FAIL(draft.problem().line());
    CHECK(draft->draft);
  }
  LetterFacts facts = sample_letter("en", "lawyers-letter");
  facts.locale = "fr";
  CHECK_THAT(why(printer.print(facts)), Catch::Contains("no template lawyers-letter for locale fr"));
  facts = sample_letter("zh-CN", "reminder");
  facts.locale = "fr";
  const auto fallen = printer.print(facts);
  REQUIRE(fallen);
  CHECK(fallen->locale == "zh-CN");
  REQUIRE(fallen->warnings.size() == 1);
}

TEST_CASE("the same facts give the same bytes, whatever was printed before and on any thread") {
  const LetterFacts facts = sample_letter("zh-CN", "credit-warning");
  Printer first(press());
  const std::string alone = first.print(facts)->pdf;
  const auto again =
      Press::open({DUNMAIL_SOURCE_DIR "/letter-templates", DUNMAIL_SOURCE_DIR "/fonts/fonts.toml", "cn-a4", "zh-CN"});
  CHECK(again->fingerprint() == press()->fingerprint());
  std::vector<std::string> after(3);
  std::vector<std::thread> threads;
  for (std::string& pdf : after)
    threads.emplace_back([&] {
      Printer printer(again);
      LetterFacts other = facts;
      other.debtor.name = "广州远航电子科技股份有限公司";
      (void)printer.print(other);
      pdf = printer.print(facts)->pdf;
    });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& pdf : after) CHECK(pdf == alone);
}

TEST_CASE("strange values are printed as they stand or hold their letter, and leave the next one alone") {
  Printer printer(press());
  const std::string before = printer.print(sample_letter("en", "reminder"))->pdf;
  std::string long_name, joined_up(500, 'x');
  for (int i = 0; i < 500; ++i) long_name += "名";
  for (const std::string& name :
       {long_name, joined_up, std::string("شركة"), std::string("😀 GmbH"), std::string("a\u200Bb\u00A0c"),
        std::string("e\u0301"), std::string("\u202Eevil"), std::string("*a* | `b` {{c}} <d> \\ ![e](f)"),
        std::string("𠮷野家"), std::string("../../etc")}) {
    for (const char* locale : {"zh-CN", "zh-TW", "en", "de"}) {
      INFO(locale << " " << name);
      LetterFacts facts = sample_letter(locale, "reminder");
      facts.debtor.name = name;
      facts.addressee.name = name;
      facts.items[0].invoice = name;
      facts.extra = name + "\n" + name;
      const auto printed = printer.print(facts);
      if (printed) {
        CHECK(printed->pdf.starts_with("%PDF"));
      } else {
        CHECK(printed.problem().where.find(facts.number) != std::string::npos);
      }
    }
  }
  CHECK(printer.print(sample_letter("en", "reminder"))->pdf == before);
}

TEST_CASE("five thousand invoices are many pages, and a sum beyond all bounds holds the letter") {
  Printer printer(press());
  LetterFacts facts = sample_letter("de", "reminder");
  facts.items.assign(5000, facts.items.front());
  facts.total = 5000 * facts.items.front().open;
  const auto printed = printer.print(facts);
  if (!printed) FAIL(printed.problem().line());
  CHECK(printed->pages > 80);
  for (ItemFacts& item : facts.items) item.open = INT64_MAX / 2;
  CHECK_THAT(why(printer.print(facts)), Catch::Contains("letter 2026-000217"));
}

TEST_CASE("the e-mail's text is plain, filled and trimmed") {
  Printer printer(press());
  const auto printed = printer.print(sample_letter("en", "reminder"));
  REQUIRE(printed);
  CHECK(printed->title == "Payment reminder");
  CHECK(printed->subject == "Qiming Precision (UK) Ltd: your account, reference QP-2026-0217");
  CHECK(printed->mail_body.starts_with("Dear Mr Hallam,\n\nPlease find attached"));
  CHECK(printed->mail_body.ends_with("Telephone +44 117 496 0123"));
}

TEST_CASE("which templates stand") {
  CHECK(press()->has_template("reminder", "de"));
  CHECK_FALSE(press()->has_template("reminder", "fr"));
  CHECK(press()->fingerprint().size() == 64);
}

TEST_CASE("letters from or to the United States write their dates the American way") {
  const std::string words = words_of(american("credit-warning"), 0);
  CHECK_THAT(words, Catch::Contains("December\u00A08, 2026") && Catch::Contains("Aug\u00A01,\u00A02026"));
  CHECK_THAT(words, !Catch::Contains("8\u00A0December"));
  CHECK_THAT(words_of(sample_letter("en", "reminder"), 0), Catch::Contains("8\u00A0December 2026"));
  Printer printer(press());
  CHECK(why(printer.print(american("reminder"))) == "printed");
}

// Not run with the others: it only prints, for a person's eyes.
TEST_CASE("print every letter into the folder DUNMAIL_LOOK, to be looked at", "[.look]") {
  const char* folder = std::getenv("DUNMAIL_LOOK");
  REQUIRE(folder);
  Printer printer(press());
  for (const char* kind : {"reminder", "credit-warning", "lawyers-letter"}) {
    const LetterFacts facts = american(kind);
    const auto printed = printer.print(facts);
    if (!printed) FAIL(printed.problem().line());
    const std::string name = std::string(folder) + "/en-US-" + kind;
    write_file(name + ".pdf", printed->pdf);
    write_file(name + ".words", words_of(facts, 0));
  }
  for (std::string_view locale : letter_locales)
    for (std::string_view kind : letter_kinds)
      for (std::string_view debtor_kind : debtor_kinds) {
        LetterFacts facts = sample_letter(std::string(locale), std::string(kind), std::string(debtor_kind));
        const auto printed = kind == "fax-cover" ? printer.print_fax_cover(facts, 2) : printer.print(facts);
        if (!printed) FAIL(printed.problem().line());
        const std::string name =
            std::string(folder) + "/" + facts.locale + "-" + facts.kind + "-" + std::string(debtor_kind);
        write_file(name + ".pdf", printed->pdf);
        write_file(name + ".words", words_of(facts, kind == "fax-cover" ? 3 : 0));
        write_file(name + ".txt", printed->subject + "\n\n" + printed->mail_body + "\n");
      }
}

TEST_CASE("a creditor's own stationery comes before the locale's, in its languages and for its letters only") {
  PressFiles files;
  files.templates = DUNMAIL_SOURCE_DIR "/letter-templates";
  files.fonts = DUNMAIL_SOURCE_DIR "/fonts/fonts.toml";
  files.stationery_of = {{"second", {{"de", "us-10"}}}, {"third", {{"", "us-10"}, {"zh-CN", "cn-a4"}}}};
  Printer printer(Press::open(files));
  const auto paper = [&](const char* creditor, const char* locale) {
    LetterFacts facts = sample_letter(locale, "reminder");
    facts.creditor.id = creditor;
    const auto printed = printer.print(facts);
    REQUIRE(printed);
    return printed->envelope.paper;
  };
  const std::string a4 = "210 x 297 mm", letter = "215.9 x 279.4 mm";
  CHECK(paper("first", "de") == a4);
  CHECK(paper("second", "de") == letter);
  CHECK(paper("second", "en") == a4);  // its locale's
  CHECK(paper("third", "en") == letter);
  CHECK(paper("third", "zh-CN") == a4);
  CHECK(paper("first", "de") == a4);  // what was prepared for another's sheet is not taken
  files.stationery_of = {{"second", {{"de", "no-such-sheet"}}}};
  CHECK_THROWS_WITH(Press::open(files), Catch::Contains("no-such-sheet"));
}
