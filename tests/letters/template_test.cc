#include "letters/template.h"

#include <catch2/catch.hpp>

#include "base/file.h"
#include "letters/sample_letter.h"
#include "letters/template_shelf.h"
#include "letters/wording.h"

using namespace dunmail;

namespace {

const TemplateShelf& shelf() {
  static const TemplateShelf made(DUNMAIL_SOURCE_DIR "/letter-templates", "zh-CN");
  return made;
}

std::string text_of(const Inline& line) {
  std::string out;
  for (const Span& span : line) out += span.text;
  return out;
}

std::string text_of(const std::vector<Block>& blocks) {
  std::string out;
  for (const Block& b : blocks) {
    out += text_of(b.text) + "\n" + text_of(b.children);
    for (const auto& row : b.table.rows)
      for (const Inline& cell : row) out += text_of(cell) + "|";
    for (const Inline& cell : b.table.total) out += text_of(cell) + "|";
  }
  return out;
}

Result<Filled> fill(const std::string& source, const LetterFacts& facts) {
  const LocaleWords& words = shelf().words(facts.locale);
  const auto letter = Template::parse(source, "test.md", words);
  Filler filler;
  return filler.fill(letter, Scene{facts, words, words.locale});
}

std::string front(const std::string& body) { return "+++\ntitle = \"T\"\nsubject = \"S\"\n+++\n" + body; }

std::string load_error(const std::string& source) {
  try {
    Template::parse(source, "t.md", shelf().words("en"));
  } catch (const Error& e) {
    return e.problem().line();
  }
  return "";
}

}  // namespace

TEST_CASE("every letter fills from believable facts, holds its blocks and keeps to the wording") {
  const Wording wording = Wording::load(DUNMAIL_SOURCE_DIR "/letter-templates/wording.toml");
  for (std::string_view locale : letter_locales)
    for (std::string_view kind : letter_kinds)
      for (std::string_view debtor_kind : debtor_kinds) {
        INFO(locale << "/" << kind << "." << debtor_kind);
        const LetterFacts facts = sample_letter(std::string(locale), std::string(kind), std::string(debtor_kind));
        const auto found = shelf().find(facts.kind, facts.debtor.kind, facts.locale);
        REQUIRE(found);
        Filler filler;
        const auto filled = filler.fill(found->letter, Scene{facts, *found->words, found->words->locale, 3});
        if (!filled) FAIL(filled.problem().line());
        const std::string text = filled->mail + "\n" + text_of(filled->blocks);
        for (const char* rest : {"{{", "**", "\xF3\xB0", "，，", "。。", "，。", "  .", " ,", " ;"}) {
          INFO(rest);
          CHECK(text.find(rest) == std::string::npos);
        }
        const FrontMatter& front = found->letter->front();
        CHECK((!front.demand || missing_part(filled->blocks).empty()));
        if (debtor_kind == "individual")
          for (const Problem& p : wording.check_subject_line(filled->subject, found->words->locale, "subject"))
            FAIL_CHECK(p.line());
        // A fax cover's own words are checked with the templates; here a reader from Rechnungswesen would be in the
        // way.
        if (kind == "fax-cover") continue;
        for (const Problem& p :
             wording.check(text, {found->words->locale, facts.kind, front.demand, front.issued_by_lawyer}, "letter"))
          FAIL_CHECK(p.line() << "\n" << text);
      }
}

TEST_CASE("a template for every kind stands in every locale") {
  for (std::string_view locale : letter_locales)
    for (std::string_view kind : letter_kinds) {
      INFO(locale << "/" << kind);
      CHECK(shelf().has(std::string(kind), std::string(locale)));
    }
}

TEST_CASE("values come out as they stand, whatever they hold") {
  for (const char* name :
       {"*A* **B** _c_", "a|b", "<b>x</b>", "[x](http://y)", "{{total}}", "{{#x}}", "back\\slash", "# head", "1. one",
        "- dash", "`code`", "&amp;", "![x](y)", "~~s~~", "\U000F0001", "𠮷野家", "a  b"}) {
    INFO(name);
    LetterFacts facts = sample_letter("en", "reminder");
    facts.debtor.name = name;
    facts.items[0].invoice = name;
    const auto filled = fill(front("To {{debtor.name}}.\n\n| N | A |\n|---|---:|\n{{#invoices}}\n| {{invoice.number}} "
                                   "| {{invoice.open}} |\n{{/invoices}}\n"),
                             facts);
    REQUIRE(filled);
    CHECK(text_of(filled->blocks[0].text) == std::string("To ") + name + ".");
    CHECK(text_of(filled->blocks[1].table.rows.at(0).at(0)) == name);
    CHECK(filled->blocks[1].table.rows.size() == 3);
    CHECK(filled->blocks[1].table.columns == std::vector<Align>{Align::left, Align::decimal});
  }
}

TEST_CASE("line breaks in a value are breaks in a text of lines and blanks elsewhere") {
  LetterFacts facts = sample_letter("en", "reminder");
  facts.extra = "one\ntwo";
  facts.debtor.name = "A\nB";
  const auto filled = fill(front("{{extra}} {{debtor.name}}"), facts);
  REQUIRE(filled);
  CHECK(text_of(filled->blocks[0].text) == "one\ntwo A B");
  CHECK(filled->blocks[0].text.size() == 3);
}

TEST_CASE("a missing value holds the letter and names the field") {
  LetterFacts facts = sample_letter("en", "reminder");
  facts.rf_reference.clear();
  const auto filled = fill(front("Pay with {{reference}}."), facts);
  REQUIRE_FALSE(filled);
  CHECK(filled.problem().line().find("field reference has no value") != std::string::npos);
  CHECK(fill(front("{{#reference}}Pay with {{reference}}{{/reference}}{{^reference}}Pay{{/reference}}"), facts));
  facts.debtor.name = "bell\a";
  CHECK(fill(front("{{debtor.name}}"), facts).problem().line().find("U+0007") != std::string::npos);
  facts.debtor.name = "\xC3(";
  CHECK(fill(front("{{debtor.name}}"), facts).problem().line().find("UTF-8") != std::string::npos);
}

TEST_CASE("running totals stand behind each row, the total row apart") {
  const LetterFacts facts = sample_letter("en", "reminder");
  const auto filled = fill(front("| N | A |\n|---|---:|\n{{#invoices}}\n| {{invoice.number}} | {{invoice.open}} "
                                 "|\n{{/invoices}}\n| **Total** | **{{total.figure}}** |\n"),
                           facts);
  REQUIRE(filled);
  const Table& table = filled->blocks[0].table;
  CHECK(table.running_totals == std::vector<std::string>{"95,000.00", "183,040.00", "215,040.00"});
  CHECK(text_of(table.total.at(1)) == "215,040.00");
  CHECK(table.carried_label == "Carried forward");
  CHECK(table.brought_label == "Brought forward");
}

TEST_CASE("faults of a template are errors with file, line and column") {
  struct Row {
    const char* body;
    const char* error;
  };
  const Row rows[] = {
      {"a\n\nb {{debtor.nam}}", "t.md:7:3: unknown field debtor.nam (did you mean debtor.name?)"},
      {"{{{total}}}", "t.md:5:1: unescaped fields"},
      {"{{& total}}", "t.md:5:1: unescaped fields"},
      {"{{=<% %>=}}", "t.md:5:1: the delimiters cannot be changed"},
      {"x {{total", "t.md:5:3: {{ is not closed on its line"},
      {"{{#credit}}x", "t.md:5:1: section credit is not closed"},
      {"{{#credit}}x{{/fees}}", "t.md:5:13: {{/fees}} closes no section"},
      {"{{invoice.number}}", "t.md:5:1: invoice.number stands outside its list"},
      {"{{#invoices}}{{#invoice.contract}}x{{/invoice.contract}}{{/invoices}}",
       "t.md:5:14: a section cannot depend on a row"},
      {"{{one_invoice}}", "t.md:5:1: one_invoice is a flag and has no text"},
      {"{{> nothing}}", "no partial nothing"},
      {"<b>x</b>", "t.md:5:1: HTML has no place in a letter"},
      {"    code", "t.md:5:5: code_block has no place in a letter"},
      {"<!-- part: fact -->", "t.md:5:1: unknown part fact"},
      {"合计**{{total}}：**元", "t.md:5:1: stars that make nothing bold"},
      {"\U000F0000", "t.md:5:1: private-use characters"},
  };
  for (const Row& row : rows) {
    INFO(row.body);
    CHECK_THAT(load_error(front(row.body)), Catch::Contains(row.error));
  }
  CHECK_THAT(load_error("no front"), Catch::Contains("t.md:1:1: has no front matter"));
  CHECK_THAT(load_error("+++\ntitle = \"x\"\n+++\n"), Catch::Contains("subject: is missing"));
  CHECK_THAT(load_error("+++\ntitel = \"x\"\ntitle = \"x\"\nsubject = \"x\"\n+++\n"), Catch::Contains("t.md:2:"));
}

TEST_CASE("a demand without one of its four blocks does not load") {
  const auto demand = [](const std::string& without) {
    std::string out = "+++\ntitle = \"T\"\nsubject = \"S\"\ndemand = true\n+++\n";
    for (std::string_view part : demand_parts) {
      out += "<!-- part: " + std::string(part) + " -->\n\n";
      if (part != without) out += "words\n\n";
    }
    return out;
  };
  CHECK(load_error(demand("")).empty());
  for (std::string_view part : demand_parts)
    CHECK_THAT(load_error(demand(std::string(part))), Catch::Contains("the demand has no block " + std::string(part)));
}

TEST_CASE("which template a letter takes") {
  CHECK(shelf().find("reminder", "small-business", "de")->letter->path().ends_with("de/reminder.md"));
  CHECK_FALSE(shelf().find("reminder", "small-business", "de")->warning);
  const auto fallen = shelf().find("reminder", "small-business", "fr");
  REQUIRE(fallen);
  CHECK(fallen->letter->path().ends_with("zh-CN/reminder.md"));
  CHECK(fallen->warning);
  CHECK_FALSE(shelf().find("lawyers-letter", "small-business", "fr"));
  CHECK_FALSE(shelf().find("ransom-note", "small-business", "en"));
  CHECK(shelf().find("reminder", "individual", "zh-CN")->letter->path().ends_with("zh-CN/reminder.individual.md"));
}

TEST_CASE("a template that is cut off or spoiled anywhere is an error or a letter, never a crash") {
  const LetterFacts facts = sample_letter("zh-CN", "reminder");
  const LocaleWords& words = shelf().words("zh-CN");
  const std::string path = DUNMAIL_SOURCE_DIR "/letter-templates/zh-CN/reminder.md";
  const std::string source = read_file(path);
  const auto attempt = [&](const std::string& text) {
    try {
      const auto letter = Template::parse(text, path, words);
      Filler filler;
      (void)filler.fill(letter, Scene{facts, words, words.locale});
      return 1;
    } catch (const Error& e) {
      return e.kind() == ErrorKind::config ? 0 : -1;
    }
  };
  for (std::size_t length = 0; length < source.size(); length += 5) CHECK(attempt(source.substr(0, length)) >= 0);
  const std::string_view spoilers = "{}#^/*_|<[]\\`!+\n-> \xFF\xF3";
  std::uint32_t random = 1;
  int letters = 0;
  for (int i = 0; i < 1500; ++i) {
    std::string text = source;
    for (int k = 0; k < 3; ++k) {
      random = random * 1664525 + 1013904223;
      text[(random >> 8) % text.size()] = spoilers[(random >> 3) % spoilers.size()];
    }
    const int outcome = attempt(text);
    CHECK(outcome >= 0);
    letters += outcome;
  }
  CHECK(letters > 0);
}
